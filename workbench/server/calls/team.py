"""Me, and the users of the team."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Connection, Table, select

from workbench.domain.plain import Plain, to_ms, to_plain
from workbench.server import roles, schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.problems import invalid, not_found, not_yours
from workbench.server.routing.person import language_code
from workbench.server.team import accounts, pools, sessions
from workbench.server.team.accounts import NewUser
from workbench.server.team.passwords import hashed
from workbench.wire import Role

router = APIRouter(prefix="/v1", tags=["team"])


class UserGiven(BaseModel):
    email: str
    name: str
    role: Role
    password: str | None = None


class Share(BaseModel):
    pool: str
    weight: int = Field(default=1, ge=0, le=1000)


class UserChange(BaseModel):
    """`calendar`: a name of the policy's, empty for that of their pool; `languages`: codes;
    `pools`: those they share, they leave the others.
    """

    name: str | None = Field(default=None, min_length=1)
    role: Role | None = None
    password: str | None = None
    disabled: bool | None = None
    calendar: str | None = None
    languages: list[str] | None = None
    pools: list[Share] | None = None


@router.get("/me")
def me(office: AnOffice, caller: ACaller) -> Plain:
    told = {
        **to_plain(caller.user),
        "scope": caller.scope_version,
        "rights": {
            "calls": sorted(c for c in roles.CALLS if roles.may_call(caller.role, c)),
            "mutations": sorted(m for m in roles.MUTATIONS if roles.may_do(caller.role, m)),
        },
    }
    return told | ({"clock": office.moment.told} if office.moment.told else {})


@router.get("/users")
def users(office: AnOffice, caller: ACaller) -> Plain:
    """`seen_at`: when a desk of theirs was last heard of; `signs_in`: whether they have a password;
    `pools`: those they share, with their weight in each.
    """
    table, member = schema.users, schema.pool_member.c
    names = (
        "id", "email", "name", "role", "availability", "available_until", "cover", "disabled_at",
        "calendar", "languages", "created_at",
    )  # fmt: skip
    columns = [*(table.c[name] for name in names), table.c.password.is_not(None).label("signs_in")]
    chosen = select(*columns).where(table.c.team == caller.team).order_by(table.c.name)
    shares = select(member.user, member.pool, member.weight).join(
        schema.pool, schema.pool.c.id == member.pool
    )
    with office.store.read() as connection:
        rows = connection.execute(chosen).mappings().all()
        seen = accounts.last_seen(connection, caller.team)
        shared = connection.execute(shares.where(schema.pool.c.team == caller.team)).all()
    pools_of: dict[str, list[Plain]] = {row["id"]: [] for row in rows}
    for share in shared:
        pools_of[share.user].append({"pool": share.pool, "weight": share.weight})
    return {
        "users": [
            {
                **row,
                "languages": json.loads(row["languages"]),
                "seen_at": seen.get(row["id"]),
                "pools": pools_of[row["id"]],
            }
            for row in rows
        ]
    }


@router.post("/users", status_code=201)
def add_user(office: AnOffice, caller: ACaller, body: UserGiven) -> Plain:
    _check_manages(caller.role, body.role)
    new = NewUser(**body.model_dump())
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        return {"id": accounts.enter_user(writing, effect, new)}


@router.patch("/users/{id}")
def change_user(office: AnOffice, caller: ACaller, id: str, body: UserChange) -> Plain:
    now = office.moment.now()
    if id == caller.id and (body.disabled or body.role not in (None, caller.role)):
        raise not_yours("Nobody disables themselves or gives themselves another role.")
    with (
        office.ledger.write(caller.team, now, by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known = known_row(writing.connection, schema.users, id, caller.team, "user")
        _check_manages(caller.role, known["role"])
        change: dict[str, Any] = body.model_dump(include={"name", "calendar"}, exclude_none=True)
        pools.check_calendar(writing.connection, caller.team, body.calendar)
        if body.languages is not None:
            change["languages"] = json.dumps(_languages(body.languages))
        if body.role is not None and body.role != known["role"]:
            _check_manages(caller.role, body.role)
            change["role"] = body.role
        if body.password is not None:
            change["password"] = hashed(body.password)
            others = (schema.device.c.user == id) & (schema.device.c.id != caller.device)
            sessions.close_sessions(writing.connection, others)
        if body.disabled is not None and body.disabled != (known["disabled_at"] is not None):
            change["disabled_at"] = to_ms(now) if body.disabled else None
        if change:
            accounts.change_user(writing, effect, id, change)
        if body.pools is not None:
            weights = {share.pool: share.weight for share in body.pools}
            pools.set_shares(writing, effect, id, weights)
    return {"id": id}


def known_row(
    connection: Connection, table: Table, id: str, team: str, what: str
) -> dict[str, Any]:
    chosen = select(table).where(table.c.id == id, table.c.team == team).with_for_update()
    row = connection.execute(chosen).mappings().one_or_none()
    if row is None:
        raise not_found(what)
    return dict(row)


def _languages(given: list[str]) -> list[str]:
    codes = sorted({language_code(text) for text in given})
    for code in codes:
        if not re.fullmatch("[a-z]{2,3}", code):
            raise invalid("languages", f"“{code}” is no language; use codes like de, en, fr.")
    return codes


def _check_manages(role: Role, other: Role) -> None:
    if other not in roles.MANAGED.get(role, frozenset()):
        raise not_yours(f"The role “{other}” is given and changed by ops.")
