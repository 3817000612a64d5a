"""The turns of a rotation as they stand on timelines, kept to be counted: `schema.turn`.

A turn belongs to the arrival that it answered. Who could expect it, and with which weights, is the
same for many: it stands once, in `schema.weighing`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, func, select, text

from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.reports.figures import Cohort
from workbench.wire import canonical

Weights: TypeAlias = Mapping[str, float]
"""User → weight, of all who were here, in hours and under their caps."""


def turns_of(
    connection: Connection, team: str, leads: Iterable[Lead]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Rows of `schema.turn`, and the weighings that they name: id → JSON."""
    known = {lead.id: lead for lead in leads if lead.inquiries and lead.status != "merged"}
    rows, weighings = [], {}
    for entry in connection.execute(_TURNS, {"leads": list(known)}):
        told = json.loads(entry.doc)
        to = told.get("to") or told.get("offered_to")
        if told["kind"] == "assigned" and told.get("weights") and to:
            doc = canonical(told["weights"])
            weighing = hashlib.sha256(doc.encode()).hexdigest()[:16]
            weighings[weighing] = doc
            came = _answered(known[entry.lead], told["occurred_at"])
            rows.append(
                {
                    "lead": entry.lead, "entry": entry.id, "team": team, "received_at": came,
                    "to": to, "weighing": weighing,
                }
            )  # fmt: skip
    return rows, weighings


def _answered(lead: Lead, at_ms: int) -> int:
    """When the newest inquiry came that was there; of one dated ahead, the first."""
    came = sorted(to_ms(one.received_at) for one in lead.inquiries)
    return max((ms for ms in came if ms <= at_ms), default=came[0])


def keep_weighings(connection: Connection, team: str, weighings: Mapping[str, str]) -> None:
    # In one order, so that two who count at once wait for each other and no more.
    rows = [{"team": team, "id": id, "doc": doc} for id, doc in sorted(weighings.items())]
    if rows:
        connection.execute(_WEIGHED, rows)


def turns(cohort: Cohort) -> list[tuple[str, Weights, int]]:
    """To whom, by which weights, how many."""
    turn, weighing = schema.turn.c, schema.weighing.c
    counted = (
        select(turn.weighing, turn.to, func.count().label("count"))
        .where(cohort.of(schema.turn))
        .group_by(turn.weighing, turn.to)
    )
    rows = cohort.connection.execute(counted).all()
    weighed = select(weighing.id, weighing.doc).where(weighing.team == cohort.team)
    docs = {row.id: json.loads(row.doc) for row in cohort.connection.execute(weighed)}
    return [(row.to, docs[row.weighing], row[2]) for row in rows]


_activity = schema.activity.c
_TURNS = (
    select(_activity.id, _activity.lead, _activity.doc)
    .where(_activity.lead.in_(bindparam("leads", expanding=True)), ~_activity.undone)
    .where(_activity.doc.contains('"weights":'))
)
_WEIGHED = text(
    "INSERT INTO weighing (team, id, doc) VALUES (:team, :id, :doc)"
    " ON CONFLICT (team, id) DO NOTHING"
)
