"""An hour at a server with a thousand clients: its memory stays as it is."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.campaign.crowd import CLIENTS, crowd
from tests.campaign.tries import Fault, Outcome, Try

MINUTES = 60.0
A_SECOND = 2.0
EVERY_S = 5.0
GROWN = 1.10
"""More than that is no cache of SQLite's that fills up, of 2 MB a connection."""


@contextmanager
def stage(folder: Path, *, minutes: float = MINUTES, clients: int = CLIENTS) -> Iterator[Try]:
    with crowd(folder, clients=clients) as there:

        def watched(seed: int) -> Outcome:
            """The middle of the first quarter's samples against the middle of the last one's."""
            until = time.monotonic() + minutes * 60
            samples = []
            with there.working(A_SECOND, seed) as ended:
                while time.monotonic() < until:
                    time.sleep(EVERY_S)
                    samples.append(there.server.memory_mb())
                told = ended()
            quarter = max(1, len(samples) // 4)
            first, last = (statistics.median(x) for x in (samples[:quarter], samples[-quarter:]))
            assert last <= first * GROWN, f"{first:.1f} MB became {last:.1f} MB: {samples}"
            memory = f"{first:.1f} MB, at the end {last:.1f} MB after {minutes:g} minutes"
            return replace(there.outcome(told, 0.0), measured=memory)

        yield watched


FAULTS = (
    Fault(name=f"memory of the server of {CLIENTS:,} clients", stage=stage, times=1, runs="beside"),
)
