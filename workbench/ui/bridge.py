"""Turns the desk's facts into signals that arrive in the GUI thread, wherever they were told.

To add a fact: its name and signal here, and `listen` finds it.
"""

import threading
from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from workbench.desk.desk import Desk

FACTS = (
    "queue_changed", "lead_changed", "sync_changed", "attention_changed", "arrived", "filed",
    "signed_in", "signed_out", "preview_ready", "moved", "board_told", "mail_told",
    "answered", "counted", "failed",
)  # fmt: skip
LONGEST_S = 0.008
"""So long facts are passed on in one turn; what is left waits until that was painted."""


class _Ears:
    """What listens for a bridge, until Qt takes the bridge apart; outlives it by a moment."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open = True
        self.endings: list[Callable[[], None]] = []

    def close(self) -> None:
        with self.lock:  # a worker that is telling a fact at this moment comes to its end first
            self.open = False
        while self.endings:
            self.endings.pop()()


class Bridge(QObject):
    """Deaf from the moment on at which it is destroyed; the desk may outlive its window."""

    queue_changed = Signal()
    lead_changed = Signal(str)
    sync_changed = Signal(object)
    attention_changed = Signal()
    arrived = Signal(object)
    filed = Signal(object)
    signed_in = Signal()
    signed_out = Signal()
    preview_ready = Signal(object)
    moved = Signal(object)
    board_told = Signal(object)
    mail_told = Signal(str)
    answered = Signal(object)
    counted = Signal(object, object)
    failed = Signal(object)

    _told = Signal(str, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue_waits = False
        # Only a bound method of an object of the GUI thread is queued to it; a lambda would run
        # in the worker that told the fact.
        self._told.connect(self._hold, Qt.ConnectionType.QueuedConnection)
        self._held: list[tuple[str, tuple[object, ...]]] = []
        # What a key has done is painted first; what else it comes to is looked at in the turn
        # after that, and in the turn itself timers run behind the painting.
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._ears = ears = _Ears()
        ears.endings = [desk.listen(fact, partial(self._hear, fact)) for fact in FACTS]
        self.destroyed.connect(ears.close)

    def _hear(self, fact: str, *told: object) -> None:
        if fact == "queue_changed":
            if self._queue_waits:
                return  # a burst of changes is one look at the queue
            self._queue_waits = True
        with self._ears.lock:
            if self._ears.open:
                self._told.emit(fact, told)

    @Slot(str, object)
    def _hold(self, fact: str, told: tuple[object, ...]) -> None:
        self._held.append((fact, told))
        self._painted.start()

    @Slot()
    def _pass_on(self) -> None:
        until = monotonic() + LONGEST_S
        while self._held:
            fact, told = self._held.pop(0)
            if fact == "queue_changed":
                self._queue_waits = False
            getattr(self, fact).emit(*told)
            if self._held and monotonic() >= until:
                self._painted.start()
                return
