"""G13: memory with 100,000 leads after 500 dispositions, against a bare window."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.bench.onscreen import said
from tests.bench.pairs import Figure
from tests.bench.stock import LEADS, a_profile
from tests.flow.screen import Screen, a_screen

MORE_MB, GROWTH = 12.0, 1.05


def figures() -> Iterator[Figure]:
    with a_screen() as screen:
        (floor,) = _held(screen)
        with a_profile() as folder:
            rest, warm, after = _held(screen, str(folder), "500")
        with a_profile(leads=2 * LEADS) as folder:
            (twice,) = _held(screen, str(folder), "0")
    told = f"{LEADS:,} leads after 500 dispositions, nothing sent"
    yield _figure("G13", f"{told}; a bare window", after, floor, 2.0)
    yield _figure("G13 growth", f"{told}; after the first 60", after, warm, GROWTH)
    what = f"what {LEADS:,} further leads add"
    yield _figure("G13 more", what, max(twice - rest, 0.0), MORE_MB, 1.0)


def _figure(name: str, what: str, value: float, floor: float, budget: float) -> Figure:
    return Figure(name=name, what=what, value=value, unit="MB", floor=floor, ratio=value / floor,
                  budget=budget)  # fmt: skip


def _held(screen: Screen, *arguments: str) -> list[float]:
    held: list[float] = json.loads(said(screen, "remembering", *arguments))
    return held
