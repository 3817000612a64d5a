"""Rounded boxes and hairlines that are sharp at every device pixel ratio."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.metrics import FOCUS_RING
from workbench.ui.theme import Theme


def paint_box(
    painter: QPainter,
    rect: QRect,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    border_px: float = 1.0,
    *,
    dashed: bool = False,
) -> None:
    """A rounded box whose border lies inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        inset = 0.0
    else:
        pen = QPen(border, border_px)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        inset = border_px / 2
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(inner, radius - inset, radius - inset)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_focus_ring(painter: QPainter, rect: QRect, radius: float, colour: QColor) -> None:
    """2 px inside the shape; nothing else moves when the focus comes."""
    paint_box(painter, rect, radius, None, colour, FOCUS_RING)


def paint_hairline(painter: QPainter, x: int, y: int, width: int, colour: QColor) -> None:
    painter.fillRect(QRect(x, y, width, 1), colour)


class Hairline(QWidget):
    """One pixel between two panels, decorative and silent."""

    def __init__(
        self,
        theme: Theme,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.palette.line)
