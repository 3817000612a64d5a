"""The skip log: who called another lead than the one on top of their list, and what became of it.

A skip is no fault: the number shows where people and the order of the queue differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from workbench.domain.metrics.measuring import Spread
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.reports.answers import Asked, names_of

DEFINITION = (
    "Calls begun while another lead stood on top of the caller’s list ÷ calls begun, in this time."
    " later: from the skip to the next touch of what was on top, by anybody. untouched: skipped and"
    " not touched since. won: skipped and won since."
)


@dataclass(slots=True)
class _Log:
    """`waits`: milliseconds until what was skipped was touched, in order."""

    calls: int = 0
    skips: int = 0
    won: int = 0
    waits: list[int] = field(default_factory=list)


def skips(asked: Asked) -> dict[str, Plain]:
    """Of calls begun from `from` on and before `to`, by who began them."""
    cohort = asked.cohort
    logs = _logs(asked)
    names = names_of(cohort.connection, cohort.team)
    rows: list[Plain] = [
        {"user": rep or None, "name": names.get(rep, "somebody"), **_numbers(logs[rep])}
        for rep in sorted(logs, key=lambda rep: (names.get(rep, ""), rep))
    ]
    every = _Log(
        calls=sum(log.calls for log in logs.values()),
        skips=sum(log.skips for log in logs.values()),
        won=sum(log.won for log in logs.values()),
        waits=sorted(chain.from_iterable(log.waits for log in logs.values())),
    )
    return {"definition": DEFINITION, **_numbers(every), "rows": rows}


def _logs(asked: Asked) -> dict[str, _Log]:
    """By rep."""
    cohort, begun = asked.cohort, schema.begun.c
    own = next(iter(cohort.only.values()), None)
    when = and_(
        begun.team == cohort.team,
        begun.at >= to_ms(cohort.since),
        begun.at < to_ms(cohort.until),
        *([] if own is None else [begun.rep == own]),
    )
    execute = cohort.connection.execute
    counted = select(begun.rep, func.count()).where(when).group_by(begun.rep)
    logs = {rep: _Log(calls) for rep, calls in execute(counted)}
    for rep, wait, is_won in execute(_skipped(when)):
        log = logs[rep]
        log.skips += 1
        log.won += is_won
        if wait is not None:
            log.waits.append(wait)
    for log in logs.values():
        log.waits.sort()
    return logs


def _skipped(when: ColumnElement[bool]) -> Select[Any]:
    """Of each skip: the rep, the milliseconds until what was on top was touched, whether it won."""
    begun, touch, lead = schema.begun.c, schema.touch.c, schema.lead.c
    later = (
        select(func.min(touch.at))
        .where(touch.lead == begun.over, touch.at >= begun.at)
        .correlate(schema.begun)
        .scalar_subquery()
    )
    is_won = case((lead.status == "won", 1), else_=0)
    return (
        select(begun.rep, later - begun.at, is_won)
        .join_from(schema.begun, schema.lead, lead.id == begun.over, isouter=True)
        .where(when, begun.over.is_not(None))
    )


def _numbers(log: _Log) -> dict[str, Plain]:
    spread = Spread.of(log.waits) if log.waits else None
    return {
        "calls": log.calls,
        "skips": log.skips,
        "share": round(log.skips / log.calls, 4) if log.calls else None,
        "later": {
            "n": len(log.waits),
            "median": None if spread is None else spread.median / 1000,
            "p90": None if spread is None else spread.p90 / 1000,
        },
        "untouched": log.skips - len(log.waits),
        "won": log.won,
    }
