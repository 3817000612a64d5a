"""What follows from a lead's facts, inquiries and record: clocks, status, next step, place in line.

Settling twice changes nothing, and the order in which work arrived does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

from workbench.domain.clock import meet
from workbench.domain.lead import Clock, Inquiry, Lead, Status, Verdict
from workbench.domain.policy import Policy
from workbench.domain.priority import leading_inquiry, standing_of
from workbench.domain.pursuit import step_of
from workbench.domain.record import Refusal
from workbench.domain.status import Parts, status
from workbench.domain.worked import Work, Worked, work_of

NUMBERS = {"employees": int, "annual_revenue": float}
VERDICTS: dict[Verdict, Status | None] = {
    "work": None,
    "nurture": "nurture",
    "disqualify": "disqualified",
}
NEVER = datetime.min.replace(tzinfo=UTC)


def settle(lead: Lead, policy: Policy) -> Lead:
    """The lead with everything derived; facts, inquiries, record, owner and score as they are."""
    work = work_of(lead.record, policy)
    return _with_work(_with_facts(lead, work), work, policy)


def _with_facts(lead: Lead, work: Work) -> Lead:
    if not work.edits and not lead.said:
        return lead
    said = {name: getattr(lead, name) for name in work.edits} | dict(lead.said)
    facts = said | work.edits
    facts = {name: fact(name, value) for name, value in facts.items()}
    if "phone" in facts and facts["phone"] != lead.phone:
        facts["phone_e164"] = None  # the server parses the new number; until then none is dialled
    return replace(lead, said=said, **facts)


def fact(name: str, value: Any) -> Any:
    """An edited value as a lead holds it. Raises Refusal where it is none of its field."""
    if value is None:
        return () if name == "tech" else None
    needed = "text"
    if name == "tech":
        needed = "a list of names"
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif name in NUMBERS:
        needed = "a number"
        try:
            size = float(value)
            return NUMBERS[name](size if isfinite(size) else "no number")
        except (TypeError, ValueError, OverflowError):
            pass
    elif isinstance(value, str):
        return value
    raise Refusal("malformed", f"“{name}” needs {needed}.")


def _with_work(lead: Lead, work: Work, policy: Policy) -> Lead:
    worked = work.in_order
    touched = [item for item in worked if item.is_touch]
    attempts = [item.at for item in touched if item.is_attempt]
    contacts = [item.at for item in touched if item.is_contact]
    coded = sorted(
        (item for item in worked if item.disposition is not None),
        key=lambda item: (item.filed_at, item.id),
    )
    closing = [item for item in coded if item.disposition and item.disposition.closes]
    clocks = tuple(_clock(clock, worked, policy) for clock in lead.clocks)
    since, current = _since_it_came_back(lead.inquiries, closing)
    leading = leading_inquiry(current, clocks, policy)
    since_leading = sum(at >= leading.received_at for at in attempts)
    contacted = any(at >= since for at in contacts)
    attempted = any(at >= since for at in attempts)
    lead = replace(
        lead,
        type=leading.type,
        clocks=clocks,
        attempts=since_leading,
        first_attempt_at=min(attempts, default=None),
        first_contact_at=min(contacts, default=None),
        last_touch_at=max((item.at for item in touched), default=None),
        code=coded[-1].disposition.code if coded and coded[-1].disposition else None,
        reason=coded[-1].disposed.reason if coded and coded[-1].disposed else None,
        callback_at=work.callback_at,
        snoozed_until=_snoozed_until(lead.inquiries, work),
        held_until=work.until(work.held),
        revisit_on=_revisit_on(lead.inquiries, closing, policy),
        barred=work.barred,
        status=_status(lead, work, contacted=contacted, attempted=attempted),
    )
    step = step_of(lead, current, touched, policy)
    owed = _owed_from(clocks, attempts, work)
    return replace(lead, step=step, standing=standing_of(lead, step, leading, owed, policy))


def _clock(clock: Clock, worked: Sequence[Worked], policy: Policy) -> Clock:
    clock = replace(clock, met_at=None, voided=False)
    for item in worked:
        if item.disposition is not None and item.disposition.voids_clock:
            if item.filed_at >= clock.received_at:
                return replace(clock, met_at=None, voided=True)
        elif item.answers(policy):
            clock = meet(clock, item.at)
    return clock


def _since_it_came_back(
    inquiries: tuple[Inquiry, ...], closing: Sequence[Worked]
) -> tuple[datetime, tuple[Inquiry, ...]]:
    """When the lead last came back, and its inquiries since; NEVER and all where it did not."""
    worked = tuple(inquiry for inquiry in inquiries if inquiry.verdict == "work")
    newest = max((inquiry.received_at for inquiry in worked), default=NEVER)
    ends = [item.filed_at for item in closing]
    ends += [inquiry.received_at for inquiry in inquiries if inquiry.verdict != "work"]
    end = max((at for at in ends if at < newest), default=None)
    if end is None:
        return NEVER, inquiries
    since = tuple(inquiry for inquiry in worked if inquiry.received_at > end)
    return min(inquiry.received_at for inquiry in since), since


def _snoozed_until(inquiries: Sequence[Inquiry], work: Work) -> datetime | None:
    """A snooze ends with the next inquiry: its promise would run down unseen."""
    if work.snoozed and any(inquiry.received_at > work.snoozed[0] for inquiry in inquiries):
        return None
    return work.until(work.snoozed)


def _owed_from(
    clocks: Sequence[Clock], attempts: Sequence[datetime], work: Work
) -> datetime | None:
    """From when a first attempt is owed: of the clocks that run and that nobody has tried.

    A promised callback answers for the clocks that ran when it was promised.
    """
    planned = work.promised[0] if work.promised and work.callback_at else NEVER
    newest = max(attempts, default=NEVER)
    untried = (c for c in clocks if c.is_running and c.received_at > max(planned, newest))
    return min((clock.started_at for clock in untried), default=None)


def _revisit_on(
    inquiries: Sequence[Inquiry], closing: Sequence[Worked], policy: Policy
) -> date | None:
    if not closing or any(
        inquiry.received_at > closing[-1].filed_at
        for inquiry in inquiries
        if inquiry.verdict == "work"
    ):
        return None
    disposed, disposition = closing[-1].disposed, closing[-1].disposition
    if disposed is not None and disposed.revisit_on is not None:
        return disposed.revisit_on
    if disposition is None or not disposition.revisit_days:
        return None
    return policy.calendar.local_day(closing[-1].filed_at) + timedelta(
        days=disposition.revisit_days
    )


def _status(lead: Lead, work: Work, *, contacted: bool, attempted: bool) -> Status:
    worked = work.in_order
    return status(
        Parts(
            merged=any(i.disposition and i.disposition.closes == "merged" for i in worked),
            news=tuple(_news(lead.inquiries, worked)),
            held=work.until(work.held) is not None,
            contacted=contacted,
            attempted=attempted,
            owned=lead.owner is not None,
            recycled=lead.newest_inquiry.type == "recycled",
        )
    )


def _news(
    inquiries: Sequence[Inquiry], worked: Sequence[Worked]
) -> Iterator[tuple[datetime, str, Status | None]]:
    for inquiry in inquiries:
        yield inquiry.received_at, inquiry.id, VERDICTS[inquiry.verdict]
    for item in worked:
        if item.disposition is None:
            continue
        if item.disposition.closes is not None:
            yield item.filed_at, item.id, item.disposition.closes
        elif item.disposition.status == "meeting_booked":
            yield item.filed_at, item.id, "meeting_booked"
        elif item.disposition.status == "qualified":
            yield item.filed_at, item.id, "qualified"
