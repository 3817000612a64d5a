"""Numbers on how a team is run, each with its n and its definition; cohorts by inquiry arrival.

To add a report, write a function from a `Cohort` to its rows and name it in `REPORTS`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Connection, or_, select

from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.routing.route import BY_TURN


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The team's leads whose newest inquiry came from `since` on and before `until`.

    `only`: the one person whose own numbers are told, beside the team's; None: everybody's.
    """

    connection: Connection
    team: str
    policy: Policy
    since: datetime
    until: datetime
    only: str | None = None

    def told(self, *kinds: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Lead and entry, for what of these kinds stands on their timelines, in order."""
        lead, activity = schema.lead.c, schema.activity.c
        rows = (
            select(activity.lead, activity.doc)
            .join(schema.lead, lead.id == activity.lead)
            .where(
                lead.team == self.team,
                lead.received_at >= to_ms(self.since),
                lead.received_at < to_ms(self.until),
                ~activity.undone,
                or_(*(activity.doc.contains(f'"kind":"{kind}"') for kind in kinds)),
            )
            .order_by(activity.lead, activity.seq, activity.id)
        )
        for id, doc in self.connection.execute(rows):
            entry = json.loads(doc)
            if entry["kind"] in kinds:
                yield id, entry


Report = Callable[[Cohort], dict[str, Plain]]


def fairness(cohort: Cohort) -> dict[str, Plain]:
    """Of what the rotation gave or offered: who received how much of what they could expect."""
    received: Counter[str] = Counter()
    expected: defaultdict[str, float] = defaultdict(float)
    for _, entry in cohort.told("assigned"):
        weights = entry.get("weights")
        to = entry.get("to") or entry.get("offered_to")
        if weights and to:
            received[to] += 1
            for user, weight in weights.items():
                expected[user] += weight / sum(weights.values())
    ratios = {user: received[user] / expected[user] for user in expected}
    names = _names(cohort)
    rows: list[Plain] = [
        {
            "user": user,
            "name": names.get(user, "somebody"),
            "n": received[user],
            "expected": round(expected[user], 2),
            "ratio": round(ratios[user], 3),
        }
        for user in sorted(expected, key=lambda user: names.get(user, ""))
        if cohort.only in (None, user)
    ]
    return {
        "definition": (
            "Leads that the rotation gave or offered to a rep ÷ leads they could expect: of each"
            " lead, their weight ÷ the weights of all who were here, in hours and under their caps"
            " then. 1 is fair."
        ),
        "n": received.total(),
        "median": round(median(ratios.values()), 3) if ratios else None,
        "rows": rows,
    }


def routing(cohort: Cohort) -> dict[str, Plain]:
    """Per rule: leads it routed, and those that were reassigned because it was wrong."""
    wrong = {reason.casefold() for reason in cohort.policy.routing.misrouted}
    routed: defaultdict[str, set[str]] = defaultdict(set)
    misrouted: defaultdict[str, set[str]] = defaultdict(set)
    by: dict[str, str] = {}
    theirs: set[str] = set()
    for lead, entry in cohort.told("assigned", "reassigned"):
        if entry["kind"] == "assigned":
            rule = entry.get("rule", BY_TURN)
            by[lead] = by.get(lead, rule) if rule == BY_TURN else rule
            routed[by[lead]].add(lead)
            if cohort.only in (None, entry.get("to")):
                theirs.add(lead)
        elif lead in by and str(entry.get("reason", "")).strip().casefold() in wrong:
            misrouted[by[lead]].add(lead)
    rows: list[Plain] = [
        _misrouting(rule, routed[rule] & theirs, misrouted[rule] & theirs)
        for rule in sorted(routed)
        if routed[rule] & theirs
    ]
    moved = set[str]().union(*misrouted.values())
    return {
        "definition": (
            "Leads that were reassigned because of "
            + " or ".join(f"“{reason}”" for reason in cohort.policy.routing.misrouted)
            + " ÷ leads that the rule had routed. The newest routing before it counts."
        ),
        **_misrouting("all", by.keys() & theirs, moved & theirs),
        "rows": rows,
    }


def _misrouting(rule: str, routed: set[str], misrouted: set[str]) -> dict[str, Plain]:
    share = round(len(misrouted) / len(routed), 4) if routed else None
    return {"rule": rule, "n": len(routed), "misrouted": len(misrouted), "share": share}


def _names(cohort: Cohort) -> dict[str, str]:
    users = schema.users.c
    named = select(users.id, users.name).where(users.team == cohort.team)
    return dict(cohort.connection.execute(named).all())


REPORTS: Mapping[str, Report] = {"fairness": fairness, "routing": routing}
