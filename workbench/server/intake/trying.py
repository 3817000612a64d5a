"""An imaginary lead: what would become of an inquiry under a policy, told and not kept.

It is really taken in, in a transaction that is rolled back, so that what is told is what happens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from workbench.domain.activity import Activity
from workbench.domain.apply import apply
from workbench.domain.cadence import NextStep
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import Plain, to_plain
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.domain.score import is_in_icp, is_mql, is_outside_icp
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.entering import Intake, Taken
from workbench.server.ledger.writing import Ledger
from workbench.server.letters.acknowledging import is_answered, letter_text
from workbench.server.policy import policies, policy_versions
from workbench.wire import read_activity

STEPS = 5


def tried(
    ledger: Ledger, team: str, inquiry: dict[str, Any], text: str | None, now: datetime
) -> Plain:
    """By the policy in force, or by `text`. Raises PolicyError, NoInquiry."""
    try:
        with ledger.write(team, now) as writing:
            held = policies.in_force(writing.connection, team)
            if text is not None:
                policy = policy_versions.check(writing.connection, team, text, now=now)
                held = Policies(current=policy)
            intake = Intake(writing, held)
            one = arrival(inquiry, held.current, source="try", now=now)
            intake.expect([one])
            with writing.effect() as effect:
                taken = intake.take(one, effect)
            lead = writing.leads[taken.lead_id].lead
            entries = [read_activity(json.loads(row["doc"])) for row in effect.marks.activities]
            raise _OnlyTried(_told(lead, taken, entries, held.of(lead)))
    except _OnlyTried as only:
        return only.told


class _OnlyTried(Exception):
    """Ends the transaction of a try."""

    def __init__(self, told: Plain) -> None:
        super().__init__()
        self.told = told


def _told(lead: Lead, taken: Taken, entries: Sequence[Activity], policy: Policy) -> Plain:
    inquiry = next(one for one in lead.inquiries if one.id == taken.inquiry_id)
    clock = next((one for one in lead.clocks if one.inquiry == inquiry.id), None)
    assigned = next((entry.args for entry in entries if entry.kind == "assigned"), None)
    is_new = len(lead.inquiries) == 1
    return {
        "policy_version": policy.version,
        "joins": None if is_new else {"lead": lead.id, "name": lead.name},
        "score": {**to_plain(lead.score), "shown": lead.score.shown, "grade": _grade(lead)},
        "icp": _icp(lead, policy),
        "stage": "mql" if is_mql(lead, policy) else None,
        "verdict": inquiry.verdict,
        "status": lead.status,
        "route": assigned,
        "due_at": to_plain(clock.due_at) if clock else None,
        "target_min": clock.target_min if clock else None,
        "steps": [_step(step) for step in _steps(lead, policy)],
        "acknowledgement": _acknowledgement(lead, inquiry, policy),
        "why": list(taken.why),
    }


def _grade(lead: Lead) -> str:
    return lead.score.fit_letter + lead.score.intent_digit


def _icp(lead: Lead, policy: Policy) -> str | None:
    if is_in_icp(lead, policy):
        return "in"
    return "outside" if is_outside_icp(lead.score) else None


def _steps(lead: Lead, policy: Policy) -> Iterator[NextStep]:
    """The first steps, were each done when it falls due and nobody reached."""
    for number in range(STEPS):
        step = lead.step
        if step is None:
            return
        yield step
        # Without a moment of its own: in milliseconds it could lie before the inquiry.
        touch = {"activity_id": f"try {number}", "kind": step.channel}
        done = Mutation(
            id=f"try {number}", type="touch_logged", lead=lead.id, at=step.due_at, args=touch
        )
        lead = apply(lead, done, policy)


def _step(step: NextStep) -> Plain:
    told = to_plain(step)
    return {name: told[name] for name in ("channel", "label", "due_at", "template") if name in told}


def _acknowledgement(lead: Lead, inquiry: Inquiry, policy: Policy) -> Plain:
    rules = policy.acknowledgement
    if not rules.text or not is_answered(lead, inquiry, policy):
        return None
    return letter_text(lead, inquiry, rules)
