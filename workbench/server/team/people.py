"""Teams and people of a whole store, for the commands: served or not, and before it ever was.

All is written through the ledger, so that open desks and a running server hear of it. What cannot
be is a Refusal or a Problem, with a sentence to print.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, text

from workbench import wire
from workbench.domain.mutation import Refusal
from workbench.domain.plain import to_ms
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.policy import policies, policy_versions
from workbench.server.problems import invalid
from workbench.server.store import Store
from workbench.server.team import accounts, pools, sessions
from workbench.server.team.accounts import NewUser
from workbench.server.team.passwords import hashed
from workbench.wire import ROLES

FIRST_TEAM = "Team"
"""What a store's only team is called if nobody names it."""


def ensure_team(store: Store, name: str | None, tz: str = "UTC") -> str:
    """The id of the team of this name, made with a default pool and the sample policy if need be.

    Without a name it is the only team there is. Raises Refusal where there are several, Misfit
    for a time zone that is none.
    """
    with store.read() as connection:
        known = dict(connection.execute(select(schema.team.c.name, schema.team.c.id)).all())
    if name is None and len(known) > 1:
        raise Refusal("which_team", f"Say which team: {', '.join(sorted(known))}.")
    if name is None and known:
        return str(next(iter(known.values())))
    wanted = name or FIRST_TEAM
    return str(known[wanted]) if wanted in known else _found(store, wanted, tz)


def _found(store: Store, name: str, tz: str) -> str:
    id, now = accounts.new_id(), real_now()
    sample = resource_path("policy.toml").read_text(encoding="utf-8")
    policies.read(sample, 1, now.year).in_zone(tz)
    rules = re.sub(r'^zone = ".*?"', f'zone = "{tz}"', sample, count=1, flags=re.MULTILINE)
    row = {"id": id, "name": name, "tz": tz, "seq": 0, "created_at": to_ms(now)}
    with Ledger(store).write(id, now) as writing, writing.effect() as effect:
        founded = writing.connection.execute(_FOUND, row).rowcount
        if not founded:  # another process was first
            table = schema.team.c
            known = select(table.id).where(table.name == name)
            return str(writing.connection.execute(known).scalar_one())
        writing.audit("team_founded", name=name)
        policy_versions.found(writing, effect, rules)
        pools.enter_pool(writing, effect, "Everybody", is_default=True)
    return id


def add_user(
    store: Store,
    *,
    email: str,
    name: str,
    role: str,
    team: str | None = None,
    tz: str = "UTC",
    password: str | None = None,
) -> wire.User:
    """`team` is a name. Without a password they cannot sign in yet. Raises Problem or Refusal."""
    if role not in ROLES:
        raise invalid("role", f"A role is one of {', '.join(ROLES)}.")
    new = NewUser(email=email, name=name, role=role, password=password)  # type: ignore[arg-type]  # of ROLES
    team_id = ensure_team(store, team, tz)
    with Ledger(store).write(team_id, real_now()) as writing, writing.effect() as effect:
        accounts.enter_user(writing, effect, new)
    return _user(find_user(store, email))


def set_password(store: Store, email: str, password: str) -> None:
    """Their desks ask for it once. Raises Problem, or Refusal for an unknown address."""
    user, stored = find_user(store, email), hashed(password)
    with Ledger(store).write(user.team, real_now()) as writing, writing.effect() as effect:
        accounts.change_user(writing, effect, user.id, {"password": stored})
        sessions.close_sessions(writing.connection, schema.device.c.user == user.id)


def disable_user(store: Store, email: str) -> None:
    """What they did before is still taken for 14 days. Raises Refusal for an unknown address."""
    user, now = find_user(store, email), real_now()
    if user.disabled_at is not None:
        return
    with Ledger(store).write(user.team, now) as writing, writing.effect() as effect:
        accounts.change_user(writing, effect, user.id, {"disabled_at": to_ms(now)})


def add_source(
    store: Store,
    *,
    name: str,
    type: str | None = None,
    vendor: str | None = None,
    team: str | None = None,
    tz: str = "UTC",
) -> str:
    """`type`: of inquiries that name none; `vendor`: whose map reads its webhooks. Returns the key,
    which is told this once.
    """
    team_id = ensure_team(store, team, tz)
    with Ledger(store).write(team_id, real_now()) as writing, writing.effect() as effect:
        return accounts.enter_source(writing, effect, name, type, vendor=vendor)[1]


def add_secret(
    store: Store, name: str, team: str | None = None, given: str | None = None
) -> tuple[str, str]:
    """A source's id and one more secret for its webhooks. Raises Refusal, or Problem."""
    team_id = ensure_team(store, team)
    id = find_source(store, name, team_id)
    with Ledger(store).write(team_id, real_now()) as writing, writing.effect() as effect:
        return id, accounts.add_secret(writing, effect, id, given)


def drop_secret(store: Store, name: str, team: str | None = None) -> None:
    """Leave a source's newest secret alone. Raises Refusal."""
    team_id = ensure_team(store, team)
    id = find_source(store, name, team_id)
    with Ledger(store).write(team_id, real_now()) as writing, writing.effect() as effect:
        accounts.drop_secret(writing, effect, id)


def find_source(store: Store, name: str, team: str) -> str:
    """The id of a team's source. Raises Refusal where none has this name, or several."""
    source = schema.source.c
    with store.read() as connection:
        found = connection.execute(
            select(source.id).where(source.team == team, source.name == name)
        ).scalars()
        ids = [str(id) for id in found]
    if len(ids) != 1:
        few = "No source" if not ids else "More than one source"
        raise Refusal("unknown_source", f"{few} of the team is called {name}.")
    return ids[0]


def find_user(store: Store, email: str) -> Any:
    """The row of a user, with `team_name`. Raises Refusal for an unknown address."""
    users, team = schema.users, schema.team
    with store.read() as connection:
        row = connection.execute(
            select(users, team.c.name.label("team_name"))
            .join_from(users, team, users.c.team == team.c.id)
            .where(users.c.email == email.strip().lower())
        ).one_or_none()
    if row is None:
        raise Refusal("unknown_user", f"Nobody here has the address {email}.")
    return row


def _user(row: Any) -> wire.User:
    return wire.User(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        team=row.team,
        team_name=row.team_name,
    )


_FOUND = text(
    "INSERT INTO team (id, name, tz, seq, created_at) VALUES (:id, :name, :tz, :seq, :created_at)"
    " ON CONFLICT (name) DO NOTHING"
)
