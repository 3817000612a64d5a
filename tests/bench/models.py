"""Small honest models that a score in whole points is compared with: what there is to be had.

Each learns from examples and gives the forecast of one; strengths are chosen on folds of what it
may learn from, as those of the points are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from math import exp, log
from typing import TypeAlias

from workbench.domain.calibration import auc
from workbench.domain.scorecard import FOLDS, Example

Value: TypeAlias = tuple[str, str]
Model: TypeAlias = Callable[[Example], float]
Learner: TypeAlias = Callable[[Sequence[Example], float], Model]

ROUNDS, STEPS, RATE = 200, 30, 0.1


def naive_bayes(examples: Sequence[Example], smoothing: float) -> Model:
    """How much oftener each value is met among the won than among the lost."""
    seen: tuple[Counter[Value], Counter[Value]] = (Counter(), Counter())
    for example in examples:
        seen[example.won].update(_values(example))
    lost, won = (sum(one.won is is_won for one in examples) for is_won in (False, True))

    def forecast(example: Example) -> float:
        return sum(
            log((seen[1][value] + smoothing * won / len(examples)) / (won + smoothing))
            - log((seen[0][value] + smoothing * lost / len(examples)) / (lost + smoothing))
            for value in _values(example)
        )

    return forecast


def logistic(examples: Sequence[Example], strength: float) -> Model:
    """Logistic regression with a weight for each value, by damped Newton steps along each."""
    weights: defaultdict[Value, float] = defaultdict(float)
    base = _log_odds(examples)
    rows = [(_values(example), example.won) for example in examples]
    for _ in range(STEPS):
        slope: defaultdict[Value, float] = defaultdict(float)
        bend: defaultdict[Value, float] = defaultdict(float)
        for values, won in rows:
            chance = _chance(base + sum(weights[value] for value in values))
            for value in values:
                slope[value] += won - chance
                bend[value] += chance * (1 - chance)
        for value, up in slope.items():
            weights[value] += (up - strength * weights[value]) / (2 * (bend[value] + strength))
    return lambda example: base + sum(weights.get(value, 0) for value in _values(example))


def boosted_stumps(examples: Sequence[Example], strength: float) -> Model:
    """Gradient boosting: in each round the one value that explains most of what is left over."""
    rows = [(_values(example), example.won) for example in examples]
    base = _log_odds(examples)
    scores = [base] * len(rows)
    holders: defaultdict[Value, list[int]] = defaultdict(list)
    for number, (values, _) in enumerate(rows):
        for value in values:
            holders[value].append(number)
    weights: defaultdict[Value, float] = defaultdict(float)
    left = [won - _chance(base) for _, won in rows]
    bends = [_chance(base) * (1 - _chance(base))] * len(rows)
    for _ in range(ROUNDS):
        best, gain, step = next(iter(holders)), 0.0, 0.0
        for value, held in holders.items():
            up = sum(left[n] for n in held)
            bend = sum(bends[n] for n in held) + strength
            if up * up / bend > gain:
                best, gain, step = value, up * up / bend, RATE * up / bend
        weights[best] += step
        for n in holders[best]:
            scores[n] += step
            chance = _chance(scores[n])
            left[n], bends[n] = rows[n][1] - chance, chance * (1 - chance)
    return lambda example: base + sum(weights.get(value, 0) for value in _values(example))


STRENGTHS: dict[str, tuple[Learner, tuple[float, ...]]] = {
    "naive Bayes": (naive_bayes, (2, 10, 40)),
    "logistic regression": (logistic, (1, 2, 5, 10)),
    "boosted stumps": (boosted_stumps, (2, 10)),
}


def best_of(learner: Learner, strengths: Sequence[float], examples: Sequence[Example]) -> Model:
    """Learned with the strength that does best on folds it did not see."""

    def judged(strength: float) -> float:
        found = 0.0
        for fold in range(FOLDS):
            rest = [example for n, example in enumerate(examples) if n % FOLDS != fold]
            model = learner(rest, strength)
            found += auc([(model(one), one.won) for one in examples[fold::FOLDS]]) or 0.5
        return found

    return learner(examples, max(strengths, key=judged))


def _values(example: Example) -> list[Value]:
    """Each field's value, and all of them together."""
    return [*example.values.items(), ("all", " ".join(example.values.values()))]


def _log_odds(examples: Sequence[Example]) -> float:
    share = sum(example.won for example in examples) / len(examples)
    return log(share / (1 - share))


def _chance(score: float) -> float:
    return 1 / (1 + exp(-min(max(score, -30.0), 30.0)))
