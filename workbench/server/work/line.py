"""Who is on a call with a lead now: until it is wrapped up nobody takes that lead away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from workbench.domain.lead import Lead
from workbench.domain.watch import OnCall
from workbench.server import schema
from workbench.server.ledger.documents import Stored, read_stored
from workbench.server.team import accounts

IN_TEXT = '"on_call":{'
"""How a document begins to tell of a call; most have none and are not read for it."""


def call_on(stored: Stored, now: datetime) -> OnCall | None:
    """The call that somebody is on with it now."""
    call = stored.lead.on_call if IN_TEXT in stored.doc else None
    return call if call is not None and now < call.until else None


def engaged(
    connection: Connection, lead: Lead, now: datetime, *, besides: str | None = None
) -> str | None:
    """The sentence that refuses to take it away; None where nobody calls, or only `besides`."""
    call = lead.on_call
    if call is None or call.until <= now or call.user == besides:
        return None
    name = accounts.name_of(connection, call.user)
    return f"{name or 'Somebody'} is on a call with this lead until the wrap-up."


def all_engaged(
    connection: Connection, chosen: ColumnElement[bool], now: datetime
) -> dict[str, str]:
    """The same for all leads that are chosen: the sentences of those with whom somebody calls."""
    lead = schema.lead.c
    docs = select(lead.doc).where(chosen, lead.doc.contains(IN_TEXT, autoescape=True))
    leads = [read_stored(doc) for doc in connection.execute(docs).scalars().all()]
    told = {lead.id: engaged(connection, lead, now) for lead in leads}
    return {id: said for id, said in told.items() if said is not None}
