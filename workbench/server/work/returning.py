"""What of a cover goes back to its owner: all that is not closed and that nobody gave away."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from workbench.domain.lead import OPEN
from workbench.domain.plain import from_ms
from workbench.domain.record import told_of
from workbench.server import schema
from workbench.server.ledger.audiences import home_of, user_audience
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.team import accounts
from workbench.server.work.moves import Move, Plan, names_of

GOES_BACK = OPEN | {"qualified", "meeting_booked"}
"""Statuses of a lead with which its owner has still to do."""

_part, _batch, _lead, _users = (
    table.c for table in (schema.batch_lead, schema.batch, schema.lead, schema.users)
)


def plan_back(connection: Connection, cover: Row[Any]) -> Plan:
    """The leads that were lent, each back to its owner or with why it stays."""
    lent = connection.execute(
        select(_part.moved_at, *(_lead[name] for name in STORED), _lead.status)
        .join(schema.lead, _lead.id == _part.lead)
        .where(_part.batch == cover.lent, _part.moved, _part.undone_at.is_(None))
        .order_by(_part.lead)
    ).all()
    given_away = _given_away(connection, cover)
    to = user_audience(cover.user)
    here = select(_users.id).where(_users.id == cover.user, accounts.may_have_leads(cover.team))
    is_here = connection.execute(here).first() is not None
    moves = []
    for row in lent:
        if row.status not in GOES_BACK or row.home == to:
            continue  # closed with the credit of who closed it, or back already
        refused = None if is_here else "Its owner is no longer here."
        if row.id in given_away or _was_reassigned(row):
            refused = "It was given to somebody else meanwhile."
        home = home_of(row.owner, row.pool, cover.team)
        moves.append(Move(row.id, to, row.owner, row.pool, row.seq, row.assigned_at, home, refused))
    return Plan("given_back", tuple(moves), names_of(connection, cover.team))


def _given_away(connection: Connection, cover: Row[Any]) -> Collection[str]:
    """Those that a later batch has given to others; a cover of the cover has only lent them."""
    lent, later = schema.batch_lead.alias("lent"), schema.batch_lead.alias("later")
    moved = (
        select(lent.c.lead)
        .join(later, later.c.lead == lent.c.lead)
        .join(schema.batch, _batch.id == later.c.batch)
        .where(
            lent.c.batch == cover.lent,
            and_(later.c.moved, later.c.undone_at.is_(None), later.c.moved_at > lent.c.moved_at),
            _batch.kind != "lent",
            later.c.to != lent.c.to,
        )
    )
    return frozenset(connection.execute(moved).scalars())


def _was_reassigned(row: Any) -> bool:
    """By hand, since it was lent, and not taken back."""
    if '"reassigned"' not in row.doc:
        return False
    lead = Stored(**{name: getattr(row, name) for name in STORED}).lead
    since = from_ms(row.moved_at)
    given = told_of(lead.record, {"reassigned"})
    return any(item.received_at is not None and item.received_at > since for item in given)
