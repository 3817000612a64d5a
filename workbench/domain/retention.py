"""How long a team keeps what it needs no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit

if TYPE_CHECKING:
    from workbench.domain.lead import Status

ENDED: tuple[Status, ...] = ("disqualified", "lost", "nurture")
"""Statuses of leads that came to nothing; who is won is a customer, and none of ours to forget."""
LEAST_DAYS = 30
"""Of a lead: within them a touch may still come from a desk that was away."""
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """In days. `lead_days`: since anything happened about a lead that came to nothing; 0: for good.

    `letter_days`: of letters that were sent; `outcome_days`: of what other systems were told.
    """

    lead_days: int = 0
    letter_days: int = 90
    outcome_days: int = 30

    def __post_init__(self) -> None:
        if self.lead_days and not LEAST_DAYS <= self.lead_days <= MOST_DAYS:
            raise Misfit(("lead_days",), f"needs 0, or days from {LEAST_DAYS} to {MOST_DAYS}")
        for name in ("letter_days", "outcome_days"):
            if not 1 <= getattr(self, name) <= MOST_DAYS:
                raise Misfit((name,), f"needs days from 1 to {MOST_DAYS}")
