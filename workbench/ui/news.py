"""A new lead, told in the top bar and by the system where it can; it navigates, it never acts."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSystemTrayIcon

from workbench.desk.views import Row
from workbench.ui.icons import icon
from workbench.ui.preferences import Preferences
from workbench.ui.queue_foot import LinkButton
from workbench.ui.top_bar import TopBar

_STAYS_MS = 20_000


class News(QObject):
    wanted = Signal(str)

    def __init__(self, top: TopBar, preferences: Preferences) -> None:
        super().__init__(top)
        self._preferences = preferences
        self._theme = top.theme
        self._lead = ""
        self._tray: QSystemTrayIcon | None = None
        self.button = LinkButton(self._theme, "bell")
        self.button.hide()
        self.button.clicked.connect(self._show)
        layout = top.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, self.button)
        self._leaving = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._leaving.timeout.connect(self.button.hide)

    def tell(self, row: Row, kind: str) -> None:
        self._lead = row.id
        who = ", ".join(part for part in (row.name or "No name", row.company) if part)
        news = f"Offered to you: {kind}" if row.is_offered else f"New: {kind}"
        self.button.say(f"{news}, {who}")
        self.button.setAccessibleDescription("Opens the lead")
        self.button.show()
        self._leaving.start()
        window = self.button.window()
        settings = self._preferences.settings
        if window.isActiveWindow() or settings.is_quiet(datetime.now().astimezone().time()):
            return
        QApplication.alert(window)
        self._tell_system(news, who)

    def _tell_system(self, title: str, words: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("inbox", self._theme.palette.accent, 32), self)
            self._tray.messageClicked.connect(self._show)
            self._tray.show()
        self._tray.showMessage(title, words)

    def _show(self) -> None:
        self.button.hide()
        self.wanted.emit(self._lead)
