"""The window while all is pulled: how soon the first page is painted, how late a timer comes.

`python -m tests.bench.pulled ADDRESS FOLDER` prints both as JSON.
"""

from __future__ import annotations

import gc
import json
import logging
import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView

from tests.bench.clicks import settle
from tests.bench.stock import ME
from workbench.desk.desk import open_desk
from workbench.settings import load_settings
from workbench.ui.application import show_window, the_application

EVERY_MS = 5
GIVE_UP_S = 600


class Late:
    """How many milliseconds after its time a timer came, each time."""

    def __init__(self) -> None:
        self.by_ms: list[float] = []
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=EVERY_MS)
        self._timer.timeout.connect(self._came)
        self._last = time.perf_counter()
        self._timer.start()

    def _came(self) -> None:
        now = time.perf_counter()
        self.by_ms.append(max(0.0, (now - self._last) * 1000 - EVERY_MS))
        self._last = now


class FirstPaint(QObject):
    """When a list that has rows was painted for the first time."""

    at = 0.0

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.at and event.type() == QEvent.Type.Paint and self._rows():
            self.at = time.perf_counter()
        return False

    def _rows(self) -> int:
        return self._view.model().rowCount()


def main() -> None:
    address, folder = sys.argv[1], Path(sys.argv[2])
    logging.disable()
    app = the_application()
    desk = open_desk(folder)
    window = show_window(desk, folder, load_settings(folder), painted=lambda: None)
    settle(1.0)
    gc.freeze()  # as the desktop does once it was painted, and once somebody has signed in
    desk.listen("signed_in", gc.freeze)
    desk.start()
    first = FirstPaint(window.triage.queue.list)
    late, began = Late(), time.perf_counter()
    desk.sign_in(address, ME.email, "password")
    looks = QTimer(interval=100)
    looks.timeout.connect(lambda: desk.sync_state().complete and first.at and app.quit())
    looks.start()
    QTimer.singleShot(GIVE_UP_S * 1000, lambda: app.exit(1))
    if app.exec():
        raise TimeoutError("the pull did not end")
    told = {
        "painted_s": first.at - began,
        "p99_ms": statistics.quantiles(late.by_ms, n=100)[98],
        "max_ms": max(late.by_ms),
    }
    print(json.dumps(told))
    desk.close()


if __name__ == "__main__":
    main()
