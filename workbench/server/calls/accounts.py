"""The team's list of accounts."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.calls.team import known_row
from workbench.server.intake.account_entry import Entry, enter, entry, follow
from workbench.server.office import Office
from workbench.server.problems import invalid
from workbench.server.team.accounts import may_have_leads

router = APIRouter(prefix="/v1", tags=["team"])


class AccountGiven(BaseModel):
    domain: str
    name: str = ""
    kind: str
    owner: str | None = None
    facts: dict[str, Any] = {}


class AccountChange(BaseModel):
    """What is not named stays; `owner` null takes it from whoever has it."""

    name: str | None = Field(default=None, min_length=1)
    kind: str | None = None
    owner: str | None = None
    facts: dict[str, Any] | None = None


@router.get("/accounts")
def accounts(
    office: AnOffice,
    caller: ACaller,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    cursor: str = "",
) -> Plain:
    """By domain. `q` is a part of name or domain."""
    table = schema.account
    chosen = select(table).where(table.c.team == caller.team, table.c.domain > cursor)
    if q.strip():
        part = q.strip().lower()
        chosen = chosen.where(
            table.c.domain.contains(part, autoescape=True)
            | table.c.company_key.contains(part, autoescape=True)
        )
    with office.store.read() as connection:
        rows = connection.execute(chosen.order_by(table.c.domain).limit(limit + 1)).all()
    more = len(rows) > limit
    return {
        "accounts": [_told(row) for row in rows[:limit]],
        "cursor": rows[limit - 1].domain if more else None,
    }


@router.post("/accounts", status_code=201)
def add_account(office: AnOffice, caller: ACaller, body: AccountGiven) -> Plain:
    new = entry(body.domain, body.name, body.kind, body.owner, body.facts)
    with office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing:
        _check_owner(writing.connection, caller.team, body.owner)
        [id] = enter(writing, [new])
    _follow(office, caller.team, new)
    return {"id": id}


@router.patch("/accounts/{id}")
def change_account(office: AnOffice, caller: ACaller, id: str, body: AccountChange) -> Plain:
    with office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing:
        row = known_row(writing.connection, schema.account, id, caller.team, "account")
        given = body.model_dump(exclude_unset=True)
        _check_owner(writing.connection, caller.team, given.get("owner"))
        named = {name: given.get(name) or row[name] for name in ("name", "kind")}
        owner = given.get("owner", row["owner"])
        changed = entry(row["domain"], **named, owner=owner, facts=given.get("facts") or {})
        enter(writing, [changed], again=True)
    _follow(office, caller.team, changed, was=row["company_key"])
    return {"id": id}


def _follow(office: Office, team: str, one: Entry, was: str | None = None) -> None:
    keys = {key for key in (one.key, was) if key}
    follow(office.ledger, team, office.moment.now(), {one.domain}, keys)


def _told(row: Any) -> Plain:
    names = ("id", "domain", "name", "kind", "owner", "at")
    return {name: getattr(row, name) for name in names} | {"facts": json.loads(row.facts)}


def _check_owner(connection: Connection, team: str, owner: str | None) -> None:
    users = schema.users.c
    known = select(users.id).where(users.id == owner, may_have_leads(team))
    if owner is not None and connection.execute(known).first() is None:
        raise invalid("owner", f"Nobody in this team has the id “{owner}”.")
