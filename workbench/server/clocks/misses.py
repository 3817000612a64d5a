"""Clocks that a rep let pass, in a row: counted here, and too many set them away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, or_, select, update

from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Writing
from workbench.server.team import accounts


def lock(connection: Connection, users: Iterable[str]) -> frozenset[str]:
    """Lock those of these users whom nobody holds; returns them.

    Whoever pushes holds themselves and waits for leads: to wait for them with leads in hand would
    be for ever.
    """
    return frozenset(connection.execute(_LOCK, {"ids": sorted(users)}).scalars())


def add(writing: Writing, effect: Effect, user: str, *, most: int) -> int | None:
    """One more; `most` in a row (0: never) set them away, and are returned when that happens."""
    missed: int = writing.connection.execute(_ADD, {"user_id": user}).scalar_one()
    if not most or missed < most:
        return None
    given = {"user_id": user, "now": to_ms(writing.now)}
    if writing.connection.execute(_SET_AWAY, given).rowcount == 0:
        return None
    accounts.tell_user(writing.connection, effect, user)
    return missed


def take_back(connection: Connection, users: Iterable[str]) -> None:
    """One less: it was no miss."""
    for user in sorted(users):
        connection.execute(_TAKE_BACK, {"user_id": user})


def end(connection: Connection, effect: Effect, user: str) -> None:
    """They are at work: the row is broken."""
    if connection.execute(_END, {"user_id": user}).rowcount:
        accounts.tell_user(connection, effect, user)


_users = schema.users.c
_LOCK = (
    select(_users.id)
    .where(_users.id.in_(bindparam("ids", expanding=True)))
    .order_by(_users.id)
    .with_for_update(skip_locked=True)
)
_user = update(schema.users).where(_users.id == bindparam("user_id"))
_ADD = _user.values(missed=_users.missed + 1).returning(_users.missed)
_SET_AWAY = _user.where(
    or_(_users.availability == "available", _users.available_until <= bindparam("now"))
).values(availability="away", available_until=None)
_TAKE_BACK = _user.where(_users.missed > 0).values(missed=_users.missed - 1)
_END = _user.where(_users.missed > 0).values(missed=0)
