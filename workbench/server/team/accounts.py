"""Who belongs to a team: users and sources, and what every desk is told of them."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from workbench.domain.mutation import Refusal
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.ledger import trail
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Writing
from workbench.server.problems import invalid
from workbench.server.team import pools, sessions, signatures
from workbench.server.team.passwords import hashed
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
    writing.audit("user_added", id, name=new.name.strip(), email=email, role=new.role)
    tell_user(writing.connection, effect, id)
    if new.role == "rep":
        pool = pools.default_pool(writing.connection, writing.team)
        if pool is not None:
            pools.join(writing.connection, pool, id, weight=1)
            pools.tell_pool(writing.connection, effect, pool)
    if new.role == "lead":
        pools.tell_pools(writing, effect)
    return id


def change_user(writing: Writing, effect: Effect, id: str, change: dict[str, Any]) -> None:
    """Set columns of a user; another role or a disabled account is another scope."""
    table = schema.users
    before = writing.connection.execute(select(table).where(table.c.id == id)).mappings().one()
    if change.keys() & {"role", "disabled_at"}:
        effect.rescope(id)
    writing.connection.execute(update(table).where(table.c.id == id).values(**change))
    changes = trail.differences(before, {**before, **change}, AUDITED)
    changes |= {"password": []} if "password" in change else {}
    if changes:
        writing.audit("user_changed", id, name=before["name"], changes=changes)
    tell_user(writing.connection, effect, id)
    if change.keys() & {"role", "disabled_at"}:
        pools.tell_pools(writing, effect)


AUDITED = ("name", "role", "calendar", "languages", "disabled_at")


def name_of(connection: Connection, id: str | None) -> str | None:
    users = schema.users.c
    return connection.execute(select(users.name).where(users.id == id)).scalar()


def last_seen(connection: Connection, team: str) -> dict[str, int]:
    """User → when a desk of theirs was last heard of, in real epoch ms."""
    users, device = schema.users.c, schema.device.c
    newest = (
        select(device.user, func.max(device.seen_at))
        .join(schema.users, users.id == device.user)
        .where(users.team == team)
        .group_by(device.user)
    )
    return dict(connection.execute(newest).all())


def may_have_leads(team: str) -> ColumnElement[bool]:
    """The condition on `schema.users` of those whom leads can be given."""
    users = schema.users.c
    return (users.team == team) & users.disabled_at.is_(None) & (users.role != "viewer")


def tell_user(connection: Connection, effect: Effect, id: str) -> None:
    """What the team may know of somebody: no address, no secret."""
    row = connection.execute(select(schema.users).where(schema.users.c.id == id)).one()
    doc: dict[str, Plain] = {
        "name": row.name,
        "initials": "".join(part[0] for part in row.name.split()[:2]).upper(),
        "role": row.role,
        "availability": row.availability,
    }
    if row.calendar:
        doc["calendar"] = row.calendar
    if row.languages != "[]":
        doc["languages"] = json.loads(row.languages)
    if row.available_until is not None:
        doc["until"] = row.available_until
    if row.cover:
        doc["cover"] = row.cover
    if row.missed:
        doc["missed"] = row.missed
    if row.disabled_at is not None:
        doc["disabled"] = True
    effect.config("user", id, doc)


# ---- sources


def enter_source(
    writing: Writing,
    effect: Effect,
    name: str,
    type: str | None,
    redirects: Iterable[str] = (),
    vendor: str | None = None,
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
            vendor=vendor,
        )
    )
    writing.audit("source_added", id, name=name.strip())
    effect.config("source", id, {"name": name.strip()})
    return id, key


SECRETS = {"key": "key_sha256", "secret": "secrets"}
"""What is changed of a source and told nobody, by its column."""


def change_source(writing: Writing, effect: Effect, id: str, change: dict[str, Any]) -> None:
    """Set columns of a source."""
    table = schema.source
    before = writing.connection.execute(select(table).where(table.c.id == id)).mappings().one()
    after = {**before, **change}
    changes = trail.differences(
        before, after, ("name", "type", "redirects", "vendor", "disabled_at")
    )
    changes |= {name: [] for name in SECRETS if SECRETS[name] in change}
    if changes:
        writing.connection.execute(update(table).where(table.c.id == id).values(**change))
        writing.audit("source_changed", id, name=before["name"], changes=changes)
        effect.config("source", id, {"name": after["name"]})


def new_key(writing: Writing, effect: Effect, id: str) -> str:
    """A source's other key, told this once; the one before is good for nothing from here on."""
    key = secrets.token_urlsafe(32)
    change_source(writing, effect, id, {"key_sha256": sessions.digest(key)})
    return key


def add_secret(writing: Writing, effect: Effect, id: str, given: str | None = None) -> str:
    """One more secret for a source's webhooks, told this once; the newest two are good."""
    secret = signatures.new_secret() if given is None else signatures.checked_secret(given)
    kept = [one for one in _secrets(writing, id) if one != secret][-1:]
    change_source(writing, effect, id, {"secrets": json.dumps([*kept, secret])})
    return secret


def drop_secret(writing: Writing, effect: Effect, id: str) -> None:
    """Leave only the newest secret."""
    change_source(writing, effect, id, {"secrets": json.dumps(_secrets(writing, id)[-1:])})


def _secrets(writing: Writing, id: str) -> list[str]:
    table = schema.source.c
    stored = select(table.secrets).where(table.id == id)
    secrets: list[str] = json.loads(writing.connection.execute(stored).scalar_one())
    return secrets
