"""What stands on timelines of who was given a lead, kept to be counted: `turn` and `routed`.

A turn belongs to the arrival that it answered. Who could expect it, and with which weights, is the
same for many: it stands once, in `schema.weighing`. A lead that a rule routed belongs to the
arrival that the rule answered first, once for each person it went to.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, func, or_, select, text

from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.reports.figures import Cohort
from workbench.server.routing.route import BY_TURN
from workbench.wire import canonical

Weights: TypeAlias = Mapping[str, float]
"""User → weight, of all who were here, in hours and under their caps."""
Entry: TypeAlias = Mapping[str, Any]
KINDS = ("assigned", "reassigned")


@dataclass(slots=True)
class Given:
    """Rows of `schema.turn` and `schema.routed`, and the weighings they name: id → JSON."""

    turns: list[dict[str, Any]] = field(default_factory=list)
    routed: list[dict[str, Any]] = field(default_factory=list)
    weighings: dict[str, str] = field(default_factory=dict)


def given_of(connection: Connection, team: str, leads: Iterable[Lead], policy: Policy) -> Given:
    known = {lead.id: lead for lead in leads if lead.inquiries and lead.status != "merged"}
    found = Given()
    rows = connection.execute(_GIVEN, {"leads": list(known)})
    for id, entries in groupby(rows, key=attrgetter("lead")):
        told = [(entry.id, json.loads(entry.doc)) for entry in entries]
        _add_turns(found, known[id], team, told)
        found.routed += _routed(known[id], team, [one for _, one in told], policy)
    return found


def _add_turns(found: Given, lead: Lead, team: str, told: Sequence[tuple[str, Entry]]) -> None:
    for id, entry in told:
        to = entry.get("to") or entry.get("offered_to")
        if entry["kind"] == "assigned" and entry.get("weights") and to:
            doc = canonical(entry["weights"])
            weighing = hashlib.sha256(doc.encode()).hexdigest()[:16]
            found.weighings[weighing] = doc
            came = _answered(lead, entry["occurred_at"])
            found.turns.append(
                {
                    "lead": lead.id, "entry": id, "team": team, "received_at": came,
                    "to": to, "weighing": weighing,
                }
            )  # fmt: skip


def _routed(
    lead: Lead, team: str, told: Sequence[Entry], policy: Policy
) -> Iterator[dict[str, Any]]:
    """What had to wait for its turn stays with the rule that sent it there."""
    misrouted = {reason.casefold() for reason in policy.routing.misrouted}
    by = ""
    came: dict[str, int] = {}
    to: defaultdict[str, dict[str, None]] = defaultdict(dict)
    wrong: dict[str, None] = {}
    for entry in told:
        if entry["kind"] == "assigned":
            rule = entry.get("rule", BY_TURN)
            by = by or rule if rule == BY_TURN else rule
            came.setdefault(by, _answered(lead, entry["occurred_at"]))
            to[by][entry.get("to") or ""] = None
        elif by and str(entry.get("reason", "")).strip().casefold() in misrouted:
            wrong[by] = None
    speaks = next(iter(wrong or came), None)
    for rule, people in to.items():
        for n, person in enumerate(people):
            yield {
                "lead": lead.id, "rule": rule, "to": person, "team": team,
                "received_at": came[rule], "of_rule": int(n == 0),
                "of_lead": int(n == 0 and rule == speaks), "wrong": int(rule in wrong),
            }  # fmt: skip


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
_GIVEN = (
    select(_activity.id, _activity.lead, _activity.doc)
    .where(_activity.lead.in_(bindparam("leads", expanding=True)), ~_activity.undone)
    .where(or_(*(_activity.doc.contains(f'"kind":"{kind}"') for kind in KINDS)))
    .order_by(_activity.lead, _activity.seq, _activity.id)
)
_WEIGHED = text(
    "INSERT INTO weighing (team, id, doc) VALUES (:team, :id, :doc)"
    " ON CONFLICT (team, id) DO NOTHING"
)
