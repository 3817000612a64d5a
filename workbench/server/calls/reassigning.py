"""Many leads to other hands: looked at first, then done, then perhaps taken back."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.problems import invalid
from workbench.server.work import reassigning
from workbench.server.work.moves import MOST, plan

router = APIRouter(prefix="/v1", tags=["leads"])


class Filter(BaseModel):
    """Leads by what they have; “none” as owner or pool: those without.

    `pool`: those that stand with it, with no owner.
    """

    status: str | None = None
    type: str | None = None
    owner: str | None = None
    pool: str | None = None


class Reassignment(BaseModel):
    """`to`: a person's or a pool's id, or “balance” among those who are here."""

    ids: list[str] | None = Field(default=None, max_length=MOST)
    filter: Filter | None = None
    to: str
    reason: str = ""
    preview: bool
    preview_id: str | None = None


@router.post("/leads/reassign")
def reassign(office: AnOffice, caller: ACaller, given: Reassignment) -> Plain:
    store, team, now = office.store, caller.team, office.moment.now()
    if given.preview_id is not None and not given.preview:
        with store.write() as connection:
            reassigning.begin(connection, team, given.preview_id, given.reason, now)
        return reassigning.move(office.ledger, team, given.preview_id, now)
    with store.write() as connection:
        planned = plan(connection, team, _chosen(given), given.ids or (), given.to, now)
        state: reassigning.State = "preview" if given.preview else "open"
        id = reassigning.enter(connection, team, caller.id, planned, state, given.reason, now)
    if given.preview:
        told = {"preview_id": id, "moves": planned.counts, "warnings": list(planned.warnings)}
        return told | {"refused": [{"id": m.lead, "why": m.refused} for m in planned.refused]}
    return reassigning.move(office.ledger, team, id, now)


@router.post("/batches/{id}/undo")
def undo(office: AnOffice, caller: ACaller, id: str) -> Plain:
    return reassigning.undo(office.ledger, caller.team, id, office.moment.now())


def _chosen(given: Reassignment) -> ColumnElement[bool]:
    table = schema.lead.c
    if given.ids is not None:
        return table.id.in_(given.ids)
    if given.filter is None:
        raise invalid("ids", "Say which leads: “ids” or “filter”.")
    columns = {"status": table.status, "type": table.type, "owner": table.owner, "pool": table.pool}
    wanted = given.filter.model_dump(exclude_none=True)
    if not wanted:
        raise invalid("filter", "A filter names at least one of status, type, owner and pool.")
    parts = [
        columns[name].is_(None) if value == "none" else columns[name] == value
        for name, value in wanted.items()
    ]
    if given.filter.pool not in (None, "none"):
        parts.append(table.owner.is_(None))
    return and_(*parts)
