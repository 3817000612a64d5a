"""A line of words: what heads, foots, notes and bars are made of."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.runs import Run, paint_runs, runs_width, spoken
from workbench.ui.theme import Theme


class Line(QWidget):
    """A line of runs on a ground of the theme, read aloud as one sentence."""

    told_as = "StaticText"

    def __init__(
        self, theme: Theme, height: int, *, ground: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height
        self._ground = ground
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def say(self, runs: Sequence[Run]) -> None:
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self.setAccessibleName(spoken(runs))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(runs_width(self._theme, self._runs), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(self._height))

    def tip_at(self, _place: QPoint) -> str:
        return self.accessibleName() if self.sizeHint().width() > self.width() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._ground:
            painter.fillRect(event.rect(), getattr(self._theme.palette, self._ground))
        paint_runs(painter, self.rect(), self._runs, self._theme)
