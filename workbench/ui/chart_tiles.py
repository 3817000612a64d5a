"""The numbers of a panel beside each other: each large, with its notes and its definition."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.desk.marks import Panel
from workbench.ui.runs import Run, paint_runs, paragraph
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_TILE = 114
_BETWEEN_TILES = 14
_MEANT_MOST = 3
"""Lines of a definition under its number."""
_FOUR = 720
"""Logical px from which on the four numbers stand beside each other."""
BESIDE_TILE = 20
"""At the right of a number, and at the left where another stands before it."""


def tiles_height(theme: Theme, panel: Panel, width: int) -> int:
    lines = max((len(mark.notes) for mark in panel.marks), default=0)
    across, down = _tiles_across(theme, panel, width)
    more = max(0, lines - 2) + _meant_lines(theme, panel, width // across) - 2
    tall = theme.px(_TILE) + more * theme.fonts.line(Text.SMALL)
    return tall * down + (down - 1) * theme.px(_BETWEEN_TILES)


def _tiles_across(theme: Theme, panel: Panel, width: int) -> tuple[int, int]:
    across = max(1, len(panel.marks)) if width >= theme.px(_FOUR) else 2
    return across, -(-len(panel.marks) // across)


def _meant_lines(theme: Theme, panel: Panel, wide: int) -> int:
    """That the longest definition takes."""
    inside = wide - 2 * theme.px(BESIDE_TILE)
    told = (paragraph(mark.meant, Text.SMALL, 400, inside, theme.fonts) for mark in panel.marks)
    return min(_MEANT_MOST, max((layout.lineCount() for layout in told), default=0))


def tile_places(theme: Theme, panel: Panel, rect: QRect) -> list[QRect]:
    across, down = _tiles_across(theme, panel, rect.width())
    between = theme.px(_BETWEEN_TILES)
    wide, high = rect.width() // across, (rect.height() + between) // max(down, 1) - between
    return [
        QRect(rect.x() + n % across * wide, rect.y() + n // across * (high + between), wide, high)
        for n in range(len(panel.marks))
    ]


def paint_tiles(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    line = theme.fonts.line(Text.SMALL)
    for mark, place in zip(panel.marks, tile_places(theme, panel, rect), strict=True):
        inside = place.adjusted(0, theme.px(4), -theme.px(BESIDE_TILE), -theme.px(4))
        if place.x() > rect.x():
            painter.fillRect(place.x(), place.y(), 1, place.height(), theme.palette.line)
            inside.adjust(theme.px(BESIDE_TILE), 0, 0, 0)
        head = QRect(inside.x(), inside.y(), inside.width(), line)
        paint_runs(painter, head, (Run(mark.label, "ink2", Text.SMALL, 600, gives=1),), theme)
        big = QRect(inside.x(), head.bottom() + 1, inside.width(), theme.px(40))
        end = paint_runs(
            painter, big, (Run(mark.value, style=Text.TIMER, weight=600, tabular=True),), theme
        )
        top = big.y() + max(0, (big.height() - 2 * line) // 2)
        beside = end + theme.px(12)
        for n, note in enumerate(mark.notes):
            room = QRect(beside, top + n * line, inside.right() - beside, line)
            paint_runs(painter, room, (Run(note, "ink2", Text.SMALL, gives=1),), theme)
        _paint_meant(painter, theme, mark.meant, inside, _meant_lines(theme, panel, place.width()))


def _paint_meant(painter: QPainter, theme: Theme, words: str, inside: QRect, lines: int) -> None:
    """So many lines of it at the foot; all of it is told beside."""
    line = theme.fonts.line(Text.SMALL)
    layout = paragraph(words, Text.SMALL, 400, inside.width(), theme.fonts)
    top = inside.bottom() + 1 - lines * line
    for n in range(min(layout.lineCount(), lines)):
        part = layout.lineAt(n)
        shown = words[part.textStart() : part.textStart() + part.textLength()]
        is_cut = n == lines - 1 and layout.lineCount() > lines
        room = QRect(inside.x(), top + n * line, inside.width(), line)
        run = Run(words[part.textStart() :] if is_cut else shown, "ink3", Text.SMALL, gives=1)
        paint_runs(painter, room, (run,), theme)
