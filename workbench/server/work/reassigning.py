"""Many leads to other hands: planned, shown, moved in parts, and taken back within a day.

A batch stands in the database before its first lead moves, with each lead and what it was; what a
crash left open is moved by whoever calls `move` again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle
from workbench.server import schema
from workbench.server.ledger.audiences import Audience, home_of
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.policy import policies
from workbench.server.problems import Problem, not_found
from workbench.server.routing.offers import withdrawn
from workbench.server.work.line import engaged
from workbench.server.work.moves import Plan
from workbench.wire import compact

UNDO_MS = 24 * 3_600_000
State = Literal["preview", "open", "done", "undone"]


def enter(
    connection: Connection, team: str, user: str, planned: Plan, state: State, reason: str,
    now: datetime,
) -> str:  # fmt: skip
    """Store a plan; returns its id."""
    id = str(uuid.uuid4())
    connection.execute(
        insert(schema.batch).values(
            id=id,
            team=team,
            user=user,
            state=state,
            at=to_ms(now),
            doc=compact({"reason": reason, "names": dict(planned.names), "user": user}),
        )
    )
    rows = [
        {
            "batch": id, "lead": move.lead, "to": move.to, "was_owner": move.was_owner,
            "was_pool": move.was_pool, "was_seq": move.was_seq, "refused": move.refused,
            "moved": False,
        }
        for move in planned.moves
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.batch_lead), rows)
    return id


def begin(connection: Connection, team: str, preview_id: str, reason: str, now: datetime) -> None:
    """Turn a preview into a batch to be moved; one whose move broke off goes on. Raises Problem."""
    row = _batch(connection, team, preview_id)
    if row.state == "open":
        return
    doc = {**json.loads(row.doc), "reason": reason, "previewed": True}
    begun = connection.execute(
        update(schema.batch)
        .where(schema.batch.c.id == preview_id, schema.batch.c.state == "preview")
        .values(state="open", doc=compact(doc), at=to_ms(now))
    )
    if begun.rowcount == 0:
        raise Problem(409, "used", "This preview was carried out already; ask for another.")


def move(ledger: Ledger, team: str, batch_id: str, now: datetime) -> dict[str, Any]:
    """Move what of an open batch has not moved yet, some hundred leads a transaction."""
    with ledger.store.read() as connection:
        row = _batch(connection, team, batch_id)
    doc = json.loads(row.doc)
    while _move_part(ledger, team, batch_id, doc, now):
        pass
    with ledger.store.write() as connection:
        connection.execute(
            update(schema.batch)
            .where(schema.batch.c.id == batch_id, schema.batch.c.state == "open")
            .values(state="done")
        )
        return _told(connection, batch_id)


def resume(ledger: Ledger, now: datetime) -> None:
    """Carry on with the batches that a crash left open."""
    with ledger.store.read() as connection:
        table = schema.batch.c
        left = connection.execute(select(table.id, table.team).where(table.state == "open")).all()
    for row in left:
        move(ledger, row.team, row.id, now)


def _move_part(
    ledger: Ledger, team: str, batch_id: str, doc: Mapping[str, Any], now: datetime
) -> bool:
    table = schema.batch_lead
    with ledger.write(team, now) as writing:
        connection = writing.connection
        # One part at a time: who comes second sees what the first has moved.
        batch = select(schema.batch.c.id).where(schema.batch.c.id == batch_id)
        connection.execute(batch.with_for_update())
        rows = connection.execute(
            select(table)
            .where(table.c.batch == batch_id, ~table.c.moved, table.c.refused.is_(None))
            .order_by(table.c.lead)
            .limit(MOST_LEADS)
        ).all()
        if not rows:
            return False
        stored = writing.lock(row.lead for row in rows)
        refused: dict[str, str] = {}
        moving: dict[Audience, list[str]] = {}
        for row in rows:
            known = stored.get(row.lead)
            if known is None:
                refused[row.lead] = "There is no such lead."
            elif doc.get("previewed") and known.seq != row.was_seq:
                refused[row.lead] = "It changed since the preview."
            elif (known.owner, known.pool) != (row.was_owner, row.was_pool):
                refused[row.lead] = "Somebody else has it by now."
            elif said := engaged(connection, known.lead, now):
                refused[row.lead] = said
            else:
                moving.setdefault(row.to, []).append(row.lead)
        with writing.effect() as effect:
            for to, leads in moving.items():
                _give(writing, effect, leads, to)
                _log(writing, effect, leads, to, batch_id, doc)
        _mark(connection, batch_id, [id for leads in moving.values() for id in leads], refused)
    return True


def _log(
    writing: Writing, effect: Effect, leads: Iterable[str], to: Audience, batch_id: str,
    doc: Mapping[str, Any],
) -> None:  # fmt: skip
    args = {"to": to.partition(":")[2], "to_name": doc["names"][to], "reason": doc["reason"]}
    for id in leads:
        mark = _entry_id(batch_id, id)
        entry = Activity(
            id=mark, kind="reassigned", at=writing.now, received_at=writing.now,
            user=doc["user"], mutation=mark, args=args,
        )  # fmt: skip
        effect.log(id, (entry,))


def _mark(
    connection: Connection, batch_id: str, moved: Sequence[str], refused: Mapping[str, str]
) -> None:
    table = schema.batch_lead
    if moved:
        connection.execute(
            update(table)
            .where(table.c.batch == batch_id, table.c.lead.in_(moved))
            .values(moved=True)
        )
    for lead, why in refused.items():
        connection.execute(
            update(table).where(table.c.batch == batch_id, table.c.lead == lead).values(refused=why)
        )


def undo(ledger: Ledger, team: str, batch_id: str, now: datetime) -> dict[str, Any]:
    """Give back what nobody has touched since; the rest is listed. Raises Problem."""
    with ledger.store.read() as connection:
        row = _batch(connection, team, batch_id)
        if row.state != "done":
            said = "This was taken back already." if row.state == "undone" else "It has not moved."
            raise Problem(409, "not_undoable", said)
        if to_ms(now) - row.at > UNDO_MS:
            raise Problem(409, "too_late", "A reassignment can be taken back for 24 hours.")
        part = schema.batch_lead.c
        moved = connection.execute(
            select(part.lead, part.was_owner, part.was_pool, part.to)
            .where(part.batch == batch_id, part.moved)
            .order_by(part.lead)
        ).all()
    left: list[dict[str, str]] = []
    returned = 0
    for start in range(0, len(moved), MOST_LEADS):
        with ledger.write(team, now) as writing:
            rows = moved[start : start + MOST_LEADS]
            stored = writing.lock(row.lead for row in rows)
            still = _not_given_back(writing.connection, batch_id, [row.lead for row in rows])
            homes: dict[Audience, dict[str, str | None]] = {}
            for lead, owner, pool, to in rows:
                known = stored.get(lead)
                if lead in still and known and known.home == to and not _is_worked(known.lead):
                    homes.setdefault(home_of(owner, pool, team), {})[lead] = pool
                elif lead in still:
                    left.append({"id": lead, "why": "Somebody has worked it since."})
            with writing.effect() as effect:
                for home, pools in homes.items():
                    _give(writing, effect, pools, home, was_pool=pools)
                    returned += len(pools)
                    for id in pools:
                        effect.strike(_entry_id(batch_id, id))
    with ledger.store.write() as connection:
        connection.execute(
            update(schema.batch).where(schema.batch.c.id == batch_id).values(state="undone")
        )
    return {"batch_id": batch_id, "moved": returned, "refused": left}


def _give(
    writing: Writing, effect: Effect, leads: Iterable[str], home: Audience,
    was_pool: Mapping[str, str | None] | None = None,
) -> None:  # fmt: skip
    """Set-based, except for leads whose documents change with it: those that begin or cease to have
    an owner are of another status, and an offer ends.

    Whoever is given a lead has it with the pool it came through: `was_pool`, else its own.
    """
    kind, _, id = home.partition(":")
    owner, pool = (id if kind == name else None for name in ("user", "pool"))
    stored = writing.leads
    turned = [
        one
        for one in leads
        if (stored[one].owner is None) != (owner is None) or stored[one].lead.offer is not None
    ]
    plain = set(leads).difference(turned)
    if plain:
        effect.hand_over(plain, owner=owner, pool=pool, home=home)
    if turned:
        held = policies.in_force(writing.connection, writing.team)
        for one in turned:
            lead = withdrawn(stored[one].lead, effect)
            came_through = (was_pool or {}).get(one, lead.pool)
            lead = replace(
                lead,
                owner=owner,
                pool=came_through if owner else pool,
                # Of a pool's lead, too: what somebody has put there is not given out again.
                assigned_at=writing.now,
            )
            effect.put(settle(lead, held.of(lead)), home=home)


def _entry_id(batch_id: str, lead: str) -> str:
    return str(uuid.uuid5(uuid.UUID(batch_id), lead))


def _not_given_back(connection: Connection, batch_id: str, leads: Iterable[str]) -> set[str]:
    table = schema.activity.c
    marks = [_entry_id(batch_id, lead) for lead in leads]
    moved = select(table.lead).where(table.id.in_(marks), ~table.undone)
    return set(connection.execute(moved).scalars())


def _is_worked(lead: Lead) -> bool:
    """By anybody since it was given to its owner; what the clock did by itself is no work."""
    since = lead.assigned_at
    return since is not None and any(
        item.received_at is not None and item.received_at > since for item in lead.record
    )


def _batch(connection: Connection, team: str, id: str) -> Row[Any]:
    table = schema.batch
    row = connection.execute(
        select(table).where(table.c.id == id, table.c.team == team)
    ).one_or_none()
    if row is None:
        raise not_found("batch of leads")
    return row


def _told(connection: Connection, batch_id: str) -> dict[str, Any]:
    table = schema.batch_lead.c
    rows = connection.execute(
        select(table.lead, table.moved, table.refused).where(table.batch == batch_id)
    ).all()
    return {
        "batch_id": batch_id,
        "moved": sum(1 for row in rows if row.moved),
        "refused": [{"id": row.lead, "why": row.refused} for row in rows if row.refused],
    }
