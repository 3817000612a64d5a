"""What a fault is, what a try of it came to, and the table of all tries."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

STAGE_TRIES = 50
"""A stage is built anew after so many: its leads must not grow as no lead ever does."""
MOST_FAILED = 5
"""After so many a fault is given up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one try. `lost`: ticked, without effect at the server, and nobody was told. `doubled`:
    ticked, with more than one effect. `told`: lost, and said so on the screen. `measured`: what
    was seen besides, of which the table shows the last.
    """

    lost: int = 0
    doubled: int = 0
    recovery_s: float = 0.0
    told: int = 0
    measured: str = ""


Try: TypeAlias = Callable[[int], Outcome]
"""One try, from its seed."""
Stage: TypeAlias = Callable[[Path], AbstractContextManager[Try]]
"""Where a fault is tried, built in an empty folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`times`: how often the whole campaign tries it. `must_lose`: a control, which shows that
    the tries would see a loss. `cannot`: why it cannot be tried here; empty where it can.
    `runs`: alone where its recovery is a figure; beside all others where it lasts and costs little.
    """

    name: str
    stage: Stage
    times: int
    must_lose: bool = False
    runs: Literal["alone", "in turn", "beside"] = "in turn"
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
        recovery = f"{worst:.1f} s" if worst else ""
        measured = self.outcomes[-1].measured if self.outcomes else ""
        recovery = "; ".join(filter(None, (recovery, measured)))
        tried = f"{len(self.outcomes)}" + (f", {len(self.failed)} failed" if self.failed else "")
        cells = (self.fault.name, tried, lost, self.doubled, recovery)
        return f"| {' | '.join(map(str, cells))} |"


HEAD = "| fault | times tried | lost | doubled | worst recovery |\n|---|---|---|---|---|"


def try_out(
    fault: Fault, times: int, *, first: int = 0, told: Callable[[str], None] = lambda _: None
) -> Tally:
    """A try that fails is kept with its seed; its stage is not used again. `told` how far it is."""
    tally = Tally(fault)
    seed, end = first, first + times
    while seed < end and len(tally.failed) < MOST_FAILED:
        seed = _on_stage(tally, range(seed, min(seed + STAGE_TRIES, end)))
        told(f"{fault.name}: {seed - first} of {times}")
    return tally


def _on_stage(tally: Tally, seeds: range) -> int:
    """Returns the seed with which to go on."""
    seed = seeds.start
    try:
        with (
            TemporaryDirectory(prefix="campaign-", ignore_cleanup_errors=True) as folder,
            tally.fault.stage(Path(folder)) as one_try,
        ):
            for seed in seeds:
                tally.outcomes.append(one_try(seed))
    except Exception:  # noqa: BLE001  # told with its seed, and the next stage goes on
        tally.failed.append(f"{tally.fault.name}, seed {seed}:\n{traceback.format_exc()}")
        return seed + 1
    return seeds.stop
