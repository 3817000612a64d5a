"""One window, one key: how long until a disposition is durable and the next lead is painted.

`python -m tests.bench.clicks FOLDER` prints pairs [ours, floor] in milliseconds as JSON. The floor
is a default list of 200 rows: one raw durable commit, the row gone, the next selected, painted.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from tests.builders import MONDAY
from workbench.desk.desk import Desk, open_desk
from workbench.domain.plain import to_ms
from workbench.settings import load_settings
from workbench.sync.server_clock import ServerClock
from workbench.ui.application import show_window, the_application
from workbench.ui.window import Window

CLICKS = 40
GIVE_UP_S = 5.0
APART_S = 0.45
"""The same code sooner than this on the next lead is taken for a slip of the finger."""


class AnyPaints(QObject):
    """Counts what a widget paints, whatever part of it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += isinstance(event, QPaintEvent) and self._counts(event)
        return False

    def _counts(self, _paint: QPaintEvent) -> bool:
        return True


class Paints(AnyPaints):
    """Counts how often the whole of a widget is painted.

    A list whose row has gone first paints the two rows whose selection changed, the others as they
    stood; only when it has laid itself out is the row gone on the screen.
    """

    def _counts(self, paint: QPaintEvent) -> bool:
        return paint.rect() == self._widget.rect()


class Ours:
    def __init__(self, directory: Path) -> None:
        clock = ServerClock()
        clock.run_from(to_ms(MONDAY), 1.0)  # an hour at which people are called
        self.desk: Desk = open_desk(directory, clock=clock)
        self.window: Window = show_window(
            self.desk, directory, load_settings(directory), painted=lambda: None
        )
        settle()
        self._view = self.window.triage.queue.list
        self._paints = Paints(self._view.viewport())

    def click(self) -> float:
        work = self.window.triage.work
        lead = work.lead
        assert lead is not None
        self.desk.start_call(lead)
        self.window.triage.rest_focus()
        settle(APART_S)
        before = self._paints.count
        start = time.perf_counter()
        QTest.keyClick(self._view, Qt.Key.Key_1)
        wait(lambda: work.lead != lead and self._paints.count > before)
        return (time.perf_counter() - start) * 1000


class Floor:
    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE outbox (n INTEGER PRIMARY KEY, body TEXT)")
        self._view = QListView()
        self._model = QStringListModel([f"Lead number {n}" for n in range(200)])
        self._view.setModel(self._model)
        self._view.setUniformItemSizes(True)
        self._view.resize(1440, 900)
        self._view.show()
        self._view.setCurrentIndex(self._model.index(0))
        settle()
        self._paints = Paints(self._view.viewport())

    def click(self) -> float:
        settle(APART_S)  # what our window does after a click is no part of the floor
        before = self._paints.count
        start = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO outbox (body) VALUES (?)", ("x" * 400,))
        self._connection.execute("COMMIT")
        self._model.removeRow(0)
        self._view.setCurrentIndex(self._model.index(0))
        wait(lambda: self._paints.count > before)
        return (time.perf_counter() - start) * 1000


def wait(done: object) -> None:
    assert callable(done)
    give_up = time.monotonic() + GIVE_UP_S
    while not done():
        QApplication.processEvents()
        if time.monotonic() > give_up:
            raise TimeoutError("nothing was painted")


def settle(seconds: float = 0.05) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()


def main() -> None:
    directory = Path(sys.argv[1])
    the_application()
    ours, floor = Ours(directory), Floor(directory / "floor.db")
    ours.click()
    floor.click()
    gc.freeze()  # as the desktop does once it was painted
    print(json.dumps([[ours.click(), floor.click()] for _ in range(CLICKS)]))
    ours.desk.close()


if __name__ == "__main__":
    main()
