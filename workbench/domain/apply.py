"""One mutation applied to one lead: run by the desk to show it and by the server to make it so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from workbench.domain.lead import EDITABLE, Lead
from workbench.domain.mutation import (
    AvailabilitySet,
    Body,
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
    brief,
)
from workbench.domain.policy import Policy
from workbench.domain.qualification import check_answer, unmet
from workbench.domain.record import undone_ids
from workbench.domain.settle import fact, settle


def apply(lead: Lead, mutation: Mutation, policy: Policy) -> Lead:
    """The lead after `mutation`; a mutation already in its record changes nothing.

    Raises Refusal where the mutation cannot be. Who may do it is not asked here.
    """
    if any(item.id == mutation.id for item in lead.record):
        return lead
    match body := mutation.body:
        case Disposed():
            _check_disposition(lead, body, policy)
            _check_master(lead, body.master)
        case Merged():
            _check_master(lead, body.master)
        case Claimed() | Released() | Reassigned():
            lead = _change_owner(lead, mutation, body)
        case CallbackPromised():
            _check_contactable(lead)
        case Held():
            longest = policy.hold_days
            if (body.until - mutation.at).days > longest:
                raise Refusal("hold_too_long", f"A lead can be held {longest} days at most.")
        case LeadEdited():
            unknown = body.changes.keys() - set(EDITABLE)
            if unknown:
                raise Refusal("unknown_field", f"“{', '.join(sorted(unknown))}” cannot be edited.")
            for name, change in body.changes.items():
                if name != "type":
                    fact(name, change.get("new"))
                elif change.get("new") not in policy.types:
                    types = ", ".join(policy.types)
                    raise Refusal("unknown_type", f"A lead's type is one of {types}.")
        case Undone():
            lead = _undo(lead, mutation, body)
        case MeetingResolved():
            if all(one.meeting_id != body.meeting_id for one in lead.handoffs):
                raise Refusal("unknown_meeting", "This lead has no such meeting.")
        case HandoffDecided():
            _check_decision(lead, body, policy)
        case QualificationAnswered():
            form = policy.form_named(body.form)
            check_answer(form.question(body.question), body.answer)
        case LeadAdded() | AvailabilitySet():
            raise Refusal("malformed", f"“{mutation.type}” changes no lead that exists.")
        case (
            CallStarted() | TouchLogged() | Snoozed() | OptedOut()
            | MeetingBooked() | HandedOff() | OpportunityUpdated()
        ):  # fmt: skip
            pass
        case _:
            assert_never(body)
    return settle(replace(lead, record=(*lead.record, brief(mutation))), policy)


def _check_disposition(lead: Lead, body: Disposed, policy: Policy) -> None:
    disposition = policy.disposition(body.code)
    given = {
        "reason": body.reason,
        "callback_at": body.callback_at,
        "revisit_on": body.revisit_on,
        "meeting": body.meeting,
        "ae": body.meeting or body.handoff,
        "contact": body.contact,
        "master": body.master,
        "qualification": True,  # asked below, where the form is known
    }
    for need in disposition.needs:
        if given[need] is None:
            words = need.replace("_at", " time").replace("_on", " date").replace("ae", "AE")
            raise Refusal(f"{need}_needed", f"“{disposition.label}” needs a {words}.")
    if "qualification" in disposition.needs:
        _check_asked(lead, disposition.label, policy)
    if disposition.guarded:
        least, touch = policy.type(lead.type).attempts, body.touch
        made = lead.attempts + (
            touch is not None and touch.direction == "out" and touch.kind != "note"
        )
        if made < least:
            raise Refusal(
                "too_few_attempts",
                f"“{disposition.label}” needs {least} attempts; {made} were made.",
            )
    if body.callback_at is not None:
        _check_contactable(lead)


def _check_asked(lead: Lead, label: str, policy: Policy) -> None:
    """That what must be asked was; an answer that nobody knows is one."""
    form = policy.form_for(lead)
    left = unmet(form, lead.answers) if form else ()
    if left:
        names = ", ".join(question.label for question in left)
        raise Refusal("qualification_needed", f"“{label}” needs these asked first: {names}.")


def _check_decision(lead: Lead, body: HandoffDecided, policy: Policy) -> None:
    if all(one.id != body.handoff_id for one in lead.handoffs):
        raise Refusal("unknown_handoff", "This lead was not handed off under that id.")
    codes = policy.handoffs.codes
    if body.decision == "rejected" and body.code not in codes:
        raise Refusal("code_needed", f"A rejection needs a code: {', '.join(codes)}.")
    if body.quality is not None and not 1 <= body.quality <= 4:
        raise Refusal("malformed", "A handoff's quality is a number from 1 to 4.")


def _check_master(lead: Lead, master: str | None) -> None:
    if master == lead.id:
        raise Refusal("unknown_master", "A lead cannot be a duplicate of itself.")


def _check_contactable(lead: Lead) -> None:
    if "call" in lead.barred and "email" in lead.barred:
        raise Refusal(
            "do_not_contact",
            f"{lead.name or 'This lead'} is set to Do not contact. No channel offers this lead "
            "again, so a callback cannot be planned.",
        )


def _change_owner(lead: Lead, mutation: Mutation, body: Claimed | Released | Reassigned) -> Lead:
    if lead.owner != body.expected_owner:
        raise Refusal("owner_changed", "Somebody else has taken this lead meanwhile.")
    return replace(lead, owner=_new_owner(mutation, body), assigned_at=mutation.at)


def _new_owner(mutation: Mutation, body: Claimed | Released | Reassigned) -> str | None:
    match body:
        case Claimed():
            return mutation.user
        case Released():
            return None
        case Reassigned():
            return body.to
        case _:
            assert_never(body)


SHIFT = timedelta(hours=12)
"""How long people take back what they did themselves; a team lead may later."""
GIVEN_BACK = "The rep has it back already: ask them to hand it over again."
UNDOABLE = frozenset(
    {
        "touch_logged", "disposed", "claimed", "released", "snoozed", "held",
        "callback_promised", "lead_edited", "opted_out", "merged", "reassigned",
        "qualification_answered", "meeting_resolved", "handoff_decided", "opportunity_updated",
    }
)  # fmt: skip


def _check_in_house(lead: Lead, change: Body) -> None:
    """What has left the house is not taken back: a decision, a handoff that was accepted."""
    if isinstance(change, HandoffDecided):
        said = (
            "An accepted handoff is not taken back: tell how it ends, won or lost."
            if change.decision == "accepted"
            else GIVEN_BACK
        )
        raise Refusal("not_undoable", said)
    accepted = [one for one in lead.handoffs if one.decision == "accepted"]
    if isinstance(change, Disposed) and any(
        (change.handoff and change.handoff.handoff_id == one.id)
        or (change.meeting and change.meeting.meeting_id == one.meeting_id)
        for one in accepted
    ):
        raise Refusal("not_undoable", "The AE has accepted it: it is not taken back any more.")


def _undo(lead: Lead, mutation: Mutation, body: Undone) -> Lead:
    target = next((item for item in lead.record if item.id == body.mutation), None)
    if target is None or target.type not in UNDOABLE:
        raise Refusal("not_undoable", "This cannot be taken back any more.")
    if body.mutation in undone_ids(lead.record):
        raise Refusal("already_undone", "This was taken back already.")
    change = target.body
    _check_in_house(lead, change)
    if isinstance(change, Claimed | Released | Reassigned):
        if lead.owner != _new_owner(target, change):
            raise Refusal("owner_changed", "The lead has another owner by now.")
        return replace(lead, owner=change.expected_owner, assigned_at=mutation.at)
    return lead
