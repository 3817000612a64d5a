"""What was promised: an answer to an inquiry, by its clock; a decision on a handoff, by its AE."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass

Outcome: TypeAlias = Literal["meeting_booked", "qualified", "accepted", "connected"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """`id` is the handoff's, the meeting's where it has none of its own.

    `since`: from when the AE can decide; `due_at`: by when they promised to. `told_at`: when it
    was booked or handed over, and `by` whom; `ended_at`: when it was decided or came to nothing.
    `moved`: how often its meeting was put at another time.
    """

    id: str
    ae: str
    told_at: datetime
    since: datetime
    due_at: datetime
    by: str | None = None
    meeting_id: str | None = None
    meeting_at: datetime | None = None
    length_min: float = 0
    moved: int = 0
    result: Literal["held", "no_show", "cancelled"] | None = None
    decision: Literal["accepted", "rejected"] | None = None
    code: str | None = None
    quality: int | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def news(self) -> tuple[datetime, str, Outcome]:
        """What it calls for now, as `status.Parts` wants it."""
        if self.decision == "accepted":
            return self.ended_at or self.told_at, self.id, "accepted"
        if self.ended_at is not None:
            return self.ended_at, self.id, "connected"
        return self.told_at, self.id, "meeting_booked" if self.meeting_at else "qualified"
