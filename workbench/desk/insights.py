"""What a team's leads say, as sentences: each with how many say it and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from workbench.desk.words import moment
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr

FIELDS = {
    "type": mark("Type"), "source": mark("Source"), "page": mark("Page"), "asset": mark("Asset"),
    "product": mark("Product"), "heard_from": mark("Heard of us"), "country": mark("Country"),
    "region": mark("Region"), "language": mark("Language"), "industry": mark("Industry"),
    "size_band": mark("Size"), "department": mark("Department"), "seniority": mark("Seniority"),
    "budget": mark("Budget"), "timeline": mark("Timeline"), "campaign": mark("Campaign"),
}  # fmt: skip
HEALTH = "health"
"""With what the findings on the score begin their ids."""
REST_MOST = 12
"""Of findings that chance alone may have made; they are told last."""


class Finding(NamedTuple):
    """`says` in a sentence, `rests_on` with n and interval; `means`: what was held against what."""

    id: str
    says: str
    rests_on: str
    means: str
    ink: str = "ink"
    leads: tuple[str, ...] = ()


def findings(told: Mapping[str, Any], policy: Policy) -> list[Finding]:
    """What stands first, then what pays, what comes back, and what may be chance."""
    values = list(_values(told, policy))
    stand = [one for one in values if one.ink == "ink"]
    rest = [one for one in values if one.ink != "ink"]
    health = _health(told)
    steps = _steps(told["steps"], policy)
    return [*health, *stand, *steps, *_reasons(told["reasons"]), *rest[:REST_MOST]]


def named(field: str, value: str, policy: Policy) -> str:
    """“Source: fair”."""
    label = tr(FIELDS[field]) if field in FIELDS else field
    if field == "type" and value in policy.types:
        value = policy.types[value].label
    return tr("{field}: {value}", field=label, value=value or tr("blank"))


def in_100(share: float) -> str:
    return f"{share * 100:.0f}"


def _health(told: Mapping[str, Any]) -> Iterator[Finding]:
    health = told["health"]
    if not health or health["auc"] is None:
        return
    says = tr("The score puts a won lead above another in {auc} of 100 pairs; its chance is off by"
              " {off} in 100 on average.", auc=in_100(health["auc"]),
              off=f"{health['off_by'] * 100:.1f}")  # fmt: skip
    means = tr("Of the newest quarter of the leads that have ended, by a table learned from the"
               " rest.")  # fmt: skip
    rests_on = tr("{n} leads", n=f"{health['leads']:,}")
    yield Finding(HEALTH, says, rests_on, means)
    for place, warning in enumerate(health.get("warnings", ())):
        yield Finding(f"{HEALTH}:{place}", warning, rests_on, means)


def _values(told: Mapping[str, Any], policy: Policy) -> Iterator[Finding]:
    for row in told["values"]:
        what = tr(" and ").join(named(field, value, policy) for field, value in row["values"])
        stands = row["verdict"] in ("more", "less")
        yield Finding(
            id=f"value:{row['values']}",
            says=_said(row, what, tr("wins")),
            rests_on=_interval(row),
            means=tr("Of leads that have ended: {count} of {n} were won that had it, {rest_count}"
                     " of {rest_n} that had not; of a pair, the others that had one of the two.",
                     **_counts(row)),
            ink="ink" if stands else "ink2",
            leads=tuple(row["leads"]),
        )  # fmt: skip


def _said(row: Mapping[str, Any], what: str, does: str) -> str:
    rest = row["rest"]["count"] / row["rest"]["n"] if row["rest"]["n"] else 0
    shares = {"what": what, "does": does, "share": in_100(row["count"] / row["n"]),
              "rest": in_100(rest)}  # fmt: skip
    match row["verdict"]:
        case "more":
            return tr("{what} {does} more often: {share} in 100, others {rest}.", **shares)
        case "less":
            return tr("{what} {does} less often: {share} in 100, others {rest}.", **shares)
        case "few":
            return tr("{what}: too few to tell.", what=what)
        case _:
            return tr("{what}: {share} in 100, others {rest}; chance alone may do as much.",
                      **shares)  # fmt: skip


def _interval(row: Mapping[str, Any]) -> str:
    said = tr("{n} leads, {low} to {high} in 100", n=f"{row['n']:,}", low=in_100(row["low"]),
              high=in_100(row["high"]))  # fmt: skip
    if row["lift"] is None or row["verdict"] == "few":
        return said
    return tr("{said}, lift {lift}", said=said, lift=f"{row['lift']:.1f}")


def _counts(row: Mapping[str, Any]) -> dict[str, str]:
    rest = row["rest"]
    return {"count": f"{row['count']:,}", "n": f"{row['n']:,}",
            "rest_count": f"{rest['count']:,}", "rest_n": f"{rest['n']:,}"}  # fmt: skip


def _steps(rows: Sequence[Mapping[str, Any]], policy: Policy) -> Iterator[Finding]:
    for row in rows:
        kind = policy.types[row["type"]].label if row["type"] in policy.types else row["type"]
        channel = tr(CHANNEL_WORDS[row["channel"]]) if row["channel"] else ""
        step = tr("{type}, step {number} ({channel})", type=kind, number=row["step"],
                  channel=channel)  # fmt: skip
        contact, booked = row["contact"], row["booked"]
        says = tr("{step}: reached {contact} in 100, booked {booked}.", step=step,
                  contact=in_100(contact["count"] / row["n"]),
                  booked=in_100(booked["count"] / row["n"]))  # fmt: skip
        if row["small"]:
            says = tr("{what}: too few to tell.", what=step)
        rests_on = tr("{n} done, reached {low} to {high} in 100", n=f"{row['n']:,}",
                      low=in_100(contact["low"]), high=in_100(contact["high"]))  # fmt: skip
        means = tr("Of touches that did this step of the cadence: {contact} of {n} reached"
                   " somebody, {booked} booked a meeting or a transfer.", n=f"{row['n']:,}",
                   contact=f"{contact['count']:,}",
                   booked=f"{booked['count']:,}")  # fmt: skip
        yield Finding(f"step:{row['type']}:{row['step']}", says, rests_on, means,
                      "ink2" if row["small"] else "ink")  # fmt: skip


def _reasons(rows: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for row in rows:
        where = tr("{field}: {value}", field=tr(FIELDS[row["cut"]]),
                   value=row["key"] or tr("blank"))  # fmt: skip
        does = (tr("comes back from AEs with “{reason}”", reason=row["reason"])
                if row["by"] == "ae_code"
                else tr("is closed with “{reason}”", reason=row["reason"]))  # fmt: skip
        means = tr("Of leads closed or sent back with a reason: {count} of {n} there had this one,"
                   " {rest_count} of {rest_n} elsewhere.", **_counts(row))  # fmt: skip
        yield Finding(f"reason:{row['by']}:{row['reason']}:{row['cut']}:{row['key']}",
                      _said(row, where, does), _interval(row), means,
                      leads=tuple(row["leads"]))  # fmt: skip


# ---- a proposal of points


def proposed(found: Mapping[str, Any], now: Any) -> tuple[str, ...]:
    """What it was learned from, how it does, and whether it should be taken."""
    before, after, gain = found["before"], found["after"], found["gain"]
    learned = tr("Learned from {older} leads, tried on {newer} that came since {day}.",
                 older=f"{found['older']:,}", newer=f"{found['newer']:,}",
                 day=moment(from_ms(found["since"]), now))  # fmt: skip
    ranks = tr("A won lead stands above another in {after} of 100 pairs ({low} to {high}); by the"
               " points as they are in {before}.", after=in_100(after["auc"]),
               low=in_100(after["low"]), high=in_100(after["high"]),
               before=in_100(before["auc"]))  # fmt: skip
    off = tr("Its chance is off by {after} in 100 on average; as it is, by {before}.",
             after=f"{after['off_by'] * 100:.1f}",
             before=f"{before['off_by'] * 100:.1f}")  # fmt: skip
    return learned, ranks, off, _gained(found, gain)


def _gained(found: Mapping[str, Any], gain: Mapping[str, float]) -> str:
    bounds = {"low": f"{gain['low'] * 100:+.1f}", "high": f"{gain['high'] * 100:+.1f}"}
    if found["is_better"]:
        return tr(
            "The gain lies between {low} and {high} pairs in 100: more than chance.", **bounds
        )
    return tr("The gain lies between {low} and {high} pairs in 100: chance alone may do as much, so"
              " better leave the points as they are.", **bounds)  # fmt: skip


def weights_said(found: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """The heaviest first."""
    for one in sorted(found["weights"], key=lambda one: -abs(one["points"])):
        yield tr("{value}: {points} points, {count} of {n} won",
                 value=named(one["field"], one["value"], policy), points=f"{one['points']:+d}",
                 count=f"{one['count']:,}", n=f"{one['n']:,}")  # fmt: skip


def reason_for(found: Mapping[str, Any]) -> str:
    """What the version says of itself, as it is stored."""
    before, after = found["before"]["auc"], found["after"]["auc"]
    learned = f"Points learned from {found['older']:,} leads"  # not a text, but what is stored
    return (
        f"{learned}; on {found['newer']:,} newer ones AUC {before:.2f} → {after:.2f}"  # not a text
    )
