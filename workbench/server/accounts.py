"""Who belongs to a team: users, pools and sources, and what every desk is told of them."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from workbench.domain.mutation import Refusal
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema, sessions
from workbench.server.audiences import pool_audience, user_audience
from workbench.server.ledger import Effect, Writing
from workbench.server.passwords import hashed
from workbench.server.problems import invalid
from workbench.wire import Role


def new_id() -> str:
    return secrets.token_hex(8)


# ---- users


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    email: str
    name: str
    role: Role
    password: str | None = None


def enter_user(writing: Writing, effect: Effect, new: NewUser) -> str:
    """Add somebody; a rep joins the default pool. Raises Problem or Refusal."""
    email = new.email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise invalid("email", f"“{new.email}” is no email address.")
    if not new.name.strip():
        raise invalid("name", "A user needs a name.")
    id = new_id()
    try:
        with writing.connection.begin_nested():
            writing.connection.execute(
                insert(schema.users).values(
                    id=id,
                    team=writing.team,
                    email=email,
                    name=new.name.strip(),
                    role=new.role,
                    password=None if new.password is None else hashed(new.password),
                    scope_version=1,
                    scope_seq=0,
                    availability="available",
                    created_at=to_ms(writing.now),
                )
            )
    except IntegrityError:
        raise Refusal("email_taken", f"{email} has an account already.") from None
    tell_user(writing.connection, effect, id)
    if new.role == "rep":
        pool = default_pool(writing.connection, writing.team)
        if pool is not None:
            _join(writing.connection, pool, id, weight=1)
            tell_pool(writing.connection, effect, pool)
    return id


def change_user(writing: Writing, effect: Effect, id: str, change: dict[str, Any]) -> None:
    """Set columns of a user; another role or a disabled account is another scope."""
    table = schema.users
    if change.keys() & {"role", "disabled_at"}:
        effect.rescope(id)
    writing.connection.execute(update(table).where(table.c.id == id).values(**change))
    tell_user(writing.connection, effect, id)


def tell_user(connection: Connection, effect: Effect, id: str) -> None:
    """What the team may know of somebody: no address, no secret."""
    row = connection.execute(select(schema.users).where(schema.users.c.id == id)).one()
    doc: dict[str, Plain] = {
        "name": row.name,
        "initials": "".join(part[0] for part in row.name.split()[:2]).upper(),
        "role": row.role,
        "availability": row.availability,
    }
    if row.available_until is not None:
        doc["until"] = row.available_until
    if row.disabled_at is not None:
        doc["disabled"] = True
    effect.config("user", id, doc)


# ---- pools


def default_pool(connection: Connection, team: str) -> str | None:
    pool = schema.pool.c
    return connection.execute(select(pool.id).where(pool.team == team, pool.is_default)).scalar()


def enter_pool(writing: Writing, effect: Effect, name: str, *, is_default: bool = False) -> str:
    if not name.strip():
        raise invalid("name", "A pool needs a name.")
    id = new_id()
    writing.connection.execute(
        insert(schema.pool).values(
            id=id, team=writing.team, name=name.strip(), is_default=is_default
        )
    )
    tell_pool(writing.connection, effect, id)
    return id


def set_members(writing: Writing, effect: Effect, pool: str, weights: dict[str, int]) -> None:
    """Who shares the pool's leads, with their weights in its rotation; others leave it."""
    table, connection = schema.pool_member, writing.connection
    before = dict(
        connection.execute(select(table.c.user, table.c.weight).where(table.c.pool == pool)).all()
    )
    connection.execute(
        delete(table).where(table.c.pool == pool, table.c.user.not_in(weights.keys()))
    )
    for user, weight in weights.items():
        if user in before:
            member = (table.c.pool == pool) & (table.c.user == user)
            connection.execute(update(table).where(member).values(weight=weight))
        else:
            _join(connection, pool, user, weight=weight)
    for user in before.keys() ^ weights.keys():
        effect.rescope(user)
    if gone := before.keys() - weights.keys():
        _part(connection, effect, pool, gone)
    tell_pool(connection, effect, pool)


def _join(connection: Connection, pool: str, user: str, *, weight: int) -> None:
    """A member starts at the pool's median share, so that no flood follows."""
    table = schema.pool_member
    shares = [
        row.turns / row.weight
        for row in connection.execute(select(table).where(table.c.pool == pool))
        if row.weight > 0
    ]
    turns = round(median(shares) * weight) if shares else 0
    connection.execute(insert(table).values(pool=pool, user=user, weight=weight, turns=turns))


def _part(connection: Connection, effect: Effect, pool: str, users: Iterable[str]) -> None:
    """Note when they ceased to see the pool's leads: what they did before counts when it comes."""
    home = schema.lead.c.home == pool_audience(pool)
    leads = connection.execute(select(schema.lead.c.id).where(home)).scalars().all()
    for user in users:
        effect.marks.sight |= {(user_audience(user), lead): False for lead in leads}


def tell_pool(connection: Connection, effect: Effect, id: str) -> None:
    pool = connection.execute(select(schema.pool).where(schema.pool.c.id == id)).one()
    members = connection.execute(
        select(schema.pool_member.c.user).where(schema.pool_member.c.pool == id)
    ).scalars()
    effect.config(
        "pool", id, {"name": pool.name, "default": pool.is_default, "members": sorted(members)}
    )


# ---- sources


def enter_source(
    writing: Writing,
    effect: Effect,
    name: str,
    type: str | None,
    redirects: Iterable[str] = (),
) -> tuple[str, str]:
    """A source's id and its key, which is told this once and stored hashed."""
    if not name.strip():
        raise invalid("name", "A source needs a name.")
    id, key = new_id(), secrets.token_urlsafe(32)
    writing.connection.execute(
        insert(schema.source).values(
            id=id,
            team=writing.team,
            name=name.strip(),
            type=type,
            key_sha256=sessions.digest(key),
            redirects=json.dumps(list(redirects)),
        )
    )
    effect.config("source", id, {"name": name.strip()})
    return id, key
