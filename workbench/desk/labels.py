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
from workbench.domain.tongue import mark, tr

_STATES = {
    "available": mark("Status available"), "busy": mark("Status busy"),
    "away": mark("Status away"),
}  # fmt: skip


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
            return tr(TOUCH_WORDS[body.kind])
        case CallStarted():
            return tr("Call started")
        case Claimed():
            return tr("Claim")
        case Released():
            return tr("Release")
        case Snoozed():
            return tr("Snooze")
        case Held():
            return tr("Hold")
        case CallbackPromised():
            return tr("Callback")
        case LeadAdded():
            return tr("New lead")
        case LeadEdited():
            return tr("Edit")
        case OptedOut():
            return tr("Opt-out")
        case AvailabilitySet():
            return tr(_STATES[body.state])
        case Reassigned():
            return tr("Reassignment")
        case Merged():
            return tr("Merge")
        case QualificationAnswered():
            form = policy.forms.get(body.form)
            asked = form.questions if form else ()
            return next((q.label for q in asked if q.id == body.question), body.question)
        case MeetingBooked():
            return tr("Meeting")
        case MeetingResolved():
            return tr("What came of the meeting")
        case HandedOff():
            return tr("Handoff")
        case HandoffDecided():
            return tr("Decision on the handoff")
        case OpportunityUpdated():
            return tr("Opportunity")
        case Undone():
            return tr("Undo")
        case _:
            assert_never(body)


def typed(mutation: Mutation) -> str:
    """The note or the answer in it, if somebody wrote one."""
    touch = mutation.args.get("touch")
    note = mutation.args.get("note") or (touch.get("note") if isinstance(touch, dict) else None)
    return str(note or mutation.args.get("answer") or "")
