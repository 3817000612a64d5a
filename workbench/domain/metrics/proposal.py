"""Points by value, proposed from a team's own leads and tried on newer ones than they learned from.

What is learned on all there is agrees with what it learned from. So the older part teaches, and the
newer part judges the points as they are and as they would be, both with chances learned from the
older part.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean, variance

from workbench.domain.calibration import Outcome, Part, calibration_error, learn, parts
from workbench.domain.chance import chance_of
from workbench.domain.lead import Lead
from workbench.domain.metrics.insights import Counted
from workbench.domain.policy import Policy
from workbench.domain.rules import CAPTURED, ValuePoints
from workbench.domain.score import captured_values, points_at_capture, score
from workbench.domain.scorecard import Example, best_smoothing, learn_points

OLDER = 0.75
MOST_POINTS = 25
SURE = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A lead that has ended, as it came: its inquiries are the one that it is judged by."""

    lead: Lead
    won: bool

    @property
    def came_at(self) -> datetime:
        return self.lead.inquiries[0].received_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Points that a value would have, and the older leads that say so."""

    points: ValuePoints
    counted: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How points do on leads they did not learn from. `auc`: of pairs of one won and one not, how
    often the won one has the higher chance. `off_by`: see `calibration.Health`.
    """

    auc: float
    low: float
    high: float
    off_by: float
    tenths: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`gain`: of AUC, from the points as they are to the proposed ones, and where it lies 95 times
    in 100 (DeLong, DeLong and Clarke-Pearson 1988, for two scores of the same leads).
    """

    older: int
    newer: int
    since: datetime
    weights: tuple[Weight, ...]
    before: Tried
    after: Tried
    gain: float
    gain_low: float
    gain_high: float

    @property
    def is_better(self) -> bool:
        return self.gain_low > 0


def propose(cases: Sequence[Case], policy: Policy, *, least: int, now: datetime) -> Proposal | None:
    """None where there are too few on either side: `least` won and as many not."""
    ordered = sorted(cases, key=lambda case: (case.came_at, case.lead.id))
    cut = round(len(ordered) * OLDER)
    older, newer = ordered[:cut], ordered[cut:]
    if any(min(_won(part), len(part) - _won(part)) < least for part in (older, newer)):
        return None
    weights = _weights(older, least)
    drafted = replace(policy, points=tuple(one.points for one in weights))
    old, new = (_forecasts(older, newer, rules, now) for rules in (policy, drafted))
    gain, error = _apart(old, new)
    return Proposal(
        older=len(older), newer=len(newer), since=newer[0].came_at, weights=weights,
        before=_tried(old), after=_tried(new), gain=gain,
        gain_low=gain - SURE * error, gain_high=gain + SURE * error,
    )  # fmt: skip


def _won(cases: Sequence[Case]) -> int:
    return sum(case.won for case in cases)


def _weights(cases: Sequence[Case], least: int) -> tuple[Weight, ...]:
    """Of values that enough leads had; a field with one value parts nobody."""
    examples = [Example(captured_values(case.lead), case.won) for case in cases]
    seen = Counter(item for one in examples for item in one.values.items())
    won = Counter(item for one in examples if one.won for item in one.values.items())
    fields = [
        name
        for name in sorted(CAPTURED)
        if sum(n >= least for (field, _), n in seen.items() if field == name) > 1
    ]
    card = learn_points(examples, fields, best_smoothing(examples, fields)) if fields else None
    return tuple(
        Weight(
            points=ValuePoints(
                field=name, value=value, points=max(-MOST_POINTS, min(MOST_POINTS, points))
            ),
            counted=Counted(n=seen[name, value], count=won[name, value]),
        )
        for name, by in (card.points if card else {}).items()
        for value, points in sorted(by.items())
        if points and seen[name, value] >= least
    )


def _forecasts(
    older: Sequence[Case], newer: Sequence[Case], policy: Policy, now: datetime
) -> list[tuple[float, bool]]:
    table = learn([_outcome(case, policy) for case in older], (), policy, now=now)
    outcomes = [_outcome(case, policy) for case in newer]
    return [(chance_of(one.type, one.points, policy, table), one.won) for one in outcomes]


def _outcome(case: Case, policy: Policy) -> Outcome:
    points = points_at_capture(score(case.lead, policy, case.came_at))
    return Outcome(type=case.lead.inquiries[0].type, points=points, won=case.won)


Forecasts = Sequence[tuple[float, bool]]


def _tried(forecasts: Forecasts) -> Tried:
    won, lost = _placed(forecasts)
    auc = fmean(won)
    half = SURE * math.sqrt(variance(won) / len(won) + variance(lost) / len(lost))
    return Tried(
        auc=auc, low=max(0.0, auc - half), high=min(1.0, auc + half),
        off_by=calibration_error(forecasts), tenths=parts(forecasts),
    )  # fmt: skip


def _apart(old: Forecasts, new: Forecasts) -> tuple[float, float]:
    """How far the two AUCs lie apart, and its standard error."""
    pairs = zip(_placed(old), _placed(new), strict=True)
    won, lost = ([b - a for a, b in zip(*pair, strict=True)] for pair in pairs)
    return fmean(won), math.sqrt(variance(won) / len(won) + variance(lost) / len(lost))


def _placed(forecasts: Forecasts) -> tuple[list[float], list[float]]:
    """Of each won lead the share of others below it, and of each other that of won ones above."""
    won = [chance for chance, is_won in forecasts if is_won]
    lost = [chance for chance, is_won in forecasts if not is_won]
    above, below = sorted(won), sorted(lost)
    return (
        [_below(below, chance) / len(lost) for chance in won],
        [1 - _below(above, chance) / len(won) for chance in lost],
    )


def _below(ordered: Sequence[float], chance: float) -> float:
    return (bisect_left(ordered, chance) + bisect_right(ordered, chance)) / 2
