"""Two groups compared: how far they lie apart, and between which bounds the true distance lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass
from workbench.domain.metrics.goals import likely

Verdict: TypeAlias = Literal["early", "few", "same", "better", "worse"]
"""`early`: no lead is old enough; `few`: too few to tell; `same`: chance alone may do as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One group: of n the share or the median, and its own bounds."""

    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The second group's value − the first one's, and its bounds."""

    by: float
    low: float
    high: float


def sure_of(together: int) -> float:
    """How many standard errors on each side, for so many bounds that are to hold all at once 95
    times in 100 (Bonferroni 1936): of eight numbers one seems to move by chance every third time.
    """
    from statistics import NormalDist  # asked for by reports alone

    return NormalDist().inv_cdf(1 - 0.05 / (2 * together))


def side_of_share(count: int, n: int, z: float) -> Side | None:
    """Bounds by Wilson (1927)."""
    if not n:
        return None
    low, high = likely(count, n, z)
    return Side(n=n, value=count / n, low=low, high=high)


def side_of_lengths(values: Sequence[float], z: float) -> Side | None:
    """The median, between the values at ranks that bound it (Conover 1999, 3.2); lengths are never
    below 0, and of too few values nothing bounds it above.
    """
    ordered, n = sorted(values), len(values)
    if not n:
        return None
    rank = math.floor((n - z * math.sqrt(n)) / 2)  # from 1; the other is as far from the end
    low, high = (ordered[rank - 1], ordered[n - rank]) if rank >= 1 else (0.0, math.inf)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Side(n=n, value=middle, low=low, high=high)


def apart(old: Side, new: Side) -> Apart:
    """By the method of Newcombe (1998, his tenth) for shares, which Zou and Donner (2008) show to
    hold for whatever has bounds of its own: squares of the distances to them are added.
    """
    by = new.value - old.value
    down = math.hypot(new.value - new.low, old.high - old.value)
    up = math.hypot(new.high - new.value, old.value - old.low)
    return Apart(by=by, low=by - down, high=by + up)


def judged(
    old: Side | None, new: Side | None, *, least: int, wants_less: bool
) -> tuple[Verdict, Apart | None]:
    """`least`: below so many on a side nothing is told; `wants_less`: whether down is better."""
    if old is None or new is None or min(old.n, new.n) < least:
        return "few", None
    found = apart(old, new)
    if found.low <= 0 <= found.high:
        return "same", found
    return ("better" if (found.by < 0) == wants_less else "worse"), found
