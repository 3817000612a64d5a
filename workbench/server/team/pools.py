"""A team's pools: who shares their leads, by whose hours, and which team lead answers for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.ledger import trail
from workbench.server.ledger.audiences import pool_audience, user_audience
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Writing
from workbench.server.policy import policies
from workbench.server.problems import invalid

_pool, _member, _user = schema.pool.c, schema.pool_member.c, schema.users.c


def default_pool(connection: Connection, team: str) -> str | None:
    return connection.execute(select(_pool.id).where(_pool.team == team, _pool.is_default)).scalar()


def enter_pool(
    writing: Writing,
    effect: Effect,
    name: str,
    *,
    is_default: bool = False,
    more: Mapping[str, Any] | None = None,
) -> str:
    """Add a pool; `more` as for `change_pool`. Raises Problem."""
    id = secrets.token_hex(8)
    row = {"id": id, "team": writing.team, "name": _named(name), "is_default": is_default}
    writing.connection.execute(insert(schema.pool).values(row))
    writing.audit("pool_added", id, name=row["name"])
    change_pool(writing, effect, id, more or {})
    return id


def change_pool(writing: Writing, effect: Effect, id: str, change: Mapping[str, Any]) -> None:
    """Set name, calendar, passes_to or lead. Raises Problem for what is not there."""
    connection, team = writing.connection, writing.team
    if "name" in change:
        change = {**change, "name": _named(change["name"])}
    check_calendar(connection, team, change.get("calendar"))
    if (other := change.get("passes_to")) is not None:
        known = connection.execute(select(_pool.id).where(_pool.team == team)).scalars().all()
        if other == id or other not in known:
            raise invalid("passes_to", "“passes_to” needs the id of another pool of this team.")
    if (lead := change.get("lead")) is not None and lead not in _team_leads(connection, team):
        raise invalid("lead", "“lead” needs the id of a team lead of this team.")
    before = connection.execute(select(schema.pool).where(_pool.id == id)).mappings().one()
    if changes := trail.differences(before, {**before, **change}, change):
        connection.execute(update(schema.pool).where(_pool.id == id).values(**change))
        writing.audit("pool_changed", id, name=before["name"], changes=changes)
    tell_pool(connection, effect, id)


def check_calendar(connection: Connection, team: str, name: str | None) -> None:
    """Raises Problem for a name that the policy has no calendar of; empty: the team's own."""
    calendars = policies.current(connection, team).calendars
    if name and name not in calendars:
        known = ", ".join(sorted(calendars)) or "none yet"
        raise invalid("calendar", f"The policy has no calendar “{name}”; it has: {known}.")


def _named(name: str) -> str:
    if not name.strip():
        raise invalid("name", "A pool needs a name.")
    return name.strip()


# ---- members


def set_members(writing: Writing, effect: Effect, pool: str, weights: dict[str, int]) -> None:
    """Who shares the pool's leads, with their weights in its rotation; others leave it."""
    connection, table = writing.connection, schema.pool_member
    # In the order in which whoever routes a lead locks them.
    mine = select(_member.user, _member.weight).where(_member.pool == pool).order_by(_member.user)
    before = dict(connection.execute(mine.with_for_update()).all())
    connection.execute(
        delete(table).where(_member.pool == pool, _member.user.not_in(weights.keys()))
    )
    for user, weight in weights.items():
        if user in before:
            place = (_member.pool == pool) & (_member.user == user)
            connection.execute(update(table).where(place).values(weight=weight))
        else:
            join(connection, pool, user, weight=weight)
    for user in before.keys() ^ weights.keys():
        effect.rescope(user)
    if gone := before.keys() - weights.keys():
        _part(connection, effect, pool, gone)
    if before != weights:
        name = connection.execute(select(_pool.name).where(_pool.id == pool)).scalar_one()
        writing.audit("pool_members", pool, name=name, was=before, now=weights)
    tell_pool(connection, effect, pool)


def set_shares(writing: Writing, effect: Effect, user: str, weights: Mapping[str, int]) -> None:
    """Which pools somebody shares, with their weight in each; they leave the others. Raises Problem
    for a pool that is not there.
    """
    connection = writing.connection
    of_team = select(_pool.id).where(_pool.team == writing.team).order_by(_pool.id)
    pools = connection.execute(of_team).scalars().all()
    for pool in weights.keys() - set(pools):
        raise invalid("pools", f"This team has no pool with the id “{pool}”.")
    for pool in pools:
        mine = select(_member.user, _member.weight).where(_member.pool == pool)
        members = dict(connection.execute(mine.order_by(_member.user).with_for_update()).all())
        others = {one: weight for one, weight in members.items() if one != user}
        wanted = others | ({user: weights[pool]} if pool in weights else {})
        if wanted != members:
            set_members(writing, effect, pool, wanted)


def join(connection: Connection, pool: str, user: str, *, weight: int) -> None:
    """A member starts at the pool's median share, so that no flood follows."""
    shares = [
        row.turns / row.weight
        for row in connection.execute(select(schema.pool_member).where(_member.pool == pool))
        if row.weight > 0
    ]
    turns = round(median(shares) * weight) if shares else 0
    row = {"pool": pool, "user": user, "weight": weight, "turns": turns}
    connection.execute(insert(schema.pool_member).values(row))


def _part(connection: Connection, effect: Effect, pool: str, users: Iterable[str]) -> None:
    """Note when they ceased to see the pool's leads: what they did before counts when it comes."""
    home = schema.lead.c.home == pool_audience(pool)
    leads = connection.execute(select(schema.lead.c.id).where(home)).scalars().all()
    for user in users:
        effect.marks.sight |= {(user_audience(user), lead): False for lead in leads}


# ---- who answers for a pool, and what desks are told


def _team_leads(connection: Connection, team: str) -> list[str]:
    """Those who are here, the longest first."""
    here = select(_user.id).where(
        _user.team == team, _user.role == "lead", _user.disabled_at.is_(None)
    )
    return list(connection.execute(here.order_by(_user.created_at, _user.id)).scalars())


def responsible(connection: Connection, team: str) -> dict[str, str | None]:
    """Pool → the team lead who answers for it: the one named, else the team's first."""
    here = _team_leads(connection, team)
    named = connection.execute(select(_pool.id, _pool.lead).where(_pool.team == team)).all()
    first = here[0] if here else None
    return {row.id: row.lead if row.lead in here else first for row in named}


def tell_pools(writing: Writing, effect: Effect) -> None:
    """All of them again: another team lead may answer for them."""
    of_team = select(_pool.id).where(_pool.team == writing.team).order_by(_pool.id)
    for id in writing.connection.execute(of_team).scalars().all():
        tell_pool(writing.connection, effect, id)


def tell_pool(connection: Connection, effect: Effect, id: str) -> None:
    pool = connection.execute(select(schema.pool).where(_pool.id == id)).one()
    members = connection.execute(select(_member.user).where(_member.pool == id)).scalars()
    doc: dict[str, Plain] = {
        "name": pool.name,
        "default": pool.is_default,
        "members": sorted(members),
        "lead": responsible(connection, pool.team)[id],
    }
    more = {"calendar": pool.calendar, "passes_to": pool.passes_to}
    effect.config("pool", id, doc | {name: value for name, value in more.items() if value})
