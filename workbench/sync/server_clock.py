"""The desk's one real clock: the server's time as far as it is known, else this computer's.

Short requests bring samples; of the last 8 the quickest counts. A server that runs on a set clock
(`--clock`) tells it at sign-in, and that time drives everything a person sees.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

from workbench.cache.entry import Offset
from workbench.domain.frozen import dataclass
from workbench.domain.plain import from_ms, to_ms

if sys.platform == "linux":  # where `time.monotonic` stands still while the computer sleeps
    steady: Callable[[], float] = partial(time.clock_gettime, time.CLOCK_BOOTTIME)
elif sys.platform == "darwin":
    steady = partial(time.clock_gettime, time.CLOCK_MONOTONIC)
else:
    steady = time.monotonic
"""Seconds that go on while the computer sleeps, and that no setting of its clock moves."""
SAMPLES = 8
JUMP_S = 1.0
"""Wall and monotonic clock may part by this much before an offset is doubted."""
FRESH_S = 300.0


@dataclass(frozen=True, slots=True)
class _Sample:
    """One answered request, in seconds."""

    rtt: float
    server_less_monotonic: float
    wall_less_monotonic: float
    taken: float


@dataclass(frozen=True, slots=True)
class _SetClock:
    """A server's `--clock`: where it stood at monotonic `started`, and how fast it runs."""

    at: float
    started: float
    speed: float


@dataclass(frozen=True, slots=True)
class Sent:
    """Both of this computer's clocks when a request went out, in seconds."""

    monotonic: float
    wall: float


class ServerClock:
    """Seconds inside, instants outside. `wall` and `monotonic` are the computer's own clocks."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = steady,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._samples: deque[_Sample] = deque(maxlen=SAMPLES)
        self._set: _SetClock | None = None

    def monotonic(self) -> float:
        return self._monotonic()

    def sends(self) -> Sent:
        return Sent(self._monotonic(), self._wall())

    def sample(self, sent: Sent, server_ms: int) -> None:
        """What was `sent` has just been answered."""
        answered = self._monotonic()
        rtt = answered - sent.monotonic
        if abs(self._wall() - sent.wall - rtt) > JUMP_S:
            return  # a jump in between: nobody knows how old the answer is
        if self._jumped(answered):
            self._samples.clear()
        self._samples.append(
            _Sample(
                rtt, server_ms / 1000 + rtt / 2 - answered, self._wall() - answered, taken=answered
            )
        )

    def run_from(self, at_ms: int, speed: float) -> None:
        """The server's clock was set: it stands at `at_ms` now and runs `speed` times as fast."""
        self._set = _SetClock(at_ms / 1000, self._monotonic(), speed)

    def run_real(self) -> None:
        self._set = None

    def kept(self) -> str:
        """What `recall` needs in order to go on after a restart; empty for the real time."""
        if self._set is None:
            return ""
        return f"{to_ms(self.now())} {self._set.speed} {self._wall()}"

    def recall(self, kept: str) -> None:
        if kept:
            at_ms, speed, wall = map(float, kept.split())
            self.run_from(round(at_ms + (self._wall() - wall) * 1000 * speed), speed)

    def now(self) -> datetime:
        if self._set is not None:
            passed = (self._monotonic() - self._set.started) * self._set.speed
            return from_ms(round((self._set.at + passed) * 1000))
        best = self._best()
        if best is None:
            return from_ms(round(self._wall() * 1000))
        return from_ms(round((self._monotonic() + best.server_less_monotonic) * 1000))

    def device_now(self) -> datetime:
        """What mutations are stamped with: this computer's own clock, which the server corrects."""
        return self.now() if self._set is not None else from_ms(round(self._wall() * 1000))

    def offset(self) -> Offset:
        best = self._best()
        if self._set is not None or best is None:
            return Offset()
        ms = round((self._monotonic() + best.server_less_monotonic - self._wall()) * 1000)
        return Offset(ms, self._monotonic() - best.taken)

    @property
    def is_certain(self) -> bool:
        """False before the first sample, and after a jump of the wall clock."""
        return self._set is not None or (
            bool(self._samples) and not self._jumped(self._monotonic())
        )

    @property
    def wants_sample(self) -> bool:
        return not self.is_certain or (
            bool(self._samples) and self._monotonic() - self._samples[-1].taken > FRESH_S
        )

    def _best(self) -> _Sample | None:
        return min(tuple(self._samples), key=lambda sample: sample.rtt, default=None)

    def _jumped(self, monotonic: float) -> bool:
        if not self._samples:
            return False
        drift = self._wall() - monotonic - self._samples[-1].wall_less_monotonic
        return abs(drift) > JUMP_S
