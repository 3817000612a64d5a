"""Tabler's outline icons as pixmaps, in any colour and at the real device pixel ratio.

An SVG is read when it is first drawn and never again; a pixmap is kept per name, colour, size and
ratio. To add an icon: put Tabler's SVG into `resources/icons`.
"""

import re
from functools import cache, lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from workbench.resources import resource_path
from workbench.ui.svg_path import painter_path

_GRID = 24.0
STROKE = 1.75  # of the grid
STATE_STROKE = 2.0  # when the icon means a state

_D = re.compile(r'<path d="([^"]+)"')


@cache
def outline(name: str) -> QPainterPath:
    """The icon's lines on its 24 x 24 grid. FileNotFoundError for a name we do not ship."""
    svg = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    whole = QPainterPath()
    for d in _D.findall(svg):
        whole.addPath(painter_path(d))
    return whole


def icon(
    name: str, colour: QColor, size_px: int = 16, dpr: float = 1.0, *, stroke: float = STROKE
) -> QPixmap:
    return _pixmap(name, colour.rgba(), size_px, dpr, stroke)


def paint_icon(
    painter: QPainter, rect: QRect, name: str, colour: QColor, *, stroke: float = STROKE
) -> None:
    """Fills `rect`, which is square, at the ratio of what `painter` paints on."""
    dpr = painter.deviceTransform().m11()
    painter.drawPixmap(rect.topLeft(), _pixmap(name, colour.rgba(), rect.width(), dpr, stroke))


@lru_cache(maxsize=512)
def _pixmap(name: str, rgba: int, size_px: int, dpr: float, stroke: float) -> QPixmap:
    lines = outline(name)
    side = round(size_px * dpr)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _GRID, side / _GRID)
    painter.strokePath(
        lines,
        QPen(
            QColor.fromRgba(rgba),
            stroke,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        ),
    )
    painter.end()
    pixmap.setDevicePixelRatio(dpr)
    return pixmap
