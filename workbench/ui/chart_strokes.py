"""What charts tell without colour: a hatched box, and a dot that is hollow or filled."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme


def paint_hatched(
    painter: QPainter, theme: Theme, rect: QRect, radius: float, ink: QColor, border_px: float = 1.0
) -> None:
    paint_box(painter, rect, radius, theme.palette.canvas, ink, border_px)
    painter.fillRect(rect.adjusted(1, 1, -1, -1), QBrush(ink, Qt.BrushStyle.BDiagPattern))


def paint_dot(painter: QPainter, theme: Theme, at: QPointF, *, is_hollow: bool) -> None:
    """Filled where a goal is met."""
    palette, radius = theme.palette, theme.px(5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.ink if is_hollow else palette.accent_text, 2))
    painter.setBrush(palette.canvas if is_hollow else palette.accent_text)
    painter.drawEllipse(at, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
