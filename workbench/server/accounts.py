"""Who belongs to a team: the team itself, its users, pools and sources.

The functions at the end work on a whole store, as the commands need them, served or not: they
write through the ledger like everybody, so that open desks hear of it.
"""

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
from workbench.domain.policy import plain_policy, read_policy
from workbench.resources import resource_path
from workbench.server import schema, sessions
from workbench.server.ledger import Effect, Ledger, Writing
from workbench.server.moment import real_now
from workbench.server.passwords import hashed
from workbench.server.problems import invalid
from workbench.server.store import Store
from workbench.wire import ROLES, Role


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
                    availability="available",
                    created_at=to_ms(writing.now),
                )
            )
    except IntegrityError:
        raise Refusal("email_taken", f"{email} has an account already.") from None
    tell_user(writing.connection, effect, id)
    if new.role == "rep":
        default = select(schema.pool.c.id).where(
            schema.pool.c.team == writing.team, schema.pool.c.is_default
        )
        for pool in writing.connection.execute(default).scalars().all():
            _join(writing.connection, pool, id, weight=1)
            tell_pool(writing.connection, effect, pool)
    return id


def change_user(writing: Writing, effect: Effect, id: str, change: dict[str, Any]) -> None:
    """Set columns of a user; another role or a disabled account is another scope."""
    table = schema.users
    if change.keys() & {"role", "disabled_at"}:
        change = {**change, "scope_version": table.c.scope_version + 1}
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
        connection.execute(
            select(table.c.user, table.c.weight).where(table.c.pool == pool)
        ).tuples()
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
    moved = before.keys() ^ weights.keys()
    if moved:
        connection.execute(
            update(schema.users)
            .where(schema.users.c.id.in_(moved))
            .values(scope_version=schema.users.c.scope_version + 1)
        )
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


# ---- a whole store, for the commands


def ensure_team(store: Store, name: str, tz: str = "UTC") -> str:
    """The id of the team of this name, made with a default pool and the sample policy if need be.

    Raises Misfit for a time zone that is none.
    """
    with store.read() as connection:
        known = connection.execute(select(schema.team.c.id).where(schema.team.c.name == name))
        if (found := known.scalar()) is not None:
            return str(found)
    id, now = new_id(), real_now()
    text = resource_path("policy.toml").read_text(encoding="utf-8")
    read_policy(text).in_zone(tz)
    text = re.sub(r'^zone = ".*?"', f'zone = "{tz}"', text, count=1, flags=re.MULTILINE)
    with store.write() as connection:
        row = {"id": id, "name": name, "tz": tz, "seq": 0, "created_at": to_ms(now)}
        connection.execute(insert(schema.team).values(**row))
    with Ledger(store).write(id, now) as writing, writing.effect() as effect:
        writing.connection.execute(
            insert(schema.policy).values(
                team=id, version=1, text=text, reason="The sample policy", at=to_ms(now)
            )
        )
        effect.config("policy", "current", plain_policy(text, 1))
        enter_pool(writing, effect, "Everybody", is_default=True)
    return id


def add_user(
    store: Store, email: str, name: str, role: str, team: str, password: str | None
) -> str:
    """`team` is an id. Returns the user's. Raises Problem or Refusal."""
    if role not in ROLES:
        raise invalid("role", f"A role is one of {', '.join(ROLES)}.")
    new = NewUser(email=email, name=name, role=role, password=password)  # type: ignore[arg-type]
    with Ledger(store).write(team, real_now()) as writing, writing.effect() as effect:
        return enter_user(writing, effect, new)


def set_password(store: Store, email: str, password: str) -> None:
    """Ends their sessions, too. Raises Problem, or Refusal for an unknown address."""
    user = find_user(store, email)
    with store.write() as connection:
        table = schema.users
        connection.execute(
            update(table).where(table.c.id == user.id).values(password=hashed(password))
        )
        sessions.close_sessions(connection, schema.device.c.user == user.id)


def disable_user(store: Store, email: str) -> None:
    """Raises Refusal for an unknown address."""
    user, now = find_user(store, email), real_now()
    with Ledger(store).write(user.team, now) as writing, writing.effect() as effect:
        change_user(writing, effect, user.id, {"disabled_at": to_ms(now)})


def add_source(store: Store, name: str, type: str | None, team: str) -> str:
    """Returns the key of the new source, told this once."""
    with Ledger(store).write(team, real_now()) as writing, writing.effect() as effect:
        return enter_source(writing, effect, name, type)[1]


def find_user(store: Store, email: str) -> Any:
    """The row of a user. Raises Refusal for an unknown address."""
    with store.read() as connection:
        row = connection.execute(
            select(schema.users).where(schema.users.c.email == email.strip().lower())
        ).one_or_none()
    if row is None:
        raise Refusal("unknown_user", f"Nobody here has the address {email}.")
    return row
