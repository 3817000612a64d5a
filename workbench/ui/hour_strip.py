"""Today's hours in a row: how many are in, what came of what was expected, and if it can be done.

The bar is what first attempts take of the minutes staffed; hatched where these are too few.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.coverage import Hour
from workbench.domain.tongue import tr
from workbench.ui.announcing import announce
from workbench.ui.chart_strokes import paint_hatched
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LABEL, _WIDEST, _ROOMY = 58, 92, 54
_LINE, _BAR = 18, 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class HourStrip(QWidget):
    """`hour_now`: the hour it is in the team's zone."""

    told_as = "Chart"  # not a text

    def __init__(self, theme: Theme, hour_now: Callable[[], int]) -> None:
        super().__init__()
        self._theme = theme
        self._hour_now = hour_now
        self.hours: tuple[Hour, ...] = ()
        self._cursor = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Today by the hour"))
        theme.changed.connect(self.updateGeometry)

    def show_hours(self, hours: Sequence[Hour]) -> None:
        if not self.hours:
            now = self._hour_now()
            self._cursor = next((n for n, one in enumerate(hours) if one.hour == now), 0)
        self.hours = tuple(hours)
        self._cursor = min(self._cursor, max(len(self.hours) - 1, 0))
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(2 * _LINE + _BAR + 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.hours:
            event.ignore()
        else:
            self._go(min(max(self._cursor + step, 0), len(self.hours) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint().x())
        if place is not None:
            self._go(place)

    def tip_at(self, place: QPoint) -> str:
        hour = self._place_at(place.x())
        return "" if hour is None else self.hours[hour].says(self._hour_now())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _go(self, place: int) -> None:
        self._cursor = place
        self._describe()
        announce(self, self.accessibleDescription())

    def _describe(self) -> None:
        said = self.hours[self._cursor].says(self._hour_now()) if self.hours else ""
        self.setAccessibleDescription(said)
        self.update()

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme, now = QPainter(self), self._theme, self._hour_now()
        label = QRect(0, 0, theme.px(_LABEL), theme.px(_LINE))
        paint_runs(painter, label, (Run(tr("TODAY"), "ink3", Text.LABEL, 600),), theme)
        for place, hour in enumerate(self.hours):
            self._paint_hour(painter, self._cell(place), hour, now)
        if self.hours and self.hasFocus():
            around = self._cell(self._cursor).adjusted(-4, -1, 4, 0)
            paint_focus_ring(painter, around, RADIUS_KEYCAP, theme.palette.accent_text)

    def _paint_hour(self, painter: QPainter, cell: QRect, hour: Hour, now: int) -> None:
        theme, palette = self._theme, self._theme.palette
        is_now, line = hour.hour == now, theme.px(_LINE)
        ink, strong = ("ink3", 400) if hour.hour < now else ("ink", 600)
        head = Run(str(hour.hour), "ink" if is_now else "ink2", Text.SMALL, 700 if is_now else 400,
                   tabular=True)  # fmt: skip
        there = Run(tr("{n} in", n=len(hour.there)), ink, Text.SMALL, gap=6)
        runs = (head, there) if cell.width() >= theme.px(_ROOMY) else (head,)
        paint_runs(painter, QRect(cell.x(), 0, cell.width(), line), runs, theme)
        came = Run("–", "ink3")
        if hour.hour <= now:
            came = Run(str(hour.came), ink, weight=strong, tabular=True)
        of = Run(f"/ {hour.expected:.0f}", "ink3" if hour.hour < now else "ink2", Text.SMALL,
                 tabular=True, gap=4, gives=1)  # fmt: skip
        paint_runs(painter, QRect(cell.x(), line, cell.width(), line), (came, of), theme)
        bar = QRect(cell.x(), 2 * line + theme.px(2), cell.width(), theme.px(_BAR))
        if hour.is_short:
            paint_hatched(painter, theme, bar, 2, palette.ink)
            return
        if not hour.staffed_min:
            return
        paint_box(painter, bar, 2, palette.track)
        share = min(hour.first_min / hour.staffed_min, 1.0)
        if share > 0:
            bar.setWidth(max(round(bar.width() * share), 2))
            paint_box(painter, bar, 2, palette.ink2 if hour.hour >= now else palette.ink3)

    # ---- places

    def _cell(self, place: int) -> QRect:
        left, gap = self._theme.px(_LABEL), self._theme.px(10)
        return QRect(left + place * self._wide, 0, self._wide - gap, self.height())

    def _place_at(self, x: int) -> int | None:
        place = (x - self._theme.px(_LABEL)) // self._wide
        return place if 0 <= place < len(self.hours) else None

    @property
    def _wide(self) -> int:
        room = self.width() - self._theme.px(_LABEL)
        return max(min(room // max(len(self.hours), 1), self._theme.px(_WIDEST)), 1)
