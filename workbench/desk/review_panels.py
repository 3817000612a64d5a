"""A review's panels: what turns, the weeks with what began in them, what changed and moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workbench.desk.figures import Of
from workbench.desk.marks import Mark, Panel, length, percent
from workbench.desk.review import Told
from workbench.desk.review_reps import ReviewReps
from workbench.desk.review_rows import BY_NAME, MOST
from workbench.domain.calendar import day_and_month
from workbench.domain.metrics.changes import Watched
from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.metric import Length
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr

_AXIS = ("promises.attainment", "work.contact_rate", "funnel.qualification")
"""Shares whose weeks are drawn."""
VERDICTS = {  # as the server calls them, beside what is read
    "early": mark("too early"), "few": mark("too few"), "same": mark("chance"),
    "better": mark("better"), "worse": mark("worse"),
}  # fmt: skip
_VERDICTS_SAID = {
    "early": mark("too early to tell: no lead is as old as its lag"),
    "few": mark("too few leads to tell"),
    "same": mark("chance alone may do as much"),
    "better": mark("better, beyond chance"),
    "worse": mark("worse, beyond chance"),
}


def panels(told: Told, policy: Policy, now: datetime) -> tuple[Panel, ...]:
    if not told:
        return ()
    one = _Review(told, policy, now)
    return (one.turns(), *one.weeks(), *one.changes(), *one.reps(), one.leaks(), one.decisions())


class _Review(ReviewReps):
    # ---- what turns

    def turns(self) -> Panel:
        rows = self._told["trends"]["rows"]
        marks = tuple(self._turn(row) for row in rows[:MOST])
        said = tr("Weeks that keep to one side of their baseline for longer than chance does.")
        none = tr("No share of the team or of a campaign turns: what its weeks vary is chance.")
        return Panel(name="turns", kind="bars", title=tr("What turns slowly"), marks=marks,
                     said=said if marks else none,
                     heads=(tr("baseline"), tr("since"), tr("turns")))  # fmt: skip

    def _turn(self, row: Mapping[str, Any]) -> Mark:
        watched = BY_NAME[row["report"], row["name"]]
        label = tr(watched.metric.label)
        if row["campaign"]:
            label = tr("{metric}, {campaign}", metric=label, campaign=row["campaign"])
        since, turned = self._day(row["since"]), tr(VERDICTS[row["turns"]])
        now, before = f"{percent(row['share'])} %", f"{percent(row['baseline'])} %"
        says = tr("{label} turns {way}: {now} since {since}, baseline {before}, n {n}", label=label,
                  way=turned, now=now, since=day_and_month(since), before=before,
                  n=row["n"])  # fmt: skip
        if row["in_band"]:
            says = tr("{says}; no week by itself would have told it", says=says)
        of = Of(since=self._ms(since), until=to_ms(self._now), cut="campaign",
                key=row["campaign"] or "", columns=watched.columns)  # fmt: skip
        if not row["campaign"]:
            of = Of(since=of.since, until=of.until, columns=of.columns)
        return Mark(
            id=f"{row['report']}.{row['name']} {row['campaign'] or ''}", label=label, value=now,
            says=says, meant=self._meant(watched.report, watched.name), amount=row["share"],
            n=row["n"], of=of, notes=(before, day_and_month(since), turned),
            is_under=row["turns"] == "worse",
        )  # fmt: skip

    # ---- the axis

    def weeks(self) -> list[Panel]:
        found = self._told["trends"]["weeks"]
        return [self._axis(name, found[name]) for name in _AXIS]

    def _axis(self, name: str, weeks: Sequence[Mapping[str, Any]]) -> Panel:
        report, _, metric = name.partition(".")
        watched = BY_NAME[report, metric]
        marks = tuple(
            self._week(watched, week, is_named=(len(weeks) - n) % 2 == 1)
            for n, week in enumerate(weeks)
        )
        said = tr("Band: where the true share lies 95 times in 100. Lines: versions of the policy.")
        known = any(week["n"] for week in weeks)
        said = said if known else tr("No lead of these weeks tells it yet.")
        return Panel(name=name, kind="trend", title=tr(watched.metric.label), said=said,
                     goal=self._policy.goals.promises if metric == "attainment" else 0.0,
                     marks=marks)  # fmt: skip

    def _week(self, watched: Watched, week: Mapping[str, Any], *, is_named: bool) -> Mark:
        """`is_named`: whether its value stands above it; there is room for every other."""
        monday = self._day(week["key"])
        since, until = self._ms(monday), self._ms(monday + timedelta(weeks=1))
        share = week["count"] / week["n"] if week["n"] else None
        low, high = likely(week["count"], week["n"])
        began = [one for one in self._told["changes"]["rows"] if since <= one["began_at"] < until]
        says = tr("Week of {day}: {share} of {n}", day=day_and_month(monday),
                  share="–" if share is None else f"{percent(share)} %", n=week["n"])  # fmt: skip
        if week["n"]:
            says = tr("{says}; likely {low} to {high} %", says=says, low=round(100 * low),
                      high=round(100 * high))  # fmt: skip
        said = [self._named(one) for one in reversed(began)]
        return Mark(
            id=week["key"], label=day_and_month(monday), says=". ".join((says, *said)),
            value=percent(share) if week["n"] and is_named else "", n=week["n"],
            amount=share or 0.0, low=low, high=high, is_known=bool(week["n"]),
            meant=self._meant(watched.report, watched.name),
            event=", ".join(f"v{one['version']}" for one in reversed(began)),
            of=Of(since=since, until=until, columns=watched.columns),
        )  # fmt: skip

    # ---- what changed, what moved

    def changes(self) -> list[Panel]:
        rows = self._told["changes"]["rows"]
        if not rows:
            said = tr("The policy has not changed in half a year.")
            return [Panel(name="changes", kind="bars", title=tr("What changed"), said=said)]
        return [self._change(row) for row in rows]

    def _named(self, row: Mapping[str, Any]) -> str:
        return tr("Version {number}, {author}: “{reason}”", number=row["version"],
                  author=row["author"] or tr("the command line"), reason=row["reason"])  # fmt: skip

    def _change(self, row: Mapping[str, Any]) -> Panel:
        since = day_and_month(self._policy.calendar.local_day(from_ms(row["began_at"])))
        if row["evidence"] == "halves":
            said = tr("From {day}. Random halves of the leads that came since.", day=since)
        else:
            said = tr("From {day}. Before and after: the weaker evidence.",
                      day=since)  # fmt: skip
        if row["overdue"]:
            said = tr("Its review is overdue. {said}", said=said)
        heads = (tr("old half"), tr("new half")) if row["evidence"] == "halves" else \
                (tr("before"), tr("after"))  # fmt: skip
        marks = tuple(self._number(row, one) for one in row["numbers"])
        name = f"change {row['version']}"  # not a text
        return Panel(name=name, kind="apart", title=self._named(row), said=said, marks=marks,
                     heads=(*heads, tr("moved")))  # fmt: skip

    def _number(self, row: Mapping[str, Any], one: Mapping[str, Any]) -> Mark:
        watched = BY_NAME[one["report"], one["name"]]
        old, new = (self._value(watched, one[side]) for side in ("old", "new"))
        verdict, label = one["verdict"], tr(watched.metric.label)
        says = tr("{label}: {old} of {n_old}, then {new} of {n_new}; {verdict}", label=label,
                  old=old, n_old=one["old"]["n"], new=new, n_new=one["new"]["n"],
                  verdict=tr(_VERDICTS_SAID[verdict]))  # fmt: skip
        is_known = one["by"] is not None
        if is_known:
            says = tr(
                "{says}. The true difference lies between {low} and {high}",
                says=says,
                low=self._by(watched, one["low"]),
                high=self._by(watched, one["high"]),
            )
        bounds = [abs(b) for b in (one["low"], one["high"], one["by"]) if b is not None]
        most = max(bounds, default=0.0) if isinstance(watched.metric, Length) else _most_of(row)
        low, high, by = (_scaled(one[name], most) for name in ("low", "high", "by"))
        return Mark(
            id=one["name"], label=label, says=says, is_known=is_known,
            meant=self._meant(watched.report, watched.name),
            value=self._by(watched, one["by"]) if is_known else "", amount=by or 0.0,
            low=-1.0 if low is None else low, high=1.0 if high is None else high,
            notes=(old, new, tr(VERDICTS[verdict])), n=one["new"]["n"],
            is_under=verdict not in ("better", "worse"), of=self._leads(watched, one),
            trial=row["version"] if row["evidence"] == "halves" else 0,
        )  # fmt: skip

    def _leads(self, watched: Watched, one: Mapping[str, Any]) -> Of | None:
        days, metric = one["days"], watched.metric
        if days is None:
            return None
        if isinstance(metric, Length):
            return Of(since=days["new"], until=days["new_until"], length=metric.column)
        return Of(since=days["new"], until=days["new_until"], columns=metric.bottom)

    def _by(self, watched: Watched, by: float | None) -> str:
        if by is None:
            return "∞"
        sign = "+" if by > 0 else "−" if by < 0 else "±"
        if isinstance(watched.metric, Length):
            return f"{sign}{length(abs(by))}"
        return f"{sign}{100 * abs(by):.0f}"


def _most_of(row: Mapping[str, Any]) -> float:
    """The widest bound of the shares, which are drawn on one scale."""
    bounds = [
        abs(one[name])
        for one in row["numbers"]
        for name in ("low", "high")
        if one[name] is not None
        and not isinstance(BY_NAME[one["report"], one["name"]].metric, Length)
    ]
    return max(bounds, default=0.0)


def _scaled(value: float | None, most: float) -> float | None:
    return None if value is None else value / most if most else 0.0
