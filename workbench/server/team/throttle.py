"""Slows down who guesses passwords: failures are counted, never successes."""

from __future__ import annotations

import threading
from collections import defaultdict, deque

WINDOW_S = 15 * 60
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 50


class Throttle:
    """Failures of the last quarter of an hour, by account and by address, in this process.

    `now` is in seconds of any clock that does not jump.
    """

    def __init__(self) -> None:
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def wait(self, account: str, address: str, now: float) -> int:
        """Seconds until another try is listened to; 0 for at once."""
        with self._lock:
            return max(
                self._left(f"account {account}", MOST_PER_ACCOUNT, now),
                self._left(f"address {address}", MOST_PER_ADDRESS, now),
            )

    def failed(self, account: str, address: str, now: float) -> None:
        with self._lock:
            for key in (f"account {account}", f"address {address}"):
                self._failures[key].append(now)
            self._forget(now)

    def succeeded(self, account: str) -> None:
        with self._lock:
            self._failures.pop(f"account {account}", None)

    def _left(self, key: str, most: int, now: float) -> int:
        recent = [at for at in self._failures.get(key, ()) if at > now - WINDOW_S]
        return 0 if len(recent) < most else int(recent[-most] + WINDOW_S - now) + 1

    def _forget(self, now: float) -> None:
        for key in list(self._failures):
            failures = self._failures[key]
            while failures and failures[0] <= now - WINDOW_S:
                failures.popleft()
            if not failures:
                del self._failures[key]
