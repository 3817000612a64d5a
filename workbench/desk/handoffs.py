"""What was handed to AEs, as this desk shows it: the list to decide on, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workbench.cache import leads
from workbench.desk.desk import Desk
from workbench.desk.views import Card, Row
from workbench.desk.words import moment
from workbench.domain.handed import handed_at_hand
from workbench.domain.lead import Lead, Opportunity
from workbench.domain.promise import Handed
from workbench.domain.tongue import tr


def has_handoffs(desk: Desk) -> bool:
    patched = desk._overlay.leads()
    if any(handed_at_hand(lead) for lead in patched.values()):
        return True
    return bool(leads.handed(desk._caches.shown.database.connection, patched.keys(), most=1))


def handed_ids(desk: Desk) -> list[str]:
    """Undecided ones by when they are due, then those accepted and still open.

    An AE's own; whoever books or leads sees all that their desk knows of.
    """
    me = desk.user.id if desk.user is not None and desk.user.role == "ae" else None
    known = [one for one in desk.handed() if me in (None, one[0])]
    known.sort(key=lambda one: (one[1] is None, one[1] or -(one[2] or 0), one[4]))
    return [one[4] for one in known]


def handed_rows(desk: Desk, ids: Sequence[str]) -> list[Row]:
    """Their lines: the chip is the clock of the decision, or when the meeting comes."""
    return [
        _told(desk, row, lead, handed)
        for row in desk.rows(ids)
        if (lead := desk.lead(row.id)) is not None and (handed := handed_at_hand(lead)) is not None
    ]


def summary_of(card: Card, handed: Handed) -> str:
    """What was written for the AE, with a code or by itself."""
    for one in card.activities:
        told = {"disposed": one.args.get("handoff"), "handed_off": one.args}.get(one.kind)
        if isinstance(told, Mapping) and told.get("handoff_id") == handed.id:
            return str(told.get("summary") or "")
    return ""


def note_of(card: Card, handed: Handed) -> str:
    """The AE's sentence with their decision."""
    return next(
        (
            str(one.args.get("note") or "")
            for one in card.activities
            if one.kind == "handoff_decided" and one.args.get("handoff_id") == handed.id
            and not one.undone
        ),
        "",
    )  # fmt: skip


def opportunity_words(opportunity: Opportunity) -> str:
    """“Proposal, 12,000 EUR”."""
    amount = f"{opportunity.amount:,.0f}" if opportunity.amount is not None else ""
    money = " ".join(part for part in (amount, opportunity.currency) if part and amount)
    return ", ".join(part for part in (opportunity.stage, money, opportunity.reason) if part)


def _told(desk: Desk, row: Row, lead: Lead, handed: Handed) -> Row:
    now = desk.now()
    people = {person.id: person for person in desk.people()}
    by = people.get(handed.by or "")
    runs = handed.is_open and now >= handed.since
    to_come = handed.meeting_at if handed.is_open and not runs else None
    said = _stands(handed, lead.opportunity, now)
    return replace(
        row,
        asks=tr("{stands} · booked by {name}", stands=said, name=by.name)
        if by and handed.is_open
        else said,
        owner=by.initials if by else "",
        starts_at=handed.since,
        due_at=handed.due_at if runs else to_come,
        target_min=desk.policies.of(lead).handoffs.decide_min,
        calendar=desk.policies.of(lead).calendar,
        pauses=(),
        is_clock=runs,
        met_after_s=None,
        callback_at=None,
        unsent=False,
    )


def _stands(handed: Handed, opportunity: Opportunity | None, now: datetime) -> str:
    if handed.decision == "accepted":
        if opportunity is None:
            return tr("Accepted, no stage told yet")
        return tr("Accepted, {opportunity}", opportunity=opportunity_words(opportunity))
    if handed.meeting_at is None:
        return tr("Live transfer {time}", time=moment(handed.told_at, now))
    meets = moment(handed.meeting_at, now)
    if handed.result == "held":
        return tr("Meeting held {time}", time=meets)
    return (
        tr("Meets {time}", time=meets) if handed.meeting_at > now else tr("Met {time}", time=meets)
    )
