"""How long to wait before the next attempt: longer each time, at random, so that no herd forms."""

from __future__ import annotations

import random

FIRST_S = 0.5
LONGEST_S = 30.0
SERVER_S = 12.0
"""The longest for the team's own server: a thousand desks are back within 20 s of an outage."""


class Patience:
    """Full jitter: the k-th failure waits `rand(0, min(longest_s, 0.5·2^k))` seconds."""

    def __init__(self, rng: random.Random | None = None, longest_s: float = LONGEST_S) -> None:
        self._rng = rng or random.Random()
        self._longest_s = longest_s
        self._failures = 0

    def after_failure(self, retry_after: float | None = None) -> float:
        """Seconds to wait. What the server asked for wins."""
        longest = min(self._longest_s, FIRST_S * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return retry_after if retry_after is not None else self._rng.uniform(0, longest)

    def reset(self) -> None:
        self._failures = 0
