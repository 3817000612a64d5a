"""What an inquiry is worth: whether anybody works it, and against which clock."""

from __future__ import annotations

from workbench.domain.clock import start_clock
from workbench.domain.frozen import replace
from workbench.domain.inquiry import Reading
from workbench.domain.lead import Inquiry, Lead, Verdict
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.domain.record import Mutation
from workbench.domain.score import is_outside_icp
from workbench.domain.settle import settle
from workbench.server.intake.arrivals import Arrival


def judge(
    lead: Lead, arrival: Arrival, policy: Policy, *, was_worked: bool = False
) -> tuple[Verdict, list[str]]:
    """Whether it is worked, and why it stands as it does."""
    inquiry = arrival.reading.inquiry
    kind = policy.type(inquiry.type)
    why = [f"{point.rule}: {point.points:+d}." for point in lead.score.points]
    why += [f"“{name}” does not parse and is kept as typed." for name in inquiry.flags]
    if lead.is_barred:
        return "disqualify", [*why, "This person is set to Do not contact."]
    if was_worked:
        return "work", why  # it is being worked: an inquiry more never takes it away
    if arrival.verdict not in (None, "work"):
        return arrival.verdict or "work", [*why, "Its source has closed it."]
    if lead.score.excluded is not None:
        return "disqualify", [*why, f"Excluded: {lead.score.excluded}."]
    if kind.nurture:
        return "nurture", [*why, f"{kind.label}: nobody is called for it."]
    if is_outside_icp(lead.score) and not kind.hand_raiser:
        return "nurture", [*why, "Outside the ICP, and it asks for no contact."]
    return "work", why


def clock_for(
    lead: Lead, inquiry: Inquiry, policy: Policy, *, calendar: str = "", zone: str | None = None
) -> tuple[Clock | None, list[str]]:
    """The clock it opens on this calendar, or why it opens none."""
    if inquiry.verdict != "work":
        return None, []
    if not inquiry.live:
        return None, ["Brought along from before: no clock."]
    reached = {"email": lead.email, "call": lead.phone_e164, "social": lead.profile_url}
    if inquiry.type != "chat" and not any(
        reached[name] and name not in lead.barred for name in reached
    ):
        return None, ["No channel reaches this lead: it is kept without a clock."]
    return start_clock(inquiry, policy, calendar=calendar, zone=zone), []


def lifted(lead: Lead, barring: Mutation, policy: Policy) -> Lead:
    """The lead once Do not contact is taken back: what came meanwhile is judged like any other.

    It opens no clock: what nobody was allowed to answer is no broken promise.
    """

    def judged(inquiry: Inquiry) -> Inquiry:
        if inquiry.verdict != "disqualify" or inquiry.received_at < barring.at:
            return inquiry
        came = Arrival(reading=Reading(inquiry=inquiry), lead_id=lead.id)
        return replace(inquiry, verdict=judge(lead, came, policy)[0])

    return settle(replace(lead, inquiries=tuple(map(judged, lead.inquiries))), policy)
