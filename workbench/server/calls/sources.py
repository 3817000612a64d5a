"""The sources of the team's inquiries, and their keys."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select

from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.calls.team import known_row
from workbench.server.problems import invalid
from workbench.server.team import accounts

router = APIRouter(prefix="/v1/sources", tags=["team"])


class SourceGiven(BaseModel):
    """`type`: of inquiries that name none; `redirects`: where a form post may return to."""

    name: str
    type: str | None = None
    redirects: list[str] = []


class SourceChange(BaseModel):
    """What is left out stays; `type` is taken away by null."""

    name: str | None = Field(default=None, min_length=1)
    type: str | None = None
    redirects: list[str] | None = None
    disabled: bool | None = None


@router.get("")
def sources(office: AnOffice, caller: ACaller) -> Plain:
    table = schema.source.c
    columns = (table.id, table.name, table.type, table.redirects, table.disabled_at)
    chosen = select(*columns).where(table.team == caller.team).order_by(table.name, table.id)
    with office.store.read() as connection:
        rows = connection.execute(chosen).mappings().all()
    return {"sources": [{**row, "redirects": json.loads(row["redirects"])} for row in rows]}


@router.post("", status_code=201)
def add_source(office: AnOffice, caller: ACaller, body: SourceGiven) -> Plain:
    """The key is shown this once."""
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        id, key = accounts.enter_source(writing, effect, body.name, body.type, body.redirects)
    return {"id": id, "key": key}


@router.patch("/{id}")
def change_source(office: AnOffice, caller: ACaller, id: str, body: SourceChange) -> Plain:
    now = office.moment.now()
    change: dict[str, Any] = body.model_dump(include={"name"}, exclude_none=True)
    change |= body.model_dump(include={"type"}, exclude_unset=True)
    if body.redirects is not None:
        change["redirects"] = json.dumps(body.redirects)
    if body.name is not None and not body.name.strip():
        raise invalid("name", "A source needs a name.")
    with (
        office.ledger.write(caller.team, now, by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known = known_row(writing.connection, schema.source, id, caller.team, "source")
        if body.disabled is not None and body.disabled != (known["disabled_at"] is not None):
            change["disabled_at"] = to_ms(now) if body.disabled else None
        accounts.change_source(writing, effect, id, change)
    return {"id": id}


@router.post("/{id}/key")
def new_key(office: AnOffice, caller: ACaller, id: str) -> Plain:
    """Another key, shown this once; the one before is good for two seconds more."""
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known_row(writing.connection, schema.source, id, caller.team, "source")
        return {"id": id, "key": accounts.new_key(writing, effect, id)}
