"""What rows of the outbox make of a lead and of its timeline; loaded with the first such row."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.cache.entry import Entry
from workbench.domain.activity import Activity, entries, inquiry_entry
from workbench.domain.apply import apply
from workbench.domain.clock import start_clock
from workbench.domain.frozen import replace
from workbench.domain.inquiry import NoInquiry, opened_lead, read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.mutation import LeadAdded, Mutation, Refusal
from workbench.domain.policies import Policies
from workbench.domain.score import score
from workbench.domain.settle import settle


def replayed(
    lead: Lead | None, rows: Sequence[Entry], user: str | None, policies: Policies
) -> Lead | None:
    """The lead with these rows applied, as far as the rules allow it."""
    for row in rows:
        if row.is_sound:
            lead = _after(lead, row.corrected(user), policies)
    return lead


def _after(lead: Lead | None, mutation: Mutation, policies: Policies) -> Lead | None:
    try:
        if mutation.type == "lead_added":
            return lead or added_lead(mutation, policies)
        return None if lead is None else apply(lead, mutation, policies.of(lead))
    except (Refusal, NoInquiry):
        return lead  # the server will say why; until then it changes nothing here


def added_lead(mutation: Mutation, policies: Policies) -> Lead:
    """What `lead_added` opens, as the server will find it. Raises NoInquiry, Refusal."""
    body = mutation.body
    if not isinstance(body, LeadAdded):
        raise TypeError(f"{mutation.type} adds no lead")  # not a text
    policy = policies.for_new(body.lead_id)
    reading = read_inquiry(body.inquiry, policy, id=mutation.id, now=mutation.at)
    clock = start_clock(reading.inquiry, policy)
    lead = opened_lead(reading, id=body.lead_id, clock=clock, owner=mutation.user)
    judged = score(lead, policy, mutation.at)
    return settle(replace(lead, score=judged, policy_version=policy.version), policy)


def left_by(mutation: Mutation, lead: Lead) -> tuple[Activity, ...]:
    try:
        if mutation.type == "lead_added":
            return tuple(inquiry_entry(inquiry) for inquiry in lead.inquiries)
        return entries(mutation)
    except Refusal:
        return ()
