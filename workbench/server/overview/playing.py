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

from workbench.domain.capacity import Block, Forecast, forecast
from workbench.domain.plain import Plain, from_plain
from workbench.domain.simulation import Scenario

NICENESS = 2
"""Inquiries and desks go before."""
WORST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`start` is a full hour; the days from it on are judged."""

    scenario: Scenario
    start: datetime
    days: int
    seed: int


def answers(question: Question) -> Iterator[Plain]:
    for step in forecast(
        question.scenario, start=question.start, days=question.days, seed=question.seed
    ):
        if isinstance(step, Forecast):
            yield {"forecast": _told(step)}
        else:
            yield {"done": step}


def _told(found: Forecast) -> Plain:
    """Numbers of an average week."""
    whole = found.whole
    return {
        "inquiries": round(whole.inquiries, 1),
        "attempts": round(whole.attempts, 1),
        "reached": round(whole.reached, 1),
        "kept": round(whole.kept, 1),
        "missed": round(whole.missed, 1),
        "kept_share": _rounded(found.kept_share),
        "won": round(whole.captured, 2),
        "needed_min": round(found.needed_min),
        "staffed_min": round(whole.staffed_min),
        "load": _rounded(found.needed_min / whole.staffed_min if whole.staffed_min else None),
        "blocks": [_block(block) for block in found.blocks],
        "says": [block.says for block in found.worst[:WORST]],
    }


def _block(block: Block) -> Plain:
    return {
        "weekday": block.weekday,
        "hour": block.hour,
        "inquiries": round(block.inquiries, 1),
        "needed_min": round(block.needed_min),
        "staffed_min": round(block.staffed_min),
        "short_min": round(block.short_min),
        "kept": round(block.kept, 1),
        "missed": round(block.missed, 1),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    for line in answers(from_plain(Question, json.load(sys.stdin))):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
