"""Sessions: who a token belongs to, signing in and out, and the rotation of refresh tokens.

Tokens are 256 random bits, stored as SHA-256. A refresh token is good once, and for another minute,
because an answer may have been lost or doubled; after that it signs its device out, for it has been
copied. A stranger's token never ends a session.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from workbench import wire
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.problems import Problem
from workbench.wire import Role

log = logging.getLogger(__name__)

ACCESS_S = 30 * 60
GRACE_MS = 60_000
DRAIN_MS = 14 * 86_400_000
"""How long a disabled account may still send what was made before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls. `disabled_at` (ms): they may only push, and only what they made before it."""

    id: str
    email: str
    name: str
    role: Role
    team: str
    team_name: str
    device: str
    scope_version: int
    scope_seq: int
    disabled_at: int | None

    @property
    def user(self) -> wire.User:
        return wire.User(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            team=self.team,
            team_name=self.team_name,
        )


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


SIGNED_OUT = "You are signed out; sign in again. Nothing is lost."


def caller_of(connection: Connection, token: str, now_ms: int) -> Caller:
    """Raises Problem 401 for a token that is unknown or has expired."""
    row = connection.execute(_CALLER, {"sha256": digest(token)}).one_or_none()
    if row is None:
        raise Problem(401, "signed_out", SIGNED_OUT)
    if row.expires_at <= now_ms:
        raise Problem(401, "expired", "This session has to be renewed.")
    return _caller(row)


def is_drained(disabled_at: int, now: datetime) -> bool:
    """Whether a disabled account's time to send what was made before is over."""
    return to_ms(now) > disabled_at + DRAIN_MS


def open_session(connection: Connection, user: str, device_name: str, now_ms: int) -> Tokens:
    device = secrets.token_hex(8)
    connection.execute(
        insert(schema.device).values(
            id=device, user=user, name=device_name, created_at=now_ms, seen_at=now_ms
        )
    )
    return _let_in(connection, device, now_ms)


def renew(connection: Connection, refresh: str, now_ms: int) -> Tokens | None:
    """The next pair of tokens; None where this one is good for nothing any more.

    One that was spent over a minute ago is in two hands: then its device is signed out.
    """
    table = schema.refresh
    mine = table.c.sha256 == digest(refresh)
    # The first to be used of those that were given out together spends them all.
    found = connection.execute(
        update(table)
        .where(mine, table.c.spent_at.is_(None))
        .values(spent_at=now_ms)
        .returning(table.c.device)
    ).scalar()
    if found is not None:
        others = (table.c.device == found) & table.c.spent_at.is_(None)
        connection.execute(update(table).where(others).values(spent_at=now_ms))
        return _let_in(connection, found, now_ms)
    spent = connection.execute(select(table).where(mine)).one_or_none()
    if spent is None:
        return None
    if spent.spent_at + GRACE_MS > now_ms:
        return _let_in(connection, spent.device, now_ms)
    log.warning("A refresh token came again; device %s is signed out.", spent.device)
    close_sessions(connection, schema.device.c.id == spent.device)
    return None


def close_sessions(connection: Connection, which: ColumnElement[bool]) -> int:
    """End the sessions of the devices that fit; returns how many."""
    return connection.execute(delete(schema.device).where(which)).rowcount


def devices(connection: Connection, user: str) -> list[Mapping[str, Any]]:
    table = schema.device
    columns = (table.c.id, table.c.name, table.c.created_at, table.c.seen_at)
    chosen = select(*columns).where(table.c.user == user).order_by(table.c.seen_at.desc())
    return [dict(row._mapping) for row in connection.execute(chosen)]


def _let_in(connection: Connection, device: str, now_ms: int) -> Tokens:
    """New tokens of a device, which was heard of just now."""
    tokens = Tokens(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    table, known = schema.token, schema.device
    connection.execute(update(known).where(known.c.id == device).values(seen_at=now_ms))
    connection.execute(delete(table).where(table.c.device == device, table.c.expires_at <= now_ms))
    expires_at = now_ms + ACCESS_S * 1000
    connection.execute(
        insert(table).values(sha256=digest(tokens.access), device=device, expires_at=expires_at)
    )
    connection.execute(insert(schema.refresh).values(sha256=digest(tokens.refresh), device=device))
    return tokens


def _caller(row: Any) -> Caller:
    return Caller(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        team=row.team,
        team_name=row.team_name,
        device=row.device,
        scope_version=row.scope_version,
        scope_seq=row.scope_seq,
        disabled_at=row.disabled_at,
    )


_CALLER = (
    select(
        *(schema.users.c[name] for name in ("id", "email", "name", "role", "team")),
        *(schema.users.c[name] for name in ("scope_version", "scope_seq", "disabled_at")),
        schema.team.c.name.label("team_name"),
        schema.token.c.device,
        schema.token.c.expires_at,
    )
    .join_from(schema.token, schema.device, schema.token.c.device == schema.device.c.id)
    .join(schema.users, schema.device.c.user == schema.users.c.id)
    .join(schema.team, schema.users.c.team == schema.team.c.id)
    .where(schema.token.c.sha256 == bindparam("sha256"))
)
