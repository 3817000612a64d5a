"""Five shapes of a running clock, and what is known: told apart without colour, at 9 px."""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

_HALF = 4.5
_RING = 1.4


class Mark(Enum):
    RING = auto()
    HALF = auto()
    TRIANGLE = auto()
    DIAMOND = auto()
    BARS = auto()
    DOT = auto()  # known
    BARRED = auto()  # asked in vain


def paint_mark(
    painter: QPainter, centre: QPointF, mark: Mark, colour: QColor, scale: float = 1.0
) -> None:
    """9 px times `scale` about `centre`; wants antialiasing on."""
    painter.save()
    painter.translate(centre)
    painter.scale(scale, scale)
    match mark:
        case Mark.RING:
            _ring(painter, colour)
        case Mark.HALF:
            _ring(painter, colour)
            _filled(painter, colour)
            painter.drawPie(QRectF(-_HALF, -_HALF, 2 * _HALF, 2 * _HALF), -90 * 16, 180 * 16)
        case Mark.TRIANGLE:
            _filled(painter, colour)
            painter.drawPolygon(
                QPolygonF([QPointF(0, -4.75), QPointF(5.25, 4.25), QPointF(-5.25, 4.25)])
            )
        case Mark.DIAMOND:
            _filled(painter, colour)
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(0, -5.25), QPointF(5.25, 0), QPointF(0, 5.25), QPointF(-5.25, 0)]
                )
            )
        case Mark.BARS:
            painter.fillRect(QRectF(-4, -_HALF, 3, 2 * _HALF), colour)
            painter.fillRect(QRectF(1, -_HALF, 3, 2 * _HALF), colour)
        case Mark.DOT:
            _filled(painter, colour)
            painter.drawEllipse(QPointF(0, 0), _HALF + 0.5, _HALF + 0.5)
        case Mark.BARRED:
            _ring(painter, colour)
            painter.drawLine(QPointF(-2.2, 0), QPointF(2.2, 0))
    painter.restore()


def _ring(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, _RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), _HALF, _HALF)


def _filled(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
