"""The day at the desk, looked at once a second: notices whose moment has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from workbench.desk.notices import Watch

if TYPE_CHECKING:
    from workbench.ui.window import Window

_GLANCE_MS = 1000


class Day(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._changed = False
        self.watch = Watch(window.desk)
        window.bridge.queue_changed.connect(self._mark)
        window.bridge.signed_in.connect(self._begin_anew)
        window.bridge.signed_out.connect(self._begin_anew)
        glancing = QTimer(self, interval=_GLANCE_MS, timerType=Qt.TimerType.CoarseTimer)
        glancing.timeout.connect(self.glance)
        glancing.start()

    def glance(self) -> None:
        if self._window.desk.user is None:
            return
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, False
        notices = self.watch.due(changed=changed)
        if notices:
            more = f" · {len(notices) - 1} more" if len(notices) > 1 else ""
            self._window.news.tell(notices[0].words + more, notices[0].lead)

    def _mark(self) -> None:
        self._changed = True

    def _begin_anew(self) -> None:
        self.watch = Watch(self._window.desk)
