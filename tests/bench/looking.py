"""One window, looked at: what it costs to scroll, to wait, to search and to narrow the list.

`python -m tests.bench.looking NAME FOLDER` prints figures as JSON. Each has its floor beside it:
with Qt's own delegate a bare list of the size of ours, or where the whole window changes a bare
table of its size, fifty rows of four cells; and raw sqlite3 on the same file.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from tests.bench.clicks import Paints, settle
from tests.bench.finding import narrowing, searching
from tests.bench.pairs import Figure, compared
from tests.bench.seen import Window, a_list, painted, rows_of
from workbench.domain.plain import to_ms
from workbench.ui.application import the_application

PAIRS = 7
PAGES = 8
APART_S = 0.03
"""A key that is held repeats that often."""
TICKS = 15
FRAME_MS = 33.0
IDLE_S = 16.0
"""Longer than the queue goes without being ranked anew."""
IDLE_PERCENT = 0.5
AWAY_PERCENT = 0.15
"""Notices are looked for while nobody can see the window; nothing else is done."""


# ---- G6


def scrolling(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("all")
    names = [(f"{name}, {company}",) for name, company, *_ in rows_of(directory)]
    row = QSize(0, ours.list.sizeHintForRow(0))
    size = ours.list.size()
    bare, tall = a_list(size, names), a_list(size, names, row)
    frames: list[float] = []

    def pages(view: QAbstractItemView, paints: Paints, used: list[float]) -> float:
        return statistics.median(_page(view, paints, used) for _ in range(PAGES))

    page = partial(pages, ours.list, ours.paints, frames)
    what = "a page of the list scrolled and painted, a bare list of that size for a floor"
    yield compared(
        "G6", what, page, lambda: pages(bare.view, bare.paints, []), budget=1.2, pairs=PAIRS
    )
    what = "the same, the floor's rows as high as ours"
    yield compared("G6 rows", what, page, lambda: pages(tall.view, tall.paints, []), pairs=PAIRS)
    what = f"processor time of the longest of {len(frames)} such frames"
    yield _against("G6 worst", what, max(frames), FRAME_MS)


def _page(view: QAbstractItemView, paints: Paints, used: list[float]) -> float:
    bar = view.verticalScrollBar()
    if bar.value() == bar.maximum():
        bar.setValue(0)
    settle(APART_S)
    start = time.process_time()
    took = painted(paints, lambda: bar.setValue(bar.value() + bar.pageStep()))
    used.append((time.process_time() - start) * 1000)
    return took


# ---- G7


def ticking(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("now")
    bare = a_list(ours.list.size(), rows_of(directory))

    def tick() -> float:
        """Each a minute later, so that all chips say something else."""
        faces, now = ours.list.delegate.faces, ours.clock.now() + timedelta(minutes=1)
        before = dict(faces)
        ours.clock.run_from(to_ms(now), 1.0)
        took = _cpu(ours.list.tick)
        assert sum(faces[place] != face for place, face in before.items()) > len(before) / 2
        return took

    def repaint() -> float:
        return _cpu(bare.view.viewport().update)

    what = "processor time of a tick that repaints every chip in sight, a bare page for a floor"
    yield compared("G7", what, partial(_median, tick), partial(_median, repaint), budget=1.5,
                   pairs=PAIRS)  # fmt: skip
    bare.view.close()
    what = f"of a core, the window idle for {IDLE_S:.0f} s with running clocks in sight"
    yield _against("G7 idle", what, _idle(), IDLE_PERCENT, unit="%")
    ours.window.showMinimized()
    settle()
    assert ours.window.isMinimized()
    yield _against("G7 away", "the same, minimised", _idle(), AWAY_PERCENT, unit="%")


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    for _ in range(5):
        QApplication.processEvents()
    return (time.process_time() - start) * 1000


def _median(work: Callable[[], float]) -> float:
    return statistics.median(work() for _ in range(TICKS))


def _idle() -> float:
    loop = QEventLoop()
    QTimer.singleShot(round(IDLE_S * 1000), loop.quit)
    used, start = time.process_time(), time.perf_counter()
    loop.exec()
    return (time.process_time() - used) / (time.perf_counter() - start) * 100


def _against(name: str, what: str, value: float, bound: float, unit: str = "ms") -> Figure:
    """What has no floor to be compared with but a bound."""
    return Figure(
        name=name, what=what, value=value, unit=unit, floor=bound, ratio=value / bound, budget=1.0
    )


LOOKS: Mapping[str, Callable[[Path], Iterator[Figure]]] = {
    "scrolling": scrolling,
    "ticking": ticking,
    "searching": searching,
    "narrowing": narrowing,
}


def main() -> None:
    name, folder = sys.argv[1:]
    the_application()
    gc.freeze()
    for figure in LOOKS[name](Path(folder)):
        print(json.dumps(dataclasses.asdict(figure)), flush=True)


if __name__ == "__main__":
    main()
