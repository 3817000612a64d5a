"""A keycap and a word, F Follow up, and rows of them."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workbench.ui.button import PaintedButton
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_BETWEEN = 14


class KeyWord(PaintedButton):
    """Without a keycap where no key of its action works."""

    def sizeHint(self) -> QSize:
        words = self._theme.fonts.metrics(Text.SMALL).horizontalAdvance(self._words)
        words += self._theme.px(12) if words else 0
        cap = keycap_width(self._theme, self.key) if self.key else 0
        return QSize(cap + words, self._theme.px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        if self.underMouse() and self.isEnabled():
            paint_box(painter, self.rect(), RADIUS_KEYCAP, theme.palette.hover)
        y = (self.height() - theme.metrics.keycap) // 2
        kind = Keycap.SOLID if self.isEnabled() else Keycap.OFF
        x = 0
        if self.key:
            x = paint_keycap(painter, QPoint(0, y), self.key, theme, kind) + theme.px(7)
        room = self.rect().adjusted(x, 0, 0, 0)
        ink = "ink2" if self.isEnabled() else "off"
        paint_runs(painter, room, (Run(self._words, ink, Text.SMALL, gives=1),), theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_KEYCAP, theme.palette.accent_text)


def key_row(theme: Theme, *pairs: tuple[str, str]) -> tuple[QHBoxLayout, list[KeyWord]]:
    """Of actions by name, and the word for each."""
    words = [KeyWord(theme, said, action=action) for action, said in pairs]
    return _row(theme, words), words


def key_rows(theme: Theme, room: int, *pairs: tuple[str, str]) -> tuple[QVBoxLayout, list[KeyWord]]:
    """One row of them, or as many as longer words need in `room`."""
    words = [KeyWord(theme, said, action=action) for action, said in pairs]
    fitting: list[list[KeyWord]] = [[]]
    left = room
    for word in words:
        width = word.sizeHint().width()
        if fitting[-1] and width > left:
            fitting.append([])
            left = room
        fitting[-1].append(word)
        left -= width + theme.px(_BETWEEN)
    rows = QVBoxLayout()
    rows.setSpacing(0)
    for row in fitting:
        rows.addLayout(_row(theme, row))
    return rows, words


def _row(theme: Theme, words: list[KeyWord]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(_BETWEEN))
    for word in words:
        row.addWidget(word)
    row.addStretch()
    return row
