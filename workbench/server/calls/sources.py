"""The sources of the team's inquiries, and their keys."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, select

from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.calls.team import known_row
from workbench.server.files.mapping import check_vendor
from workbench.server.problems import invalid
from workbench.server.team import accounts

router = APIRouter(prefix="/v1/sources", tags=["team"])


class SourceGiven(BaseModel):
    """`type`: of inquiries that name none; `redirects`: where a form post may return to; `vendor`:
    whose map reads its webhooks, by its name.
    """

    name: str
    type: str | None = None
    redirects: list[str] = []
    vendor: str | None = None


class Secret(BaseModel):
    """`secret`: the one that the vendor made; else one is made here."""

    secret: str | None = None


class SourceChange(BaseModel):
    """What is left out stays; `type` and `vendor` are taken away by null."""

    name: str | None = Field(default=None, min_length=1)
    type: str | None = None
    redirects: list[str] | None = None
    vendor: str | None = None
    disabled: bool | None = None


@router.get("")
def sources(office: AnOffice, caller: ACaller) -> Plain:
    table = schema.source.c
    columns = (
        table.id, table.name, table.type, table.redirects, table.vendor, table.secrets,
        table.disabled_at,
    )  # fmt: skip
    chosen = select(*columns).where(table.team == caller.team).order_by(table.name, table.id)
    with office.store.read() as connection:
        rows = connection.execute(chosen).mappings().all()
    return {"sources": [_told(row) for row in rows]}


@router.post("", status_code=201)
def add_source(office: AnOffice, caller: ACaller, body: SourceGiven) -> Plain:
    """The key is shown this once."""
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        id, key = accounts.enter_source(
            writing, effect, body.name, body.type, body.redirects, check_vendor(body.vendor)
        )
    return {"id": id, "key": key}


@router.patch("/{id}")
def change_source(office: AnOffice, caller: ACaller, id: str, body: SourceChange) -> Plain:
    now = office.moment.now()
    change: dict[str, Any] = body.model_dump(include={"name"}, exclude_none=True)
    change |= body.model_dump(include={"type", "vendor"}, exclude_unset=True)
    check_vendor(body.vendor)
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


@router.post("/{id}/secret")
def new_secret(office: AnOffice, caller: ACaller, id: str, body: Secret) -> Plain:
    """Another secret for its webhooks, shown this once; the one before stays good beside it."""
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known_row(writing.connection, schema.source, id, caller.team, "source")
        return {"id": id, "secret": accounts.add_secret(writing, effect, id, body.secret)}


@router.delete("/{id}/secret")
def drop_secret(office: AnOffice, caller: ACaller, id: str) -> Plain:
    """All but the newest secret are good for nothing from here on."""
    with (
        office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing,
        writing.effect() as effect,
    ):
        known_row(writing.connection, schema.source, id, caller.team, "source")
        accounts.drop_secret(writing, effect, id)
    return {"id": id}


def _told(row: RowMapping) -> dict[str, Plain]:
    """A source without its secrets."""
    lists = {name: json.loads(row[name]) for name in ("redirects", "secrets")}
    return {**row, "redirects": lists["redirects"], "secrets": len(lists["secrets"])}
