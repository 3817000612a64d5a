"""Several lines of text in a rounded frame, as tall as what stands in them."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.entry import NotesField
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme


class TextArea(QWidget):
    def __init__(self, theme: Theme, name: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._before = text
        self.field = NotesField(theme, name)
        self.field.setPlainText(text)
        self.field.focused.connect(self.update)
        self.setFocusProxy(self.field)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.field)

    def text(self) -> str:
        return self.field.toPlainText().strip()

    def changed_text(self) -> str | None:
        """None where it stands as it was."""
        return None if self.text() == self._before.strip() else self.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        paint_box(painter, self.rect(), RADIUS_BUTTON, palette.raised, palette.line2)
        if self.field.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)
