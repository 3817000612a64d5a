"""How a team's numbers are told; its own, in its policy under `reports`."""

from __future__ import annotations

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """`small_n`: below so many a number is told as too few to judge by. `log_within_s`: in how
    many seconds from hang-up a disposition should be saved. `answered`: codes of calls that a live
    person answered, beside those that count as a contact.
    """

    small_n: int = 20
    log_within_s: float = 60
    answered: tuple[str, ...] = ("GK",)

    def __post_init__(self) -> None:
        if not 1 <= self.small_n <= 10_000:
            raise Misfit(("small_n",), "needs a number from 1 to 10000")
        if not 0 < self.log_within_s <= 24 * 3600:
            raise Misfit(("log_within_s",), f"needs seconds above 0, {24 * 3600} at most")
