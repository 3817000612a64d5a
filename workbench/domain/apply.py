"""One mutation applied to one lead: run by the desk to show it and by the server to make it so."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from workbench.domain.frozen import replace
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
    Touch,
    TouchLogged,
    Undone,
    brief,
)
from workbench.domain.policy import Policy
from workbench.domain.qualification import check_answer, unmet
from workbench.domain.record import undone_ids
from workbench.domain.settle import fact, settle
from workbench.domain.tongue import mark, tr, tr_n


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
                said = tr_n(
                    "A lead can be held {n} day at most.",
                    "A lead can be held {n} days at most.",
                    longest,
                )
                raise Refusal("hold_too_long", said)
        case LeadEdited():
            unknown = body.changes.keys() - set(EDITABLE)
            if unknown:
                names = ", ".join(sorted(unknown))
                raise Refusal("unknown_field", tr("“{fields}” cannot be edited.", fields=names))
            for name, change in body.changes.items():
                if name != "type":
                    fact(name, change.get("new"))
                elif change.get("new") not in policy.types:
                    types = ", ".join(policy.types)
                    raise Refusal(
                        "unknown_type", tr("A lead’s type is one of {types}.", types=types)
                    )
        case Undone():
            lead = _undo(lead, mutation, body)
        case MeetingResolved():
            if all(one.meeting_id != body.meeting_id for one in lead.handoffs):
                raise Refusal("unknown_meeting", tr("This lead has no such meeting."))
        case HandoffDecided():
            _check_decision(lead, body, policy)
        case QualificationAnswered():
            form = policy.form_named(body.form)
            check_answer(form.question(body.question), body.answer)
        case LeadAdded() | AvailabilitySet():
            said = tr("“{type}” changes no lead that exists.", type=mutation.type)
            raise Refusal("malformed", said)
        case (
            CallStarted() | TouchLogged() | Snoozed() | OptedOut()
            | MeetingBooked() | HandedOff() | OpportunityUpdated()
        ):  # fmt: skip
            pass
        case _:
            assert_never(body)
    return settle(replace(lead, record=(*lead.record, brief(mutation))), policy)


_NEEDED = {
    "reason": mark("“{code}” needs a reason."),
    "callback_at": mark("“{code}” needs a callback time."),
    "revisit_on": mark("“{code}” needs a revisit date."),
    "meeting": mark("“{code}” needs a meeting."),
    "ae": mark("“{code}” needs an AE."),
    "contact": mark("“{code}” needs a contact."),
    "master": mark("“{code}” needs a master."),
}


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
            raise Refusal(f"{need}_needed", tr(_NEEDED[need], code=disposition.label))
    if "qualification" in disposition.needs:
        _check_asked(lead, disposition.label, policy)
    if disposition.guarded:
        least, touch = policy.type(lead.type).attempts, body.touch
        made = lead.attempts + (
            touch is not None and touch.direction == "out" and touch.kind != "note"
        )
        if made < least:
            said = tr_n(
                "“{code}” needs {n} attempt; {made} were made.",
                "“{code}” needs {n} attempts; {made} were made.",
                least, code=disposition.label, made=made,
            )  # fmt: skip
            raise Refusal("too_few_attempts", said)
    if body.callback_at is not None:
        _check_contactable(lead)


def _check_asked(lead: Lead, label: str, policy: Policy) -> None:
    """That what must be asked was; an answer that nobody knows is one."""
    form = policy.form_for(lead)
    left = unmet(form, lead.answers) if form else ()
    if left:
        names = ", ".join(question.label for question in left)
        said = tr("“{code}” needs these asked first: {questions}.", code=label, questions=names)
        raise Refusal("qualification_needed", said)


def _check_decision(lead: Lead, body: HandoffDecided, policy: Policy) -> None:
    if all(one.id != body.handoff_id for one in lead.handoffs):
        raise Refusal("unknown_handoff", tr("This lead was not handed off under that id."))
    codes = policy.handoffs.codes
    if body.decision == "rejected" and body.code not in codes:
        said = tr("A rejection needs a code: {codes}.", codes=", ".join(codes))
        raise Refusal("code_needed", said)
    if body.quality is not None and not 1 <= body.quality <= 4:
        raise Refusal("malformed", tr("A handoff’s quality is a number from 1 to 4."))


def _check_master(lead: Lead, master: str | None) -> None:
    if master == lead.id:
        raise Refusal("unknown_master", tr("A lead cannot be a duplicate of itself."))


def _check_contactable(lead: Lead) -> None:
    if "call" in lead.barred and "email" in lead.barred:
        said = tr(
            "{name} is set to Do not contact. No channel offers this lead again, so a callback "
            "cannot be planned.",
            name=lead.name or tr("This lead"),
        )
        raise Refusal("do_not_contact", said)


def _change_owner(lead: Lead, mutation: Mutation, body: Claimed | Released | Reassigned) -> Lead:
    if lead.owner != body.expected_owner:
        raise Refusal("owner_changed", tr("Somebody else has taken this lead meanwhile."))
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
GIVEN_BACK = mark("The rep has it back already: ask them to hand it over again.")
UNDOABLE = frozenset(
    {
        "touch_logged", "disposed", "claimed", "released", "snoozed", "held",
        "callback_promised", "lead_edited", "opted_out", "merged", "reassigned",
        "qualification_answered", "meeting_resolved", "handoff_decided", "opportunity_updated",
    }
)  # fmt: skip


def _check_in_house(lead: Lead, change: Body) -> None:
    """What has left the house is not taken back: a mail, a decision, an accepted handoff."""
    touch = change.touch if isinstance(change, Disposed) else change
    if isinstance(touch, Touch) and _has_been_sent(touch):
        raise Refusal("not_undoable", tr("A mail that was sent is not taken back."))
    if isinstance(change, HandoffDecided):
        said = (
            tr("An accepted handoff is not taken back: tell how it ends, won or lost.")
            if change.decision == "accepted"
            else tr(GIVEN_BACK)
        )
        raise Refusal("not_undoable", said)
    accepted = [one for one in lead.handoffs if one.decision == "accepted"]
    if isinstance(change, Disposed) and any(
        (change.handoff and change.handoff.handoff_id == one.id)
        or (change.meeting and change.meeting.meeting_id == one.meeting_id)
        for one in accepted
    ):
        said = tr("The AE has accepted it: it is not taken back any more.")
        raise Refusal("not_undoable", said)


def _has_been_sent(touch: Touch) -> bool:
    """Only what went through the desk has a message id; a mail logged by hand has none."""
    sent = touch.kind == "email" and touch.direction == "out"
    return sent and touch.message_id is not None


def _undo(lead: Lead, mutation: Mutation, body: Undone) -> Lead:
    target = next((item for item in lead.record if item.id == body.mutation), None)
    if target is None or target.type not in UNDOABLE:
        raise Refusal("not_undoable", tr("This cannot be taken back any more."))
    if body.mutation in undone_ids(lead.record):
        raise Refusal("already_undone", tr("This was taken back already."))
    change = target.body
    _check_in_house(lead, change)
    if isinstance(change, Claimed | Released | Reassigned):
        if lead.owner != _new_owner(target, change):
            raise Refusal("owner_changed", tr("The lead has another owner by now."))
        return replace(lead, owner=change.expected_owner, assigned_at=mutation.at)
    return lead
