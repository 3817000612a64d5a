"""Alarms: what the server does about a lead by itself, and when; a breach makes something happen.

They follow from the lead and the policy alone. One that has rung stands in `lead.fired`; the ladder
of a clock begins anew with each owner, so what rang before the lead was given to them is no matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from workbench.domain.clock import moment_after, owner_clock
from workbench.domain.lead import Lead
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock

Kind: TypeAlias = Literal[
    "warn", "offer", "tell", "reassign", "unowned", "hold_ends", "revisit", "decay",
    "handoff_warn", "handoff_tell",
]  # fmt: skip

LADDER: tuple[Kind, ...] = ("offer", "tell", "reassign")
WAITS_FOR_CALL: frozenset[Kind] = frozenset({"offer", "reassign", "unowned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`clock`: what it rings for, as in `Fired`; `number` tells the warnings of a clock apart."""

    kind: Kind
    at: datetime
    clock: str
    number: int = 0


def alarms(lead: Lead, policy: Policy) -> tuple[Alarm, ...]:
    """Those still to ring, the next one first."""
    waiting = [*_of_lead(lead, policy)]
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
    if lead.owner is None:
        rungs.append(("unowned", 0, policy.routing.alarm_min))
    else:
        rungs += [(rung, 0, m) for rung, m in zip(LADDER, kind.escalate_min, strict=False)]
    for rung, number, minutes in rungs:
        if not _has_rung(lead, rung, clock.inquiry, number, since):
            at = moment_after(clock, since, minutes, policy)
            if lead.on_call is not None and rung in WAITS_FOR_CALL:
                at = max(at, lead.on_call.until)
            yield Alarm(kind=rung, at=at, clock=clock.inquiry, number=number)


def _of_lead(lead: Lead, policy: Policy) -> Iterator[Alarm]:
    if lead.held_until is not None:
        yield Alarm(kind="hold_ends", at=lead.held_until, clock="hold")
    if lead.revisit_on is not None and lead.status == "nurture":
        calendar = policy.calendar
        opens = calendar.workday(lead.revisit_on, 0)[0]
        yield Alarm(kind="revisit", at=opens, clock=lead.revisit_on.isoformat())
    ends = [point.until for point in lead.score.points if point.until is not None]
    if ends:
        yield Alarm(kind="decay", at=min(ends), clock="score")


def _has_rung(lead: Lead, kind: Kind, clock: str, number: int, since: datetime) -> bool:
    return any(
        fired.at > since
        for fired in lead.fired
        if (fired.kind, fired.clock, fired.number) == (kind, clock, number)
    )


def is_offered(lead: Lead, user: str, now: datetime) -> bool:
    """Whether the lead is being offered to this person now."""
    offer = lead.offer
    return offer is not None and offer.to == user and (offer.until is None or now < offer.until)
