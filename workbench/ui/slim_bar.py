"""A scroll bar of 8 px without arrows; Fusion's own takes a column from the queue. Its area."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme

_WIDTH = 8
_SHORTEST = 28


class SlimBar(QScrollBar):
    def __init__(self, theme: Theme, *, ground: str = "panel") -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._theme = theme
        self._ground = ground
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), getattr(self._theme.palette, self._ground))
        span = self.maximum() - self.minimum()
        if span <= 0:
            return
        share = self.pageStep() / (span + self.pageStep())
        length = max(round(self.height() * share), _SHORTEST)
        top = round((self.height() - length) * (self.value() - self.minimum()) / span)
        thumb = QRect(1, top + 2, _WIDTH - 3, length - 4)
        ink = self._theme.palette.field if self.isSliderDown() else self._theme.palette.line2
        paint_box(painter, thumb, 2.5, ink)


class SlimArea(QScrollArea):
    """Without a frame; what is inside is as wide as there is room."""

    def __init__(self, theme: Theme, inside: QWidget, *, ground: str = "panel") -> None:
        super().__init__()
        self.setVerticalScrollBar(SlimBar(theme, ground=ground))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # whoever holds it scrolls it by keys
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
