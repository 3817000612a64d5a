"""How a team's numbers and the outcomes of its leads are told."""

from __future__ import annotations

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """A team's own, in its policy under `reports`. `small_n`: below so many a number is told as too
    few to judge by. `log_within_s`: in how many seconds from hang-up a disposition should be saved.
    `answered`: codes of calls that a live person answered, beside those that count as a contact.
    `unanswered`: codes of calls that rang until somebody hung up, which should be `ring_least_s`
    after it was dialled at the earliest.
    """

    small_n: int = 20
    log_within_s: float = 60
    answered: tuple[str, ...] = ("GK",)
    unanswered: tuple[str, ...] = ("NA",)
    ring_least_s: float = 20

    def __post_init__(self) -> None:
        if not 1 <= self.small_n <= 10_000:
            raise Misfit(("small_n",), "needs a number from 1 to 10000")
        if not 0 < self.log_within_s <= 24 * 3600:
            raise Misfit(("log_within_s",), f"needs seconds above 0, {24 * 3600} at most")
        if not 0 <= self.ring_least_s <= 600:
            raise Misfit(("ring_least_s",), "needs seconds from 0 to 600")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRules:
    """A team's own, in its policy under `outcomes`: when one that could not be told is tried again,
    from `again_s` on and each time later up to `again_most_min`, and after which time it is given
    up.
    """

    again_s: float = 5
    again_most_min: float = 60
    give_up_h: float = 72

    def __post_init__(self) -> None:
        if not 1 <= self.again_s <= 3600:
            raise Misfit(("again_s",), "needs seconds from 1 to 3600")
        if not self.again_s / 60 <= self.again_most_min <= 24 * 60:
            raise Misfit(("again_most_min",), "needs minutes from again_s to 1440")
        if not 0 < self.give_up_h <= 30 * 24:
            raise Misfit(("give_up_h",), "needs hours above 0, 720 at most")
