"""“board”: a team lead's window with 40 reps and 100,000 leads, a fifth of them open.

`python -m tests.bench.board FOLDER` prints figures as JSON. Their floor is what is allowed. What
the window's process works counts always, for others cannot lengthen it; the time that passes, which
is what somebody waits, only where the machine has nothing else to do.
"""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.clicks import AnyPaints, settle, wait
from tests.bench.onscreen import figures_on
from tests.bench.pairs import Figure
from tests.bench.stock import LEADS, OPEN, REPS, a_leads_profile
from tests.builders import MONDAY
from tests.flow.screen import a_screen
from workbench.desk.desk import Desk, open_desk
from workbench.domain.plain import to_ms
from workbench.settings import load_settings
from workbench.sync.server_clock import ServerClock
from workbench.ui.application import show_window, the_application
from workbench.ui.board import Board

ROUNDS = 15
ALLOWED_MS = 50.0
QUIET = 1.5
"""The load of a machine that does little but this, which waits busily for the paint."""


def figures() -> Iterator[Figure]:
    with a_leads_profile() as folder, a_screen() as screen:
        yield from figures_on(screen, "board", str(folder))


def _measured(desk: Desk, board: Board) -> Iterator[Figure]:
    table = AnyPaints(board.table)
    leads = iter(board.model.ids[: 2 * ROUNDS])

    def move() -> Callable[[], object]:
        """A lead goes to another rep, as a pull brings it; both their rows say so."""
        with desk._caches.shown.database.write() as connection:
            moving = "UPDATE lead SET owner = 'rep39' WHERE id = ?"
            connection.execute(moving, (next(leads),))
        before = table.count
        desk._facts.tell("queue_changed")
        return lambda: table.count > before

    def drill() -> Callable[[], object]:
        painted = AnyPaints(board.list.viewport())
        board.table.choose("rep7", "due" if board.table.cell != "due" else "open")
        return lambda: painted.count

    of = f"of {REPS} reps with {LEADS:,} leads, {OPEN:,} of them open"
    yield from _figures(f"a change to the painted board {of}", move)
    yield from _figures(f"a cell to its painted leads {of}", drill)


def _figures(what: str, begin: Callable[[], Callable[[], object]]) -> Iterator[Figure]:
    """`begin` begins it, and returns what asks whether it was painted."""
    wait(begin())
    settle(0.3)
    passed, worked = [], []
    for _ in range(ROUNDS):
        start, start_work = time.perf_counter(), time.process_time()
        wait(begin())
        passed.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - start_work) * 1000)
        settle(0.1)
    is_quiet = os.getloadavg()[0] < QUIET
    yield _figure(what, passed, budget=1 if is_quiet else None)
    yield _figure(f"{what}, work of the window's process", worked, budget=1)


def _figure(what: str, took: list[float], budget: float | None) -> Figure:
    value = statistics.median(took)
    return Figure(name="board", what=what, value=value, unit="ms", floor=ALLOWED_MS,
                  ratio=value / ALLOWED_MS, budget=budget)  # fmt: skip


def main() -> None:
    folder, clock = Path(sys.argv[1]), ServerClock()
    the_application()
    clock.run_from(to_ms(MONDAY), 1.0)
    desk = open_desk(folder, clock=clock)
    window = show_window(desk, folder, load_settings(folder), painted=lambda: None)
    settle(1.0)
    assert window.windowHandle().isExposed()
    board = window.pages.board
    board.table.choose("rep3")
    settle(0.5)
    for figure in _measured(desk, board):
        print(json.dumps(dataclasses.asdict(figure)), flush=True)


if __name__ == "__main__":
    main()
