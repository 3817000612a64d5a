"""What a desk calls a mutation, and what was typed in it."""

from __future__ import annotations

from typing import assert_never

from workbench.desk.words import TOUCH_WORDS
from workbench.domain.mutation import (
    AvailabilitySet,
    CallbackPromised,
    CallStarted,
    Claimed,
    Disposed,
    HandedOff,
    HandoffDecided,
    Held,
    LeadAdded,
    LeadEdited,
    MeetingBooked,
    MeetingResolved,
    Merged,
    Mutation,
    OpportunityUpdated,
    OptedOut,
    QualificationAnswered,
    Reassigned,
    Refusal,
    Released,
    Snoozed,
    TouchLogged,
    Undone,
)
from workbench.domain.policy import Policy


def said(mutation: Mutation, policy: Policy) -> str:  # noqa: C901  # one line a kind of mutation
    """“No answer”, “Email”, “Claim”: what the person did, as a label."""
    try:
        body = mutation.body
    except Refusal:
        return mutation.type.replace("_", " ").capitalize()
    match body:
        case Disposed():
            codes = (d.label for d in policy.dispositions if d.code == body.code)
            return next(codes, body.code)
        case TouchLogged():
            return TOUCH_WORDS[body.kind]
        case CallStarted():
            return "Call started"
        case Claimed():
            return "Claim"
        case Released():
            return "Release"
        case Snoozed():
            return "Snooze"
        case Held():
            return "Hold"
        case CallbackPromised():
            return "Callback"
        case LeadAdded():
            return "New lead"
        case LeadEdited():
            return "Edit"
        case OptedOut():
            return "Opt-out"
        case AvailabilitySet():
            return f"Status {body.state}"
        case Reassigned():
            return "Reassignment"
        case Merged():
            return "Merge"
        case QualificationAnswered():
            form = policy.forms.get(body.form)
            asked = form.questions if form else ()
            return next((q.label for q in asked if q.id == body.question), body.question)
        case MeetingBooked():
            return "Meeting"
        case MeetingResolved():
            return "What came of the meeting"
        case HandedOff():
            return "Handoff"
        case HandoffDecided():
            return "Decision on the handoff"
        case OpportunityUpdated():
            return "Opportunity"
        case Undone():
            return "Undo"
        case _:
            assert_never(body)


def typed(mutation: Mutation) -> str:
    """The note or the answer in it, if somebody wrote one."""
    touch = mutation.args.get("touch")
    note = mutation.args.get("note") or (touch.get("note") if isinstance(touch, dict) else None)
    return str(note or mutation.args.get("answer") or "")
