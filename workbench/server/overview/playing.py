"""Plays a team's weeks in a process of its own: `python -m workbench.server.overview.playing`.

A question as JSON on standard input, a line of JSON for each day that was played on standard
output, `{"done": 0…1}`, and at last `{"forecast": …}`. Nothing but the domain is loaded.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.domain.capacity import Forecast, forecast
from workbench.domain.plain import Plain, from_plain, to_plain
from workbench.domain.simulation import Scenario

NICENESS = 2
"""Inquiries and desks go before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """As `capacity.forecast` has it."""

    scenario: Scenario
    start: datetime
    days: int
    seed: int
    needed: bool = True


def answers(question: Question) -> Iterator[Plain]:
    for step in forecast(
        question.scenario, start=question.start, days=question.days, seed=question.seed,
        needed=question.needed,
    ):  # fmt: skip
        told = "forecast" if isinstance(step, Forecast) else "done"
        yield {told: to_plain(step)}


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    for line in answers(from_plain(Question, json.load(sys.stdin))):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
