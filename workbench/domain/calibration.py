"""How a chance is learned from outcomes, and whether it still holds.

Points at capture go in, at most 50 steps of chance come out that never fall as points rise: shares
won are pooled until they rise (pool adjacent violators), each is pulled towards the type's own
share and that towards its prior, and between two pools the chance rises evenly (centred isotonic
regression, Oron and Flournoy 2017).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from math import sqrt

from workbench.domain.chance import STEPS_MOST, ChanceTable, Learning, Step, chance_of
from workbench.domain.policy import Policy

PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a lead ended that came as `type`, with so many points at capture."""

    type: str
    points: int
    won: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """How often an attempt of one number was made, and how often it reached them."""

    times: int = 0
    reached: int = 0


def learn(
    outcomes: Iterable[Outcome], tried: Sequence[Tried], policy: Policy, *, now: datetime
) -> ChanceTable:
    """`tried`: attempt 1, 2, … of leads nobody had reached before."""
    rules = policy.learning
    by_type: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_type.setdefault(outcome.type, []).append(outcome)
    return ChanceTable(
        steps={
            name: steps(of_type, policy.type(name).chance, rules)
            for name, of_type in sorted(by_type.items())
            if len(of_type) >= rules.outcomes_enough and name in policy.types
        },
        reach=_reach(tried, policy) if any(one.times for one in tried) else (),
        learned_at=now,
    )


def steps(outcomes: Sequence[Outcome], prior: float, rules: Learning) -> tuple[Step, ...]:
    """The steps of one lead type; one at its prior where there are no outcomes."""
    strength = rules.prior_strength
    won = sum(outcome.won for outcome in outcomes)
    share = _smoothed(won, len(outcomes), prior, strength)
    if not outcomes:
        return (Step(points=0, chance=share, leads=0),)
    leads = Counter(outcome.points for outcome in outcomes)
    wins = Counter(outcome.points for outcome in outcomes if outcome.won)
    raw = _rising(_Block(n, wins[points], points * n) for points, n in sorted(leads.items()))
    blocks = _rising(replace(block, pull=strength, pulled=strength * share) for block in raw)
    return _few(
        Step(points=points, chance=_between(blocks, points), leads=n)
        for points, n in sorted(leads.items())
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """Leads of neighbouring points, and what of the prior is mixed into them."""

    leads: int
    won: int
    points: int
    """Of all its leads, added up."""
    pull: float = 0
    pulled: float = 0

    @property
    def share(self) -> float:
        return (self.won + self.pulled) / (self.leads + self.pull)

    @property
    def centre(self) -> float:
        return self.points / self.leads

    def joined(self, above: _Block) -> _Block:
        return _Block(
            self.leads + above.leads,
            self.won + above.won,
            self.points + above.points,
            self.pull + above.pull,
            self.pulled + above.pulled,
        )


def _rising(blocks: Iterable[_Block]) -> list[_Block]:
    """Neighbours pooled until each share is above the one before it."""
    risen: list[_Block] = []
    for block in blocks:
        while risen and risen[-1].share >= block.share:
            block = risen.pop().joined(block)
        risen.append(block)
    return risen


def _between(blocks: Sequence[_Block], points: int) -> float:
    """A block's share holds at its centre; between two centres it rises evenly, so that of two
    leads in one block the one with more points stays ahead.
    """
    above = bisect_right([block.centre for block in blocks], points)
    if above in (0, len(blocks)):
        return blocks[max(above - 1, 0)].share
    low, high = blocks[above - 1 : above + 1]
    way = (points - low.centre) / (high.centre - low.centre)
    return min(low.share + way * (high.share - low.share), high.share)


def _few(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps of like chance as one, and no more than a table holds: the nearest are joined."""
    few = list(steps)
    gaps = [above.chance - below.chance for below, above in pairwise(few)]
    while gaps and (len(few) > STEPS_MOST or min(gaps) == 0):
        at = gaps.index(min(gaps))
        few[at : at + 2] = [_joined(few[at], few[at + 1])]
        gaps = [above.chance - below.chance for below, above in pairwise(few)]
    return tuple(few)


def _joined(below: Step, above: Step) -> Step:
    leads = below.leads + above.leads
    chance = (below.chance * below.leads + above.chance * above.leads) / leads
    chance = min(max(chance, below.chance), above.chance)  # whatever a rounding says
    return Step(points=below.points, chance=chance, leads=leads)


def _reach(tried: Sequence[Tried], policy: Policy) -> tuple[float, ...]:
    """The policy's list pulled towards the team's own counts; attempts past its end in its last."""
    last = len(policy.reach) - 1
    counted = [*tried[:last], _together(tried[last:])]
    counted += [Tried()] * (len(policy.reach) - len(counted))
    return tuple(
        _smoothed(one.reached, one.times, prior, policy.learning.reach_strength)
        for one, prior in zip(counted, policy.reach, strict=True)
    )


def _together(tried: Sequence[Tried]) -> Tried:
    return Tried(sum(one.times for one in tried), sum(one.reached for one in tried))


def _smoothed(count: float, of: float, prior: float, strength: float) -> float:
    return (count + strength * prior) / (of + strength)


# ---- does it still hold?


@dataclass(frozen=True, slots=True)
class Part:
    """Leads of like chance: how many, their mean chance, the share that was won."""

    leads: int
    chance: float
    won: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a table does on outcomes that it did not learn from; `warnings` are sentences.

    `auc`: how often a won lead had the higher chance of a random pair of won and not won; None
    without both. `off_by`: expected calibration error, the mean distance between chance and share
    won over tenths of the leads.
    """

    leads: int
    auc: float | None
    off_by: float
    warnings: tuple[str, ...] = ()
    tenths: tuple[Part, ...] = ()

    @property
    def sentence(self) -> str:
        if self.auc is None:
            return f"{self.leads:,} leads to judge by: it takes some that were won and some not."
        return (
            f"Of {self.leads:,} leads that have ended, a won one stood above a lost one in "
            f"{self.auc * 100:.0f} of 100 pairs; the chance was off by {self.off_by * 100:.1f} in "
            "100 on average."
        )


def health(table: ChanceTable | None, outcomes: Iterable[Outcome], policy: Policy) -> Health:
    """`outcomes`: of leads that the table did not learn from."""
    rules = policy.learning
    forecasts = [(chance_of(o.type, o.points, policy, table), o.won) for o in outcomes]
    off_by = calibration_error(forecasts)
    tenths = parts(forecasts)
    warnings = [*_turned(tenths, rules)]
    if off_by > rules.drift_most:
        warnings.append(
            f"The chance is off by {off_by * 100:.0f} in 100 on average, "
            f"{rules.drift_most * 100:.0f} are allowed: let it learn from newer leads."
        )
    return Health(
        leads=len(forecasts), auc=auc(forecasts), off_by=off_by, warnings=tuple(warnings),
        tenths=tenths,
    )  # fmt: skip


def parts(forecasts: Sequence[tuple[float, bool]]) -> tuple[Part, ...]:
    """Tenths in order of chance; leads of one chance stay together, so there may be fewer."""
    chances = sorted(chance for chance, _ in forecasts)
    edges = sorted({chances[len(chances) * n // PARTS] for n in range(1, PARTS)} if chances else ())
    bins: dict[int, list[tuple[float, bool]]] = {}
    for forecast in forecasts:
        bins.setdefault(bisect_right(edges, forecast[0]), []).append(forecast)
    return tuple(
        Part(
            len(part),
            sum(chance for chance, _ in part) / len(part),
            sum(won for _, won in part) / len(part),
        )
        for _, part in sorted(bins.items())
    )


def calibration_error(forecasts: Sequence[tuple[float, bool]]) -> float:
    """The mean distance between chance and share won over tenths, weighted by their leads."""
    total = sum(part.leads * abs(part.chance - part.won) for part in parts(forecasts))
    return total / max(len(forecasts), 1)


def auc(forecasts: Sequence[tuple[float, bool]]) -> float | None:
    """Ties count half. None where all were won or none."""
    won = [chance for chance, is_won in forecasts if is_won]
    lost = sorted(chance for chance, is_won in forecasts if not is_won)
    if not won or not lost:
        return None
    ahead = sum(bisect_left(lost, chance) + bisect_right(lost, chance) for chance in won)
    return ahead / (2 * len(won) * len(lost))


def _turned(tenths: Sequence[Part], rules: Learning) -> Iterator[str]:
    for below, above in pairwise(tenths):
        share = (below.won * below.leads + above.won * above.leads) / (below.leads + above.leads)
        error = sqrt(share * (1 - share) * (1 / below.leads + 1 / above.leads))
        if below.won - above.won > rules.turned_by_se * error:
            yield (
                f"The order has turned: of {above.leads:,} leads with {_in_100(above.chance)} in "
                f"100 only {_in_100(above.won)} in 100 were won, of {below.leads:,} with "
                f"{_in_100(below.chance)} it was {_in_100(below.won)}. Look at the points that "
                "part them."
            )


def _in_100(share: float) -> str:
    return f"{share * 100:.0f}"
