"""The order in which the campaign tries its faults, and what runs side by side."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from tests import conftest  # noqa: F401 - a home of its own, before anything looks for one
from tests.campaign import hour
from tests.campaign.faults import FAULTS
from tests.campaign.tries import Fault, Outcome, Tally, try_out

LANES = 3
"""On two cores: a try waits for more than half of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A fault of FAULTS by its name, as it can be told to another process."""

    name: str
    times: int
    seed: int
    minutes: float

    @property
    def fault(self) -> Fault:
        [fault] = (fault for fault in FAULTS if fault.name == self.name)
        if fault.runs == "beside":
            return replace(fault, stage=partial(hour.stage, minutes=self.minutes))
        return fault

    def run(self) -> tuple[list[Outcome], list[str]]:
        began = time.monotonic()
        tally = try_out(self.fault, self.times, first=self.seed, told=_say)
        _say(*tally.failed, f"{tally} {(time.monotonic() - began) / 60:.1f} min")
        return tally.outcomes, tally.failed

    def tally(self, done: Future[tuple[list[Outcome], list[str]]]) -> Tally:
        if error := done.exception():  # the process is gone: others are told all the same
            return Tally(self.fault, failed=[f"{self.name}: {error!r}"])
        return Tally(self.fault, *done.result())


def run(errands: Sequence[Errand]) -> list[Tally]:
    """Those that run alone one after another; then the others in so many lanes."""
    waiting = [errand for errand in errands if errand.fault.runs != "alone"]
    waiting.sort(key=lambda errand: errand.fault.runs != "beside")
    fresh = multiprocessing.get_context("spawn")
    beside = sum(errand.fault.runs == "beside" for errand in errands)
    with ProcessPoolExecutor(1, fresh) as one:
        alone = [errand for errand in errands if errand.fault.runs == "alone"]
        done = {errand: one.submit(errand.run) for errand in alone}
    with ProcessPoolExecutor(LANES + beside, fresh) as lanes:
        done |= {errand: lanes.submit(errand.run) for errand in waiting}
    return [errand.tally(done[errand]) for errand in errands]


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr, flush=True)
