"""The timers: four times a second a worker looks for alarms that are due, and rings them.

An alarm stands with its lead in the database, and rings in the transaction that says it has rung:
once, whichever worker looks first and whatever is restarted meanwhile.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError

from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.clocks.escalating import Escalation
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.moment import Moment
from workbench.server.rounds import Rounds
from workbench.server.routing.refilling import refill_all

TOGETHER = 50
"""Leads in one commit at most."""
REFILL_EVERY_S = 2.0
"""How often they look for what waits with a pool until somebody can take it."""
PUT_OFF = timedelta(hours=1)
"""After which a lead is looked at again whose alarms could not be rung."""

log = logging.getLogger(__name__)


class Timers(Rounds):
    every_s = 0.25

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        super().__init__()
        self.rung = 0
        self._ledger = ledger
        self._moment = moment
        self._refill_at = time.monotonic()

    async def go_round(self) -> bool:
        return await run_in_threadpool(self.look)

    def look(self) -> bool:
        """Ring what is due now, some of each team; whether there was enough to look again."""
        now = self._moment.now()
        with self._ledger.store.read() as connection:
            teams = connection.execute(_TEAMS, {"now": to_ms(now)}).scalars().all()
        is_full = False
        for team in teams:
            leads, rung = ring(self._ledger, team, now)
            self.rung += rung
            is_full |= leads == TOGETHER
        looked_at = time.monotonic()
        if looked_at >= self._refill_at:
            self._refill_at = looked_at + REFILL_EVERY_S
            refill_all(self._ledger, now)
        return is_full


def ring(ledger: Ledger, team: str, now: datetime) -> tuple[int, int]:
    """Ring what is due of one team; returns how many leads were seen to, and alarms rung."""
    try:
        with ledger.write(team, now) as writing:
            return _ring_together(writing)
    except OperationalError:
        raise  # of the database, not of a lead
    except Exception:
        log.exception("Alarms could not be rung together; each is rung by itself.")
    with ledger.write(team, now) as writing:
        return _ring_apart(writing)


def _ring_together(writing: Writing) -> tuple[int, int]:
    """In one effect."""
    escalation = Escalation(writing)
    leads = escalation.expect(_due(writing))
    with writing.effect(savepoint=False) as effect:
        rung = sum(escalation.ring(one, effect) for one in leads)
        escalation.store(effect)
    return len(leads), rung


def _ring_apart(writing: Writing) -> tuple[int, int]:
    """Lead by lead; one that cannot be rung is put off and holds up no other."""
    escalation, rung = Escalation(writing), 0
    leads = _due(writing)
    for one in leads:
        try:
            with writing.effect() as effect:
                rung += sum(escalation.ring(ready, effect) for ready in escalation.expect([one]))
                escalation.store(effect)
        except OperationalError:
            raise
        except Exception:
            log.exception("The alarms of a lead could not be rung; they are put off.")
            later = to_ms(writing.now + PUT_OFF)
            writing.connection.execute(_PUT_OFF, {"lead_id": one.id, "later": later})
    return len(leads), rung


def _due(writing: Writing) -> Sequence[Stored]:
    """Those longest due, locked; what somebody else has in hand is left to them."""
    given = {"team": writing.team, "now": to_ms(writing.now), "most": TOGETHER}
    ids = writing.connection.execute(_DUE, given).scalars().all()
    stored: Mapping[str, Stored] = writing.lock(ids)
    return [stored[id] for id in ids]


_lead = schema.lead.c
_WAITING = select(_lead.team).where(_lead.alarm_at <= bindparam("now")).limit(10 * TOGETHER)
_TEAMS = select(_WAITING.subquery().c.team).distinct()
_DUE = (
    select(_lead.id)
    .where(_lead.team == bindparam("team"), _lead.alarm_at <= bindparam("now"))
    .order_by(_lead.alarm_at, _lead.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_PUT_OFF = (
    update(schema.lead).where(_lead.id == bindparam("lead_id")).values(alarm_at=bindparam("later"))
)
