"""G3: a disposition by key → durable → next lead painted, 100,000 leads in the cache."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.onscreen import said
from tests.bench.pairs import Figure
from tests.bench.stock import stock
from tests.builders import MONDAY
from tests.flow.screen import a_screen

LEADS, DUE = 100_000, 10_000


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, a_screen() as screen:
        stock(Path(folder), leads=LEADS, due=DUE, now=MONDAY)
        pairs: list[tuple[float, float]] = json.loads(said(screen, "clicks", folder))
    ours, floors = zip(*pairs, strict=True)
    what = "a key to durable and the next lead painted"
    yield Figure(
        name="G3",
        what=what,
        value=statistics.median(ours),
        unit="ms",
        floor=statistics.median(floors),
        ratio=statistics.median(a / b for a, b in pairs),
        budget=1.5,
    )
    p95 = statistics.quantiles(ours, n=20)[18]
    floor = statistics.median(floors)
    yield Figure(
        name="G3 P95", what=what, value=p95, unit="ms", floor=floor, ratio=p95 / floor, budget=2.5
    )
