"""SLA clocks: when an answer was promised, how much of the promise is left, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from workbench.domain.calendar import Calendar
from workbench.domain.lead import Clock, Inquiry
from workbench.domain.policy import Policy

URGENT_SHARE = 0.2
SOON_SHARE = 0.5
URGENT_BELOW = timedelta(seconds=60)


class ClockState(Enum):
    ON_TIME = "on time"
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


def start_clock(inquiry: Inquiry, policy: Policy) -> Clock | None:
    """The clock that an inquiry opens; None for a type without a target."""
    target_min = policy.type(inquiry.type).target_min
    if target_min is None:
        return None
    started_at = policy.calendar.opening(inquiry.received_at)
    return Clock(
        inquiry=inquiry.id,
        type=inquiry.type,
        received_at=inquiry.received_at,
        started_at=started_at,
        due_at=policy.calendar.add(started_at, timedelta(minutes=target_min)),
        target_min=target_min,
    )


def meet(clock: Clock, touch_at: datetime) -> Clock:
    """The clock after a qualifying touch; one before the inquiry came stops nothing."""
    if not clock.is_running or touch_at < clock.received_at:
        return clock
    return replace(clock, met_at=touch_at)


def reading(clock: Clock, calendar: Calendar, now: datetime) -> Reading:
    if now >= clock.due_at:
        return Reading(ClockState.BREACHED, clock.due_at - now)
    left = calendar.between(max(now, clock.started_at), clock.due_at)
    opens = calendar.opening(max(now, clock.started_at))
    if opens > now:
        return Reading(ClockState.PAUSED, left, opens)
    return Reading(running_state(left, clock.target_min), left)


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
        return f"{seconds // 60} min"
    if seconds < 86400:
        return f"{seconds // 3600}h{seconds % 3600 // 60:02}"
    return f"{seconds // 86400} d"
