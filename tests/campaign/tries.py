"""What a fault is, what a try of it came to, and the table of all tries."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

STAGE_TRIES = 50
"""A stage is built anew after so many: its leads must not grow as no lead ever does."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one try. `lost`: ticked, without effect at the server, and nobody was told. `doubled`:
    ticked, with more than one effect. `told`: lost, and said so on the screen.
    """

    lost: int = 0
    doubled: int = 0
    recovery_s: float = 0.0
    told: int = 0


Try: TypeAlias = Callable[[int], Outcome]
"""One try, from its seed."""
Stage: TypeAlias = Callable[[Path], AbstractContextManager[Try]]
"""Where a fault is tried, built in an empty folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`times`: how often the whole campaign tries it. `must_lose`: a control, which shows that
    the tries would see a loss. `cannot`: why it cannot be tried here; empty where it can.
    """

    name: str
    stage: Stage
    times: int
    must_lose: bool = False
    cannot: Callable[[], str] = lambda: ""


@dataclass(slots=True)
class Tally:
    """What all tries of a fault came to."""

    fault: Fault
    outcomes: list[Outcome] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return sum(outcome.lost for outcome in self.outcomes)

    @property
    def doubled(self) -> int:
        return sum(outcome.doubled for outcome in self.outcomes)

    @property
    def losing(self) -> int:
        """How many tries lost something."""
        return sum(bool(outcome.lost) for outcome in self.outcomes)

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.doubled and bool(self.lost) == self.fault.must_lose

    def __str__(self) -> str:
        lost = f"in {self.losing}, as it must" if self.fault.must_lose else f"{self.lost}"
        told = sum(outcome.told for outcome in self.outcomes)
        if told:
            lost += f" ({told} told)"
        worst = max((outcome.recovery_s for outcome in self.outcomes), default=0.0)
        cells = (self.fault.name, len(self.outcomes), lost, self.doubled, f"{worst:.1f} s")
        return f"| {' | '.join(map(str, cells))} |"


HEAD = "| fault | times tried | lost | doubled | worst recovery |\n|---|---|---|---|---|"


def seeds_in_stages(first: int, times: int) -> Iterator[range]:
    for begin in range(first, first + times, STAGE_TRIES):
        yield range(begin, min(begin + STAGE_TRIES, first + times))


def try_out(fault: Fault, times: int, *, first: int = 0) -> Tally:
    """A try that fails is kept with its seed; its stage is not used again."""
    tally = Tally(fault)
    for seeds in seeds_in_stages(first, times):
        with TemporaryDirectory(prefix="campaign-") as folder:
            tally.failed += _on_stage(fault, Path(folder), seeds, tally.outcomes)
    return tally


def _on_stage(
    fault: Fault, folder: Path, seeds: Iterable[int], outcomes: list[Outcome]
) -> list[str]:
    seed = -1
    try:
        with fault.stage(folder) as one_try:
            for seed in seeds:
                outcomes.append(one_try(seed))
    except Exception:  # noqa: BLE001  # told with its seed, and the next stage goes on
        return [f"{fault.name}, seed {seed}:\n{traceback.format_exc()}"]
    return []
