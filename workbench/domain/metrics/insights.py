"""What parts the leads that were won from the others, and how sure one can be of it.

Each group is held against the rest of the leads it was taken from. Of hundreds of groups some
stand out by chance alone: of those that are told as other than the rest, one in twenty is expected
to be no more than that (Benjamini and Hochberg 1995). Shrinking each share would change the numbers
that people recount; a bound on false discoveries leaves them as they are and says which to believe.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, Literal, TypeAlias, TypeVar

from workbench.domain.metrics.goals import likely

FALSE_MOST = 0.05
"""Of what is told as other than the rest, the share that may be chance."""
Key = TypeVar("Key", bound=Hashable)
Verdict: TypeAlias = Literal["few", "same", "more", "less"]
"""`few`: too few to tell; `same`: chance alone may do as much."""
Value: TypeAlias = tuple[str, str]
"""A field and what stood in it at capture; a blank is the empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Of n leads so many."""

    n: int
    count: int

    def __add__(self, other: Counted) -> Counted:
        return Counted(n=self.n + other.n, count=self.count + other.count)

    def without(self, part: Counted) -> Counted:
        return Counted(n=self.n - part.n, count=self.count - part.count)

    @property
    def share(self) -> float | None:
        return self.count / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """So many leads that were captured alike, by field, and how many of them were won."""

    values: Mapping[str, str]
    counted: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[Key]):
    """`low`, `high`: where the true share lies 95 times in 100. `rest`: what it is held against.
    `lift`: its share ÷ that of the rest; None where the rest has none.
    """

    key: Key
    counted: Counted
    rest: Counted
    low: float
    high: float
    verdict: Verdict

    @property
    def lift(self) -> float | None:
        return (self.counted.share or 0) / self.rest.share if self.rest.share else None


def by_chance(one: Counted, other: Counted) -> float:
    """How often chance alone parts two groups of one true share as far as these, both ways: by the
    normal distribution with Yates' correction.
    """
    both = one + other
    if not one.n or not other.n or both.count in (0, both.n):
        return 1.0
    expected = one.n * both.count / both.n
    spread = expected * (1 - both.count / both.n) * other.n / both.n
    off = max(0.0, abs(one.count - expected) - 0.5) / math.sqrt(spread)
    return math.erfc(off / math.sqrt(2))


def kept(chances: Sequence[float]) -> list[bool]:
    """Which of them stand, so that of those no more than FALSE_MOST are expected to be chance."""
    ordered = sorted(range(len(chances)), key=chances.__getitem__)
    last = max(
        (
            place
            for place, at in enumerate(ordered, 1)
            if chances[at] * len(chances) <= FALSE_MOST * place
        ),
        default=0,
    )
    stand = set(ordered[:last])
    return [at in stand for at in range(len(chances))]


def apart(
    groups: Mapping[Key, tuple[Counted, Sequence[Counted]]], least: int
) -> tuple[Finding[Key], ...]:
    """Each group and the wholes it is part of: it stands out where it does from the rest of each.
    `least`: below so many leads nothing is told.
    """
    enough = [key for key, (counted, _) in groups.items() if counted.n >= least]
    chances = []
    for key in enough:
        counted, wholes = groups[key]
        chances.append(max(by_chance(counted, whole.without(counted)) for whole in wholes))
    stands = dict(zip(enough, kept(chances), strict=True))
    found = [_finding(key, *groups[key], stands.get(key)) for key in groups]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.verdict], -_distance(one))))


def winning(leads: Iterable[Captured], least: int) -> tuple[Finding[tuple[Value, ...]], ...]:
    """Values, each against all other leads, and pairs of them, each against the other leads of each
    of its two: a pair is told only where it says more than they do.
    """
    alike = [one for one in leads if one.counted.n]
    whole = sum((one.counted for one in alike), start=Counted(n=0, count=0))
    single = _counts(alike, 1)
    groups: dict[tuple[Value, ...], tuple[Counted, Sequence[Counted]]] = {
        key: (counted, (whole,)) for key, counted in single.items() if counted != whole
    }
    common = {key[0] for key, (counted, _) in groups.items() if counted.n >= least}
    for pair, counted in _counts(alike, 2, common).items():
        parents = single[pair[:1]], single[pair[1:]]
        if counted.n >= least and all(counted.n < parent.n for parent in parents):
            groups[pair] = counted, parents
    return apart(groups, least)


def _counts(
    leads: Iterable[Captured], together: int, among: set[Value] | None = None
) -> dict[tuple[Value, ...], Counted]:
    n: Counter[tuple[Value, ...]] = Counter()
    won: Counter[tuple[Value, ...]] = Counter()
    for one in leads:
        values = sorted(one.values.items() if among is None else among & one.values.items())
        for key in combinations(values, together):
            n[key] += one.counted.n
            won[key] += one.counted.count
    return {key: Counted(n=n[key], count=won[key]) for key in n}


def _finding(
    key: Key, counted: Counted, wholes: Sequence[Counted], stands: bool | None
) -> Finding[Key]:
    """Against the whole from which it lies least apart."""
    rest = min(
        (whole.without(counted) for whole in wholes),
        key=lambda rest: abs((counted.share or 0) - (rest.share or 0)),
    )
    low, high = likely(counted.count, counted.n)
    verdict: Verdict = "few" if stands is None else "same"
    if stands:
        verdict = "more" if (counted.share or 0) > (rest.share or 0) else "less"
    return Finding(key=key, counted=counted, rest=rest, low=low, high=high, verdict=verdict)


def _distance(one: Finding[Key]) -> float:
    return abs((one.counted.share or 0) - (one.rest.share or 0))


_ORDER: Mapping[Verdict, int] = {"more": 0, "less": 1, "same": 2, "few": 3}
