"""Handoffs: what an AE was given to decide, until when, and what they decided.

A handoff's clock runs from the end of its meeting, or from the live transfer. One that was moved
runs from the meeting's new end; one that was cancelled or that nobody came to waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from workbench.domain.frozen import replace
from workbench.domain.lead import Opportunity
from workbench.domain.mutation import (
    Disposed,
    HandedOff,
    Handoff,
    HandoffDecided,
    Meeting,
    MeetingBooked,
    MeetingResolved,
    OpportunityUpdated,
)
from workbench.domain.policy import Policy
from workbench.domain.promise import Handed
from workbench.domain.record import Mutation, told_of

TOLD = frozenset(
    {"disposed", "meeting_booked", "meeting_resolved", "handed_off", "handoff_decided"}
)


def handoffs_of(record: Sequence[Mutation], policy: Policy) -> tuple[Handed, ...]:
    """All of a lead, in the order in which they were told; what was undone is left out."""
    told = told_of(record, TOLD)
    handed = {one.id: one for item in told for one in _given(item, policy)}
    for item in told:
        match body := item.body:
            case MeetingResolved():
                for one in [one for one in handed.values() if one.meeting_id == body.meeting_id]:
                    handed[one.id] = _resolved(one, body, item.at, policy)
            case HandoffDecided() if body.handoff_id in handed:
                handed[body.handoff_id] = replace(
                    handed[body.handoff_id],
                    decision=body.decision,
                    code=body.code,
                    quality=body.quality,
                    ended_at=item.at,
                )
            case _:
                pass
    return tuple(handed.values())


def _given(item: Mutation, policy: Policy) -> Iterator[Handed]:
    match body := item.body:
        case Disposed() if body.meeting is not None or body.handoff is not None:
            yield _handed(item, body.meeting, body.handoff, policy)
        case MeetingBooked():
            yield _handed(item, body, None, policy)
        case HandedOff():
            yield _handed(item, None, body, policy)
        case _:
            pass


def _handed(
    told: Mutation, meeting: Meeting | None, handoff: Handoff | None, policy: Policy
) -> Handed:
    at = told.at
    given = Handed(
        id=handoff.handoff_id if handoff else meeting.meeting_id if meeting else "",
        ae=(handoff.ae if handoff else None) or (meeting.ae if meeting else ""),
        told_at=at,
        since=at,
        due_at=at,
        by=told.user,
    )
    return _from(given, at, policy) if meeting is None else _meets(given, meeting, policy)


def _meets(handed: Handed, meeting: Meeting, policy: Policy) -> Handed:
    given = replace(
        handed,
        meeting_id=meeting.meeting_id,
        meeting_at=meeting.at,
        length_min=meeting.length_min,
    )
    return _from(given, meeting.at + timedelta(minutes=meeting.length_min), policy)


def _from(handed: Handed, since: datetime, policy: Policy) -> Handed:
    """With its clock running from this moment."""
    starts = policy.calendar.opening(since)
    due_at = policy.calendar.add(starts, timedelta(minutes=policy.handoffs.decide_min))
    return replace(handed, since=starts, due_at=due_at)


def _resolved(handed: Handed, body: MeetingResolved, at: datetime, policy: Policy) -> Handed:
    match body.result:
        case "held":
            return replace(handed, result="held")
        case "moved" if body.at is not None and handed.meeting_at is not None:
            ends_at = body.at + timedelta(minutes=handed.length_min)
            return _from(
                replace(handed, meeting_at=body.at, moved=handed.moved + 1), ends_at, policy
            )
        case "no_show" | "cancelled":
            ended_at = handed.ended_at or at
            return replace(handed, result=body.result, ended_at=ended_at)
        case _:
            return handed


def opportunity_of(record: Sequence[Mutation]) -> Opportunity | None:
    """The newest word on the lead's opportunity; None where there is none."""
    told = told_of(record, {"opportunity_updated"})
    if not told:
        return None
    body = told[-1].body
    assert isinstance(body, OpportunityUpdated)
    return Opportunity(
        stage=body.stage,
        at=told[-1].at,
        external_id=body.external_id,
        amount=body.amount,
        currency=body.currency,
        closed_on=body.closed_on,
        outcome=body.outcome,
        reason=body.reason,
    )
