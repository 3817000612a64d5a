"""How many inquiries a source may send: so many a second, with bursts, in this process."""

from __future__ import annotations

from collections.abc import Hashable

A_SECOND = 200.0
BURST = 1000.0


class Rates:
    """A bucket for each source. `now` is in seconds of any clock that does not jump."""

    def __init__(self, a_second: float = A_SECOND, burst: float = BURST) -> None:
        self._a_second = a_second
        self._burst = burst
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def wait(self, source: Hashable, now: float) -> float:
        """Seconds until one more may come; 0 takes it."""
        left, at = self._buckets.get(source, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._a_second)
        if left < 1:
            return (1 - left) / self._a_second
        self._buckets[source] = left - 1, now
        return 0
