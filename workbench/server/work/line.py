"""Who is on a call with a lead now: until it is wrapped up nobody takes that lead away."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.team import accounts
from workbench.wire import read_lead


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
    docs = select(lead.doc).where(chosen, lead.doc.contains('"on_call":{', autoescape=True))
    leads = [read_lead(json.loads(doc)) for doc in connection.execute(docs).scalars().all()]
    told = {lead.id: engaged(connection, lead, now) for lead in leads}
    return {id: said for id, said in told.items() if said is not None}
