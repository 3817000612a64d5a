"""Alarms: what the server does about a lead by itself, and when; a breach makes something happen.

They follow from the lead and the policy alone. One that has rung stands in `lead.fired`; the ladder
of a clock begins anew with each owner, so what rang before the lead was given to them is no matter.
The ends of offers and points ring as long as they stand there; whoever acts takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from workbench.domain.clock import moment_after, owner_clock
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.plain import NEVER
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock

Kind: TypeAlias = Literal[
    "warn", "offer", "tell", "reassign", "unowned", "offer_ends", "hold_ends", "revisit", "decay",
    "handoff_warn", "handoff_tell",
]  # fmt: skip

LADDER: tuple[Kind, ...] = ("offer", "tell", "reassign")
WAITS_FOR_CALL: frozenset[Kind] = frozenset({"offer", "reassign", "unowned", "offer_ends"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`clock`: what it rings for, as in `Fired`; `number` tells the warnings of a clock apart."""

    kind: Kind
    at: datetime
    clock: str
    number: int = 0


def alarms(lead: Lead, policy: Policy) -> tuple[Alarm, ...]:
    """Those still to ring, the next one first; none for a lead that nobody may contact."""
    if lead.is_barred:
        return ()
    waiting = [*_of_lead(lead, policy), *_of_handoffs(lead, policy)]
    if lead.is_open:
        for clock in lead.clocks:
            if clock.is_running:
                waiting += _of_clock(lead, clock, policy)
    return tuple(sorted(waiting, key=lambda alarm: (alarm.at, alarm.kind, alarm.number)))


def due(lead: Lead, policy: Policy, now: datetime) -> Alarm | None:
    """The alarm that rings first, if it is time."""
    waiting = alarms(lead, policy)
    return waiting[0] if waiting and waiting[0].at <= now else None


def _of_clock(lead: Lead, clock: Clock, policy: Policy) -> Iterator[Alarm]:
    kind = policy.type(clock.type)
    owners = owner_clock(lead, policy)
    since = max(owners.started_at, clock.started_at) if owners else clock.started_at
    rungs: list[tuple[Kind, int, float]] = [("warn", n, m) for n, m in enumerate(kind.warn_min)]
    if lead.owner is not None:
        rungs += [(rung, 0, m) for rung, m in zip(LADDER, kind.escalate_min, strict=False)]
    for rung, number, minutes in rungs:
        if not _has_rung(lead, rung, clock.inquiry, number, since):
            at = _after_call(lead, rung, moment_after(clock, since, minutes, policy))
            yield Alarm(kind=rung, at=at, clock=clock.inquiry, number=number)
    if lead.owner is None and lead.pool is not None:  # without a pool the team leads have it
        left_at = max(lead.assigned_at or since, since)
        if not _has_rung(lead, "unowned", clock.inquiry, 0, left_at):
            at = moment_after(clock, left_at, policy.routing.alarm_min, policy)
            at = _after_call(lead, "unowned", at)
            yield Alarm(kind="unowned", at=at, clock=clock.inquiry)


def _after_call(lead: Lead, kind: Kind, at: datetime) -> datetime:
    if lead.on_call is None or kind not in WAITS_FOR_CALL:
        return at
    return max(at, lead.on_call.until)


def _of_lead(lead: Lead, policy: Policy) -> Iterator[Alarm]:
    if lead.held_until is not None and lead.is_open:
        yield Alarm(kind="hold_ends", at=lead.held_until, clock="hold")
    if lead.offer is not None and lead.offer.until is not None and lead.is_open:
        at = _after_call(lead, "offer_ends", lead.offer.until)
        yield Alarm(kind="offer_ends", at=at, clock="offer")
    if lead.revisit_on is not None and lead.status == "nurture":
        day = lead.revisit_on.isoformat()
        said_at = max((item.at for item in lead.record if item.type == "disposed"), default=NEVER)
        if not _has_rung(lead, "revisit", day, 0, said_at):
            opens = policy.calendar.workday(lead.revisit_on, 0)[0]
            yield Alarm(kind="revisit", at=opens, clock=day)
    ends = [point.until for point in lead.score.points if point.until is not None]
    if ends and (lead.is_open or lead.status == "nurture"):
        yield Alarm(kind="decay", at=min(ends), clock="score")


def _of_handoffs(lead: Lead, policy: Policy) -> Iterator[Alarm]:
    rules = policy.handoffs
    rungs: list[tuple[Kind, int, float]] = [
        ("handoff_warn", n, minutes) for n, minutes in enumerate(rules.warn_min)
    ]
    rungs.append(("handoff_tell", 0, rules.decide_min))
    for handed in lead.handoffs:
        for kind, number, minutes in rungs:
            if handed.is_open and not _has_rung(lead, kind, handed.id, number, handed.since):
                at = policy.calendar.add(handed.since, timedelta(minutes=minutes))
                yield Alarm(kind=kind, at=at, clock=handed.id, number=number)


def _has_rung(lead: Lead, kind: Kind, clock: str, number: int, since: datetime) -> bool:
    return any(
        fired.at > since
        for fired in lead.fired
        if (fired.kind, fired.clock, fired.number) == (kind, clock, number)
    )
