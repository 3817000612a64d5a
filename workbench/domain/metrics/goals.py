"""What a team wants of each rep, and which leads that takes."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit

Period: TypeAlias = Literal["week", "month", "quarter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """A team's own, in its policy under `goals`. `promises`: the share of promises to be kept.

    `meetings`, `sqo` and `won` are for one rep in one `period`; 0 is no goal.
    """

    promises: float = 0.8
    period: Period = "month"
    meetings: float = 0
    sqo: float = 0
    won: float = 0

    def __post_init__(self) -> None:
        if not 0 <= self.promises <= 1:
            raise Misfit(("promises",), "needs a share from 0 to 1")
        for name in ("meetings", "sqo", "won"):
            if not 0 <= getattr(self, name) <= 100_000:
                raise Misfit((name,), "needs a number from 0 to 100000")


def period_of(day: date, period: Period) -> tuple[date, date]:
    """Its first day, and the first one of the next."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    months = 1 if period == "month" else 3
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return first, date(year, month + 1, 1)


def leads_for(missing: float, *, leads: int, brought: int) -> int | None:
    """How many leads bring what is missing, where so many have brought so much; None: not known."""
    if missing <= 0:
        return 0
    return math.ceil(missing * leads / brought) if brought else None


def likely(count: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Between which shares the true one lies, by Wilson's interval: so many standard errors wide on
    each side, 95 times in 100 if nothing is said. What is counted beside n is no more than all.
    """
    if not n:
        return 0.0, 1.0
    z2, share = z * z, min(count / n, 1.0)
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
