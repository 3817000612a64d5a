"""Hands numbers and addresses to the system's programs, where one takes them.

Opening `tel:` answers true even where no program handles it: on desktops of freedesktop.org the
handler is asked for first, and nothing is ever logged from what opening returned.
"""

import sys
from urllib.parse import quote

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication


class Dial(QObject):
    """`unhandled` with the scheme and the number or address, which is then in the clipboard."""

    unhandled = Signal(str, str)

    def open(self, scheme: str, target: str) -> None:
        """`tel` or `mailto`."""
        asker = QStandardPaths.findExecutable("xdg-mime")
        if sys.platform in ("darwin", "win32"):
            self._launch(scheme, target)
        elif not asker:
            self._hand_over(scheme, target)
        else:
            asking = QProcess(self)
            asking.finished.connect(lambda: self._answered(asking, scheme, target))
            asking.start(asker, ["query", "default", f"x-scheme-handler/{scheme}"])

    def _answered(self, asking: QProcess, scheme: str, target: str) -> None:
        handler = bytes(asking.readAllStandardOutput().data()).strip()
        asking.deleteLater()
        if handler:
            self._launch(scheme, target)
        else:
            self._hand_over(scheme, target)

    def _launch(self, scheme: str, target: str) -> None:
        QDesktopServices.openUrl(QUrl(f"{scheme}:{quote(target, safe='+@')}"))

    def _hand_over(self, scheme: str, target: str) -> None:
        QGuiApplication.clipboard().setText(target)
        self.unhandled.emit(scheme, target)
