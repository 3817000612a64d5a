"""How long to wait before the next attempt: longer each time, at random, so that no herd forms."""

from __future__ import annotations

import random

FIRST_S = 0.5
LONGEST_S = 30.0


class Patience:
    """Full jitter: the k-th failure waits `rand(0, min(30, 0.5·2^k))` seconds."""

    def __init__(self, rng: random.Random | None = None) -> None:
        self._rng = rng or random.Random()
        self._failures = 0

    def after_failure(self, retry_after: float | None = None) -> float:
        """Seconds to wait. What the server asked for wins."""
        longest = min(LONGEST_S, FIRST_S * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return retry_after if retry_after is not None else self._rng.uniform(0, longest)

    def reset(self) -> None:
        self._failures = 0
