"""The skip log: who called another lead than the one on top of their list, and what became of it.

A skip is no fault: the number shows where people and the order of the queue differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from workbench.domain.metrics.measuring import Spread
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.reports.answers import Asked, names_of

DEFINITION = (
    "Calls begun while another lead stood on top of the caller's list ÷ calls begun, in this time."
    " later: from the skip to the next touch of what was on top, by anybody. untouched: skipped and"
    " not touched since. won: skipped and won since."
)


def skips(asked: Asked) -> dict[str, Plain]:
    """Of calls begun from `from` on and before `to`, by who began them."""
    cohort = asked.cohort
    own = next(iter(cohort.only.values()), None)
    begun = schema.begun.c
    when = and_(
        begun.team == cohort.team,
        begun.at >= to_ms(cohort.since),
        begun.at < to_ms(cohort.until),
        *([] if own is None else [begun.rep == own]),
    )
    calls = cohort.connection.execute(
        select(begun.rep, func.count()).where(when).group_by(begun.rep)
    )
    counted: dict[str, int] = dict(calls.all())
    by_rep: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in _skipped(asked, when):
        by_rep[row.rep].append(row)
    names = names_of(cohort.connection, cohort.team)
    every = [row for rows in by_rep.values() for row in rows]
    rows: list[Plain] = [
        {
            "user": rep or None,
            "name": names.get(rep, "somebody"),
            **_numbers(counted[rep], by_rep.get(rep, [])),
        }
        for rep in sorted(counted, key=lambda rep: (names.get(rep, ""), rep))
    ]
    return {"definition": DEFINITION, **_numbers(sum(counted.values()), every), "rows": rows}


def _skipped(asked: Asked, when: ColumnElement[bool]) -> list[Row[Any]]:
    begun, touch, lead = schema.begun.c, schema.touch.c, schema.lead.c
    later = (
        select(func.min(touch.at))
        .where(touch.lead == begun.over, touch.at >= begun.at)
        .correlate(schema.begun)
        .scalar_subquery()
    )
    chosen = (
        select(begun.rep, begun.at, later.label("later_at"), lead.status)
        .join_from(schema.begun, schema.lead, lead.id == begun.over, isouter=True)
        .where(when, begun.over.is_not(None))
    )
    return list(asked.cohort.connection.execute(chosen))


def _numbers(calls: int, skipped: Sequence[Row[Any]]) -> dict[str, Plain]:
    waits = [row.later_at - row.at for row in skipped if row.later_at is not None]
    spread = Spread.of(waits) if waits else None
    return {
        "calls": calls,
        "skips": len(skipped),
        "share": round(len(skipped) / calls, 4) if calls else None,
        "later": {
            "n": len(waits),
            "median": None if spread is None else spread.median / 1000,
            "p90": None if spread is None else spread.p90 / 1000,
        },
        "untouched": len(skipped) - len(waits),
        "won": sum(row.status == "won" for row in skipped),
    }
