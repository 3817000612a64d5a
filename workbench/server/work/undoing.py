"""A batch taken back as one: every lead as it was, but for those that somebody has worked since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.writing import MOST_LEADS, Ledger
from workbench.server.problems import Problem
from workbench.server.work import batches
from workbench.server.work.batches import Batch
from workbench.server.work.giving import give_back
from workbench.server.work.reassigning import GONE

UNDO_MS = 24 * 3_600_000


def undo(ledger: Ledger, team: str, user: str, batch_id: str, now: datetime) -> dict[str, Plain]:
    """Give back what nobody has worked since; the rest is listed. Raises Problem."""
    with ledger.store.write() as connection:
        batch = batches.find(connection, team, batch_id)
        _check(batch, now)
        if not batches.turn(connection, batch_id, "done", "undoing"):
            raise Problem(409, "not_undoable", TWICE)
        batches.let_go(connection, batch_id, "The reassignment was taken back.")
    try:
        return carry_on(ledger, batch, user, now)
    except Exception:
        # Whoever asks again goes on with the rest.
        with ledger.store.write() as connection:
            batches.turn(connection, batch_id, "undoing", "done")
        raise


def resume(ledger: Ledger, now: datetime) -> None:
    """Carry on with what a crash left half taken back."""
    with ledger.store.read() as connection:
        left = batches.in_state(connection, "undoing")
    for batch in left:
        carry_on(ledger, batch, batch.user, now)


def carry_on(ledger: Ledger, batch: Batch, user: str, now: datetime) -> dict[str, Plain]:
    while _undo_part(ledger, batch, now):
        pass
    with ledger.write(batch.team, now, by=user) as writing:
        told = batches.told_of_undo(writing.connection, batch.id)
        if batches.turn(writing.connection, batch.id, "undoing", "undone"):
            writing.audit(
                "batch_undone", batch.id, kind=batch.kind, moved=told["moved"],
                kept=len(told["refused"]),
            )  # fmt: skip
    return told


TWICE = "This was taken back already."


def _check(batch: Batch, now: datetime) -> None:
    if batch.state != "done":
        said = TWICE if batch.state in ("undoing", "undone") else "It has not moved."
        raise Problem(409, "not_undoable", said)
    if to_ms(now) - batch.at > UNDO_MS:
        raise Problem(409, "too_late", "A reassignment can be taken back for 24 hours.")


def _undo_part(ledger: Ledger, batch: Batch, now: datetime) -> bool:
    with ledger.write(batch.team, now) as writing:
        connection = writing.connection
        batches.hold(connection, batch.id)
        rows = batches.parts(connection, batches.to_undo(batch.id), limit=MOST_LEADS)
        if not rows:
            return False
        stored = writing.lock(row.lead for row in rows)
        kept = {row.lead: said for row in rows if (said := _why_kept(stored.get(row.lead), row))}
        back = [row for row in rows if row.lead not in kept]
        with writing.effect() as effect:
            give_back(writing, effect, back, batch)
        ids = [row.lead for row in back]
        batches.mark(connection, batch.id, ids, undone_at=to_ms(now))
        batches.mark_each(connection, batch.id, "kept", kept)
    return True


def _why_kept(stored: Stored | None, row: Row[Any]) -> str | None:
    """Why it is not given back; what clocks did by themselves is no reason."""
    if stored is None:
        return GONE
    if '"record":[' in stored.doc and _is_worked(stored.lead, row):
        return "Somebody has worked it since."
    return None if stored.home == row.to else "Somebody else has it by now."


def _is_worked(lead: Lead, row: Row[Any]) -> bool:
    """By anybody since; what the former owner did before and sent later is theirs anyway."""
    moved_at = from_ms(row.moved_at)
    return any(
        item.received_at is not None
        and item.received_at > moved_at
        and not (item.user == row.was_owner and item.at <= moved_at)
        for item in lead.record
    )
