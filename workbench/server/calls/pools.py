"""The pools of the team: who shares leads, when they are open, who answers for them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.calls.team import known_row
from workbench.server.problems import invalid
from workbench.server.team import pools

router = APIRouter(prefix="/v1/pools", tags=["team"])


MAY_GO = frozenset({"passes_to", "lead"})
"""What null takes away from a pool; of anything else it says nothing."""


class Member(BaseModel):
    user: str
    weight: int = Field(default=1, ge=0, le=1000)


class PoolGiven(BaseModel):
    """`calendar`: a name of the policy's, empty for the team's own. `passes_to`: the pool that gets
    its hand-raisers while nobody here can take them. `lead`: who answers for it, by default the
    first team lead.
    """

    name: str
    calendar: str = ""
    passes_to: str | None = None
    lead: str | None = None
    members: list[Member] = []


class PoolChange(BaseModel):
    name: str | None = Field(default=None, min_length=1)
    calendar: str | None = None
    passes_to: str | None = None
    lead: str | None = None
    members: list[Member] | None = None


@router.get("")
def all_pools(office: AnOffice, caller: ACaller) -> Plain:
    pool, member = schema.pool, schema.pool_member
    with office.store.read() as connection:
        rows = connection.execute(
            select(pool).where(pool.c.team == caller.team).order_by(pool.c.name)
        ).all()
        members = connection.execute(
            select(member).where(member.c.pool.in_([row.id for row in rows]))
        ).all()
        answers_for = pools.responsible(connection, caller.team)
    return {
        "pools": [
            {
                "id": row.id,
                "name": row.name,
                "default": row.is_default,
                "calendar": row.calendar,
                "passes_to": row.passes_to,
                "lead": answers_for[row.id],
                "members": [
                    {"user": item.user, "weight": item.weight}
                    for item in members
                    if item.pool == row.id
                ],
            }
            for row in rows
        ]
    }


@router.post("", status_code=201)
def add_pool(office: AnOffice, caller: ACaller, body: PoolGiven) -> Plain:
    now = office.moment.now()
    more = body.model_dump(include={"calendar", "passes_to", "lead"})
    with (
        office.ledger.write(caller.team, now, by=caller.id) as writing,
        writing.effect() as effect,
    ):
        id = pools.enter_pool(writing, effect, body.name, more=more)
        weights = _weights(writing.connection, caller.team, body.members)
        pools.set_members(writing, effect, id, weights)
    return {"id": id}


@router.patch("/{id}")
def change_pool(office: AnOffice, caller: ACaller, id: str, body: PoolChange) -> Plain:
    """What is left out stays; `passes_to` and `lead` are taken away by null."""
    now = office.moment.now()
    change: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"members"})
    change = {name: value for name, value in change.items() if value is not None or name in MAY_GO}
    with (
        office.ledger.write(caller.team, now, by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known_row(writing.connection, schema.pool, id, caller.team, "pool")
        if change:
            pools.change_pool(writing, effect, id, change)
        if body.members is not None:
            weights = _weights(writing.connection, caller.team, body.members)
            pools.set_members(writing, effect, id, weights)
    return {"id": id}


def _weights(connection: Connection, team: str, members: list[Member]) -> dict[str, int]:
    weights = {member.user: member.weight for member in members}
    table = schema.users
    here = set(
        connection.execute(
            select(table.c.id).where(table.c.team == team, table.c.id.in_(weights.keys()))
        ).scalars()
    )
    for user in weights.keys() - here:
        raise invalid("members", f"Nobody in this team has the id “{user}”.")
    return weights
