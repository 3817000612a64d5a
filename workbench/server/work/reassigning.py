"""Many leads to other hands: moved in parts, carried on after a crash, taken back within a day.

    batches.enter(…) or batches.begin(…), then move(ledger, team, batch_id, now)

What was begun and not ended is moved by whoever calls `move` again. A lead on which somebody is on
a call stays with them until the call is wrapped up, or for as long as a call is waited for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.domain.watch import OnCall
from workbench.server.ledger.audiences import Audience
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.work import batches
from workbench.server.work.batches import Batch
from workbench.server.work.giving import give
from workbench.server.work.line import call_on


def move(ledger: Ledger, team: str, batch_id: str, now: datetime) -> dict[str, Plain]:
    """Move what of a batch has not moved yet, some hundred leads a transaction. Raises Problem."""
    with ledger.store.read() as connection:
        batch = batches.find(connection, team, batch_id)
    while _move_part(ledger, batch, now):
        pass
    with ledger.write(team, now, by=batch.user) as writing:
        told = batches.told(writing.connection, batch_id)
        if batches.turn(writing.connection, batch_id, "open", "done"):
            writing.audit(
                "batch_moved", batch_id, kind=batch.kind, reason=batch.reason,
                moved=told["moved"], names=batches.receivers(writing.connection, batch),
            )  # fmt: skip
    return told


def resume(ledger: Ledger, now: datetime, *, until: datetime | None = None) -> None:
    """Carry on with the batches that were left open; of those begun `until` then, if it is said."""
    with ledger.store.read() as connection:
        left = batches.in_state(connection, "open")
    for batch in left:
        if until is None or from_ms(batch.at) <= until:
            move(ledger, batch.team, batch.id, now)


def move_overdue(ledger: Ledger, now: datetime) -> None:
    """Move what has waited long enough for a call of which nothing more was heard."""
    with ledger.store.read() as connection:
        waited = batches.overdue(connection, now)
    for batch in waited:
        while _move_part(ledger, batch, now):
            pass


def after_call(writing: Writing, effect: Effect, lead: str) -> None:
    """A call on this locked lead was wrapped up: it goes where a batch wants it."""
    for batch in batches.of_waiting(writing.connection, lead):
        mine = batches.of_lead(batch.id, lead)
        _move(writing, effect, batch, batches.parts(writing.connection, mine, lock=True))


def _move_part(ledger: Ledger, batch: Batch, now: datetime) -> bool:
    with ledger.write(batch.team, now, by=batch.user) as writing:
        connection = writing.connection
        batches.hold(connection, batch.id)
        wanted = batches.to_move(batch.id, now)
        rows = batches.parts(connection, wanted, limit=MOST_LEADS)
        if not rows:
            return False
        leads = [row.lead for row in rows]
        writing.lock(leads)
        if any(row.waits_until for row in rows):
            # Whoever wrapped up a call meanwhile has moved theirs.
            rows = batches.parts(connection, wanted, among=leads)
        with writing.effect() as effect:
            _move(writing, effect, batch, rows)
    return True


def _move(writing: Writing, effect: Effect, batch: Batch, rows: batches.Parts) -> None:
    """Move these locked leads, but for those that are not as the batch found them."""
    refused: dict[str, str] = {}
    waiting: dict[str, int] = {}
    moving: dict[Audience, list[str]] = {}
    for row in rows:
        stored = writing.leads.get(row.lead)
        said = _objection(stored, row, batch)
        call = call_on(stored, writing.now) if stored and said is None else None
        if said is not None or stored is None:
            refused[row.lead] = said or GONE
        elif call is not None:
            waiting[row.lead] = to_ms(call.until)
            _tell_caller(effect, batch, row, call, writing.now)
        else:
            moving.setdefault(row.to, []).append(row.lead)
    for to, leads in moving.items():
        give(writing, effect, leads, to, batch)
    moved = [id for leads in moving.values() for id in leads]
    at = to_ms(writing.now)
    batches.mark(writing.connection, batch.id, moved, moved=True, moved_at=at)
    batches.mark_each(writing.connection, batch.id, "refused", refused)
    batches.mark_each(writing.connection, batch.id, "waits_until", waiting)


GONE = "There is no such lead."


def _objection(stored: Stored | None, row: Row[Any], batch: Batch) -> str | None:
    if stored is None:
        return GONE
    was = (row.was_owner, row.was_pool, row.was_assigned_at)
    if (stored.owner, stored.pool, stored.assigned_at) != was:
        return "Somebody else has it by now."
    if row.waits_until is not None:
        # It was worked meanwhile, for that is what it has waited for.
        return None if stored.lead.is_open else "The call has settled it."
    if batch.previewed and stored.seq != row.was_seq:
        return "It changed since the preview."
    return None


def _tell_caller(effect: Effect, batch: Batch, row: Row[Any], call: OnCall, now: datetime) -> None:
    """Whoever is on the phone keeps the lead until the wrap-up, and is told; once."""
    if row.waits_until is None:
        has_it = batch.has_it(row.to)
        said = f"{has_it['to_name']} has it once this call is wrapped up."
        told: Mapping[str, Plain] = {**has_it, "call_id": call.call_id, "batch": batch.id}
        effect.log(row.lead, (entry(now, "promised_away", reason=said, **told),))
