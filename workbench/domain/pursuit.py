"""The pursuit of a lead: what to do next and when, from its cadence, its codes and its promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from workbench.domain.cadence import Cadence, Channel, Done, NextStep, next_step
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.worked import CHANNELS, Worked


def step_of(
    lead: Lead, touched: Sequence[Worked], contacted: bool, policy: Policy
) -> NextStep | None:
    """`touched` in order of time; `contacted`: the lead was reached since it last came back."""
    if not lead.is_open:
        return None
    if lead.callback_at is not None:
        return NextStep(channel="call", label="Callback", due_at=lead.callback_at)
    enrolled = _enrolled(lead.inquiries, policy)
    mine = [item for item in touched if item.at >= enrolled.received_at]
    asked = _asked_by_code(mine, policy)
    if asked is not None:
        return asked
    if contacted and mine:
        return _follow_up("Follow up", mine[-1].at, 1, policy)
    if not enrolled.live:
        if mine:
            return _follow_up("Try again", mine[-1].at, 1, policy)
        due = policy.calendar.opening(enrolled.stored_at or enrolled.received_at)
        return NextStep(channel=_first_channel(lead), label="First look", due_at=due)
    return _cadence_step(lead, enrolled, mine, policy)


def _asked_by_code(mine: Sequence[Worked], policy: Policy) -> NextStep | None:
    """What the newest touch's code asks for instead of the cadence's next step."""
    if not mine or mine[-1].disposition is None:
        return None
    last, follow = mine[-1], mine[-1].disposition.follow
    if follow.what == "redial" and _same_code_that_day(mine, policy) < follow.per_day:
        due = policy.calendar.add(last.at, timedelta(minutes=follow.minutes))
        return NextStep(channel="call", label="Redial", due_at=due)
    if follow.what == "task":
        return _follow_up("Follow up", last.at, follow.days, policy)
    return None


def _cadence_step(
    lead: Lead, enrolled: Inquiry, mine: Sequence[Worked], policy: Policy
) -> NextStep | None:
    name = policy.type(enrolled.type).cadence
    if name is None:
        return None
    done = [
        Done(at=item.at, channel=item.touch.kind, counts=not _line_was_busy(item))
        for item in mine
        if item.touch is not None and item.touch.kind != "note" and item.is_attempt
    ]
    start = policy.calendar.opening(enrolled.received_at)
    return next_step(_usable(policy.cadences[name], lead), start, done, policy.calendar)


def _line_was_busy(worked: Worked) -> bool:
    return worked.disposition is not None and not worked.disposition.stops_clock


def _enrolled(inquiries: Sequence[Inquiry], policy: Policy) -> Inquiry:
    """The inquiry whose cadence runs: a hand-raiser's starts it anew, any other keeps its place."""
    ordered = sorted(inquiries, key=lambda inquiry: (inquiry.received_at, inquiry.id))
    raised = [inquiry for inquiry in ordered if policy.type(inquiry.type).hand_raiser]
    return raised[-1] if raised else ordered[0]


def _same_code_that_day(mine: Sequence[Worked], policy: Policy) -> int:
    """How often the newest touch's code was given before it on the same day."""
    last, day = mine[-1], policy.calendar.local_day(mine[-1].at)
    return sum(
        1
        for item in mine[:-1]
        if item.disposition == last.disposition and policy.calendar.local_day(item.at) == day
    )


def _follow_up(label: str, at: datetime, days: int, policy: Policy) -> NextStep:
    due = policy.calendar.workday(policy.calendar.local_day(at) + timedelta(days=days), 0)[0]
    return NextStep(channel="call", label=label, due_at=due)


def reachable(lead: Lead) -> tuple[Channel, ...]:
    """The channels by which this lead can be reached and may be."""
    has = {
        "call": lead.phone is not None,
        "email": lead.email is not None,
        "social": lead.profile_url is not None,
        "sms": lead.phone is not None,
        "chat": True,
    }
    return tuple(name for name in CHANNELS if has[name] and name not in lead.barred)


def _usable(cadence: Cadence, lead: Lead) -> Cadence:
    """The steps whose channel is there; a social step needs no more than a name to look for."""
    may = {*reachable(lead), *({"social"} - set(lead.barred))}
    return replace(cadence, steps=tuple(step for step in cadence.steps if step.channel in may))


def _first_channel(lead: Lead) -> Channel:
    return next((name for name in reachable(lead) if name in ("call", "email")), "social")
