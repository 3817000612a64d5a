"""What was promised for an inquiry: its clock, what paused it, and how long the answer took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Time that a clock does not count, and why."""

    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What a clock promised before its lead's type was changed."""

    type: str
    target_min: float
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How long an answer took, in seconds: by the wall and in business time, from the arrival to
    the touch that met the clock. The three delays add up to `wall_s`.
    """

    wall_s: float
    business_s: float
    intake_s: float
    routing_s: float
    owner_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The prospect's view of one inquiry: from its arrival to the first qualifying touch.

    `started_at` is the first working moment from the arrival on; `promised_at` lies `target_min`
    business minutes after it, and `due_at` later by what was paused. `calendar` names the one of
    the policy on which it runs, the team's where it is empty; `zone` another zone for its hours.
    """

    inquiry: str
    type: str
    received_at: datetime
    started_at: datetime
    due_at: datetime
    target_min: float
    calendar: str = ""
    zone: str | None = None
    promised_at: datetime | None = None
    assigned_at: datetime | None = None
    """When somebody was first given the lead for it."""
    met_at: datetime | None = None
    contact_at: datetime | None = None
    """When they were first reached after it started; `met_at` is the attempt or the contact, by
    the policy."""
    logged_late: bool = False
    voided: bool = False
    pauses: tuple[Pause, ...] = ()
    earlier: tuple[Promise, ...] = ()
    taken: Taken | None = None

    @property
    def is_running(self) -> bool:
        return self.met_at is None and not self.voided

    @property
    def is_missed(self) -> bool:
        """Whether it was met too late; one that still runs is not known to be."""
        return self.met_at is not None and not self.voided and self.met_at > self.due_at
