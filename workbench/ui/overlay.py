"""A layer above the window: dims what is below, keeps the keys to itself, goes with Esc."""

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.ui.keyboard import ESC, stroke
from workbench.ui.metrics import RADIUS_PALETTE
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme

_DIM = 110


class Box(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._theme.palette
        paint_box(QPainter(self), self.rect(), RADIUS_PALETTE, palette.raised, palette.line2)


class Overlay(QWidget):
    told_as = "Dialog"  # not a text
    closed = Signal()

    def __init__(self, theme: Theme, window: QWidget, *, width: int, top: int) -> None:
        super().__init__(window)
        self._theme = theme
        self._width = width
        self._top = top
        self.box = Box(theme, self)
        self.rows = QVBoxLayout(self.box)
        self.rows.setContentsMargins(1, 1, 1, 1)
        self.rows.setSpacing(0)
        self._before: QWidget | None = None
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        self._before = self.window().focusWidget()
        self.place()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        if self.isVisible():
            self.hide()
            if self._before is not None and isValid(self._before):  # it may have gone meanwhile
                self._before.setFocus()
            self.closed.emit()

    def place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        self.setGeometry(window.rect())
        width = min(self._theme.px(self._width), self.width() - 32)
        top = min(self._theme.px(self._top), self.height() // 8)
        height = min(self.wanted_height(), self.height() - top - 16)
        self.box.setGeometry(QRect((self.width() - width) // 2, top, width, height))

    def wanted_height(self) -> int:
        return self.box.sizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, _DIM))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the layer does not want never reaches the window below it."""
        if stroke(event) == ESC:
            self.dismiss()
        event.accept()

    def focusNextPrevChild(self, _next: bool) -> bool:
        return False if self.isVisible() else super().focusNextPrevChild(_next)
