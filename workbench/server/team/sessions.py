"""Sessions: who a token belongs to, signing in and out, and the rotation of refresh tokens.

Tokens are 256 random bits, stored as SHA-256. A refresh token is good once; the one before it for
another minute, because an answer may have been lost. A stranger's token never ends a session.
"""

from __future__ import annotations

import hashlib
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
    tokens = _tokens()
    device = secrets.token_hex(8)
    connection.execute(
        insert(schema.device).values(
            id=device,
            user=user,
            name=device_name,
            refresh_sha256=digest(tokens.refresh),
            created_at=now_ms,
            seen_at=now_ms,
        )
    )
    _let_in(connection, device, tokens.access, now_ms)
    return tokens


def renew(connection: Connection, refresh: str, now_ms: int) -> Tokens:
    """The next pair of tokens. Raises Problem 401 for a refresh token that is none any more."""
    table, old = schema.device, digest(refresh)
    tokens = _tokens()
    fresh = {"refresh_sha256": digest(tokens.refresh), "seen_at": now_ms}
    rotated = connection.execute(
        update(table)
        .where(table.c.refresh_sha256 == old)
        .values(previous_sha256=old, previous_until=now_ms + GRACE_MS, **fresh)
        .returning(table.c.id)
    ).scalar()
    if rotated is None:
        rotated = connection.execute(
            update(table)
            .where(table.c.previous_sha256 == old, table.c.previous_until > now_ms)
            .values(**fresh)
            .returning(table.c.id)
        ).scalar()
    if rotated is None:
        raise Problem(401, "signed_out", SIGNED_OUT)
    _let_in(connection, rotated, tokens.access, now_ms)
    return tokens


def close_sessions(connection: Connection, which: ColumnElement[bool]) -> int:
    """End the sessions of the devices that fit; returns how many."""
    return connection.execute(delete(schema.device).where(which)).rowcount


def devices(connection: Connection, user: str) -> list[Mapping[str, Any]]:
    table = schema.device
    columns = (table.c.id, table.c.name, table.c.created_at, table.c.seen_at)
    chosen = select(*columns).where(table.c.user == user).order_by(table.c.seen_at.desc())
    return [dict(row._mapping) for row in connection.execute(chosen)]


def _tokens() -> Tokens:
    return Tokens(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def _let_in(connection: Connection, device: str, access: str, now_ms: int) -> None:
    table = schema.token
    connection.execute(delete(table).where(table.c.device == device, table.c.expires_at <= now_ms))
    connection.execute(
        insert(table).values(
            sha256=digest(access), device=device, expires_at=now_ms + ACCESS_S * 1000
        )
    )


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
