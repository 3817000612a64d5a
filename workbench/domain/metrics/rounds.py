"""A lead's rounds: from an inquiry that opened it to the word that closed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.lead import Inquiry, Lead, Opportunity
from workbench.domain.plain import NEVER
from workbench.domain.policy import Policy
from workbench.domain.promise import Handed
from workbench.domain.status import as_they_count
from workbench.domain.worked import Worked, work_of


@dataclass(frozen=True, slots=True)
class Round:
    """Inquiries of a lead while it was open, and what was done before it came back anew."""

    inquiries: tuple[Inquiry, ...]
    until: datetime | None
    touches: tuple[Worked, ...]
    coded: tuple[Worked, ...]
    handed: tuple[Handed, ...]
    opportunity: Opportunity | None

    @property
    def opened_at(self) -> datetime:
        return self.inquiries[0].received_at

    @property
    def closing(self) -> Worked | None:
        """The word that closed it last."""
        ends = [item for item in self.coded if item.disposition and item.disposition.closes]
        return max(ends, key=lambda item: (item.filed_at, item.id), default=None)

    @property
    def sqo_at(self) -> datetime | None:
        """When an AE accepted it first; an opportunity says so too."""
        told = [one.ended_at or one.told_at for one in self.handed if one.decision == "accepted"]
        return min(told + ([self.opportunity.at] if self.opportunity else []), default=None)

    @property
    def won_at(self) -> datetime | None:
        told = self.opportunity
        return told.at if told and told.outcome == "won" else None

    @property
    def attempts(self) -> list[Worked]:
        return [item for item in self.touches if item.is_attempt]


def rep_of(lead: Lead, one: Round) -> str | None:
    """Who tried first; while nobody has, who owns the lead."""
    users = {item.id: item.user for item in lead.record}
    tried = one.attempts
    return users.get(tried[0].id) if tried else lead.owner


def is_spam(one: Round) -> bool:
    """Closed as what is no lead: spam, a test; it stands in no metric."""
    code = one.closing.disposition if one.closing else None
    return bool(
        code and code.voids_clock and code.closes == "disqualified" and not code.to_account_owner
    )


def rounds_of(lead: Lead, policy: Policy) -> tuple[Round, ...]:
    """A lead's inquiries, parted where one came after the lead was closed, won or lost."""
    worked = work_of(lead.record, policy).in_order
    closed = [i.filed_at for i in worked if i.disposition and i.disposition.closes]
    asked = as_they_count(lead.inquiries, closed)
    ends = closed + [one.received_at for one in asked if one.verdict != "work"]
    if lead.opportunity and lead.opportunity.outcome:
        ends.append(lead.opportunity.at)
    parts: list[list[Inquiry]] = []
    for inquiry in sorted(asked, key=lambda one: (one.received_at, one.id)):
        last = parts[-1][-1].received_at if parts else None
        if last is None or any(last <= end < inquiry.received_at for end in ends):
            parts.append([])
        parts[-1].append(inquiry)
    starts = [NEVER, *(part[0].received_at for part in parts[1:])]
    until = [*starts[1:], None]
    return tuple(
        Round(
            inquiries=tuple(part),
            until=end,
            touches=tuple(i for i in worked if i.is_touch and _within(i.at, since, end)),
            coded=tuple(i for i in worked if i.disposition and _within(i.filed_at, since, end)),
            handed=tuple(one for one in lead.handoffs if _within(one.told_at, since, end)),
            opportunity=_opportunity(lead, since, end),
        )
        for part, since, end in zip(parts, starts, until, strict=True)
    )


def _within(at: datetime, since: datetime, until: datetime | None) -> bool:
    return since <= at and (until is None or at < until)


def _opportunity(lead: Lead, since: datetime, until: datetime | None) -> Opportunity | None:
    """It belongs to the round whose handoff was accepted; without one, to that of its last word."""
    if lead.opportunity is None:
        return None
    accepted = [one.told_at for one in lead.handoffs if one.decision == "accepted"]
    at = max(accepted, default=lead.opportunity.at)
    return lead.opportunity if _within(at, since, until) else None
