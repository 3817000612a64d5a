"""Buttons beside each other, and below where there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.button import PaintedButton
from workbench.ui.theme import Theme

_GAP = 6


class Flow(QWidget):
    """All of one height, `gap` logical px apart."""

    def __init__(self, theme: Theme, gap: int = _GAP) -> None:
        super().__init__()
        self._theme = theme
        self._gap = gap
        self.buttons: list[PaintedButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._place)

    def offer(self, buttons: Sequence[PaintedButton]) -> None:
        """In place of those that stood here."""
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = list(buttons)
        for button in self.buttons:
            button.setParent(self)
            button.show()
        self.setVisible(bool(buttons))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        gap = self._theme.px(self._gap)
        x = y = height = 0
        for button in self.buttons:
            size = button.sizeHint()
            size.setWidth(min(size.width(), self.width()))
            height = size.height()
            if x and x + size.width() > self.width():
                x, y = 0, y + height + gap
            button.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + gap
        if self.buttons:
            self.setFixedHeight(y + height)
