"""What follows from a lead's facts, inquiries and record: clocks, status, next step, place in line.

A fold over the record in order of time and id, less what was undone: the order of arrival does not
matter, and settling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, get_args

from workbench.domain.cadence import Cadence, Channel, Done, NextStep, next_step
from workbench.domain.clock import meet
from workbench.domain.disposition import Disposition
from workbench.domain.lead import Clock, Inquiry, Lead, Standing
from workbench.domain.mutation import (
    CallbackPromised,
    Disposed,
    Held,
    LeadEdited,
    Mutation,
    OptedOut,
    Snoozed,
    Touch,
    TouchLogged,
    Undone,
)
from workbench.domain.policy import Policy
from workbench.domain.priority import leading_inquiry, standing_of
from workbench.domain.status import Parts, status

CHANNELS: tuple[Channel, ...] = get_args(Channel)
CALLBACK_EARLY = timedelta(minutes=10)
"""An attempt this long before a promised callback is that callback."""
TYPED = ("employees", "annual_revenue")


@dataclass(frozen=True, slots=True)
class Worked:
    """One touch with the code that was given to it, if any."""

    at: datetime
    touch: Touch | None
    disposition: Disposition | None
    disposed: Disposed | None
    id: str

    @property
    def is_attempt(self) -> bool:
        return self.touch is not None and self.touch.direction == "out"

    @property
    def is_contact(self) -> bool:
        if self.touch is None:
            return False
        if self.disposition is not None:
            return self.disposition.contact
        spoke = self.touch.outcome == "connected"
        return spoke or (self.touch.direction == "in" and self.touch.kind == "call")

    def answers(self, policy: Policy) -> bool:
        """Whether it stops the first-response clock."""
        if self.touch is None or self.touch.kind not in policy.answering:
            return False
        if self.disposition is not None:
            return self.disposition.stops_clock
        return self.is_attempt or self.is_contact


@dataclass(slots=True)
class _Fold:
    """What one walk over the record gathers."""

    worked: list[Worked] = field(default_factory=list)
    edits: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    callback_at: datetime | None = None
    snoozed_until: datetime | None = None
    held_until: datetime | None = None
    phone_retired: bool = False
    barred: set[str] = field(default_factory=set)


def settle(lead: Lead, policy: Policy) -> Lead:
    """The lead with everything derived; facts, inquiries, record, owner and score as they are."""
    undone = undone_ids(lead.record)
    counted = sorted(
        (item for item in lead.record if item.id not in undone), key=lambda item: (item.at, item.id)
    )
    fold = _walk(counted, policy)
    lead = _with_facts(lead, fold)
    return _with_work(lead, fold, policy)


def undone_ids(record: Sequence[Mutation]) -> frozenset[str]:
    return frozenset(str(item.args.get("mutation")) for item in record if item.type == "undone")


def _walk(counted: Sequence[Mutation], policy: Policy) -> _Fold:
    fold = _Fold()
    touches: dict[str, int] = {}
    for item in counted:
        match body := item.body:
            case TouchLogged():
                touches[body.activity_id] = len(fold.worked)
                _take(fold, Worked(body.at or item.at, body, _code_of(body, policy), None, item.id))
            case Disposed():
                disposition = policy.disposition(body.code)
                if body.touch_id in touches:
                    place = touches[str(body.touch_id)]
                    given = replace(
                        fold.worked[place], disposition=disposition, disposed=body, id=item.id
                    )
                    del fold.worked[place]
                    touches = {k: v - (v > place) for k, v in touches.items()}
                    touches[str(body.touch_id)] = len(fold.worked)
                    _take(fold, given)
                else:
                    at = (body.touch.at if body.touch else None) or item.at
                    if body.touch is not None:
                        touches[body.touch.activity_id] = len(fold.worked)
                    _take(fold, Worked(at, body.touch, disposition, body, item.id))
                if disposition.retires_phone:
                    fold.phone_retired = True
                if disposition.bars_channels:
                    fold.barred |= set(CHANNELS)
                if disposition.follow.what == "callback":
                    fold.callback_at = body.callback_at
            case CallbackPromised():
                fold.callback_at = body.at
            case Snoozed():
                fold.snoozed_until = body.until
            case Held():
                fold.held_until = body.until
            case OptedOut():
                fold.barred |= set(body.channels)
            case LeadEdited():
                for name, change in body.changes.items():
                    first = fold.edits.get(name, (change.get("old"), None))[0]
                    fold.edits[name] = (first, change.get("new"))
                if "phone" in body.changes:
                    fold.phone_retired = False
            case Undone():
                pass
            case _:
                pass  # calls begun and changes of owner leave no trace in what is derived
    return fold


def _take(fold: _Fold, worked: Worked) -> None:
    fold.worked.append(worked)
    if worked.touch is not None and worked.touch.kind == "note":
        return
    fold.snoozed_until = fold.held_until = None
    if fold.callback_at is not None and (
        worked.is_contact or worked.at >= fold.callback_at - CALLBACK_EARLY
    ):
        fold.callback_at = None


def _code_of(touch: Touch, policy: Policy) -> Disposition | None:
    """The code behind a logged outcome, where the outcome is one."""
    return next((d for d in policy.dispositions if d.code == touch.outcome), None)


def _with_facts(lead: Lead, fold: _Fold) -> Lead:
    base = {name: getattr(lead, name) for name in fold.edits} | dict(lead.said)
    facts = base | {name: new for name, (_, new) in fold.edits.items()}
    for name in TYPED:
        if name in facts and facts[name] is not None:
            facts[name] = float(facts[name]) if name == "annual_revenue" else int(facts[name])
    if "phone" in facts and facts["phone"] != lead.phone:
        facts["phone_e164"] = (
            None  # the server parses the new number; until then nothing is dialled
        )
    return replace(lead, said=base, **facts) if base or facts else lead


def _with_work(lead: Lead, fold: _Fold, policy: Policy) -> Lead:
    worked = sorted(fold.worked, key=lambda item: (item.at, item.id))
    touched = [item for item in worked if item.touch is not None and item.touch.kind != "note"]
    clocks = tuple(_clock(clock, worked, policy) for clock in lead.clocks)
    voided = frozenset(clock.inquiry for clock in clocks if clock.voided)
    leading = leading_inquiry(lead.inquiries, voided, policy)
    attempts = [item.at for item in touched if item.is_attempt]
    coded = [item for item in worked if item.disposition is not None]
    closing = [item for item in coded if item.disposition and item.disposition.closes]
    since = _reopened_at(lead.inquiries, closing)
    contacts = [item.at for item in touched if item.is_contact and item.at >= since]
    fresh_attempts = [at for at in attempts if at >= since]
    newest_code = coded[-1] if coded else None
    barred = set(fold.barred)
    if fold.phone_retired:
        barred.add("call")
    lead = replace(
        lead,
        type=leading.type,
        clocks=clocks,
        attempts=len(attempts),
        first_attempt_at=min(attempts, default=None),
        first_contact_at=min((item.at for item in touched if item.is_contact), default=None),
        last_touch_at=max((item.at for item in touched), default=None),
        code=newest_code.disposition.code if newest_code and newest_code.disposition else None,
        reason=newest_code.disposed.reason if newest_code and newest_code.disposed else None,
        callback_at=fold.callback_at,
        snoozed_until=fold.snoozed_until,
        held_until=fold.held_until,
        revisit_on=_revisit(lead.inquiries, closing, policy),
        barred=tuple(sorted(barred)),
        step=None,
        standing=Standing(),
    )
    lead = replace(lead, status=_status(lead, worked, bool(contacts), bool(fresh_attempts)))
    lead = replace(lead, step=_step(lead, touched, bool(contacts), policy))
    clock = next((item for item in clocks if item.inquiry == leading.id), None)
    since_leading = sum(1 for at in attempts if at >= leading.received_at)
    return replace(lead, standing=standing_of(lead, leading, clock, since_leading, policy))


def _clock(clock: Clock, worked: Sequence[Worked], policy: Policy) -> Clock:
    clock = replace(clock, met_at=None, voided=False)
    for item in worked:
        if item.disposition is not None and item.disposition.voids_clock:
            if item.at >= clock.received_at:
                return replace(clock, met_at=None, voided=True)
        elif item.answers(policy):
            clock = meet(clock, item.at)
    return clock


def _reopened_at(inquiries: Sequence[Inquiry], closing: Sequence[Worked]) -> datetime:
    """When the lead came back after it was closed; its first arrival where it never was."""
    first = min(inquiry.received_at for inquiry in inquiries)
    if not closing:
        return min(first, datetime.min.replace(tzinfo=first.tzinfo))
    later = [i.received_at for i in inquiries if i.received_at > closing[0].at]
    return max(later, default=datetime.min.replace(tzinfo=first.tzinfo))


def _revisit(
    inquiries: Sequence[Inquiry], closing: Sequence[Worked], policy: Policy
) -> date | None:
    if not closing:
        return None
    last = closing[-1]
    if last.disposed is None or last.disposition is None:
        return None
    if any(inquiry.received_at > last.at for inquiry in inquiries):
        return None
    if last.disposed.revisit_on is not None:
        return last.disposed.revisit_on
    days = last.disposition.revisit_days
    return policy.calendar.local_day(last.at) + timedelta(days=days) if days else None


def _status(lead: Lead, worked: Sequence[Worked], contacted: bool, attempted: bool) -> Any:
    return status(
        Parts(
            merged=any(i.disposition and i.disposition.closes == "merged" for i in worked),
            news=tuple(_news(lead.inquiries, worked)),
            held=lead.held_until is not None,
            contacted=contacted,
            attempted=attempted,
            owned=lead.owner is not None,
            recycled=lead.newest_inquiry.type == "recycled",
        )
    )


def _news(
    inquiries: Sequence[Inquiry], worked: Sequence[Worked]
) -> Iterator[tuple[datetime, str, Any]]:
    verdicts = {"work": None, "nurture": "nurture", "disqualify": "disqualified"}
    for inquiry in inquiries:
        yield inquiry.received_at, inquiry.id, verdicts[inquiry.verdict]
    for item in worked:
        if item.disposition is None:
            continue
        if item.disposition.closes is not None:
            yield item.at, item.id, item.disposition.closes
        elif item.disposition.status in ("meeting_booked", "qualified"):
            yield item.at, item.id, item.disposition.status


def _step(
    lead: Lead, touched: Sequence[Worked], contacted: bool, policy: Policy
) -> NextStep | None:
    if not lead.is_open:
        return None
    if lead.callback_at is not None:
        return NextStep(channel="call", label="Callback", due_at=lead.callback_at)
    enrolled = _enrolled(lead.inquiries, policy)
    mine = [item for item in touched if item.at >= enrolled.received_at]
    last = mine[-1] if mine else None
    follow = last.disposition.follow if last and last.disposition else None
    if last is not None and follow is not None:
        if follow.what == "redial" and _same_code_that_day(mine, policy) < follow.per_day:
            due = policy.calendar.add(last.at, timedelta(minutes=follow.minutes))
            return NextStep(channel="call", label="Redial", due_at=due)
        if follow.what == "task":
            return _follow_up("Follow up", last.at, follow.days, policy)
    if contacted and last is not None:
        return _follow_up("Follow up", last.at, 1, policy)
    if not enrolled.live:
        if mine:
            return _follow_up("Try again", mine[-1].at, 1, policy)
        due = policy.calendar.opening(enrolled.stored_at or enrolled.received_at)
        return NextStep(channel=_first_channel(lead), label="First look", due_at=due)
    name = policy.type(enrolled.type).cadence
    if name is None:
        return None
    start = policy.calendar.opening(enrolled.received_at)
    cadence = _usable(policy.cadences[name], lead)
    done = [
        Done(at=i.at, channel=i.touch.kind, counts=not i.disposition or i.disposition.code != "BSY")
        for i in mine
        if i.touch is not None and i.touch.kind != "note" and i.is_attempt
    ]
    return next_step(cadence, start, done, policy.calendar)


def _enrolled(inquiries: Sequence[Inquiry], policy: Policy) -> Inquiry:
    """The inquiry whose cadence runs: a hand-raiser's starts it anew, any other keeps its place."""
    ordered = sorted(inquiries, key=lambda inquiry: (inquiry.received_at, inquiry.id))
    raised = [inquiry for inquiry in ordered if policy.type(inquiry.type).hand_raiser]
    return raised[-1] if raised else ordered[0]


def _same_code_that_day(mine: Sequence[Worked], policy: Policy) -> int:
    """How often the newest touch's code was given before it on the same day."""
    last, day = mine[-1], policy.calendar.local_day(mine[-1].at)
    return sum(
        1
        for item in mine[:-1]
        if item.disposition == last.disposition and policy.calendar.local_day(item.at) == day
    )


def _follow_up(label: str, at: datetime, days: int, policy: Policy) -> NextStep:
    due = policy.calendar.workday(policy.calendar.local_day(at) + timedelta(days=days), 0)[0]
    return NextStep(channel="call", label=label, due_at=due)


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


def _usable(cadence: Cadence, lead: Lead) -> Cadence:
    """The steps whose channel is there; a social step needs no more than a name to look for."""
    may = {*reachable(lead), *({"social"} - set(lead.barred))}
    return replace(cadence, steps=tuple(step for step in cadence.steps if step.channel in may))


def _first_channel(lead: Lead) -> Channel:
    return next((name for name in reachable(lead) if name in ("call", "email")), "social")
