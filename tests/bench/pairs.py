"""Two things timed in turn, so that a noisy machine slows both: the median of paired ratios."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PAIRS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report. `ratio` is value ÷ floor, median of the pairs.

    `budget` bounds the ratio: from above, or from below where `at_least`.
    """

    name: str
    what: str
    value: float
    unit: str
    floor: float
    ratio: float
    budget: float | None = None
    at_least: bool = False

    @property
    def is_within(self) -> bool | None:
        if self.budget is None:
            return None
        return self.ratio >= self.budget if self.at_least else self.ratio <= self.budget

    @property
    def line(self) -> str:
        return json.dumps(
            {
                "name": self.name,
                "what": self.what,
                "value": round(self.value, 3),
                "unit": self.unit,
                "floor": round(self.floor, 3),
                "ratio": round(self.ratio, 2),
                "budget": self.budget,
                "pass": self.is_within,
            },
            ensure_ascii=False,
        )

    @property
    def sentence(self) -> str:
        bound = "" if self.budget is None else f" ({'≥' if self.at_least else '≤'} {self.budget})"
        verdict = {True: "ok", False: "MISSED", None: "—"}[self.is_within]
        return (
            f"{verdict:6} {self.name:4} {self.value:9.2f} {self.unit}, floor {self.floor:9.2f}: "
            f"{self.ratio:.2f}×{bound}  {self.what}"
        )


@dataclass(frozen=True, slots=True)
class NotRun:
    """A line for what could not be measured here; it never passes."""

    name: str
    what: str
    why: str

    is_within: None = None

    @property
    def line(self) -> str:
        told = {"name": self.name, "what": f"{self.what}: not run, {self.why}"}
        unknown = dict.fromkeys(("value", "unit", "floor", "ratio", "budget", "pass"))
        return json.dumps(told | unknown, ensure_ascii=False)

    @property
    def sentence(self) -> str:
        return f"—      {self.name:4} {self.what}: not run, {self.why}"


def compared(
    name: str,
    what: str,
    ours: Callable[[], float],
    floor: Callable[[], float],
    *,
    unit: str = "ms",
    budget: float | None = None,
    at_least: bool = False,
    pairs: int = PAIRS,
) -> Figure:
    """Both give one measurement in `unit`; they run in turn after one warm-up each."""
    (figure,) = held_against(
        name, ours, [(what, floor, budget)], unit=unit, at_least=at_least, pairs=pairs
    )
    return figure


def held_against(
    name: str,
    ours: Callable[[], float],
    floors: Sequence[tuple[str, Callable[[], float], float | None]],
    *,
    unit: str = "ms",
    at_least: bool = False,
    pairs: int = PAIRS,
) -> Iterator[Figure]:
    """One measurement against several floors, all in turn; of each what it is, and the budget."""
    turn = [ours, *(floor for _, floor, _ in floors)]
    rounds = [[one() for one in turn] for _ in range(1 + pairs)]
    values, *columns = zip(*rounds[1:], strict=True)  # the first warmed up
    for (what, _, budget), bases in zip(floors, columns, strict=True):
        ratios = [value / base for value, base in zip(values, bases, strict=True)]
        yield Figure(
            name=name,
            what=what,
            value=statistics.median(values),
            unit=unit,
            floor=statistics.median(bases),
            ratio=statistics.median(ratios),
            budget=budget,
            at_least=at_least,
        )


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """`with timed() as took: …` then `took()` is milliseconds; the collector rests meanwhile."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    end = 0.0
    try:
        yield lambda: (end - start) * 1000
    finally:
        end = time.perf_counter()
        gc.enable()


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median of several runs of something too short to time once."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)
