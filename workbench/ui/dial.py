"""Hands numbers and addresses to the system's programs, where one takes them.

Opening `tel:` answers true even where no program handles it: on desktops of freedesktop.org the
handler is asked for first, and nothing is ever logged from what opening returned.
"""

import sys
from urllib.parse import quote

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

_DOES = {"tel": "dials", "sms": "sends SMS", "mailto": "writes mail", "https": "opens pages"}


def address(scheme: str, target: str) -> QUrl:
    """A plus is the country's in a number; in a mail address programs read it as a space.

    A target of the web is an address already.
    """
    if scheme == "https":
        return QUrl(target)
    return QUrl(f"{scheme}:{quote(target, safe='@' if scheme == 'mailto' else '+')}")


class Dial(QObject):
    """`unhandled` with a sentence: the number or address is in the clipboard then."""

    unhandled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: dict[QProcess, tuple[str, str]] = {}

    def open(self, scheme: str, target: str) -> None:
        """`tel`, `sms`, `mailto` or `https`."""
        asker = QStandardPaths.findExecutable("xdg-mime")
        if sys.platform in ("darwin", "win32"):
            self._launch(scheme, target)
        elif not asker:
            self._hand_over(scheme, target)
        else:
            asking = QProcess(self)
            self._asked[asking] = (scheme, target)
            asking.finished.connect(self._answered)
            asking.start(asker, ["query", "default", f"x-scheme-handler/{scheme}"])

    def _answered(self) -> None:
        asking = self.sender()
        if not isinstance(asking, QProcess):
            return
        scheme, target = self._asked.pop(asking)
        handler = bytes(asking.readAllStandardOutput().data()).strip()
        asking.deleteLater()
        if handler:
            self._launch(scheme, target)
        else:
            self._hand_over(scheme, target)

    def _launch(self, scheme: str, target: str) -> None:
        QDesktopServices.openUrl(address(scheme, target))

    def _hand_over(self, scheme: str, target: str) -> None:
        QGuiApplication.clipboard().setText(target)
        self.unhandled.emit(f"No program {_DOES[scheme]} on this computer; {target} is copied.")
