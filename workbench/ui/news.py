"""News, told in the top bar and by the system where it can; they navigate, they never act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout

from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.announcing import announce
from workbench.ui.clock_face import wall_time
from workbench.ui.icons import icon
from workbench.ui.link_button import LinkButton
from workbench.ui.preferences import Preferences
from workbench.ui.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

_STAYS_MS = 20_000
_SNOOZE = timedelta(minutes=30)


class News(QObject):
    """`told` with each sentence that is said aloud, for whoever reads along."""

    wanted = Signal(str)
    told = Signal(str)

    def __init__(self, top: TopBar, preferences: Preferences, now: Callable[[], datetime]) -> None:
        super().__init__(top)
        self._preferences = preferences
        self._now = now
        self._theme = top.theme
        self._lead = ""
        self._tray: QSystemTrayIcon | None = None
        self._snoozed_until: datetime | None = None
        self.button = LinkButton(self._theme, "bell")
        self.button.hide()
        self.button.clicked.connect(self._show)
        layout = top.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, self.button)
        self._leaving = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._leaving.timeout.connect(self.button.hide)

    def tell_arrival(self, row: Row, kind: str) -> None:
        who = ", ".join(part for part in (row.name or tr("No name"), row.company) if part)
        self.tell(tr("New: {kind}, {who}", kind=kind, who=who), row.id)

    def tell(self, words: str, lead: str) -> None:
        """In sight at any hour; aloud unless it is quiet."""
        self._lead = lead
        self.button.say(words)
        self.button.setAccessibleDescription(tr("Opens the lead"))
        self.button.show()
        self._leaving.start()
        if self.is_quiet:
            return
        announce(self.button, words)
        self.told.emit(words)
        if self._preferences.settings.sound:
            QApplication.beep()
        window = self.button.window()
        if not window.isActiveWindow():
            QApplication.alert(window)
            self._tell_system(words)

    @property
    def is_quiet(self) -> bool:
        now = self._now()
        if self._snoozed_until is not None and now < self._snoozed_until:
            return True
        return self._preferences.settings.is_quiet(now.astimezone().time())

    def snooze(self) -> None:
        """Quiet for half an hour, or loud again."""
        now = self._now()
        is_snoozed = self._snoozed_until is not None and now < self._snoozed_until
        until = self._snoozed_until = None if is_snoozed else now + _SNOOZE
        said = tr("Notices are loud again.")
        if until is not None:
            when = wall_time(until, now)
            said = tr("Quiet until {when}: notices show in this window only.", when=when)
        self._preferences.said.emit(said)

    def _tell_system(self, words: str) -> None:
        from PySide6.QtWidgets import QSystemTrayIcon

        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("inbox", self._theme.palette.accent, 32), self)
            self._tray.messageClicked.connect(self._show)
            self._tray.show()
        title, _, detail = words.partition(": ")
        self._tray.showMessage(title, detail)

    def _show(self) -> None:
        self.button.hide()
        self.wanted.emit(self._lead)
