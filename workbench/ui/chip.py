"""The chip at the left of every lead: how its clock stands, by shape, words, weight and colour.

A chip is never elided and all in a column are equally wide, so their digits stand in one line.
Painting one is a cached ground and one line of text; the tick repaints nothing else.
"""

from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap, QStaticText

from workbench.ui.chip_mark import Mark, paint_mark
from workbench.ui.icons import STATE_STROKE, icon
from workbench.ui.metrics import RADIUS_CHIP
from workbench.ui.palette import Palette
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Fonts, Text


class ChipState(Enum):
    """The first five are clocks and filled; the rest is no running clock and outlined."""

    ON_TIME = auto()
    SOON = auto()
    URGENT = auto()
    BREACHED = auto()
    PAUSED = auto()
    ON_CALL = auto()
    CALLBACK = auto()
    MET = auto()
    UNSENT = auto()
    REFUSED = auto()


class ChipFace(NamedTuple):
    """What a chip shows; `time` is what of the text stands without marks and words."""

    state: ChipState
    text: str
    time: str = ""


class _Look(NamedTuple):
    weight: int
    mark: Mark | str  # a string names an icon


_LOOKS = {
    ChipState.ON_TIME: _Look(500, Mark.RING),
    ChipState.SOON: _Look(500, Mark.HALF),
    ChipState.URGENT: _Look(600, Mark.TRIANGLE),
    ChipState.BREACHED: _Look(700, Mark.DIAMOND),
    ChipState.PAUSED: _Look(500, Mark.BARS),
    ChipState.ON_CALL: _Look(600, "phone-call"),
    ChipState.CALLBACK: _Look(600, "alarm"),
    ChipState.MET: _Look(500, "check"),
    ChipState.UNSENT: _Look(600, "alert-circle"),
    ChipState.REFUSED: _Look(600, "alert-circle"),
}

_MARK_X = 13
_CELL_MARK_X = 12
_MARK_GAP = 6
_TEXT_RIGHT = 8
_ICON = 14


class _Coat(NamedTuple):
    fill: QColor
    text: QColor
    border: QColor | None = None
    border_px: float = 0.0


def _coat(palette: Palette, state: ChipState) -> _Coat:
    match state:
        case ChipState.ON_TIME:
            return _Coat(palette.on_time.fill, palette.on_time.text)
        case ChipState.SOON:
            return _Coat(palette.soon.fill, palette.soon.text)
        case ChipState.URGENT:
            return _Coat(palette.urgent.fill, palette.urgent.text)
        case ChipState.BREACHED:
            return _Coat(palette.breached.fill, palette.breached.text)
        case ChipState.PAUSED:
            return _Coat(palette.paused.fill, palette.paused.text)
        case ChipState.ON_CALL | ChipState.CALLBACK:
            return _Coat(palette.raised, palette.accent_text, palette.accent, 1.5)
        case ChipState.MET:
            return _Coat(palette.raised, palette.ink2, palette.line2, 1.0)
        case ChipState.UNSENT | ChipState.REFUSED:
            return _Coat(palette.raised, palette.ink, palette.ink, 1.5)


def chip_width(theme: Theme, faces: Iterable[ChipFace], *, least: int | None = None) -> int:
    """Width of a column of chips: 110 (or `least` px), more where a text asks for it.

    Pass the longest face of each state, not only those on the screen: a column never changes width.
    """
    around = theme.px(_MARK_X) + theme.px(4.5 + _MARK_GAP) + theme.px(_TEXT_RIGHT)
    texts = (
        theme.fonts.metrics(Text.SMALL, _LOOKS[face.state].weight, tabular=True).horizontalAdvance(
            face.text
        )
        for face in faces
    )
    return max(least or theme.metrics.chip_width, around + max(texts, default=0))


def paint_chip(painter: QPainter, rect: QRect, face: ChipFace, theme: Theme) -> None:
    """`rect` is the chip itself: `chip_width` by `theme.metrics.chip`."""
    _paint(painter, rect, face, theme, _MARK_X)


def paint_count(painter: QPainter, rect: QRect, state: ChipState, count: int, theme: Theme) -> None:
    """The chip of a table cell; zero is a grey dash at the place of the digit, with no chip."""
    if count:
        _paint(painter, rect, ChipFace(state, str(count)), theme, _CELL_MARK_X)
        return
    painter.setPen(theme.palette.ink3)
    _paint_text(painter, rect, "–", theme, 400)


def _paint(painter: QPainter, rect: QRect, face: ChipFace, theme: Theme, mark_x: int) -> None:
    dpr = painter.deviceTransform().m11()
    size = rect.size().toTuple()
    painter.drawPixmap(
        rect.topLeft(), _ground(face.state, size, mark_x, dpr, theme.palette, theme.text_scale)
    )
    painter.setPen(_coat(theme.palette, face.state).text)
    _paint_text(painter, rect, face.text, theme, _LOOKS[face.state].weight)


def _paint_text(painter: QPainter, rect: QRect, text: str, theme: Theme, weight: int) -> None:
    width, height, drawn = _written(text, weight, theme.fonts)
    painter.setFont(theme.fonts.font(Text.SMALL, weight, tabular=True))
    x = rect.x() + rect.width() - theme.px(_TEXT_RIGHT) - width
    y = rect.y() + round((rect.height() - height) / 2)
    painter.drawStaticText(QPointF(x, y), drawn)


# Laid out once: a third of the time of drawText.
@lru_cache(maxsize=256)
def _written(text: str, weight: int, fonts: Fonts) -> tuple[float, float, QStaticText]:
    """Width, height and text; the width is not rounded, else last digits would not align."""
    font = fonts.font(Text.SMALL, weight, tabular=True)
    metrics = QFontMetricsF(font)
    drawn = QStaticText(text)
    drawn.setTextFormat(Qt.TextFormat.PlainText)
    drawn.prepare(font=font)
    return metrics.horizontalAdvance(text), metrics.height(), drawn


@lru_cache(maxsize=128)
def _ground(
    state: ChipState,
    size: tuple[int, int],
    mark_x: int,
    dpr: float,
    palette: Palette,
    scale: float,
) -> QPixmap:
    """All of a chip but its text."""
    width, height = size
    pixmap = QPixmap(round(width * dpr), round(height * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    coat, mark = _coat(palette, state), _LOOKS[state].mark
    painter = QPainter(pixmap)
    box = QRect(0, 0, width, height)
    paint_box(painter, box, RADIUS_CHIP, coat.fill, coat.border, coat.border_px)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(mark, Mark):
        paint_mark(painter, QPointF(mark_x * scale, height / 2), mark, coat.text, scale)
    else:
        side = round(_ICON * scale)
        drawn = icon(mark, coat.text, side, dpr, stroke=STATE_STROKE)
        painter.drawPixmap(QPointF(mark_x * scale - side / 2, (height - side) / 2), drawn)
    painter.end()
    return pixmap
