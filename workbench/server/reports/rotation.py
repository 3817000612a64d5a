"""How fair the rotation was, and which rules sent leads the wrong way."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from statistics import median
from typing import Any

from sqlalchemy import or_, select

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.reports.answers import Asked, names_of
from workbench.server.reports.figures import Cohort
from workbench.server.reports.turning import turns
from workbench.server.routing.route import BY_TURN


def fairness(asked: Asked) -> dict[str, Plain]:
    """Of what the rotation gave or offered: who received how much of what they could expect."""
    cohort, only = asked.cohort, _only(asked)
    received: Counter[str] = Counter()
    expected: defaultdict[str, float] = defaultdict(float)
    for to, weights, count in turns(replace(cohort, only={})):
        received[to] += count
        for user, weight in weights.items():
            expected[user] += count * weight / sum(weights.values())
    ratios = {user: received[user] / expected[user] for user in expected}
    names = names_of(cohort.connection, cohort.team)
    rows: list[Plain] = [
        {
            "user": user,
            "name": names.get(user, "somebody"),
            "n": received[user],
            "expected": round(expected[user], 2),
            "ratio": round(ratios[user], 3),
        }
        for user in sorted(expected, key=lambda user: names.get(user, ""))
        if only in (None, user)
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


def routing(asked: Asked) -> dict[str, Plain]:
    """Per rule: leads it routed, and those that were reassigned because it was wrong."""
    cohort, policy, only = asked.cohort, asked.policy, _only(asked)
    wrong = {reason.casefold() for reason in policy.routing.misrouted}
    routed: defaultdict[str, set[str]] = defaultdict(set)
    misrouted: defaultdict[str, set[str]] = defaultdict(set)
    by: dict[str, str] = {}
    theirs: set[str] = set()
    for lead, entry in _told(cohort, "assigned", "reassigned"):
        if entry["kind"] == "assigned":
            rule = entry.get("rule", BY_TURN)
            by[lead] = by.get(lead, rule) if rule == BY_TURN else rule
            routed[by[lead]].add(lead)
            if only in (None, entry.get("to")):
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
            + " or ".join(f"“{reason}”" for reason in policy.routing.misrouted)
            + " ÷ leads that the rule had routed. The newest routing before it counts."
        ),
        **_misrouting("all", by.keys() & theirs, moved & theirs),
        "rows": rows,
    }


def _misrouting(rule: str, routed: set[str], misrouted: set[str]) -> dict[str, Plain]:
    share = round(len(misrouted) / len(routed), 4) if routed else None
    return {"rule": rule, "n": len(routed), "misrouted": len(misrouted), "share": share}


def _only(asked: Asked) -> str | None:
    """The one person whose own numbers are told, beside the team's."""
    return next(iter(asked.cohort.only.values()), None)


def _told(cohort: Cohort, *kinds: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Lead and entry, for what of these kinds stands on the timelines of leads that came then."""
    activity = schema.activity.c
    came = select(schema.arrival.c.lead).where(replace(cohort, only={}).of(schema.arrival))
    rows = (
        select(activity.lead, activity.doc)
        .where(activity.lead.in_(came), ~activity.undone)
        .where(or_(*(activity.doc.contains(f'"kind":"{kind}"') for kind in kinds)))
        .order_by(activity.lead, activity.seq, activity.id)
    )
    for id, doc in cohort.connection.execute(rows):
        entry = json.loads(doc)
        if entry["kind"] in kinds:
            yield id, entry
