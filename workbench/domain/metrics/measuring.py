"""The sums: of arrivals one by one, and how a sum is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from workbench.domain.metrics.arrivals import Arrival
from workbench.domain.metrics.metric import Count, Length, Metric, Money, Report, Share
from workbench.domain.metrics.report_rules import ReportRules
from workbench.domain.plain import Plain

CENTS = 100
UNITS = {"s": 1000, "days": 1, "touches": 1}
"""In how many parts of its unit a length is kept."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of so many values the middle one (of two, their mean) and the least that 90 % keep within."""

    n: int
    median: float
    p90: float

    @classmethod
    def of(cls, values: Iterable[int]) -> Spread:
        """Of one value at least."""
        ordered = sorted(values)
        lower, upper, most = (ordered[place - 1] for place in places(len(ordered)))
        return cls(len(ordered), (lower + upper) / 2, most)


def places(n: int) -> tuple[int, int, int]:
    """Which of n ordered values, from 1, are the middle two and the P90."""
    return (n + 1) // 2, n // 2 + 1, (9 * n + 9) // 10


@dataclass(slots=True)
class Tally:
    """What a group of arrivals adds up to. `money`: column → currency → cents."""

    sums: Counter[str] = field(default_factory=Counter)
    spreads: dict[str, Spread] = field(default_factory=dict)
    money: dict[str, dict[str, int]] = field(default_factory=dict)


def tallies(
    arrivals: Iterable[Arrival], report: Report, by: str | None, now: datetime
) -> dict[str, Tally]:
    """Key of the cut → its sums; without a cut, all under the empty key."""
    groups: defaultdict[str, list[Arrival]] = defaultdict(list)
    for one in arrivals:
        groups[one.cuts.get(by, "") if by else ""].append(one)
    return {key: _tally(group, report, now) for key, group in groups.items()}


def _tally(arrivals: Sequence[Arrival], report: Report, now: datetime) -> Tally:
    tally = Tally()
    for name in {*report.columns()}:
        tally.sums[name] = sum(counted(one, name, now) for one in arrivals)
    for name in report.lengths():
        values = [one.lengths[name] for one in arrivals if name in one.lengths]
        if values:
            tally.spreads[name] = Spread.of(values)
    for name in report.money():
        sums: Counter[str] = Counter()
        for one in arrivals:
            sums[one.cuts.get("currency", "")] += one.counts.get(name, 0)
        tally.money[name] = {currency: cents for currency, cents in sums.items() if cents}
    return tally


def counted(arrival: Arrival, column: str, now: datetime) -> int:
    if column in ("overdue", "waiting"):
        due_at = arrival.overdue_at
        return int(due_at is not None and (due_at <= now) == (column == "overdue"))
    return arrival.counts.get(column, 0)


def told(report: Report, tally: Tally, rules: ReportRules) -> dict[str, Plain]:
    """Name of the metric → its numbers, as `described` says they are meant."""
    return {metric.name: _told(metric, tally, rules) for metric in report.metrics}


def _told(metric: Metric, tally: Tally, rules: ReportRules) -> dict[str, Plain]:
    sums = tally.sums
    match metric:
        case Count():
            return {"n": sum(sums[name] for name in metric.columns)}
        case Share():
            top, n = (sum(sums[name] for name in names) for names in (metric.top, metric.bottom))
            return {"n": n, "count": top, "share": ratio(top, n), "small": n < rules.small_n}
        case Length():
            return _length(metric, tally, rules)
        case Money():
            by_currency = tally.money.get(metric.column, {})
            return {"sums": {name: cents / CENTS for name, cents in sorted(by_currency.items())}}
        case _:
            assert_never(metric)


def _length(metric: Length, tally: Tally, rules: ReportRules) -> dict[str, Plain]:
    spread = tally.spreads.get(metric.column)
    if spread is None:
        return {"n": 0, "median": None, "p90": None, "within": None, "small": True}
    parts = UNITS[metric.unit]
    within = None if metric.within is None else ratio(tally.sums[metric.within], spread.n)
    return {
        "n": spread.n,
        "median": spread.median / parts,
        "p90": spread.p90 / parts,
        "within": within,
        "small": spread.n < rules.small_n,
    }


def ratio(top: int, bottom: int) -> float | None:
    return round(top / bottom, 4) if bottom else None


def described(metric: Metric) -> dict[str, Plain]:
    """What stands beside a number."""
    plain: dict[str, Plain] = {
        "name": metric.name,
        "label": metric.label,
        "kind": metric.kind,
        "definition": metric.definition,
    }
    if isinstance(metric, Length):
        plain["unit"] = metric.unit
    if isinstance(metric, Share | Length) and metric.guard:
        plain["guard"] = metric.guard
    return plain


def central(values: Mapping[str, Mapping[str, Plain]], metric: Metric) -> Plain:
    """The middle of what each member of a group has: their shares, or their medians."""
    name = _MIDDLE.get(metric.kind)
    known = [
        v[metric.name][name] for v in values.values() if name and v[metric.name][name] is not None
    ]
    return middle(known)


def middle(values: Iterable[float]) -> float | None:
    """The middle one, of two their mean; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    lower, upper, _ = places(len(ordered))
    return round((ordered[lower - 1] + ordered[upper - 1]) / 2, 4)


_MIDDLE = {"share": "share", "length": "median", "count": "n"}
"""Of each kind of metric the number of which a middle says something."""
