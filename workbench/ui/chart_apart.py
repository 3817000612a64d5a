"""Rows of differences: a line at nothing, each with where it is likely to lie; told by its form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from workbench.desk.marks import Mark, Panel
from workbench.ui.chart_rows import beside, columns_beside, paint_heads, row_places
from workbench.ui.chart_strokes import paint_dot
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_NAME = 0.3
"""Of the width, for the name."""
_VALUE = 60


def paint_apart(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    wide = columns_beside(theme, panel)
    paint_heads(painter, theme, panel, rect, wide)
    places = row_places(theme, panel, rect)
    plot = _plot(theme, rect, sum(wide))
    if places:
        middle = plot.center().x()
        high = places[-1].bottom() - places[0].y()
        painter.fillRect(middle, places[0].y(), 1, high, theme.palette.ink3)
    for mark, place in zip(panel.marks, places, strict=True):
        _paint_row(painter, theme, mark, place, plot, wide)


def _plot(theme: Theme, rect: QRect, aside: int) -> QRect:
    left = rect.x() + round(rect.width() * _NAME)
    right = rect.right() - aside - theme.px(_VALUE)
    return QRect(left, rect.y(), max(right - left, 1), rect.height())


def _paint_row(
    painter: QPainter, theme: Theme, mark: Mark, place: QRect, plot: QRect, wide: Sequence[int]
) -> None:
    name = QRect(place.x(), place.y(), plot.x() - place.x() - theme.px(10), place.height())
    paint_runs(painter, name, (Run(mark.label, weight=500, gives=1),), theme)
    if mark.is_known:
        _paint_distance(painter, theme, mark, place.center().y(), plot)
        room = QRect(plot.right() + theme.px(8), place.y(), theme.px(_VALUE), place.height())
        weight = 400 if mark.is_under else 600
        paint_runs(painter, room, (Run(mark.value, weight=weight, tabular=True),), theme)
    for n, (words, room) in enumerate(beside(mark.notes, place, wide), 1):
        ink = "ink" if n == len(mark.notes) and not mark.is_under else "ink2"
        paint_runs(painter, room, (Run(words, ink, Text.SMALL, tabular=True),), theme, right=True)


def _paint_distance(painter: QPainter, theme: Theme, mark: Mark, y: int, plot: QRect) -> None:
    """A whisker from bound to bound; its dot is filled where the bounds leave nothing out."""
    half, middle, palette = plot.width() / 2 - theme.px(6), plot.center().x(), theme.palette
    low, at, high = (round(middle + half * share) for share in (mark.low, mark.amount, mark.high))
    painter.fillRect(low, y, max(high - low, 1), 2, palette.ink2)
    for end in (low, high):
        painter.fillRect(end, y - theme.px(4), 1, theme.px(9), palette.ink2)
    paint_dot(painter, theme, QPointF(at + 0.5, y + 1), is_hollow=mark.is_under)
