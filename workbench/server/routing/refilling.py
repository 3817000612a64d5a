"""What waits with a pool because nobody could take it is given out when somebody can.

A cap frees, somebody comes back, a pool that hand-raisers pass to opens: all of it is seen by
looking every few seconds at what waits, which costs one index range while nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, select

from workbench.domain.lead import OPEN
from workbench.domain.plain import to_ms
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.domain.settle import settle
from workbench.server import schema
from workbench.server.ledger.audiences import pool_audience
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.policy import policies
from workbench.server.routing.rota import Rota


def refill_all(ledger: Ledger, now: datetime) -> int:
    """What `refill` gives out, over all teams with whom something waits."""
    with ledger.store.read() as connection:
        teams = connection.execute(select(_lead.team).where(_waits(now)).distinct())
        waiting = teams.scalars().all()
    return sum(refill(ledger, team, now) for team in waiting)


def refill(ledger: Ledger, team: str, now: datetime) -> int:
    """Give out what waits with a team's pools, the oldest boosted first; returns how many.

    A lead that somebody has put back or moved to a pool is not given out; it waits there for
    whoever claims it.
    """
    given = 0
    with ledger.write(team, now) as writing:
        held = policies.in_force(writing.connection, team)
        rota = Rota(writing.connection, team, held.current, now)
        for row in _in_order(writing, held.current):
            if rota.could_take(row.type, row.pool):
                given += _give(writing, rota, held, row.id)
        rota.close()
    return given


def _in_order(writing: Writing, policy: Policy) -> Sequence[Any]:
    soon = policy.calendar.add(writing.now, timedelta(minutes=policy.boost_within_min))
    in_time = _lead.due_at.between(to_ms(writing.now), to_ms(soon))
    rows = (
        select(_lead.id, _lead.type, _lead.pool)
        .where(_lead.team == writing.team, _waits(writing.now))
        .order_by(case(((_lead.attempts == 0) & in_time, 0), else_=1), _lead.received_at, _lead.id)
        .limit(MOST_LEADS)
    )
    return writing.connection.execute(rows).all()


def _give(writing: Writing, rota: Rota, held: Policies, id: str) -> bool:
    # Nobody waits for a lead with the pools in hand: who works it now has it locked.
    mine = (
        select(_lead.id)
        .where(_lead.id == id, _waits(writing.now))
        .with_for_update(skip_locked=True)
    )
    if writing.connection.execute(mine).one_or_none() is None:
        return False
    lead = writing.lock([id])[id].lead
    is_on_call = lead.on_call is not None and writing.now < lead.on_call.until
    if lead.offer is not None or is_on_call:
        return False
    asked = {fired.to for fired in lead.fired if fired.kind == "offer_ends" and fired.to}
    route = rota.hand_out(lead, besides=asked)
    if route.owner is None and route.offer is None:
        return False
    lead = route.place(lead, writing.now)
    with writing.effect() as effect:
        effect.put(settle(lead, held.of(lead)))
        effect.log(id, (rota.assigned(route),))
    return True


_lead = schema.lead.c


def _waits(now: datetime) -> ColumnElement[bool]:
    """With a pool by now, and not given to anybody since it came to stand there."""
    return (
        _lead.home.in_(select(pool_audience("") + schema.pool.c.id))
        & _lead.assigned_at.is_(None)
        & (_lead.received_at <= to_ms(now))
        & _lead.status.in_(sorted(OPEN - {"on_hold"}))
    )
