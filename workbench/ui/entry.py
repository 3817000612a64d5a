"""Where people type: what is a command even there goes on to the window, all else is text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from workbench.ui.field import Field
from workbench.ui.keyboard import ESC, stroke
from workbench.ui.slim_bar import SlimBar
from workbench.ui.theme import Theme

_COMMANDS = frozenset(
    {"F1", "F5", ESC, "Ctrl+Enter", "Ctrl+K", "Ctrl+F", "Ctrl+Q", "Ctrl+,", "Ctrl+-", "Ctrl+="}
    | {f"Ctrl+{digit}" for digit in range(10)}
)


def is_command(event: QKeyEvent) -> bool:
    """Whether a key means the same while somebody types."""
    return stroke(event) in _COMMANDS


class Entry(Field):
    """One line. `entered` on Enter, `moved` with ±1 on the arrows that a line has no use for."""

    entered = Signal()
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_command(event):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class NotesField(QPlainTextEdit):
    """Several lines, as tall as what stands in them; plain text whatever is pasted.

    Whoever holds it paints its frame: Qt's own viewport, asked for, costs 8 ms (viewport.py).
    `focused` with whether it has the focus now.
    """

    focused = Signal(bool)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBar(SlimBar(theme, ground="canvas"))
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._fit)
        theme.changed.connect(self._restyle)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_command(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def _fit(self) -> None:
        lines = min(max(self.document().blockCount(), 2), 8)
        step = self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines * step + 2 * self._theme.px(10))

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.document().setDocumentMargin(self._theme.px(10))
        self._fit()
