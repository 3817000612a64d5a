"""Who sees what: audiences, the home of a lead, and the one function that decides a slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, select

from workbench.server import schema
from workbench.wire import Role

Audience: TypeAlias = str


def user_audience(user: str) -> Audience:
    return f"user:{user}"


def pool_audience(pool: str) -> Audience:
    return f"pool:{pool}"


def leads_audience(team: str) -> Audience:
    """The team leads together, who see all of the team."""
    return f"leads:{team}"


def everyone_audience(team: str) -> Audience:
    """All of the team, who have to forget who was erased: any desk may hold what it has not sent.

    No lead is at home there, and nobody is invited as it.
    """
    return f"team:{team}"


def home_of(owner: str | None, pool: str | None, team: str) -> Audience:
    """The one audience that a lead has at a time by itself: owner, else pool, else team leads."""
    if owner is not None:
        return user_audience(owner)
    return pool_audience(pool) if pool is not None else leads_audience(team)


@dataclass(frozen=True, slots=True)
class Slice:
    """What one person may see. `whole_team`: all of it, whatever the audience."""

    team: str
    audiences: frozenset[Audience]
    whole_team: bool = False

    def covers(self, home: Audience) -> bool:
        """The same question for one lead of the team, but for what they are invited to."""
        return self.whole_team or home in self.audiences

    @property
    def leads(self) -> ColumnElement[bool]:
        """The condition on `schema.lead` that sync, push, search and export share."""
        mine = schema.lead.c.team == self.team
        if self.whole_team:
            return mine
        invited = exists().where(
            schema.guest.c.lead == schema.lead.c.id, schema.guest.c.audience.in_(self.audiences)
        )
        return mine & or_(schema.lead.c.home.in_(self.audiences), invited)


def slice_of(connection: Connection, user: str, role: Role, team: str) -> Slice:
    everyone = everyone_audience(team)
    match role:
        case "lead" | "ops":
            audiences = {leads_audience(team), user_audience(user), everyone}
            return Slice(team, frozenset(audiences), whole_team=True)
        case "viewer":
            return Slice(team, frozenset({everyone}))
        case "rep" | "ae":
            pools = connection.execute(_POOLS, {"user": user}).scalars()
            mine = {user_audience(user), *map(pool_audience, pools), everyone}
            return Slice(team, frozenset(mine))


_POOLS = select(schema.pool_member.c.pool).where(schema.pool_member.c.user == bindparam("user"))
