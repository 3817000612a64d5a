"""What reps do differently: at which hours they call, and which codes they give to like leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import Select, Subquery, and_, case, func, select, union

from workbench.domain.metrics.alike import Group, Habit, habits
from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.insights import FALSE_MOST
from workbench.domain.metrics.measuring import middle, ratio
from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.server import schema
from workbench.server.reports.answers import Asked, names_of
from workbench.server.reports.figures import Cohort

Hours: TypeAlias = Mapping[str, tuple[int, int]]
"""Hour of the day → dials, and how many a live person answered."""

MOST = 20_000
"""Leads that are looked at, the newest: habits are of these weeks."""
TOLD_MOST, LEADS_MOST = 40, 20
DEFINITION = (
    f"Leads by the day they came, the newest {MOST:,}. hours: dials by the hour of the team’s day,"
    " by who made them, and how many a live person answered. codes: leads that were given the code"
    " ÷ leads of the rep, held against what the others give to leads of the same type and score."
    " Intervals hold the true share 95 times in 100; of what is told as more or less, no more than"
    f" {FALSE_MOST:.0%} are expected to be chance (Mantel and Haenszel, Benjamini and Hochberg)."
)


def side_by_side(asked: Asked) -> dict[str, Plain]:
    """A rep hears of their own, and of the middle of what the reps have."""
    cohort = _newest(replace(asked.cohort, only={}))
    own = next(iter(asked.cohort.only.values()), None)
    names, hours = names_of(cohort.connection, cohort.team), _hours(cohort)
    found = habits(_groups(cohort), asked.policy.reports.small_n)
    reps = sorted({*hours, *(one.rep for one in found)}, key=lambda id: (names.get(id, ""), id))
    mine = [one for one in found if own in (None, one.rep)][:TOLD_MOST]
    leads = _leads([one for one in mine if one.verdict in ("more", "less")], cohort)
    return {
        "definition": DEFINITION,
        "now": to_ms(cohort.now),
        "since": to_ms(cohort.since),
        "small_n": asked.policy.reports.small_n,
        "rows": [
            {"user": id, "name": names.get(id, "somebody"), **_called(hours.get(id, {}))}
            for id in reps
            if own in (None, id)
        ],
        "codes": [_told(one, own, names) | {"leads": leads[one.rep, one.code]} for one in mine],
        "team": _of_the_team(hours, found) if own else None,
    }


def _newest(cohort: Cohort) -> Cohort:
    came = schema.arrival.c.received_at
    last = select(came).where(cohort.of(schema.arrival)).order_by(came.desc()).offset(MOST).limit(1)
    at = cohort.connection.execute(last).scalar()
    return cohort if at is None else replace(cohort, since=from_ms(at + 1))


def _hours(cohort: Cohort) -> dict[str, Hours]:
    touch = schema.touch.c
    chosen = (
        select(touch.rep, touch.hour, func.count(), func.sum(case((touch.connect, 1), else_=0)))
        .where(cohort.of(schema.touch), touch.dial, touch.rep != "")
        .group_by(touch.rep, touch.hour)
        .order_by(touch.rep, touch.hour)
    )
    found: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for rep, hour, dials, connects in cohort.connection.execute(chosen):
        found[rep][hour] = dials, int(connects)
    return dict(found)


def _called(hours: Hours) -> dict[str, Plain]:
    dials, connects = (sum(one[at] for one in hours.values()) for at in (0, 1))
    low, high = likely(connects, dials)
    return {
        "dials": dials, "connects": connects, "low": low, "high": high,
        "share": ratio(connects, dials), "middle": _middle_hour(hours),
        "hours": [{"hour": int(h), "n": n, "count": count} for h, (n, count) in hours.items()],
    }  # fmt: skip


def _middle_hour(hours: Hours) -> float | None:
    """Before it, as many calls as after it."""
    return middle([int(hour) for hour, (dials, _) in hours.items() for _ in range(dials)])


def _groups(cohort: Cohort) -> Iterable[Group]:
    """A lead counts with the rep who tried it first, once for each code it was given."""
    arrival = schema.arrival.c
    opened = and_(cohort.of(schema.arrival), arrival.leads == 1, arrival.rep != "")
    kinds = select(arrival.rep, arrival.type, arrival.band, func.count()).where(opened)
    counted = kinds.group_by(arrival.rep, arrival.type, arrival.band)
    given = _given(cohort)
    codes: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    by_code = (
        _with_codes(given, select(arrival.rep, arrival.type, arrival.band, given.c.code,
                                  func.count()))
        .where(opened)
        .group_by(arrival.rep, arrival.type, arrival.band, given.c.code)
    )  # fmt: skip
    for rep, type, band, code, n in cohort.connection.execute(by_code):
        codes[rep, type, band][code] = n
    for rep, type, band, n in cohort.connection.execute(counted):
        yield Group(kind=(type, band), rep=rep, n=n, codes=codes[rep, type, band])


def _given(cohort: Cohort) -> Subquery:
    """Lead, round and code, each once: a code stands on a touch, or alone where it closed."""
    touch, arrival = schema.touch.c, schema.arrival.c
    return union(
        select(touch.lead, touch.received_at, touch.code).where(
            cohort.of(schema.touch), touch.code != ""
        ),
        select(arrival.lead, arrival.received_at, arrival.code).where(
            cohort.of(schema.arrival), arrival.leads == 1, arrival.code != ""
        ),
    ).subquery()


def _with_codes(given: Subquery, chosen: Select[Any]) -> Select[Any]:
    arrival = schema.arrival.c
    is_its = and_(given.c.lead == arrival.lead, given.c.received_at == arrival.received_at)
    return chosen.join_from(schema.arrival, given, is_its)


def _told(one: Habit, own: str | None, names: Mapping[str, str]) -> dict[str, Plain]:
    told: dict[str, Plain] = {
        "user": one.rep, "name": names.get(one.rep, "somebody"), "code": one.code,
        "n": one.counted.n, "count": one.counted.count, "low": one.low, "high": one.high,
        "verdict": one.verdict,
    }  # fmt: skip
    if own is None:  # of two reps it would be the other's
        told |= {"others": one.others, "expected": round(one.expected, 4)}
    return told


def _leads(of: Sequence[Habit], cohort: Cohort) -> defaultdict[tuple[str, str], list[str]]:
    """By rep and code the newest that were given it."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    if not of:
        return found
    arrival, given = schema.arrival.c, _given(cohort)
    newest = func.row_number().over(
        partition_by=(arrival.rep, given.c.code), order_by=arrival.received_at.desc()
    )
    numbered = (
        _with_codes(given, select(arrival.rep, given.c.code, arrival.lead, newest.label("place")))
        .where(cohort.of(schema.arrival), arrival.leads == 1)
        .where(arrival.rep.in_({one.rep for one in of}), given.c.code.in_({o.code for o in of}))
        .subquery()
    )
    chosen = select(numbered).where(numbered.c.place <= LEADS_MOST).order_by(numbered.c.place)
    for rep, code, lead, _ in cohort.connection.execute(chosen):
        if lead not in found[rep, code]:  # a lead that came back may have been given it twice
            found[rep, code].append(lead)
    return found


def _of_the_team(hours: Mapping[str, Hours], found: Iterable[Habit]) -> dict[str, Plain]:
    """The middle of the reps’ shares of answered dials, of their hours, and of each code."""
    called = [_called(one) for one in hours.values()]
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for one in found:
        shares[one.code].append(one.counted.share or 0)
    return {
        "share": middle([one["share"] for one in called if one["share"] is not None]),
        "middle": middle([one["middle"] for one in called if one["middle"] is not None]),
        "codes": {code: middle(of) for code, of in sorted(shares.items())},
    }
