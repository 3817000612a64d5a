"""Where quality drops off: how many of their leads reps reach, by how many they were given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Weeks of single reps in which they were given `least` to `most` leads; of those that were
    worked, how many were reached.
    """

    least: int
    most: int
    weeks: int
    worked: int
    reached: int

    @property
    def rate(self) -> float | None:
        return self.reached / self.worked if self.worked else None


def by_load(weeks: Iterable[tuple[int, int, int]], parts: int = 5) -> tuple[Load, ...]:
    """`weeks`: leads given, worked and reached; parted into as many weeks each, the light first."""
    ordered = sorted(weeks)
    bounds = sorted(
        {ordered[len(ordered) * n // parts][0] for n in range(parts)} if ordered else ()
    )
    loads = []
    for n, least in enumerate(bounds):
        before = bounds[n + 1] if n + 1 < len(bounds) else None
        mine = [w for w in ordered if w[0] >= least and (before is None or w[0] < before)]
        loads.append(
            Load(
                least=least,
                most=mine[-1][0],
                weeks=len(mine),
                worked=sum(worked for _, worked, _ in mine),
                reached=sum(reached for _, _, reached in mine),
            )
        )
    return tuple(loads)


SURE_Z = 1.96
"""Beyond which a difference of two shares is hardly chance: 19 in 20."""


def drops_off(loads: Sequence[Load]) -> tuple[int, float, float] | None:
    """Above how many leads a week fewer are reached, the rate up to there and the rate beyond.

    None where no such load is sure.
    """
    best: tuple[float, int, float, float] | None = None
    for n in range(1, len(loads)):
        (low_n, low), (high_n, high) = (_shares(part) for part in (loads[:n], loads[n:]))
        if not low_n or not high_n:
            continue
        whole = (low * low_n + high * high_n) / (low_n + high_n)
        spread = sqrt(whole * (1 - whole) * (1 / low_n + 1 / high_n))
        z = (low - high) / spread if spread else 0.0
        if z > max(SURE_Z, best[0] if best else 0.0):
            best = z, loads[n - 1].most, low, high
    return best[1:] if best else None


def _shares(loads: Sequence[Load]) -> tuple[int, float]:
    worked = sum(load.worked for load in loads)
    return worked, sum(load.reached for load in loads) / worked if worked else 0.0
