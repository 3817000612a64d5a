"""The server's clock: the real one, and the team's, which may be set to try another hour.

Domain times (clocks, grants, what counts as the future) use the team's; tokens, waits and
retention use the real one. Nobody else reads a clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workbench.domain.plain import Plain, to_ms


def real_now() -> datetime:
    return datetime.now(UTC)


def real_ms() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """`at`: what the team's clock said at the real moment `started`; None: it is the real one."""

    at: datetime | None = None
    speed: float = 1.0
    started: datetime | None = None

    @classmethod
    def starting(cls, at: datetime | None, speed: float = 1.0) -> Moment:
        return cls(at, speed, real_now()) if at is not None or speed != 1.0 else cls()

    def now(self) -> datetime:
        if self.started is None:
            return real_now()
        gone: timedelta = real_now() - self.started
        return (self.at or self.started) + gone * self.speed

    @property
    def told(self) -> Plain:
        """What a desk runs its own clock by; None while it is the real one."""
        return None if self.started is None else {"at": to_ms(self.now()), "speed": self.speed}
