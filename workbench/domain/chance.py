"""The chance that a lead is won and that an attempt reaches them, as the team's own leads say.

What a desk needs to rank: the table, and what stands in for it until there are outcomes enough.
`domain.calibration` learns it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit

if TYPE_CHECKING:
    from workbench.domain.policy import Policy

STEPS_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """How much a team's own outcomes weigh. Strengths are in outcomes: a prior of strength 20
    weighs as much as 20 leads.

    `outcomes_enough`: below so many of a type its prior chance stands. `from_days`: what came
    longer ago is another time. `given_up_days`: so long after the last touch a lead that was
    disqualified or sent to nurture counts as not won. `drift_most`, `turned_by_se`: by how much
    the chance may be off, and by how many standard errors two tenths may stand the wrong way
    round, before the health check warns.
    """

    outcomes_enough: int = 100
    prior_strength: float = 20
    reach_strength: float = 100
    from_days: float = 365
    given_up_days: float = 30
    drift_most: float = 0.05
    turned_by_se: float = 2.5

    def __post_init__(self) -> None:
        if self.outcomes_enough < 1:
            raise Misfit(("outcomes_enough",), "needs 1 or more")
        for name in ("prior_strength", "reach_strength", "from_days"):
            if getattr(self, name) <= 0:
                raise Misfit((name,), "needs a number above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From so many points on, up to the next step: the chance 0…1, and of how many leads."""

    points: int
    chance: float
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceTable:
    """`steps`: by lead type, in order of points; a type without outcomes enough is not there.

    `reach`: the chance that attempt 1, 2, … reaches them, the last holds on; empty: the policy's.
    """

    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    reach: tuple[float, ...] = ()
    learned_at: datetime | None = None

    def chance(self, type: str, points: int) -> float | None:
        """None where the type's prior has to do."""
        steps = self.steps.get(type)
        if not steps:
            return None
        return steps[max(bisect_right(steps, points, key=lambda step: step.points) - 1, 0)].chance


def chance_of(type: str, points: int | None, policy: Policy, table: ChanceTable | None) -> float:
    """Of a lead of this type with these points at capture: learned, or the type's prior."""
    learned = table.chance(type, points) if table is not None and points is not None else None
    return policy.type(type).chance if learned is None else learned


def reach_of(attempts: int, policy: Policy, table: ChanceTable | None) -> float:
    """That the next attempt after so many reaches them: as counted, or as the policy says."""
    reach: Sequence[float] = (table.reach if table is not None else ()) or policy.reach
    return reach[min(attempts, len(reach) - 1)]
