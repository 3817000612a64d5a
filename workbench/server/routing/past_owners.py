"""Who had a lead, as its timeline tells: routing, a bulk move and a claim each leave an entry."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, or_, select

from workbench.domain.lead import Lead
from workbench.server import schema

GIVEN = ("assigned", "reassigned", "claimed")


def past_owners(connection: Connection, leads: Collection[str]) -> dict[str, list[str]]:
    """Lead → who had it, the last one first, each once, without what was taken back."""
    had: dict[str, list[str]] = {lead: [] for lead in leads}
    if had:
        for row in connection.execute(_GIVEN, {"leads": sorted(had)}):
            entry = json.loads(row.doc)
            owner = entry["user"] if entry["kind"] == "claimed" else entry.get("to")
            if entry["kind"] in GIVEN and owner and owner not in had[row.lead]:
                had[row.lead].append(owner)
    return had


def besides(lead: Lead, had: Collection[str], most: int) -> frozenset[str]:
    """To whom it does not go: its owner, and the last `most` who had it before."""
    former = [user for user in had if user != lead.owner][:most]
    return frozenset({*former, *([lead.owner] if lead.owner else [])})


_activity = schema.activity.c
_GIVEN = (
    select(_activity.lead, _activity.doc)
    .where(_activity.lead.in_(bindparam("leads", expanding=True)), ~_activity.undone)
    .where(or_(*(_activity.doc.like(f'%"kind":"{kind}"%') for kind in GIVEN)))
    .order_by(_activity.lead, _activity.seq.desc())
)
