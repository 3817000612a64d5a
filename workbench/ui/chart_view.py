"""A panel of the dashboard: its title, its chart, and a cursor that goes from mark to mark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.marks import Mark, Panel
from workbench.domain.tongue import tr
from workbench.ui.announcing import announce
from workbench.ui.chart_tiles import BESIDE_TILE
from workbench.ui.charts import CHARTS
from workbench.ui.metrics import RADIUS_CHIP
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_TITLE, _SAID = 24, 20
_AFTER = 8
BLEED = 8
"""Logical px at either side that only the ring around a row takes: it never touches its words."""
_IN_COLUMNS = ("waits", "hours", "trend")
"""Kinds whose marks stand side by side: the ring keeps to theirs."""
_STEPS = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1,
}  # fmt: skip


def head_height(theme: Theme, panel: Panel) -> int:
    return 0 if panel.kind == "tiles" else theme.px(_TITLE + _SAID + _AFTER)


def paint_panel(painter: QPainter, theme: Theme, panel: Panel, rect: QRect) -> None:
    """Its words and its chart."""
    if panel.kind != "tiles":
        title = QRect(rect.x(), rect.y(), rect.width(), theme.px(_TITLE))
        heading = Run(panel.title, style=Text.HEADING, weight=600, gives=1)
        paint_runs(painter, title, (heading,), theme)
        said = QRect(rect.x(), title.bottom() + 1, rect.width(), theme.px(_SAID))
        paint_runs(painter, said, (Run(panel.said, "ink2", Text.SMALL, gives=1),), theme)
    if panel.marks:
        body = rect.adjusted(0, head_height(theme, panel), 0, 0)
        CHARTS[panel.kind].paint(painter, theme, panel, body)


def panel_height(theme: Theme, panel: Panel, width: int) -> int:
    """Of one without marks its words alone."""
    chart = CHARTS[panel.kind].height(theme, panel, width) if panel.marks else 0
    return head_height(theme, panel) + chart


class ChartView(QWidget):
    """`chosen` when the cursor comes to a mark, `entered` when its leads are wanted."""

    told_as = "Chart"  # not a text
    chosen = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, panel: Panel) -> None:
        super().__init__()
        self._theme = theme
        self.panel = panel
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._measure)
        self.show_panel(panel)

    def show_panel(self, panel: Panel) -> None:
        """The cursor stays on its mark."""
        before = self.mark
        self.panel = panel
        ids = [mark.id for mark in panel.marks]
        self._at = ids.index(before.id) if before is not None and before.id in ids else 0
        told = [panel.title, panel.said, *panel.ends, *(mark.says for mark in panel.marks)]
        self.setAccessibleName(". ".join(filter(None, (words.rstrip(".") for words in told))))
        self._describe()
        self._measure()

    @property
    def mark(self) -> Mark | None:
        """Under the cursor."""
        return self.panel.marks[self._at] if self._at < len(self.panel.marks) else None

    def choose(self, place: int) -> None:
        self._at = min(max(place, 0), max(len(self.panel.marks) - 1, 0))
        self._describe()
        if self.mark is not None and self.hasFocus():
            announce(self, self.mark.says)
        self.update()
        self.chosen.emit()

    def step(self, by: int) -> bool:
        """Whether there was a mark to go to."""
        if not 0 <= self._at + by < len(self.panel.marks):
            return False
        self.choose(self._at + by)
        return True

    def current_rect(self) -> QRect:
        places = self._places()
        return places[self._at] if self._at < len(places) else self.rect()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return panel_height(self._theme, self.panel, width - 2 * self._theme.px(BLEED))

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._theme.px(320))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self.heightForWidth(max(self.width(), 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.step(step)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self.choose(place)
            self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(event.rect(), theme.palette.canvas)
        paint_panel(painter, theme, self.panel, self._inside)
        if self.hasFocus() and self.panel.marks:
            around = self._around(self.current_rect()).intersected(self.rect())
            paint_focus_ring(painter, around, RADIUS_CHIP, theme.palette.accent_text)

    @property
    def _inside(self) -> QRect:
        bleed = self._theme.px(BLEED)
        return self.rect().adjusted(bleed, 0, -bleed, 0)

    def _around(self, place: QRect) -> QRect:
        bleed, aside = self._theme.px(BLEED), self._theme.px(BESIDE_TILE)
        if self.panel.kind in _IN_COLUMNS:
            return place
        if self.panel.kind != "tiles":
            return place.adjusted(-bleed, 0, bleed, 0)
        before = 0 if place.x() == self._inside.x() else aside
        return place.adjusted(before - bleed, 0, bleed - aside, 0)

    def _places(self) -> list[QRect]:
        body = self._inside.adjusted(0, head_height(self._theme, self.panel), 0, 0)
        return CHARTS[self.panel.kind].places(self._theme, self.panel, body)

    def _place_at(self, at: QPoint) -> int | None:
        found = (n for n, place in enumerate(self._places()) if place.contains(at))
        return next(found, None)

    def _describe(self) -> None:
        mark = self.mark
        if mark is None:
            self.setAccessibleDescription("")
            return
        here = tr("{place} of {count}", place=self._at + 1, count=len(self.panel.marks))
        self.setAccessibleDescription(f"{mark.says}. {here}")

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()
