"""SLA clocks: when an answer was promised, how much of the promise is left, and how to say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from workbench.domain.calendar import Calendar
from workbench.domain.frozen import dataclass, replace
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock, Pause, Promise, Taken
from workbench.domain.tongue import tr

URGENT_SHARE = 0.2
SOON_SHARE = 0.5
URGENT_BELOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClock:
    """The rep's view: from the assignment on; a reassignment starts it anew."""

    owner: str
    started_at: datetime
    due_at: datetime


class ClockState(Enum):
    ON_TIME = "on_time"
    SOON = "soon"
    URGENT = "urgent"
    BREACHED = "breached"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock says at one moment.

    `left`: business time to the due moment, negative wall-clock time once it is past. `until`:
    when the clock opens again, for a paused one.
    """

    state: ClockState
    left: timedelta
    until: datetime | None = None


def start_clock(
    inquiry: Inquiry, policy: Policy, *, calendar: str = "", zone: str | None = None
) -> Clock | None:
    """The clock that an inquiry opens; None for a type without a target.

    `calendar` and `zone` are those on which it runs; see `promise.Clock`.
    """
    target_min = policy.type(inquiry.type).target_min
    if target_min is None:
        return None
    runs_on = policy.calendar_of(calendar, zone)
    started_at = runs_on.opening(inquiry.received_at)
    return Clock(
        inquiry=inquiry.id,
        type=inquiry.type,
        received_at=inquiry.received_at,
        started_at=started_at,
        due_at=runs_on.add(started_at, timedelta(minutes=target_min)),
        target_min=target_min,
        calendar=calendar,
        zone=zone,
    )


def calendar_for(clock: Clock | None, policy: Policy) -> Calendar:
    """The calendar on which a clock runs; the team's where there is no clock."""
    return policy.calendar_of(clock.calendar, clock.zone) if clock else policy.calendar


def retype(clock: Clock, type: str, policy: Policy) -> Clock:
    """The clock once its inquiry is of another type: the first promise stays in its history."""
    promised = clock.promised_at or clock.due_at
    first = clock.earlier[0] if clock.earlier else Promise(clock.type, clock.target_min, promised)
    if type == first.type:
        return replace(
            clock, type=type, target_min=first.target_min, due_at=first.due_at,
            promised_at=None, earlier=(),
        )  # fmt: skip
    target_min = policy.type(type).target_min
    if target_min is None:
        return replace(clock, type=type, earlier=(first,), voided=True)
    due_at = calendar_for(clock, policy).add(clock.started_at, timedelta(minutes=target_min))
    return replace(
        clock, type=type, target_min=target_min, due_at=due_at, promised_at=None, earlier=(first,)
    )


def pause(clock: Clock, pauses: Sequence[Pause], policy: Policy) -> Clock:
    """The clock with these pauses and no others; each moves what it promised by what it stopped."""
    promised = clock.promised_at or clock.due_at
    if not pauses:
        return replace(clock, due_at=promised, promised_at=None, pauses=())
    calendar = calendar_for(clock, policy)
    due_at, stopped = _moved(promised, clock.started_at, pauses, calendar)
    kept = promised if due_at != promised else None
    return replace(clock, due_at=due_at, promised_at=kept, pauses=stopped)


def _moved(
    due_at: datetime, since: datetime, pauses: Sequence[Pause], calendar: Calendar
) -> tuple[datetime, tuple[Pause, ...]]:
    """A moment moved by the pauses between `since` and it, and what of them stopped anything."""
    stopped = []
    for item in sorted(pauses, key=lambda item: (item.since, item.until)):
        begins = max(item.since, since)
        if begins < item.until and begins < due_at:
            due_at = calendar.add(item.until, calendar.between(begins, due_at))
            since = item.until
            stopped.append(replace(item, since=begins))
    return due_at, tuple(stopped)


def moment_after(clock: Clock, since: datetime, minutes: float, policy: Policy) -> datetime:
    """When so many business minutes of a clock have passed since a moment, without its pauses."""
    return moment_on(calendar_for(clock, policy), clock.pauses, since, minutes)


def moment_on(
    calendar: Calendar, pauses: Sequence[Pause], since: datetime, minutes: float
) -> datetime:
    """`moment_after` for who has no clock, but what it runs on."""
    at = calendar.add(since, timedelta(minutes=minutes))
    return _moved(at, since, pauses, calendar)[0] if pauses else at


def meet(clock: Clock, touch_at: datetime, *, known_at: datetime | None = None) -> Clock:
    """The clock after a qualifying touch; one before the inquiry came stops nothing.

    `known_at`: when the server heard of it. A touch in time that it heard of after the clock was
    due counts, and is marked as logged late.
    """
    if not clock.is_running or touch_at < clock.received_at:
        return clock
    late = known_at is not None and touch_at <= clock.due_at < known_at
    return replace(clock, met_at=touch_at, logged_late=late)


def passed(clock: Clock, calendar: Calendar, now: datetime) -> timedelta:
    """Business time that counts against the promise, from the start to `now`, without pauses."""
    counted = calendar.between(clock.started_at, now)
    for item in clock.pauses:
        counted -= calendar.between(item.since, min(item.until, now))
    return counted


def time_taken(clock: Clock, inquiry: Inquiry, calendar: Calendar) -> Taken | None:
    """How long the answer took and whose time it was; None while there is none."""
    if clock.met_at is None:
        return None
    came, met = clock.received_at, clock.met_at
    stored = min(max(inquiry.stored_at or came, came), met)
    assigned = min(max(clock.assigned_at or stored, stored), met)
    return Taken(
        wall_s=(met - came).total_seconds(),
        business_s=passed(clock, calendar, met).total_seconds(),
        intake_s=(stored - came).total_seconds(),
        routing_s=(assigned - stored).total_seconds(),
        owner_s=(met - assigned).total_seconds(),
    )


def owner_clock(lead: Lead, policy: Policy) -> OwnerClock | None:
    """The owner's view of the running clock: it starts when they were given the lead."""
    clock = lead.clock
    if clock is None or not clock.is_running or lead.owner is None:
        return None
    given = calendar_for(clock, policy).opening(lead.assigned_at or clock.started_at)
    since = max(clock.started_at, given)
    due_at = moment_after(clock, since, clock.target_min, policy)
    return OwnerClock(owner=lead.owner, started_at=since, due_at=due_at)


def reading(clock: Clock, calendar: Calendar, now: datetime) -> Reading:
    if now >= clock.due_at:
        return Reading(ClockState.BREACHED, clock.due_at - now)
    goes_on = _goes_on(clock, calendar, now)
    to_come = (calendar.between(max(item.since, goes_on), item.until) for item in clock.pauses)
    left = calendar.between(goes_on, clock.due_at) - sum(to_come, timedelta())
    if goes_on > now:
        return Reading(ClockState.PAUSED, left, goes_on)
    return Reading(running_state(left, clock.target_min), left)


def _goes_on(clock: Clock, calendar: Calendar, now: datetime) -> datetime:
    """The first moment from `now` on at which it runs: open, and in no pause."""
    at = calendar.opening(max(now, clock.started_at))
    for item in clock.pauses:  # in order, and apart
        if item.since <= at < item.until:
            at = calendar.opening(item.until)
    return at


def running_state(left: timedelta, target_min: float) -> ClockState:
    """Urgent under a fifth or 60 s, soon under half of the promise."""
    promise = timedelta(minutes=target_min)
    if left < max(promise * URGENT_SHARE, URGENT_BELOW):
        return ClockState.URGENT
    return ClockState.SOON if left < promise * SOON_SHARE else ClockState.ON_TIME


def spoken(length: timedelta) -> str:
    """A length as chips say it: `m:ss` under 10 min, `18 min`, `2h10`, `3 d`."""
    seconds = int(abs(length).total_seconds())
    if seconds < 600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 3600:
        return tr("{minutes} min", minutes=seconds // 60)
    if seconds < 86400:
        return tr("{hours}h{minutes:02}", hours=seconds // 3600, minutes=seconds % 3600 // 60)
    return tr("{days} d", days=seconds // 86400)
