"""Words that are pressed, where a button would be too much."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from workbench.ui.button import PaintedButton
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_focus_ring
from workbench.ui.theme import Theme


class LinkButton(PaintedButton):
    """Words in the accent, with an icon before them."""

    def __init__(
        self, theme: Theme, icon: str = "", ink: str = "accent_text", action: str = ""
    ) -> None:
        super().__init__(theme, "", action=action)
        self._icon = icon
        self._ink = ink
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _runs(self) -> tuple[Run, ...]:
        words = Run(self._words, ink=self._ink, weight=500, gap=6)
        return (Run("", ink=self._ink, icon=self._icon), words) if self._icon else (words,)

    def sizeHint(self) -> QSize:
        beside = keycap_width(self._theme, self.key) + self._theme.px(6) if self.key else 0
        return QSize(runs_width(self._theme, self._runs()) + beside + 8, self._theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        end = paint_runs(painter, self.rect().adjusted(4, 0, 0, 0), self._runs(), theme)
        if self.key:
            at = QPoint(end + theme.px(6), (self.height() - theme.metrics.keycap) // 2)
            paint_keycap(painter, at, self.key, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 4, self._theme.palette.accent_text)
