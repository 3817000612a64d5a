"""“dashboard”: a team lead's dashboard over 100,000 cached leads, from its key to what is painted.

`python -m tests.bench.dashboard FOLDER` prints figures as JSON. Their floor is what is allowed.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.clicks import AnyPaints, settle, wait
from tests.bench.onscreen import figures_on
from tests.bench.pairs import Figure
from tests.bench.stock import LEADS, a_leads_profile
from tests.builders import MONDAY
from tests.flow.screen import a_screen
from workbench.cache import arrivals
from workbench.desk.counting import count_all
from workbench.desk.dashboard import View, numbers_of
from workbench.desk.desk import Desk, open_desk
from workbench.domain.plain import to_ms
from workbench.settings import load_settings
from workbench.sync.server_clock import ServerClock
from workbench.ui.action_table import DASHBOARD
from workbench.ui.application import show_window, the_application
from workbench.ui.modes import TRIAGE
from workbench.ui.window import Window

ROUNDS = 11
ALLOWED_MS = 100.0
COUNTED_MS = 5000.0
"""Of the processor, in a thread, while what was counted last is on the screen."""


def figures() -> Iterator[Figure]:
    with a_leads_profile() as folder, a_screen() as screen:
        yield from figures_on(screen, "dashboard", str(folder))


def _measured(desk: Desk, window: Window) -> Iterator[Figure]:
    def paint() -> float:
        window.show_mode(TRIAGE)
        settle(0.1)
        grid = window.pages.dashboard.grid
        painted = AnyPaints(grid.views["waits"])
        start = time.perf_counter()
        window.show_mode(DASHBOARD)
        wait(lambda: painted.count)
        return (time.perf_counter() - start) * 1000

    def counted() -> float:
        start = time.thread_time()
        numbers_of(desk, View())
        return (time.thread_time() - start) * 1000

    of = f"of {LEADS:,} leads"
    yield _figure(f"numbers anew {of} that all came in these 28 days", counted, COUNTED_MS, 3)
    yield _figure(f"the dashboard's key to its painted charts {of}", paint, ALLOWED_MS, ROUNDS)


def _figure(what: str, measure: Callable[[], float], allowed: float, rounds: int) -> Figure:
    measure()
    value = statistics.median(measure() for _ in range(rounds))
    return Figure(name="dashboard", what=what, value=value, unit="ms", floor=allowed,
                  ratio=value / allowed, budget=1)  # fmt: skip


def main() -> None:
    folder, clock = Path(sys.argv[1]), ServerClock()
    the_application()
    clock.run_from(to_ms(MONDAY), 1.0)
    desk = open_desk(folder, clock=clock)
    count_all(desk)
    arrivals.keep(desk._caches.shown, View().name, numbers_of(desk, View()))
    window = show_window(desk, folder, load_settings(folder), painted=lambda: None)
    window.show_mode(DASHBOARD)
    settle(1.0)
    for figure in _measured(desk, window):
        print(json.dumps(dataclasses.asdict(figure)), flush=True)
    desk.close()


if __name__ == "__main__":
    main()
