"""A slow trend of weekly shares, told before any one week leaves its band.

Each week's distance from the baseline is added up, up and down apart, less half a standard error
(Page 1954): weeks that keep to one side add up, chance does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass

Way: TypeAlias = Literal["up", "down"]
BASELINE_WEEKS, WATCHED_WEEKS = 13, 13
SLACK = 0.5
"""Standard errors that a week may be off: a trend of twice as much is found soonest."""
FALSE = 0.05
"""How often all that is watched together may alarm of chance alone."""
BAND = 3.0
"""Standard errors beyond which a single week alarms by itself (Shewhart 1931)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`key`: "2026-W48"; so many of n."""

    key: str
    count: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """`since`: the week it began; shares of the baseline and since then; `in_band`: whether no one
    week would have told it.
    """

    way: Way
    since: str
    baseline: float
    share: float
    n: int
    in_band: bool


def bar_of(series: int) -> float:
    """How high a sum has to be where so many series are watched: by Siegmund (1985, 2.57) a sum
    of chance reaches b in some 2 (e^(b + 1.166) − b − 2.166) weeks; both ways of each series count.
    """
    weeks = 2 * max(series, 1) * WATCHED_WEEKS / FALSE
    return math.log(weeks / 2) - 1.166


def drift_of(weeks: Sequence[Week], *, least: int, series: int) -> Drift | None:
    """Of weeks in order, the first ones the baseline; `least`: of fewer leads nothing is told.
    Where it went both ways, the one that began last.
    """
    before, since = weeks[:BASELINE_WEEKS], weeks[BASELINE_WEEKS:]
    n, count = (sum(getattr(week, name) for week in before) for name in ("n", "count"))
    if n < least or sum(week.n for week in since) < least:
        return None
    base = (count + 0.5) / (n + 1)  # never 0 or 1: a week that differs is then not beyond chance
    off = [(week, _off(week, base, n)) for week in since if week.n]
    bar = bar_of(series)
    rose, fell = (_risen([sign * distance for _, distance in off], bar) for sign in (1, -1))
    if rose is None and fell is None:
        return None
    is_up = fell is None or (rose is not None and rose > fell)
    told = off[(rose if is_up else fell) or 0 :]
    return Drift(
        way="up" if is_up else "down",
        since=told[0][0].key,
        baseline=count / n,
        share=_share(week for week, _ in told),
        n=sum(week.n for week, _ in told),
        in_band=all(abs(distance) <= BAND for _, distance in told),
    )


def _off(week: Week, base: float, n: int) -> float:
    """In standard errors; the baseline is no more than n leads sure of itself."""
    error = math.sqrt(base * (1 - base) * (1 / week.n + 1 / n))
    return (week.count / week.n - base) / error


def _risen(distances: Iterable[float], bar: float) -> int | None:
    """Where the sum began that stands above the bar now; None where none does."""
    total, began = 0.0, 0
    for place, distance in enumerate(distances):
        if total <= 0:
            total, began = 0.0, place
        total += distance - SLACK
    return began if total > bar else None


def _share(weeks: Iterable[Week]) -> float:
    told = list(weeks)
    return sum(week.count for week in told) / sum(week.n for week in told)
