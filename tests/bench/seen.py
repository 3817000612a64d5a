"""One window to be looked at, and bare ones of its size to hold beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QTableView

from tests.bench.clicks import Paints, settle, wait
from tests.bench.sealed import opened
from tests.builders import MONDAY
from workbench.desk.desk import open_desk
from workbench.desk.views import View
from workbench.domain.plain import to_ms
from workbench.settings import load_settings
from workbench.sync.server_clock import ServerClock
from workbench.ui.application import show_window

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

    def last_key(self, text: str) -> float:
        """Milliseconds from the key that ends `text`, alone in the search, to its hits painted."""
        self.clear()
        self.type(text[:-1])
        settle(0.3)
        return painted(self.paints, lambda: self.type(text[-1]))

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


def a_list(size: QSize, rows: Rows, height: QSize | None = None) -> Bare:
    view = QListView()
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    return Bare(view, size, rows, height)


def rows_of(directory: Path) -> Rows:
    raw = opened(directory / "cache.0.db")
    asked = raw.execute("SELECT name, company, score, owner FROM lead LIMIT ?", (MOST,))
    return [tuple(row) for row in asked]


def painted(paints: Paints, change: Callable[[], object]) -> float:
    before = paints.count
    start = time.perf_counter()
    change()
    wait(lambda: paints.count > before)
    return (time.perf_counter() - start) * 1000
