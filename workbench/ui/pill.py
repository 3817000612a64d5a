"""Pills: the modes in the top bar, and filters with a count."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.tongue import tr
from workbench.ui.button import PaintedButton
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_MODE_MARGIN = 10
_MARGIN = 9
_CHOSEN_PX = 1.5  # the focus ring has 2
_GAP = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModePill(PaintedButton):
    """No border; the active one stands on the track colour."""

    def __init__(self, theme: Theme, mode: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr(mode), parent)
        self.mode = mode
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        words = self._theme.fonts.metrics(Text.BODY, 500).horizontalAdvance(self._words)
        return QSize(words + 2 * self._theme.px(_MODE_MARGIN), self._theme.metrics.mode_pill)

    def minimumSizeHint(self) -> QSize:
        """Gives way in a bar that has no room for all."""
        return QSize(self._theme.px(32), self._theme.metrics.mode_pill)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._theme.palette
        painter = QPainter(self)
        fill: QColor | None = None
        if self.isChecked() or self.isDown():
            fill = palette.track
        elif self.underMouse():
            fill = palette.hover
        if fill is not None:
            paint_box(painter, self.rect(), RADIUS_BUTTON, fill)
        painter.setFont(self._theme.fonts.font(Text.BODY, 500))
        painter.setPen(palette.ink if self.isChecked() else palette.ink2)
        words = painter.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, self.width() - self._theme.px(4)
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)


class CountPill(PaintedButton):
    """Outlined, with a count; zero has no border and is quiet, the chosen one has the accent's."""

    def __init__(self, theme: Theme, words: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, parent)
        self.setCheckable(True)
        self._count = count
        self.show_count(count)

    def show_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(f"{self._words}, {count}")
        self._restyle()

    def say(self, words: str) -> None:
        self._words = words
        self.show_count(self._count)

    def sizeHint(self) -> QSize:
        words = self._theme.fonts.metrics(Text.SMALL, 500).horizontalAdvance(self._words)
        width = words + self._theme.px(_GAP) + self._count_width() + 2 * self._theme.px(_MARGIN)
        return QSize(width, self._theme.metrics.pill)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette, rect = self._theme.palette, self.rect()
        painter = QPainter(self)
        self._paint_box(painter)
        painter.setPen(palette.ink if self._count or self.isChecked() else palette.ink3)
        margin = self._theme.px(_MARGIN)
        text = rect.adjusted(margin, 0, -margin, 0)
        weight = 500 if self._count else 400
        painter.setFont(self._theme.fonts.font(Text.SMALL, weight))
        painter.drawText(text, _LEFT, self._words)
        painter.setFont(self._theme.fonts.font(Text.SMALL, weight, tabular=True))
        painter.drawText(text, _RIGHT, str(self._count))
        if self.hasFocus():
            paint_focus_ring(painter, rect, RADIUS_BUTTON, palette.accent_text)

    def _paint_box(self, painter: QPainter) -> None:
        palette = self._theme.palette
        border = palette.line2 if self._count else None
        fill = palette.raised if self._count else None
        if self.isDown():
            fill = palette.track
        elif self.underMouse():
            fill = palette.hover
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_BUTTON, fill, palette.accent_text, _CHOSEN_PX)
        elif fill is not None or border is not None:
            paint_box(painter, self.rect(), RADIUS_BUTTON, fill, border)

    def _count_width(self) -> int:
        metrics = self._theme.fonts.metrics(Text.SMALL, 500, tabular=True)
        return metrics.horizontalAdvance(str(self._count))
