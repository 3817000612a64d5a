"""What a desk says of a mutation and of a moment, in the words of the field."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    AvailabilitySet,
    CallbackPromised,
    CallStarted,
    Claimed,
    Disposed,
    Held,
    LeadAdded,
    LeadEdited,
    Mutation,
    OptedOut,
    Reassigned,
    Refusal,
    Released,
    Snoozed,
    Touch,
    TouchLogged,
    Undone,
)
from workbench.domain.policy import Policy

TOUCH_WORDS = {
    "call": "Call",
    "email": "Email",
    "social": "Social message",
    "sms": "SMS",
    "chat": "Chat",
    "note": "Note",
}


def moment(at: datetime, now: datetime) -> str:
    """“14:30” today, “Tue 9:00” within a week, else “24 Nov 9:00”, on this computer's clock."""
    there, here = at.astimezone(), now.astimezone()
    clock = f"{there.hour}:{there.minute:02}"
    if there.date() == here.date():
        return clock
    if abs(there.date() - here.date()) < timedelta(days=7):
        return f"{there:%a} {clock}"
    return f"{there.day} {there:%b} {clock}"


def name_of(lead: Lead | None) -> str:
    if lead is None:
        return "a lead no longer here"
    return lead.name or lead.email or lead.phone or "Unknown"


def follow_up(lead: Lead | None, now: datetime) -> str:
    """“Mika Salo, follow-up 14:30”."""
    if lead is None or lead.step is None:
        return name_of(lead)
    return f"{name_of(lead)}, follow-up {moment(lead.step.due_at, now)}"


def said(mutation: Mutation, policy: Policy) -> str:
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
        case Undone():
            return "Undo"
        case _:
            assert_never(body)


def typed(mutation: Mutation) -> str:
    """The note in it, if somebody wrote one."""
    touch = mutation.args.get("touch")
    note = mutation.args.get("note") or (touch.get("note") if isinstance(touch, dict) else None)
    return str(note or "")


def length_of(touch: Touch) -> str:
    if touch.duration_s is None:
        return ""
    return f"{int(touch.duration_s) // 60}:{int(touch.duration_s) % 60:02}"
