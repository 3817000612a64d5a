"""What the server keeps an eye on: alarms that have rung, open offers, calls that are running."""

from __future__ import annotations

from datetime import datetime

from workbench.domain.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """An alarm that has rung, and what came of it; see `domain.alarms`.

    `clock`: the inquiry of the clock, or the handoff, the hold, the day that it rang for.
    `owner`: who had the lead then; `to`: who was offered or given it, or told.
    """

    kind: str
    clock: str
    at: datetime
    number: int = 0
    owner: str | None = None
    to: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A lead shown to somebody who may take it, beside its owner if it has one."""

    to: str
    since: datetime
    until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """A call that was begun and not wrapped up; after `until` nobody waits for it."""

    call_id: str
    user: str | None
    since: datetime
    until: datetime
