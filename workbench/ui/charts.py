"""How a panel of the dashboard is drawn: where its marks stand and what they look like.

On a screen and on paper alike, told apart without colour: solid is within the promise, hatched with
an outline past it, dashed the baseline, a hollow dot under the goal; values stand on the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workbench.desk.marks import Kind, Panel
from workbench.domain.tongue import tr
from workbench.ui.chart_apart import paint_apart
from workbench.ui.chart_rows import paint_rows, row_places, rows_height
from workbench.ui.chart_strokes import paint_dot, paint_hatched
from workbench.ui.chart_tiles import paint_tiles, tile_places, tiles_height
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_COLUMNS = 232
_LOWEST_DIP = 0.12
"""Below it there is no room under a dot."""
_LEFT = 48
_BELOW = 20
_ABOVE = 34


class Chart(NamedTuple):
    """`places` of the marks in a rectangle that is as high as `height` says of its width."""

    height: Callable[[Theme, Panel, int], int]
    places: Callable[[Theme, Panel, QRect], list[QRect]]
    paint: Callable[[QPainter, Theme, Panel, QRect], None]


# ---- columns: waits, hours, weeks


def _columns_height(theme: Theme, _panel: Panel, _width: int) -> int:
    return theme.px(_COLUMNS)


def _plot(theme: Theme, rect: QRect) -> QRect:
    return rect.adjusted(theme.px(_LEFT), theme.px(_ABOVE), 0, -theme.px(_BELOW))


def _column_places(theme: Theme, panel: Panel, rect: QRect) -> list[QRect]:
    plot, count = _plot(theme, rect), max(len(panel.marks), 1)
    left = [plot.x() + round(plot.width() * n / count) for n in range(count + 1)]
    return [
        QRect(left[n], rect.y() + theme.px(_ABOVE // 2), left[n + 1] - left[n],
              rect.height() - theme.px(_ABOVE // 2))
        for n in range(len(panel.marks))
    ]  # fmt: skip


def _paint_labels(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    """Under the columns; where they are narrow, under every other one."""
    places = _column_places(theme, panel, rect)
    widest = max((theme.fonts.metrics(Text.SMALL).horizontalAdvance(m.label) for m in panel.marks),
                 default=0) + theme.px(6)  # fmt: skip
    every = -(-widest // max(places[0].width(), 1)) if places else 1
    for n, (mark, place) in enumerate(zip(panel.marks, places, strict=True)):
        if n % every == 0:
            room = QRect(place.x(), rect.bottom() - theme.px(_BELOW) + 1, place.width() * every,
                         theme.px(_BELOW))  # fmt: skip
            if every == 1:
                _centred(painter, theme, room, mark.label, "ink2")
            else:
                paint_runs(painter, room, (Run(mark.label, "ink2", Text.SMALL),), theme)


def _centred(
    painter: QPainter, theme: Theme, rect: QRect, text: str, ink: str = "ink", weight: int = 400
) -> None:
    painter.setFont(theme.fonts.font(Text.SMALL, weight, tabular=True))
    painter.setPen(getattr(theme.palette, ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


def _paint_waits(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    plot, palette = _plot(theme, rect), theme.palette
    painter.fillRect(plot.x(), plot.bottom(), plot.width(), 1, palette.line2)
    places = _column_places(theme, panel, rect)
    for mark, place in zip(panel.marks, places, strict=True):
        gap = max(2, place.width() // 12)
        high = round(plot.height() * mark.amount)
        late = min(high, round(plot.height() * mark.late))
        x, wide = place.x() + gap, place.width() - 2 * gap
        if high - late:
            kept = QRect(x, plot.bottom() - (high - late), wide, high - late)
            painter.fillRect(kept, palette.chart_mid)
        if late:
            past = QRect(x, plot.bottom() - high, wide, late)
            paint_hatched(painter, theme, past, 1, palette.ink2)
        if mark.value:
            line = theme.px(18)
            clear = _clear_of(round(plot.height() * (mark.before or 0.0)), high, line)
            told = QRect(place.x(), plot.bottom() - clear - line, place.width(), line)
            _centred(painter, theme, told, mark.value, weight=600)
    _paint_baseline(painter, theme, panel, plot, places)
    _paint_labels(painter, theme, panel, rect)
    room = QRect(rect.x(), rect.bottom() - theme.px(_BELOW) + 1, theme.px(_LEFT), theme.px(_BELOW))
    paint_runs(painter, room, (Run(tr("min"), "ink3", Text.SMALL),), theme)
    _paint_ends(painter, theme, panel, rect)


def _clear_of(baseline: int, high: int, line: int) -> int:
    """How high a column's value stands, so that its baseline does not go through it."""
    return baseline + 2 if high < baseline + 2 <= high + line else high


def _paint_baseline(
    painter: QPainter, theme: Theme, panel: Panel, plot: QRect, places: Sequence[QRect]
) -> None:
    if any(mark.before is None for mark in panel.marks):
        return
    steps = QPolygonF()
    for mark, place in zip(panel.marks, places, strict=True):
        y = plot.bottom() - plot.height() * (mark.before or 0.0) + 0.5
        steps << QPointF(place.x() + 0.5, y) << QPointF(place.right() + 0.5, y)
    pen = QPen(theme.palette.ink, 1)
    pen.setDashPattern([4.0, 2.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(steps)


def _paint_ends(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    """What holds of the whole, at the upper right."""
    line = theme.fonts.line(Text.SMALL)
    for n, words in enumerate(panel.ends):
        room = QRect(rect.x(), rect.y() + n * line, rect.width(), line)
        run = Run(words, "ink" if n == 0 else "ink2", Text.SMALL, 600 if n == 0 else 400)
        paint_runs(painter, room, (run,), theme, right=True)


def _dot_y(plot: QRect, share: float) -> float:
    return plot.bottom() - plot.height() * share


def _paint_goal(painter: QPainter, theme: Theme, panel: Panel, plot: QRect, left: int) -> None:
    for share in (0.0, 0.5, 1.0):
        y = round(_dot_y(plot, share))
        painter.fillRect(plot.x(), y, plot.width(), 1, theme.palette.line)
        if not panel.goal or abs(share - panel.goal) > 0.12:
            _scale_word(painter, theme, plot, left, share, "ink3", 400)
    if panel.goal:
        goal_y = round(_dot_y(plot, panel.goal))
        painter.fillRect(plot.x(), goal_y, plot.width(), 1, theme.palette.ink)
        _scale_word(painter, theme, plot, left, panel.goal, "ink", 600)


def _scale_word(
    painter: QPainter, theme: Theme, plot: QRect, left: int, share: float, ink: str, weight: int
) -> None:
    line = theme.fonts.line(Text.SMALL)
    room = QRect(left, round(_dot_y(plot, share)) - line // 2, theme.px(_LEFT - 8), line)
    run = Run(f"{100 * share:.0f} %", ink, Text.SMALL, weight, tabular=True)
    paint_runs(painter, room, (run,), theme, right=True)


def _paint_hours(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    whole, palette = _plot(theme, rect), theme.palette
    plot = whole.adjusted(0, 0, 0, -theme.px(66))
    _paint_goal(painter, theme, panel, plot, rect.x())
    goal_y, line = _dot_y(plot, panel.goal), theme.px(18)
    for mark, place in zip(panel.marks, _column_places(theme, panel, rect), strict=True):
        if not mark.is_known:
            continue
        x, y = place.center().x(), _dot_y(plot, mark.amount)
        top, length = round(min(y, goal_y)), round(abs(y - goal_y))
        painter.fillRect(x, top, 1, length, palette.ink3)
        paint_dot(painter, theme, QPointF(x + 0.5, y), is_hollow=mark.is_under)
        aside = theme.px(7) if mark.is_under else -theme.px(7) - line
        told = QRect(place.x(), round(y) + aside, place.width(), line)
        _centred(painter, theme, told, mark.value, weight=600)
        high = max(1, round(theme.px(32) * mark.late))
        gap = max(2, place.width() // 10)
        bar = QRect(place.x() + gap, whole.bottom() - high, place.width() - 2 * gap, high)
        painter.fillRect(bar, palette.track)
        count = QRect(place.x(), whole.bottom() - line, place.width(), line)
        _centred(painter, theme, count, str(mark.n), "ink2")
    room = QRect(rect.x(), whole.bottom() - line, theme.px(_LEFT - 8), line)
    paint_runs(painter, room, (Run("n", "ink3", Text.SMALL),), theme, right=True)
    painter.fillRect(whole.x(), whole.bottom(), whole.width(), 1, palette.line2)
    _paint_labels(painter, theme, panel, rect)


def _paint_trend(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    plot, palette, line = _plot(theme, rect), theme.palette, theme.px(18)
    known = [(mark, place.center().x()) for mark, place in
             zip(panel.marks, _column_places(theme, panel, rect), strict=True)
             if mark.is_known]  # fmt: skip
    highs = [QPointF(x, _dot_y(plot, mark.high)) for mark, x in known]
    lows = [QPointF(x, _dot_y(plot, mark.low)) for mark, x in reversed(known)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.track)
    painter.drawPolygon(QPolygonF([*highs, *lows]))
    _paint_goal(painter, theme, panel, plot, rect.x())
    _paint_events(painter, theme, panel, rect, plot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.accent_text, 1.5))
    painter.drawPolyline(QPolygonF([QPointF(x, _dot_y(plot, m.amount)) for m, x in known]))
    for n, (mark, x) in enumerate(known):
        at = QPointF(x, _dot_y(plot, mark.amount))
        paint_dot(painter, theme, at, is_hollow=mark.is_under)
        beside = [other.amount for other, _ in known[max(n - 1, 0) : n + 2] if other is not mark]
        is_dip = bool(beside) and mark.amount < min(beside) and mark.amount > _LOWEST_DIP
        away = theme.px(6) if is_dip else -line - theme.px(6)  # clear of the line to either side
        told = QRect(x - theme.px(24), round(at.y()) + away, theme.px(48), line)
        _centred(painter, theme, told, mark.value, weight=600)
    _paint_labels(painter, theme, panel, rect)


def _paint_events(painter: QPainter, theme: Theme, panel: Panel, rect: QRect, plot: QRect) -> None:
    """What began in a week, as a line at its left with its name above."""
    line = theme.fonts.line(Text.SMALL)
    for mark, place in zip(panel.marks, _column_places(theme, panel, rect), strict=True):
        if mark.event:
            painter.fillRect(place.x(), plot.y() - theme.px(6), 1, plot.height() + theme.px(6),
                             theme.palette.ink)  # fmt: skip
            room = QRect(place.x() + theme.px(3), rect.y(), rect.right() - place.x(), line)
            paint_runs(painter, room, (Run(mark.event, "ink", Text.SMALL, 600),), theme)


CHARTS: Mapping[Kind, Chart] = {
    "tiles": Chart(tiles_height, tile_places, paint_tiles),
    "waits": Chart(_columns_height, _column_places, _paint_waits),
    "hours": Chart(_columns_height, _column_places, _paint_hours),
    "trend": Chart(_columns_height, _column_places, _paint_trend),
    "bars": Chart(rows_height, row_places, paint_rows),
    "goals": Chart(rows_height, row_places, paint_rows),
    "apart": Chart(rows_height, row_places, paint_apart),
}
