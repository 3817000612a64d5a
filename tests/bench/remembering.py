"""What a window holds in memory: `python -m tests.bench.remembering FOLDER DISPOSITIONS`, or
without them a bare one with fifty rows.

Prints resident megabytes as JSON: at rest, after the first dispositions, after all of them.
"""

from __future__ import annotations

import gc
import json
import sys
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

if TYPE_CHECKING:
    from tests.bench.seen import Window

FIRST = 60
"""They load what the first call of a day loads."""
KEYS = cycle((Qt.Key.Key_1, Qt.Key.Key_2))
"""The same code at once on the next lead is taken for a slip of the finger."""


def bare() -> list[float]:
    application = QApplication(sys.argv)
    table = QTableWidget(50, 4)
    for row in range(50):
        for column in range(4):
            table.setItem(row, column, QTableWidgetItem(f"row {row}, column {column}"))
    table.resize(1440, 900)
    table.show()
    QTimer.singleShot(1000, application.quit)
    application.exec()
    return [_held_mb()]


def ours(directory: Path, dispositions: int) -> list[float]:
    # Here, for a bare window has nothing of ours in its memory.
    from tests.bench.clicks import settle
    from tests.bench.seen import Window
    from workbench.ui.application import the_application

    the_application()
    window = Window(directory)
    window.show("now")
    held = [_held_mb()]
    for count in (FIRST, dispositions) if dispositions else ():
        for number in range(count):
            _dispose(window)
            settle(0.1 if number % 20 == 0 else 0.0)  # for the queue to be ranked anew
        settle(1.0)
        held.append(_held_mb())
    return held


def _dispose(window: Window) -> None:
    """A call without an answer, and the next lead on the screen."""
    from PySide6.QtTest import QTest

    from tests.bench.clicks import wait

    work, before = window.window.triage.work, window.paints.count
    lead = work.lead
    assert lead is not None
    window.window.desk.start_call(lead)
    window.window.triage.rest_focus()
    QTest.keyClick(window.list, next(KEYS))
    wait(lambda: work.lead != lead and window.paints.count > before)


def _held_mb() -> float:
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kb) / 1024


def main() -> None:
    is_ours = len(sys.argv) > 1
    print(json.dumps(ours(Path(sys.argv[1]), int(sys.argv[2])) if is_ours else bare()))


if __name__ == "__main__":
    main()
