"""Batches as they are stored: each lead with what it was, so that all of it can be taken back.

A batch stands in the database before its first lead moves; what a crash left open is found there.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from workbench.domain.plain import Plain, to_ms
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.ledger.audiences import Audience
from workbench.server.problems import Problem, not_found
from workbench.server.work.moves import Plan
from workbench.wire import compact

Parts: TypeAlias = Sequence[Row[Any]]
"""Rows of `schema.batch_lead`."""
State: TypeAlias = Literal["preview", "open", "done", "undoing", "undone"]

_batch, _part = schema.batch.c, schema.batch_lead.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`kind`: reassigned, balanced, lent, given_back. `names`: what each place is called.

    `previewed`: only what has not changed since the preview is moved.
    """

    id: str
    team: str
    kind: str
    state: State
    user: str
    at: int
    reason: str
    names: Mapping[Audience, str]
    previewed: bool = False

    def entry_id(self, lead: str) -> str:
        """Of what its move leaves on a lead's timeline."""
        return str(uuid.uuid5(uuid.UUID(self.id), lead))

    @property
    def was_assigned_at(self) -> ScalarSelect[Any]:
        """Since when a lead was its owner's before, for the row of the lead."""
        mine = (_part.batch == self.id) & (_part.lead == schema.lead.c.id)
        return select(_part.was_assigned_at).where(mine).scalar_subquery()

    def has_it(self, home: Audience) -> dict[str, Plain]:
        return {"to": home.partition(":")[2], "to_name": self.names.get(home)}


def enter(
    connection: Connection, team: str, user: str, planned: Plan, state: State, reason: str,
    now: datetime,
) -> str:  # fmt: skip
    """Store a plan; returns its id."""
    id = new_id()
    connection.execute(
        insert(schema.batch).values(
            id=id,
            team=team,
            user=user,
            kind=planned.kind,
            state=state,
            at=to_ms(now),
            doc=compact({"reason": reason, "names": dict(planned.names)}),
        )
    )
    rows = [
        {
            "batch": id, "lead": move.lead, "to": move.to, "was_owner": move.was_owner,
            "was_pool": move.was_pool, "was_seq": move.was_seq,
            "was_assigned_at": move.was_assigned_at, "refused": move.refused, "moved": False,
        }
        for move in planned.moves
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.batch_lead), rows)
    return id


def begin(connection: Connection, team: str, preview_id: str, reason: str, now: datetime) -> None:
    """Turn a preview into a batch to be moved; one whose move broke off goes on. Raises Problem."""
    batch = find(connection, team, preview_id)
    if batch.state == "open":
        return
    doc = {"reason": reason, "names": dict(batch.names), "previewed": True}
    if not turn(connection, preview_id, "preview", "open", doc=compact(doc), at=to_ms(now)):
        raise Problem(409, "used", "This preview was carried out already; ask for another.")


def find(connection: Connection, team: str, id: str) -> Batch:
    """Raises Problem."""
    chosen = select(schema.batch).where(_batch.id == id, _batch.team == team)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise not_found("batch of leads")
    return _read(row)


def in_state(connection: Connection, *states: State) -> list[Batch]:
    chosen = select(schema.batch).where(_batch.state.in_(states)).order_by(_batch.at)
    return [_read(row) for row in connection.execute(chosen)]


def of_waiting(connection: Connection, lead: str) -> list[Batch]:
    """The batches in which a lead waits for a call to end, the newest last."""
    waits = select(_part.batch).where(_part.lead == lead, waiting())
    chosen = select(schema.batch).where(_batch.id.in_(waits)).order_by(_batch.at)
    return [_read(row) for row in connection.execute(chosen)]


def overdue(connection: Connection, now: datetime) -> list[Batch]:
    """The batches of which a lead has waited for a call long enough."""
    waited = select(_part.batch).where(waiting(), _part.waits_until <= to_ms(now))
    return [
        _read(row) for row in connection.execute(select(schema.batch).where(_batch.id.in_(waited)))
    ]


def _read(row: Row[Any]) -> Batch:
    columns = {name: getattr(row, name) for name in ("id", "team", "kind", "state", "user", "at")}
    return Batch(**columns, **json.loads(row.doc))


def turn(connection: Connection, id: str, was: State, to: State, **more: Any) -> bool:
    """From one state to another; whether it was the one."""
    change = update(schema.batch).where(_batch.id == id, _batch.state == was)
    return connection.execute(change.values(state=to, **more)).rowcount == 1


def hold(connection: Connection, id: str) -> None:
    """One part at a time: who comes second sees what the first has moved."""
    connection.execute(select(_batch.id).where(_batch.id == id).with_for_update())


# ---- its leads


def to_move(batch: str, now: datetime) -> ColumnElement[bool]:
    """What is still to be moved and does not wait for a call any more."""
    waits = _part.waits_until.is_not(None) & (_part.waits_until > to_ms(now))
    return and_(_part.batch == batch, ~_part.moved, _part.refused.is_(None), ~waits)


def to_undo(batch: str) -> ColumnElement[bool]:
    return and_(_part.batch == batch, _part.moved, _part.undone_at.is_(None), _part.kept.is_(None))


def of_lead(batch: str, lead: str) -> ColumnElement[bool]:
    """The same for one lead, whose call has ended."""
    return and_(_part.batch == batch, _part.lead == lead, waiting())


def waiting() -> ColumnElement[bool]:
    """For the end of a call."""
    return and_(~_part.moved, _part.refused.is_(None), _part.waits_until.is_not(None))


def parts(
    connection: Connection,
    condition: ColumnElement[bool],
    *,
    among: Collection[str] | None = None,
    limit: int | None = None,
    lock: bool = False,
) -> Parts:
    """Those of a batch that fit, one receiver's after the other's; `among` these leads only."""
    chosen = select(schema.batch_lead).where(condition).order_by(_part.to, _part.lead).limit(limit)
    if among is not None:
        chosen = chosen.where(_part.lead.in_(among))
    return connection.execute(chosen.with_for_update() if lock else chosen).all()


def mark(connection: Connection, batch: str, leads: Collection[str], **change: Any) -> None:
    """The same of all these leads."""
    if leads:
        mine = (_part.batch == batch) & _part.lead.in_(leads)
        connection.execute(update(schema.batch_lead).where(mine).values(**change))


def mark_each(connection: Connection, batch: str, column: str, told: Mapping[str, Any]) -> None:
    """One column of each lead."""
    if told:
        mine = (_part.batch == batch) & (_part.lead == bindparam("of"))
        each = update(schema.batch_lead).where(mine).values({column: bindparam("said")})
        connection.execute(each, [{"of": lead, "said": said} for lead, said in told.items()])


def told(connection: Connection, batch: str) -> dict[str, Plain]:
    """What came of it so far; `waiting` moves when a call is wrapped up."""
    rows = connection.execute(
        select(_part.lead, _part.moved, _part.refused, _part.waits_until).where(
            _part.batch == batch, or_(_part.moved, _part.refused.is_not(None), waiting())
        )
    ).all()
    return {
        "batch_id": batch,
        "moved": sum(1 for row in rows if row.moved),
        "refused": [{"id": row.lead, "why": row.refused} for row in rows if row.refused],
        "waiting": [
            {"id": row.lead, "until": row.waits_until}
            for row in rows
            if not (row.moved or row.refused)
        ],
    }


def told_of_undo(connection: Connection, batch: str) -> dict[str, Plain]:
    """What came of taking it back; `refused` stays where it is."""
    mine = select(_part.lead, _part.undone_at, _part.kept).where(_part.batch == batch, _part.moved)
    rows = connection.execute(mine.order_by(_part.lead)).all()
    return {
        "batch_id": batch,
        "moved": sum(row.undone_at is not None for row in rows),
        "refused": [{"id": row.lead, "why": row.kept} for row in rows if row.kept],
    }


def receivers(connection: Connection, batch: Batch) -> list[Plain]:
    """The names of those who were given its leads, most first."""
    counted = (
        select(_part.to, func.count())
        .where(_part.batch == batch.id, _part.moved)
        .group_by(_part.to)
        .order_by(func.count().desc(), _part.to)
    )
    return [batch.names.get(to) for to, _ in connection.execute(counted)]


def let_go(connection: Connection, batch: str, why: str) -> None:
    """What waits for a call is not moved after it."""
    mine = update(schema.batch_lead).where(_part.batch == batch, waiting())
    connection.execute(mine.values(refused=why))
