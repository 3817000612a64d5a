"""Points by value, learned from who was won: what each value known at capture says.

Only what was known at capture can be learned from. What the team fills in while it works a lead
leaks the outcome, and a calendar or a campaign's wave ranks a later period backwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from workbench.domain.calibration import auc
from workbench.domain.rules import CAPTURED

POINTS_PER_LOG_ODDS = 10
SMOOTHINGS = (2.0, 5.0, 10.0, 20.0, 40.0, 80.0)
"""Strengths to choose from, in leads: a value seen that often counts half of what it seems."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A lead as it was captured, by field; a blank is a value of its own, the empty text."""

    values: Mapping[str, str]
    won: bool


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Points by field and value; a value never seen gives and takes nothing."""

    points: Mapping[str, Mapping[str, int]]

    def total(self, values: Mapping[str, str]) -> int:
        return sum(by.get(values.get(name, ""), 0) for name, by in self.points.items())


def learn_points(examples: Sequence[Example], fields: Sequence[str], smoothing: float) -> Scorecard:
    """Log-odds of each value against the overall share, pulled towards it, in whole points.

    Raises ValueError for a field that is not known at capture, or where all were won or none.
    """
    for name in fields:
        if name not in CAPTURED:
            raise ValueError(f"“{name}” is not known at capture; a score may not learn from it.")
    share = sum(example.won for example in examples) / max(len(examples), 1)
    if not 0 < share < 1:
        raise ValueError("Points need leads that were won and leads that were not.")
    return Scorecard({name: _points(examples, name, smoothing, share) for name in fields})


def _points(
    examples: Sequence[Example], name: str, smoothing: float, share: float
) -> dict[str, int]:
    seen = Counter(example.values.get(name, "") for example in examples)
    won = Counter(example.values.get(name, "") for example in examples if example.won)
    pulled = {
        value: (won[value] + smoothing * share) / (count + smoothing)
        for value, count in seen.items()
    }
    return {
        value: round(POINTS_PER_LOG_ODDS * (_log_odds(chance) - _log_odds(share)))
        for value, chance in pulled.items()
    }


def _log_odds(share: float) -> float:
    return log(share / (1 - share))


def best_smoothing(examples: Sequence[Example], fields: Sequence[str]) -> float:
    """The strength whose points part won from lost best on folds that they did not learn from."""

    def judged(smoothing: float) -> float:
        found = [auc(fold) for fold in _held_out(examples, fields, smoothing)]
        return sum(one for one in found if one is not None)

    return max(SMOOTHINGS, key=judged)


def out_of_fold(
    examples: Sequence[Example], fields: Sequence[str], smoothing: float
) -> list[tuple[int, bool]]:
    """Each example's points from a scorecard that never saw it: what a chance is learned from."""
    folds = _held_out(examples, fields, smoothing)
    return [(points, won) for fold in folds for points, won in fold]


def _held_out(
    examples: Sequence[Example], fields: Sequence[str], smoothing: float
) -> Iterator[list[tuple[int, bool]]]:
    for fold in range(FOLDS):
        rest = [example for n, example in enumerate(examples) if n % FOLDS != fold]
        card = learn_points(rest, fields, smoothing)
        yield [(card.total(one.values), one.won) for one in examples[fold::FOLDS]]
