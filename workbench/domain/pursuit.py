"""The pursuit of a lead: what to do next and when, from its cadence, its codes and its promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workbench.domain.cadence import (
    ANSWER,
    CALLBACK,
    CANCELLED,
    CHANNELS,
    FIRST_LOOK,
    FOLLOW_UP,
    LAST_LOOK,
    NO_SHOW,
    REDIAL,
    SENT_BACK,
    TRY_AGAIN,
    Cadence,
    Channel,
    Done,
    NextStep,
    has_room,
    next_step,
)
from workbench.domain.calendar import Calendar
from workbench.domain.clock import calendar_for
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.priority import LIFT_CALLBACK, LIFT_REPLY
from workbench.domain.worked import Worked

SOCIAL: frozenset[Channel] = frozenset({"social"})


def step_of(
    lead: Lead, current: Sequence[Inquiry], touched: Sequence[Worked], policy: Policy
) -> NextStep | None:
    """`current`: the inquiries since the lead last came back; `touched` in order of time."""
    if not lead.is_open:
        return None
    reply = _unanswered(touched)
    if reply is not None:
        return reply
    if lead.callback_at is not None:
        return NextStep(channel="call", label=CALLBACK, due_at=lead.callback_at, lift=LIFT_CALLBACK)
    returned = _returned(lead, touched)
    if returned is not None:
        return returned
    enrolled = _enrolled(current, policy)
    calendar = calendar_of(lead, enrolled, policy)
    mine = [item for item in touched if item.at >= enrolled.received_at]
    asked = _asked_by_code(lead, enrolled, mine, policy, calendar)
    if asked is not None:
        return asked
    if any(item.is_contact or _is_reply(item) for item in mine):
        return _follow_up(FOLLOW_UP, lead, mine[-1].at, 1, calendar)
    if not enrolled.live:
        if mine:
            return _follow_up(TRY_AGAIN, lead, mine[-1].at, 1, calendar)
        return _look_at(lead, enrolled, calendar)
    planned = _cadence_step(lead, enrolled, mine, policy, calendar)
    if planned is not None or not mine:
        return planned or _look_at(lead, enrolled, calendar)
    return _follow_up(LAST_LOOK, lead, mine[-1].at, 1, calendar)


def _look_at(lead: Lead, enrolled: Inquiry, calendar: Calendar) -> NextStep:
    due = calendar.opening(enrolled.stored_at or enrolled.received_at)
    return NextStep(channel=_first_channel(lead), label=FIRST_LOOK, due_at=due)


def _is_reply(worked: Worked) -> bool:
    """A message of theirs; a call of theirs was answered when it was logged."""
    touch = worked.touch
    return touch is not None and touch.direction == "in" and touch.kind not in ("call", "note")


def _unanswered(touched: Sequence[Worked]) -> NextStep | None:
    """The reply that nobody has answered yet, by a touch or by a code for it."""
    if not touched or touched[-1].disposition is not None or not _is_reply(touched[-1]):
        return None
    channel = next(
        name for name in CHANNELS if touched[-1].touch and name == touched[-1].touch.kind
    )
    return NextStep(channel=channel, label=ANSWER, due_at=touched[-1].at, lift=LIFT_REPLY)


def _returned(lead: Lead, touched: Sequence[Worked]) -> NextStep | None:
    """A meeting that nobody came to, or a handoff that the AE sent back, until somebody tries."""
    ended = [one for one in lead.handoffs if one.ended_at is not None]
    last = max(ended, key=lambda one: (one.ended_at, one.id), default=None)
    if last is None or last.ended_at is None or last.decision == "accepted":
        return None
    if any(item.is_attempt and item.at > last.ended_at for item in touched):
        return None
    if last.decision == "rejected":
        label = SENT_BACK.format(code=last.code)  # stored, so in English
        return NextStep(channel=_first_channel(lead), label=label, due_at=last.ended_at)
    label = NO_SHOW if last.result == "no_show" else CANCELLED
    return NextStep(
        channel=_first_channel(lead), label=label, due_at=last.ended_at, lift=LIFT_CALLBACK
    )


def _asked_by_code(
    lead: Lead, enrolled: Inquiry, mine: Sequence[Worked], policy: Policy, calendar: Calendar
) -> NextStep | None:
    """What the newest touch's code asks for instead of the cadence's next step."""
    if not mine or mine[-1].disposition is None:
        return None
    last, follow = mine[-1], mine[-1].disposition.follow
    if follow.what == "redial" and _same_code_that_day(mine, calendar) < follow.per_day:
        due = calendar.add(last.at, timedelta(minutes=follow.minutes))
        name = policy.type(enrolled.type).cadence
        cadence = policy.cadences[name] if name else Cadence(steps=())
        if has_room(cadence, done_of(mine), due, calendar):
            return NextStep(channel="call", label=REDIAL, due_at=due)
    if follow.what == "task":
        return _follow_up(FOLLOW_UP, lead, last.at, follow.days, calendar)
    return None


def _cadence_step(
    lead: Lead, enrolled: Inquiry, mine: Sequence[Worked], policy: Policy, calendar: Calendar
) -> NextStep | None:
    name = policy.type(enrolled.type).cadence
    if name is None:
        return None
    start = calendar.opening(enrolled.received_at)
    return next_step(policy.cadences[name].over(usable(lead)), start, done_of(mine), calendar)


def calendar_of(lead: Lead, enrolled: Inquiry, policy: Policy) -> Calendar:
    """That of the clock which the enrolled inquiry opened, so that steps and promise agree."""
    clock = next((clock for clock in lead.clocks if clock.inquiry == enrolled.id), None)
    return calendar_for(clock, policy)


def done_of(mine: Sequence[Worked]) -> list[Done]:
    return [
        Done(at=item.at, channel=item.touch.kind, counts=not _line_was_busy(item))
        for item in mine
        if item.touch is not None and item.touch.kind != "note" and item.is_attempt
    ]


def _line_was_busy(worked: Worked) -> bool:
    return worked.disposition is not None and not worked.disposition.stops_clock


def _enrolled(inquiries: Sequence[Inquiry], policy: Policy) -> Inquiry:
    """The inquiry whose cadence runs: a hand-raiser's starts it anew, any other keeps its place."""
    ordered = sorted(inquiries, key=lambda inquiry: (inquiry.received_at, inquiry.id))
    raised = [inquiry for inquiry in ordered if policy.type(inquiry.type).hand_raiser]
    return raised[-1] if raised else ordered[0]


def _same_code_that_day(mine: Sequence[Worked], calendar: Calendar) -> int:
    """How often the newest touch's code was given before it on the same day."""
    last, day = mine[-1], calendar.local_day(mine[-1].at)
    return sum(
        1
        for item in mine[:-1]
        if item.disposition == last.disposition and calendar.local_day(item.at) == day
    )


def _follow_up(label: str, lead: Lead, at: datetime, days: int, calendar: Calendar) -> NextStep:
    due = calendar.workday(calendar.local_day(at) + timedelta(days=days), 0)[0]
    return NextStep(channel=_first_channel(lead), label=label, due_at=due)


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


def usable(lead: Lead) -> frozenset[Channel]:
    """On which steps can be planned: a social one needs no more than a name to look for."""
    return frozenset(reachable(lead)) | (SOCIAL - frozenset(lead.barred))


def _first_channel(lead: Lead) -> Channel:
    return next((name for name in reachable(lead) if name in ("call", "email")), "social")
