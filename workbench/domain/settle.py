"""What follows from a lead's facts, inquiries and record: clocks, status, next step, place in line.

Settling twice changes nothing, and the order in which work arrived does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

from workbench.domain.alarms import alarms
from workbench.domain.clock import calendar_for, meet, pause, retype, time_taken
from workbench.domain.frozen import replace
from workbench.domain.handoff import handoffs_of, opportunity_of
from workbench.domain.intent import has_unsubscribed
from workbench.domain.lead import FACTS, Inquiry, Lead, Status, Verdict
from workbench.domain.plain import NEVER
from workbench.domain.policy import Policy
from workbench.domain.priority import leading_inquiry, standing_of
from workbench.domain.promise import Clock, Pause
from workbench.domain.pursuit import step_of
from workbench.domain.qualification import answers_of
from workbench.domain.record import Refusal
from workbench.domain.status import Parts, as_they_count, status
from workbench.domain.tongue import mark, tr
from workbench.domain.worked import Work, Worked, work_of

NUMBERS = {"employees": int, "annual_revenue": float}
VERDICTS: dict[Verdict, Status | None] = {
    "work": None,
    "nurture": "nurture",
    "disqualify": "disqualified",
}


def settle(lead: Lead, policy: Policy) -> Lead:
    """The lead with everything derived; facts, inquiries, record, owner and score as they are."""
    work = work_of(lead.record, policy)
    return _with_work(_with_facts(lead, work), work, policy)


def _with_facts(lead: Lead, work: Work) -> Lead:
    if not work.edits and not lead.said:
        return lead
    said = {name: getattr(lead, name) for name in work.edits} | dict(lead.said)
    facts = {k: fact(k, value) for k, value in (said | work.edits).items() if k in FACTS}
    if "phone" in facts and facts["phone"] != lead.phone:
        facts["phone_e164"] = None  # the server parses the new number; until then none is dialled
    return replace(lead, said=said, **facts)


def fact(name: str, value: Any) -> Any:
    """An edited value as a lead holds it. Raises Refusal where it is none of its field."""
    if value is None:
        return () if name == "tech" else None
    needed = mark("“{field}” needs text.")
    if name == "tech":
        needed = mark("“{field}” needs a list of names.")
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif name in NUMBERS:
        needed = mark("“{field}” needs a number.")
        try:
            size = float(value)
            return NUMBERS[name](size if isfinite(size) else "")
        except (TypeError, ValueError, OverflowError):
            pass
    elif isinstance(value, str):
        return value
    raise Refusal("malformed", tr(needed, field=name))


def _with_work(lead: Lead, work: Work, policy: Policy) -> Lead:
    worked = work.in_order
    touched = [item for item in worked if item.is_touch]
    last = max(touched, key=lambda item: item.at, default=None)
    attempts = [item.at for item in touched if item.is_attempt]
    contacts = [item.at for item in touched if item.is_contact]
    coded = sorted(
        (item for item in worked if item.disposition is not None),
        key=lambda item: (item.filed_at, item.id),
    )
    closing = [item for item in coded if item.disposition and item.disposition.closes]
    inquiries = _typed(lead.inquiries, work.retyped, policy)
    pauses = work.pauses(inquiries)
    clocks = tuple(_clocks(lead, inquiries, work, pauses, policy))
    counted = as_they_count(inquiries, [item.filed_at for item in closing])
    since, current = _since_it_came_back(counted, closing)
    leading = leading_inquiry(current, clocks, policy)
    handoffs, opportunity = handoffs_of(lead.record, policy), opportunity_of(lead.record)
    held_until = _held_until(lead, work, pauses)
    parts = Parts(
        merged=bool(work.merged),
        opportunity=opportunity.outcome or "open" if opportunity else None,
        accepted=any(one.decision == "accepted" for one in handoffs),
        news=(*_news(counted, worked), *(one.news for one in handoffs)),
        held=held_until is not None,
        contacted=any(at >= since for at in contacts),
        attempted=any(at >= since for at in attempts),
        owned=lead.owner is not None,
        recycled=max(inquiries, key=lambda one: (one.received_at, one.id)).type == "recycled",
    )
    lead = replace(
        lead,
        inquiries=inquiries,
        type=leading.type,
        status=status(parts),
        clocks=clocks,
        attempts=sum(at >= leading.received_at for at in attempts),
        first_attempt_at=min(attempts, default=None),
        first_contact_at=min(contacts, default=None),
        last_touch_at=last.at if last else None,
        last_touch=last.touch.kind if last and last.touch else None,
        code=coded[-1].disposition.code if coded and coded[-1].disposition else None,
        reason=coded[-1].disposed.reason if coded and coded[-1].disposed else None,
        callback_at=work.callback_at,
        snoozed_until=_snoozed_until(inquiries, work),
        held_until=held_until,
        on_call=work.on_call,
        handoffs=handoffs,
        opportunity=opportunity,
        answers=answers_of(lead.record),
        revisit_on=_revisit_on(counted, closing, policy),
        barred=_barred(lead, work, policy),
    )
    step = step_of(lead, current, touched, policy)
    owed = _owed_from(clocks, attempts, work)
    return replace(
        lead,
        step=step,
        standing=standing_of(lead, step, leading, owed, policy),
        alarm_at=next((alarm.at for alarm in alarms(lead, policy)), None),
    )


def _typed(
    inquiries: tuple[Inquiry, ...], retyped: Sequence[tuple[datetime, str]], policy: Policy
) -> tuple[Inquiry, ...]:
    """The inquiries with the types that somebody gave them: each the newest one of its moment."""
    if not retyped and all(inquiry.came_as is None for inquiry in inquiries):
        return inquiries
    own = [inquiry for inquiry in inquiries if inquiry.came_to is None] or inquiries
    types = {inquiry.id: inquiry.came_as or inquiry.type for inquiry in own}
    came = dict(types)
    for at, type in sorted(retyped):
        before = [inquiry for inquiry in own if inquiry.received_at <= at] or own
        newest = max(before, key=lambda inquiry: (inquiry.received_at, inquiry.id))
        if type in policy.types:
            types[newest.id] = type
    return tuple(
        replace(
            inquiry,
            type=types[inquiry.id],
            came_as=came[inquiry.id] if types[inquiry.id] != came[inquiry.id] else None,
        )
        if inquiry.id in types
        else inquiry
        for inquiry in inquiries
    )


def _held_until(lead: Lead, work: Work, pauses: Sequence[Pause]) -> datetime | None:
    """The end of a hold that nothing has ended, this moment's passing included."""
    if not pauses:
        return None
    last = max(pauses, key=lambda pause: (pause.since, pause.until))
    asked = max(hold.until for hold in work.holds if hold.said_at == last.since)
    rung = any(f.kind == "hold_ends" and f.at >= last.until for f in lead.fired)
    return None if rung or last.until < asked else last.until


def _clocks(
    lead: Lead,
    inquiries: Sequence[Inquiry],
    work: Work,
    pauses: Sequence[Pause],
    policy: Policy,
) -> Iterator[Clock]:
    asked = {inquiry.id: inquiry for inquiry in inquiries}
    for clock in lead.clocks:
        inquiry = asked[clock.inquiry]
        clock = replace(
            clock,
            assigned_at=clock.assigned_at or (lead.assigned_at if lead.owner else None),
            met_at=None,
            contact_at=None,
            voided=False,
            logged_late=False,
            taken=None,
        )
        if inquiry.type != clock.type or clock.earlier:
            clock = retype(clock, inquiry.type, policy)
        if pauses or clock.pauses:
            clock = pause(clock, pauses, policy)
        if work.touches or work.merged:
            clock = _worked(clock, inquiry, work, policy)
        yield clock


def _worked(clock: Clock, inquiry: Inquiry, work: Work, policy: Policy) -> Clock:
    """The clock after all that was done: met by the first qualifying touch, or voided."""
    worked = work.in_order
    if _voids(clock, worked, work.merged):
        return replace(clock, voided=True)
    contacts = (item.at for item in worked if item.is_contact and item.at >= clock.received_at)
    for item in worked:
        if item.answers(policy) and not (item.disposition and item.disposition.voids_clock):
            clock = meet(clock, item.at, known_at=item.known_at)
    return replace(
        clock,
        contact_at=next(contacts, None),
        taken=time_taken(clock, inquiry, calendar_for(clock, policy)),
    )


def _voids(clock: Clock, worked: Sequence[Worked], merged: Iterable[datetime]) -> bool:
    """Whether a code voided it, or its lead became another one, on which its copy runs."""
    codes = (i.filed_at for i in worked if i.disposition and i.disposition.voids_clock)
    return any(at >= clock.received_at for at in (*codes, *merged))


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


def _barred(lead: Lead, work: Work, policy: Policy) -> tuple[str, ...]:
    """By what the team filed, and by the person's own last word on mail."""
    if not has_unsubscribed(lead.signals):
        return work.barred
    return tuple(sorted({*work.barred, "email", *policy.opt_outs.get("email", ())}))


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
