"""Panels whose marks are rows: a name, a bar, its value, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.desk.marks import Mark, Panel
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_ROW = 30
_BAR = 18
_HEAD = 20
_NAME = 0.26
"""Of the width, for the name."""
_VALUE = 70
_NOTE, _APART = 34, 14


def rows_height(theme: Theme, panel: Panel, _width: int) -> int:
    return theme.px(_HEAD + max(len(panel.marks), 2) * _ROW)


def row_places(theme: Theme, panel: Panel, rect: QRect) -> list[QRect]:
    top, high = rect.y() + theme.px(_HEAD), theme.px(_ROW)
    return [QRect(rect.x(), top + n * high, rect.width(), high) for n in range(len(panel.marks))]


def beside(words: Sequence[str], row: QRect, wide: Sequence[int]) -> Iterator[tuple[str, QRect]]:
    """Each in a column of its own at the row's right, as wide as `wide` says of it."""
    x = row.right() + 1 - sum(wide)
    for each, across in zip(words, wide, strict=False):  # who has nothing to add has no notes
        yield each, QRect(x, row.y(), across, row.height())
        x += across


def columns_beside(theme: Theme, panel: Panel) -> list[int]:
    """How wide each column is that stands beside the bars."""
    rows = (panel.heads, *(mark.notes for mark in panel.marks))
    return [
        max(theme.px(_NOTE), *(_width(theme, text) for text in texts)) + theme.px(_APART)
        for texts in zip_longest(*rows, fillvalue="")
    ]


def _width(theme: Theme, text: str) -> int:
    return runs_width(theme, (Run(text, style=Text.SMALL),))


def paint_heads(
    painter: QPainter, theme: Theme, panel: Panel, rect: QRect, wide: Sequence[int]
) -> None:
    """Above the columns at the right."""
    line = QRect(rect.x(), rect.y(), rect.width(), theme.px(_HEAD))
    for head, room in beside(panel.heads, line, wide):
        paint_runs(painter, room, (Run(head, "ink3", Text.SMALL),), theme, right=True)


def paint_rows(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    wide = columns_beside(theme, panel)
    if panel.marks:
        paint_heads(painter, theme, panel, rect, wide)
    for mark, place in zip(panel.marks, row_places(theme, panel, rect), strict=True):
        _paint_row(painter, theme, panel, mark, place, wide)


def _paint_row(
    painter: QPainter, theme: Theme, panel: Panel, mark: Mark, place: QRect, wide: Sequence[int]
) -> None:
    palette = theme.palette
    left = place.x() + round(place.width() * _NAME)
    right = place.right() + 1 - sum(wide) - theme.px(_VALUE)
    name = QRect(place.x(), place.y(), left - place.x() - theme.px(10), place.height())
    paint_runs(painter, name, (Run(mark.label, weight=500, gives=1),), theme)
    high = theme.px(_BAR)
    y = place.y() + (place.height() - high) // 2
    whole = QRect(left, y, max(right - left, 1), high)
    filled = QRect(left, y, round(whole.width() * mark.amount), high)
    if panel.kind == "goals":
        paint_box(painter, whole, 3, None, palette.field, 1)
    if mark.amount > 0:
        filled.setWidth(max(filled.width(), 3))
        paint_box(painter, filled, 3, palette.chart_mid)
    end = whole.right() if panel.kind == "goals" else filled.right()
    if panel.kind == "bars" and mark.high > 0:
        end = max(end, left + round(whole.width() * mark.high))
        _paint_bounds(painter, theme, mark, whole)
    if mark.before is not None:
        tick = left + min(round(whole.width() * mark.before), whole.width() - 2)
        end = max(end, tick)
        painter.fillRect(tick, y - theme.px(4), 2, high + theme.px(8), palette.ink)
    room = QRect(end + theme.px(8), place.y(), theme.px(_VALUE), place.height())
    paint_runs(painter, room, (Run(mark.value, weight=600, tabular=True),), theme)
    for words, room in beside(mark.notes, place, wide):
        run = Run(words, "ink2", Text.SMALL, tabular=True)
        paint_runs(painter, room, (run,), theme, right=True)


def _paint_bounds(painter: QPainter, theme: Theme, mark: Mark, whole: QRect) -> None:
    """Where the true share lies, as a line with ends."""
    low, high = (whole.x() + round(whole.width() * share) for share in (mark.low, mark.high))
    y, half = whole.center().y(), theme.px(4)
    painter.fillRect(low, y, max(high - low, 1), 1, theme.palette.ink2)
    for x in (low, high):
        painter.fillRect(x, y - half, 1, 2 * half + 1, theme.palette.ink2)
