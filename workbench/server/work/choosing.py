"""Which leads a team lead means: by their ids, or by the words of board, lists and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_

from workbench.domain.lead import OPEN
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.routing.capacity import ON_CADENCE

AT_RISK = timedelta(minutes=30)
"""A promise that falls due so soon is at risk."""
NOBODY = "none"
"""As owner or pool: the leads that have none."""
ANY = "any"

_lead = schema.lead.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a lead must be, all of it; without `status` only what is open.

    `pool`: what stands with it, with no owner; `hand_raiser`, `due`, `at_risk`, `breached`,
    `untouched` (no attempt yet): true, or false for all others.
    """

    status: Sequence[str] = ()
    type: Sequence[str] = ()
    owner: Sequence[str] = ()
    pool: Sequence[str] = ()
    hand_raiser: bool | None = None
    due: bool | None = None
    at_risk: bool | None = None
    breached: bool | None = None
    untouched: bool | None = None


def by_words(wanted: Wanted, policy: Policy, now: datetime) -> ColumnElement[bool]:
    """The condition on `schema.lead`, besides the team."""
    parts = [_one_of(_lead.type, wanted.type)] if wanted.type else []
    if ANY not in wanted.status:
        parts.append(_lead.status.in_(list(wanted.status) or sorted(OPEN)))
    if wanted.owner:
        parts.append(_one_of(_lead.owner, wanted.owner))
    if wanted.pool:
        standing = _lead.owner.is_(None) & _one_of(_lead.pool, wanted.pool)
        parts.append(_lead.pool.is_(None) if list(wanted.pool) == [NOBODY] else standing)
    for said, condition in _questions(wanted, policy, now):
        if said is not None:
            parts.append(condition if said else not_(condition))
    return and_(*parts)


def _questions(
    wanted: Wanted, policy: Policy, now: datetime
) -> tuple[tuple[bool | None, ColumnElement[bool]], ...]:
    ms, soon = to_ms(now), to_ms(now + AT_RISK)
    is_running = _lead.due_at.is_not(None)
    return (
        (wanted.hand_raiser, _lead.type.in_(hand_raisers(policy))),
        (wanted.due, _lead.queue_from.is_not(None) & (_lead.queue_from <= ms)),
        (wanted.at_risk, is_running & (_lead.due_at > ms) & (_lead.due_at <= soon)),
        (wanted.breached, is_running & (_lead.due_at <= ms)),
        (wanted.untouched, _lead.attempts == 0),
    )


def hand_raisers(policy: Policy) -> list[str]:
    """The types that ask for sales contact."""
    return sorted(name for name, kind in policy.types.items() if kind.hand_raiser)


def of_the_whole_team(policy: Policy, now: datetime) -> ColumnElement[bool]:
    """What a balance of the team may move: promises that run, and hand-raisers on the cadence."""
    cadence = and_(
        _lead.owner.is_not(None),
        _lead.type.in_(hand_raisers(policy)),
        _lead.received_at >= to_ms(now - ON_CADENCE),
    )
    return _lead.status.in_(sorted(OPEN)) & (_lead.due_at.is_not(None) | cadence)


def _one_of(column: ColumnElement[str | None], values: Sequence[str]) -> ColumnElement[bool]:
    named = [value for value in values if value != NOBODY]
    parts: list[ColumnElement[bool]] = [column.in_(named)] if named else []
    if NOBODY in values:
        parts.append(column.is_(None))
    return or_(*parts)


def read_wanted(given: Mapping[str, str | bool | Sequence[str]]) -> Wanted:
    """Words that name one value or several."""
    told = {name: (value,) if isinstance(value, str) else value for name, value in given.items()}
    return Wanted(**told)  # type: ignore[arg-type]  # the call has checked them
