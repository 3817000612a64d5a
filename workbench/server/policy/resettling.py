"""After a change of the rules the open leads go by the new ones: settled anew, part by part.

Due times of steps, alarms and chances follow; a promise that was made and points that were given
stay. How far a pass has come stands with the version, so that a crash costs one part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from workbench.domain.lead import OPEN
from workbench.domain.settle import settle
from workbench.server import schema
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.policy import policies

TOGETHER = 100
"""Leads in one commit: an inquiry that comes meanwhile waits for no more than these."""


def begin(writing: Writing) -> None:
    """Have the open leads settled anew, from the first one on."""
    still = (_policy.team == writing.team) & _policy.ended_at.is_(None)
    held = still & _policy.began_at.is_not(None) & ~_policy.on_half
    writing.connection.execute(update(schema.policy).where(held).values(settled_to=""))


def resettle(ledger: Ledger, now: datetime) -> bool:
    """Settle some of what is still as it was before, of each team; False once nothing is."""
    with ledger.store.read() as connection:
        teams = connection.execute(_TEAMS).scalars().all()
    return sum(_settle_part(ledger, team, now) for team in teams) > 0


def _settle_part(ledger: Ledger, team: str, now: datetime) -> bool:
    """The next leads by id; False once there is none."""
    with ledger.write(team, now) as writing:
        # Locked: of two workers the second goes on where the first has ended.
        pass_ = writing.connection.execute(_PASS, {"team": team}).one_or_none()
        if pass_ is None:
            return False
        chosen = {"team": team, "after": pass_.settled_to, "most": TOGETHER}
        ids = writing.connection.execute(_LEADS, chosen).scalars().all()
        _settle(writing, ids)
        reached = {"settled_to": ids[-1] if ids else None}
        mine = (_policy.team == team) & (_policy.version == pass_.version)
        writing.connection.execute(update(schema.policy).where(mine).values(**reached))
    return bool(ids)


def _settle(writing: Writing, ids: Sequence[str]) -> None:
    stored = writing.lock(ids)
    held = policies.in_force(writing.connection, writing.team)
    for id in ids:
        lead = stored[id].lead
        settled = settle(lead, held.of(lead))
        if settled != lead:
            with writing.effect(savepoint=False) as effect:
                effect.put(settled)


_policy, _lead = schema.policy.c, schema.lead.c
_is_open = _policy.settled_to.is_not(None) & _policy.ended_at.is_(None)
_TEAMS = select(_policy.team).where(_is_open)
_PASS = (
    select(_policy.version, _policy.settled_to)
    .where(_policy.team == bindparam("team"), _is_open)
    .with_for_update()
)
_LEADS = (
    select(_lead.id)
    .where(
        _lead.team == bindparam("team"),
        _lead.id > bindparam("after"),
        or_(_lead.status.in_(sorted(OPEN)), _lead.alarm_at.is_not(None)),
    )
    .order_by(_lead.id)
    .limit(bindparam("most"))
)
