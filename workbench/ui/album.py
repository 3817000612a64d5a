"""Draws whole windows into PNG files named after their screens."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCursor

from workbench.desk.desk import Desk
from workbench.settings import Settings
from workbench.ui.application import the_application
from workbench.ui.memory import Memory
from workbench.ui.theme import Appearance, Theme
from workbench.ui.window import Window

COMPACT = (1024, 640)
_SIZE = (1440, 900)
_TOLD_S = 5.0
_SETTLED_S = 0.2
"""Until counts and what would follow stand there too, which come after the first paint."""


class Album:
    """One folder of screens; `paths` in the order in which they were drawn."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._theme = Theme(the_application(), appearance=Appearance.LIGHT)
        self.paths: list[Path] = []
        QCursor.setPos(4000, 4000)  # nothing is hovered

    def draw(self, window: Window, name: str) -> None:
        settle(_SETTLED_S)
        path = self._directory / f"{name}.png"
        window.grab().save(str(path))
        self.paths.append(path)

    @contextmanager
    def window(
        self, desk: Desk, *, dark: bool = False, scale: float = 1.0, size: tuple[int, int] = _SIZE
    ) -> Iterator[Window]:
        self._theme.show_as(Appearance.DARK if dark else Appearance.LIGHT)
        self._theme.scale_text(scale)
        with tempfile.TemporaryDirectory() as folder:
            window = Window(desk, self._theme, Settings(), Memory(Path(folder)))
            window.resize(*size)
            window.show()
            try:
                yield window
            finally:
                window.close()
                window.deleteLater()
                settle()


def settle(seconds: float = 0.05) -> None:
    """Let the window do what it has queued."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle_until(question: Callable[[], bool], most_s: float = _TOLD_S) -> None:
    """What the server tells comes within moments; without it the screen is drawn as it is."""
    until = time.monotonic() + most_s
    while not question() and time.monotonic() < until:
        settle()
