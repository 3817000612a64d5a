"""The desktop program: one window to a profile, the first paint first, all else after it."""

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from workbench.desk.desk import Desk
from workbench.domain.tongue import tr
from workbench.settings import Settings, save_settings
from workbench.ui.memory import Memory
from workbench.ui.profile_lock import take_lock
from workbench.ui.theme import Appearance, Theme
from workbench.ui.window import Window

_ANSWER_MS = 2000
_TURN_S = 0.001
"""So long the window waits at most for a thread that reckons; Python by itself takes 5 ms."""
_LONGEST_LINK = 200
"""Bytes; what comes from outside is not read without end."""


def has_display() -> bool:
    """Whether somebody can see a window; without a display Qt would abort the process.

    `offscreen` draws windows that nobody sees: tests ask for it, and it is no display.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in ("offscreen", "minimal"):
        return False
    if sys.platform in ("darwin", "win32") or platform == "vnc":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def the_application() -> QApplication:
    made = QApplication.instance()
    if isinstance(made, QApplication):
        return made
    # As an argument, for asking for the style by call would answer it, and with it 5 ms of enums.
    application = QApplication([*sys.argv[:1], "-style", "fusion"])
    application.setApplicationName("Workbench")  # not a text
    sys.setswitchinterval(_TURN_S)
    return application


class OneWindow:
    """A profile's lock. A second start finds it taken and calls up the first one's window."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock: BinaryIO | None = None
        self._server: QObject | None = None

    @cached_property
    def _name(self) -> str:
        """By which others find it; the lock needs none."""
        import hashlib

        return "workbench-" + hashlib.sha256(str(self._directory).encode()).hexdigest()[:16]

    def take(self) -> bool:
        self._lock = take_lock(self._directory / "desk.lock")
        return self._lock is not None

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def call_up_the_first(self, link: str = "") -> bool:
        """Raise its window and hand it the link; False where nobody answers."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        if link:
            socket.write(link.encode())
            socket.waitForBytesWritten(_ANSWER_MS)
        socket.disconnectFromServer()
        return True

    def answer(self, call_up: Callable[[str], None], parent: QObject) -> None:
        """From now on a second start raises this window, with the link that it was given."""
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        def hear() -> None:
            caller = server.nextPendingConnection()
            if caller.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                listen(caller)
            else:
                caller.disconnected.connect(lambda: listen(caller))

        def listen(caller: QLocalSocket) -> None:
            said = bytes(caller.read(_LONGEST_LINK).data())
            caller.deleteLater()
            call_up(said.decode(errors="replace"))

        QLocalServer.removeServer(self._name)
        server = QLocalServer(parent)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(hear)
        server.listen(self._name)
        self._server = server


class FirstPaint(QObject):
    """`done` once the window has been painted for the first time."""

    done = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window: Window | None = window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        window = self._window
        handle = window.windowHandle() if window is not None else None
        if window is None or handle is None:
            return False
        if event.type() == QEvent.Type.Show:
            # A window that its page covers wholly gets no paint of its own, only its parts do.
            handle.installEventFilter(self)
        elif event.type() in (QEvent.Type.Expose, QEvent.Type.Paint):
            window.removeEventFilter(self)
            handle.removeEventFilter(self)
            self._window = None
            QTimer.singleShot(0, self.done.emit)
        return False


def _load_forms() -> None:
    """So that the first key does not wait for them."""
    from workbench.ui import by_hand, facts_asked  # noqa: F401  to be there is enough


def _tell_roles() -> None:
    from workbench.ui.roles import tell_roles

    tell_roles()


def show_window(
    desk: Desk, directory: Path, settings: Settings, *, painted: Callable[[], None]
) -> Window:
    """The window of a desk, shown; `painted` is called after its first paint."""
    theme = Theme(
        the_application(),
        appearance=Appearance(settings.theme),
        text_scale=settings.text_percent / 100,
    )
    window = Window(desk, theme, settings, Memory(directory))

    def keep(chosen: Settings) -> None:
        try:
            save_settings(chosen, directory)
        except OSError as failure:
            window.preferences.said.emit(tr("NOT SAVED: {why}", why=failure.strerror))

    window.preferences.changed.connect(keep)
    painting = FirstPaint(window)
    painting.done.connect(painted)
    painting.done.connect(lambda: window.day)
    painting.done.connect(_tell_roles)
    painting.done.connect(_load_forms)
    window.show()
    return window
