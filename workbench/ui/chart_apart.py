"""Rows of differences: a line at nothing, each with where it is likely to lie; told by its form."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPen

from workbench.desk.marks import Mark, Panel
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_ROW, _HEAD = 30, 20
_NAME = 0.3
"""Of the width, for the name."""
_NOTE, _VALUE = 64, 60


def apart_height(theme: Theme, panel: Panel, _width: int) -> int:
    return theme.px(_HEAD + max(len(panel.marks), 2) * _ROW)


def apart_places(theme: Theme, panel: Panel, rect: QRect) -> list[QRect]:
    top, high = rect.y() + theme.px(_HEAD), theme.px(_ROW)
    return [QRect(rect.x(), top + n * high, rect.width(), high) for n in range(len(panel.marks))]


def paint_apart(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    note = _note_width(theme, panel)
    for n, head in enumerate(reversed(panel.heads)):
        room = QRect(rect.right() + 1 - (n + 1) * note, rect.y(), note, theme.px(_HEAD))
        paint_runs(painter, room, (Run(head, "ink3", Text.SMALL),), theme, right=True)
    places = apart_places(theme, panel, rect)
    plot = _plot(theme, panel, rect, note)
    if places:
        middle = plot.center().x()
        high = places[-1].bottom() - places[0].y()
        painter.fillRect(middle, places[0].y(), 1, high, theme.palette.ink3)
    for mark, place in zip(panel.marks, places, strict=True):
        _paint_row(painter, theme, mark, place, plot, note)


def _note_width(theme: Theme, panel: Panel) -> int:
    texts = [*panel.heads, *(note for mark in panel.marks for note in mark.notes)]
    widest = max((runs_width(theme, (Run(text, style=Text.SMALL),)) for text in texts), default=0)
    return max(theme.px(_NOTE), widest + theme.px(12))


def _plot(theme: Theme, panel: Panel, rect: QRect, note: int) -> QRect:
    left = rect.x() + round(rect.width() * _NAME)
    right = rect.right() - len(panel.heads) * note - theme.px(_VALUE)
    return QRect(left, rect.y(), max(right - left, 1), rect.height())


def _paint_row(
    painter: QPainter, theme: Theme, mark: Mark, place: QRect, plot: QRect, note: int
) -> None:
    name = QRect(place.x(), place.y(), plot.x() - place.x() - theme.px(10), place.height())
    paint_runs(painter, name, (Run(mark.label, weight=500, gives=1),), theme)
    if mark.is_known:
        _paint_distance(painter, theme, mark, place.center().y(), plot)
        room = QRect(plot.right() + theme.px(8), place.y(), theme.px(_VALUE), place.height())
        weight = 400 if mark.is_under else 600
        paint_runs(painter, room, (Run(mark.value, weight=weight, tabular=True),), theme)
    for n, words in enumerate(reversed(mark.notes)):
        room = QRect(place.right() + 1 - (n + 1) * note, place.y(), note, place.height())
        ink = "ink" if n == 0 and not mark.is_under else "ink2"
        paint_runs(painter, room, (Run(words, ink, Text.SMALL, tabular=True),), theme, right=True)


def _paint_distance(painter: QPainter, theme: Theme, mark: Mark, y: int, plot: QRect) -> None:
    """A whisker from bound to bound; its dot is filled where the bounds leave nothing out."""
    half, middle, palette = plot.width() / 2 - theme.px(6), plot.center().x(), theme.palette
    low, at, high = (round(middle + half * share) for share in (mark.low, mark.amount, mark.high))
    painter.fillRect(low, y, max(high - low, 1), 2, palette.ink2)
    for end in (low, high):
        painter.fillRect(end, y - theme.px(4), 1, theme.px(9), palette.ink2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.ink if mark.is_under else palette.accent_text, 2))
    painter.setBrush(palette.canvas if mark.is_under else palette.accent_text)
    painter.drawEllipse(QPointF(at + 0.5, y + 1), theme.px(5), theme.px(5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
