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
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QEventLoop,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QTableView

from tests.bench.clicks import Paints, settle, wait
from tests.bench.pairs import Figure, compared
from tests.bench.sealed import opened
from tests.builders import MONDAY
from workbench.desk.desk import open_desk
from workbench.desk.views import View
from workbench.domain.plain import to_ms
from workbench.settings import load_settings
from workbench.sync.server_clock import ServerClock
from workbench.ui.application import show_window, the_application

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
MOST = 5000
_Index = QModelIndex | QPersistentModelIndex
Rows: TypeAlias = Sequence[Sequence[object]]


class Window:
    """Ours, on a Monday morning, with the list of a view on the screen."""

    def __init__(self, directory: Path) -> None:
        self.clock = ServerClock()
        desk = open_desk(directory, clock=self.clock)
        self.clock.run_from(to_ms(MONDAY), 1.0)
        self.window = show_window(desk, directory, load_settings(directory), painted=lambda: None)
        self.panel = self.window.triage.queue
        self.list = self.panel.list
        settle(0.5)
        self.paints = Paints(self.list.viewport())

    def show(self, view: View) -> None:
        self.panel.show_view(view)
        settle(0.5)
        handle = self.window.windowHandle()
        assert handle is not None
        assert handle.isExposed()
        assert self.list.delegate.faces

    def type(self, keys: str) -> None:
        QTest.keyClicks(self.panel.search, keys)

    def clear(self) -> None:
        self.panel.filters.clear()
        self.panel.search.setFocus()
        settle(0.3)


class Words(QAbstractTableModel):
    """Lines of text, in as many columns as each has words."""

    def __init__(self, height: QSize | None = None) -> None:
        super().__init__()
        self.shown: Sequence[Sequence[object]] = ()
        self.asked = 0
        self._height = height

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return len(self.shown)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as above
        return len(self.shown[0]) if self.shown else 0

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked += 1
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown[index.row()][index.column()]
        return self._height if role == Qt.ItemDataRole.SizeHintRole else None

    def show(self, words: Sequence[Sequence[object]]) -> None:
        self.beginResetModel()
        self.shown = words
        self.endResetModel()


class Bare:
    """A list or a table as Qt gives it, with its own delegate."""

    def __init__(
        self, view: QListView | QTableView, size: QSize, rows: Rows, height: QSize | None = None
    ) -> None:
        self.view = view
        self.words = Words(height)
        self.words.show(rows)
        view.setModel(self.words)
        view.resize(size)
        view.show()
        settle(0.3)
        assert self.words.asked
        self.paints = Paints(view.viewport())

    def show(self, rows: Rows) -> None:
        self.words.show(rows)


def _a_list(size: QSize, rows: Rows, height: QSize | None = None) -> Bare:
    view = QListView()
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    return Bare(view, size, rows, height)


# ---- G6


def scrolling(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("all")
    names = [(f"{name}, {company}",) for name, company, *_ in _rows(directory)]
    row = QSize(0, ours.list.sizeHintForRow(0))
    size = ours.list.size()
    bare, tall = _a_list(size, names), _a_list(size, names, row)
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


def _rows(directory: Path) -> Rows:
    raw = opened(directory / "cache.0.db")
    asked = raw.execute("SELECT name, company, score, owner FROM lead LIMIT ?", (MOST,))
    return [tuple(row) for row in asked]


def _page(view: QAbstractItemView, paints: Paints, used: list[float]) -> float:
    bar = view.verticalScrollBar()
    if bar.value() == bar.maximum():
        bar.setValue(0)
    settle(APART_S)
    start = time.process_time()
    took = _painted(paints, lambda: bar.setValue(bar.value() + bar.pageStep()))
    used.append((time.process_time() - start) * 1000)
    return took


def _painted(paints: Paints, change: Callable[[], object]) -> float:
    before = paints.count
    start = time.perf_counter()
    change()
    wait(lambda: paints.count > before)
    return (time.perf_counter() - start) * 1000


# ---- G7


def ticking(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("now")
    bare = _a_list(ours.list.size(), _rows(directory))

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


# ---- G11

SEARCHED = ("lee7", "ann 12", "halden 40", "halden 3999", "ann88")
SHORT = ("h", "7", "z")
"""In every lead, in most, in none."""
_CELLS = "SELECT name, company, score, owner FROM {} WHERE {} LIMIT 50"
_MATCHED = _CELLS.format(
    "found JOIN lead ON lead.n = found.rowid", "found MATCH ? AND words LIKE ?"
)
_SCANNED = _CELLS.format("found_content JOIN lead ON lead.n = found_content.id", "c0 LIKE ?")


def searching(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("now")
    bare = Bare(QTableView(), ours.window.size(), _rows(directory)[:50])
    raw = opened(directory / "cache.0.db")

    def typed(text: str) -> float:
        ours.clear()
        ours.type(text[:-1])
        settle(0.3)
        return _painted(ours.paints, lambda: ours.type(text[-1]))

    def found(text: str) -> float:
        settle()
        words = [f"%{word}%" for word in text.split()]
        # What holds a trigram is looked for in the index, what does not in the texts.
        sql, asked = _SCANNED, [words[0]]
        if len(text) >= 3:
            sql, asked = _MATCHED, [text.split(maxsplit=1)[0], words[-1]]
        return _painted(
            bare.paints,
            lambda: bare.show(raw.execute(sql, asked).fetchall() or [(text,)]),
        )

    searched, asked = cycle(SEARCHED), cycle(SEARCHED)
    yield compared(
        "G11",
        "the key that ends a search, to its hits painted; raw trigrams and a bare table's page",
        lambda: typed(next(searched)),
        lambda: found(next(asked)),
        budget=1.5,
        pairs=PAIRS,
    )
    for letter in SHORT:
        yield compared(
            f"G11 {letter}",
            "the same for one character",
            partial(typed, letter),
            partial(found, letter),
            budget=3,
            pairs=PAIRS,
        )


# ---- G12

_RAW = "SELECT id FROM trait WHERE {} ORDER BY {} LIMIT 5000"
CHANGES: Mapping[str, str] = {
    "sort:score": _RAW.format("1", "score DESC, id"),
    "sort:due": _RAW.format("1", "due_at, id"),
    "type:demo": _RAW.format("type = 'demo'", "arrived_at DESC, id"),
    "score>3": _RAW.format("score > 3", "arrived_at DESC, id"),
    "late ": _RAW.format(f"is_clock AND due_at <= {to_ms(MONDAY)}", "arrived_at DESC, id"),
}


def narrowing(directory: Path) -> Iterator[Figure]:
    ours = Window(directory)
    ours.show("all")
    bare = Bare(QTableView(), ours.window.size(), _rows(directory)[:50])
    raw = opened(directory / "cache.0.db")

    def typed(word: str) -> float:
        ours.clear()
        ours.type(word[:-1])
        settle(0.3)
        took = _painted(ours.paints, lambda: ours.type(word[-1]))
        assert ours.panel.model.rowCount() == MOST
        return took

    def listed(sql: str) -> float:
        settle()
        return _painted(bare.paints, lambda: bare.show([row * 4 for row in raw.execute(sql)]))

    for word, sql in CHANGES.items():
        yield compared(
            f"G12 {word.strip()}",
            "the key that ends this word to its list painted; ids in raw sqlite3 and a bare table",
            partial(typed, word),
            partial(listed, sql),
            budget=1.5,
            pairs=PAIRS,
        )


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
