"""Which codes a rep gives to like leads more or less often than the others do.

Leads are alike that came with one type and one band of score: only those are held against each
other, and what is expected of a rep is what the others do with the rep's own mix of leads. A code
stands out by the test of Mantel and Haenszel (1959) over all kinds of leads at once, kept as in
`insights`: of those told, one in twenty is expected to be chance.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.insights import Counted, Verdict, kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One rep's leads of one kind, and how many of them were given each code."""

    kind: tuple[str, str]
    rep: str
    n: int
    codes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Of `counted.n` leads so many were given the code; of `others`, which are as many as all reps
    beside this one have of these kinds, the share would be `expected` on the rep's mix.
    """

    rep: str
    code: str
    counted: Counted
    others: int
    expected: float
    low: float
    high: float
    verdict: Verdict


@dataclass(slots=True)
class _Sums:
    """`as_others`: how many it were if the rep did as the others; `as_all`: as all of them do."""

    n: int = 0
    count: int = 0
    others: int = 0
    as_others: float = 0.0
    as_all: float = 0.0
    spread: float = 0.0

    def add(self, n: int, count: int, all_n: int, all_count: int) -> None:
        others = all_n - n
        self.n += n
        self.count += count
        self.others += others
        self.as_others += n * (all_count - count) / others
        self.as_all += n * all_count / all_n
        self.spread += n * others * all_count * (all_n - all_count) / (all_n**2 * (all_n - 1))

    @property
    def by_chance(self) -> float:
        """How often chance parts them as far, with Yates' correction."""
        if not self.spread:
            return 1.0
        off = max(0.0, abs(self.count - self.as_all) - 0.5) / math.sqrt(self.spread)
        return math.erfc(off / math.sqrt(2))


def habits(groups: Iterable[Group], least: int) -> tuple[Habit, ...]:
    """What stands out first. `least`: below so many leads on a side nothing is told."""
    sums = _sums(list(groups))
    enough = [key for key, one in sums.items() if min(one.n, one.others) >= least]
    stands = dict(zip(enough, kept([sums[key].by_chance for key in enough]), strict=True))
    found = [_habit(*key, one, stands.get(key)) for key, one in sums.items()]
    return tuple(sorted(found, key=_order))


def _sums(groups: Sequence[Group]) -> dict[tuple[str, str], _Sums]:
    """By rep and code; leads of a kind that nobody else has say nothing."""
    kinds: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        kinds[group.kind].append(group)
    sums: defaultdict[tuple[str, str], _Sums] = defaultdict(_Sums)
    codes = sorted({code for group in groups for code in group.codes})
    for alike in kinds.values():
        all_n = sum(group.n for group in alike)
        given: Counter[str] = Counter()
        for group in alike:
            given.update(group.codes)
        for group in alike:
            for code in codes if group.n < all_n else ():
                sums[group.rep, code].add(group.n, group.codes.get(code, 0), all_n, given[code])
    return dict(sums)


def _habit(rep: str, code: str, one: _Sums, stands: bool | None) -> Habit:
    low, high = likely(one.count, one.n)
    verdict: Verdict = "few" if stands is None else "same"
    if stands:
        verdict = "more" if one.count > one.as_all else "less"
    return Habit(
        rep=rep, code=code, counted=Counted(n=one.n, count=one.count), others=one.others,
        expected=one.as_others / one.n, low=low, high=high, verdict=verdict,
    )  # fmt: skip


def _order(one: Habit) -> tuple[bool, bool, float, str, str]:
    apart = abs((one.counted.share or 0) - one.expected)
    return one.verdict not in ("more", "less"), one.verdict == "few", -apart, one.rep, one.code
