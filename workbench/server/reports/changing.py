"""What changed, and what moved: each version of the policy that began, and the numbers beside it.

A version that half of the new leads went by is told by the halves: chance dealt them, so nothing
else differs. Any other is told by the days before and after it, which is the weaker evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import RowMapping, select

from workbench.domain.metrics.changes import (
    WATCHED,
    Change,
    Moved,
    Stretch,
    Watched,
    moved,
    stretch_of,
)
from workbench.domain.metrics.comparing import Side
from workbench.domain.metrics.measuring import described
from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.domain.policies import is_in_half
from workbench.server import schema
from workbench.server.policy import policies
from workbench.server.reports.answers import Asked
from workbench.server.reports.figures import number_of

Row: TypeAlias = Mapping[str, Plain]

DEFINITION = (
    "Versions of the policy that began in these days, the first one left out. A trial compares the"
    " two halves of the leads that first came while it ran, as they were dealt. Any other version"
    " compares as many days before it as after it, four weeks at most, none of them under another"
    " version: the weaker evidence, for whatever else changed then has moved the numbers, too."
    " Leads count once they are as old as the number’s lag. The bounds hold for all numbers of a"
    " version at once, 95 times in 100; where 0 lies between them chance alone may do as much."
)


def changes(asked: Asked) -> dict[str, Plain]:
    """The newest first."""
    history = policies.history(asked.cohort.connection, asked.cohort.team, asked.cohort.now)
    return {
        "definition": DEFINITION,
        "now": to_ms(asked.cohort.now),
        "small_n": asked.policy.reports.small_n,
        "metrics": [
            {**described(one.metric), "report": one.report, "lag_days": one.lag.days,
             "wants": "less" if one.wants_less else "more"}
            for one in WATCHED
        ],
        "rows": [
            _told(one, _change(one, history), asked)
            for one in history
            if one["version"] > 1 and _began_in(asked, one["began_at"])
        ],
    }  # fmt: skip


def _began_in(asked: Asked, began: int | None) -> bool:
    since, until = to_ms(asked.cohort.since), to_ms(asked.cohort.until)
    return began is not None and since <= began < until


def _change(one: Row, history: Iterable[Row]) -> Change:
    """A full version's time is bounded by its neighbours, trials among them."""
    began = one["began_at"]
    earlier = [
        at
        for other in history
        if other["began_at"] is not None and 1 < other["version"] < one["version"]
        for at in (other["began_at"], other["ended_at"] if other["on_half"] else None)
        if at is not None and at < began
    ]
    later = [
        other["began_at"]
        for other in history
        if other["began_at"] is not None and other["version"] > one["version"]
    ]
    ends = [at for at in (one["ended_at"], *([] if one["on_half"] else later)) if at is not None]
    return Change(
        version=one["version"],
        began_at=from_ms(began),
        before_at=from_ms(max(earlier)) if earlier else None,
        until=from_ms(min(ends)) if ends else None,
        on_half=one["on_half"],
    )


def _told(one: Row, change: Change, asked: Asked) -> dict[str, Plain]:
    stretches = [stretch_of(change, watched.lag, asked.cohort.now) for watched in WATCHED]
    rows = _rows(asked, [stretch for stretch in stretches if stretch is not None])
    new_here = _came_before(asked, change.began_at) if change.on_half else frozenset()
    said = ("version", "reason", "author", "began_at", "ended_at", "state", "review_by", "overdue")
    return {
        **{name: one[name] for name in said},
        "evidence": change.evidence,
        "numbers": [
            _number(_moved(watched, stretch, change, rows, new_here, asked))
            for watched, stretch in zip(WATCHED, stretches, strict=True)
        ],
    }


def _moved(
    watched: Watched,
    stretch: Stretch | None,
    change: Change,
    rows: Sequence[RowMapping],
    known: frozenset[str],
    asked: Asked,
) -> Moved:
    sides: dict[bool | None, list[Any]] = {False: [], True: [], None: []}
    if stretch is not None:
        for row in rows:
            sides[_side_of(row, stretch, change, known)].append(row)
    least = asked.policy.reports.small_n
    return moved(watched, stretch, sides[False], sides[True], least=least)


def _side_of(
    row: RowMapping, stretch: Stretch, change: Change, known: frozenset[str]
) -> bool | None:
    """Whether it belongs to what is new; None: to neither."""
    at = from_ms(row["received_at"])
    if change.on_half:
        if not stretch.new <= at < stretch.new_until or row["lead"] in known:
            return None
        return is_in_half(row["lead"], change.version)
    if stretch.new <= at < stretch.new_until:
        return True
    return False if stretch.old <= at < stretch.old_until else None


def _rows(asked: Asked, stretches: Sequence[Stretch]) -> Sequence[RowMapping]:
    if not stretches:
        return []
    cohort, table = asked.cohort, schema.arrival
    columns = dict.fromkeys(name for watched in WATCHED for name in watched.columns)
    chosen = (
        select(
            table.c.lead, table.c.received_at,
            *(number_of(name, cohort.now).label(name) for name in columns),
        )
        .where(table.c.team == cohort.team)
        .where(table.c.received_at >= to_ms(min(one.old for one in stretches)))
        .where(table.c.received_at < to_ms(max(one.new_until for one in stretches)))
    )  # fmt: skip
    for name, value in cohort.only.items():
        chosen = chosen.where(table.c[name] == value)
    return [row._mapping for row in cohort.connection.execute(chosen)]


def _came_before(asked: Asked, began_at: datetime) -> frozenset[str]:
    """Leads that were here when a trial began, and came again: no half has them."""
    here, again = schema.arrival, schema.arrival.alias()
    of_team = here.c.team == asked.cohort.team
    since = select(again.c.lead).where(
        again.c.team == asked.cohort.team, again.c.received_at >= to_ms(began_at)
    )
    found = select(here.c.lead).where(
        of_team, here.c.received_at < to_ms(began_at), here.c.lead.in_(since)
    )
    return frozenset(asked.cohort.connection.execute(found).scalars())


def _number(one: Moved) -> dict[str, Plain]:
    stretch = one.stretch
    return {
        "report": one.watched.report,
        "name": one.watched.name,
        "verdict": one.verdict,
        "old": _side(one.old),
        "new": _side(one.new),
        **{name: _finite(getattr(one.apart, name, None)) for name in ("by", "low", "high")},
        "days": None if stretch is None else {
            name: to_ms(at) for name, at in asdict(stretch).items()
        },
    }  # fmt: skip


def _side(side: Side | None) -> dict[str, Plain]:
    return {"n": side.n, "value": side.value} if side else {"n": 0, "value": None}


def _finite(bound: float | None) -> float | None:
    """JSON has no infinity: None is no bound."""
    return None if bound is None or bound in (float("inf"), float("-inf")) else bound
