"""Many leads to other hands: looked at first, then done, then perhaps taken back."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Connection

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.policy import policies
from workbench.server.problems import invalid
from workbench.server.work import batches, covers, reassigning, undoing
from workbench.server.work.choosing import by_words, read_wanted
from workbench.server.work.moves import MOST, plan

router = APIRouter(prefix="/v1", tags=["leads"])

Words: TypeAlias = str | Annotated[list[str], Field(max_length=100)]


class Filter(BaseModel):
    """Leads by what they have, all of it; a word may be one or a list of several.

    Without `status` those that are open; “any” for all. “none” as owner or pool: those without.
    `pool`: those that stand with it, with no owner. The questions: true, or false for all others.
    An unknown word is refused: it would choose more than was meant.
    """

    model_config = ConfigDict(extra="forbid")

    status: Words | None = None
    type: Words | None = None
    owner: Words | None = None
    pool: Words | None = None
    hand_raiser: bool | None = None
    due: bool | None = None
    at_risk: bool | None = None
    breached: bool | None = None
    untouched: bool | None = None


class Reassignment(BaseModel):
    """`to`: a person's or a pool's id, or “balance”, for which “ids” and “filter” may be left out:
    then the whole team is balanced.
    """

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
            batches.begin(connection, team, given.preview_id, given.reason, now)
        return reassigning.move(office.ledger, team, given.preview_id, now)
    with store.read() as connection:
        chosen = _chosen(connection, office, caller, given)
        planned = plan(connection, team, chosen, given.ids or (), given.to, now)
    state: batches.State = "preview" if given.preview else "open"
    with store.write() as connection:
        id = batches.enter(connection, team, caller.id, planned, state, given.reason, now)
    if given.preview:
        return {"preview_id": id, **planned.told}
    return reassigning.move(office.ledger, team, id, now)


@router.post("/batches/{id}/undo")
def undo(office: AnOffice, caller: ACaller, id: str) -> Plain:
    now = office.moment.now()
    told = undoing.undo(office.ledger, caller.team, caller.id, id, now)
    covers.drop(office.ledger, caller.team, id, caller.id, now)
    return told


def _chosen(
    connection: Connection, office: AnOffice, caller: ACaller, given: Reassignment
) -> ColumnElement[bool] | None:
    """None where nothing was said."""
    if given.ids is not None:
        return schema.lead.c.id.in_(given.ids)
    if given.filter is None:
        return None
    words = given.filter.model_dump(exclude_none=True)
    if not words:
        raise invalid("filter", "A filter says at least one thing of the leads that it means.")
    policy = policies.current(connection, caller.team)
    return by_words(read_wanted(words), policy, office.moment.now())
