"""The dashboard's panels in two columns, or in one where there is no room; hairlines between."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from workbench.desk.marks import Mark, Panel
from workbench.ui.card import Canvas
from workbench.ui.chart_view import BLEED, ChartView, panel_height
from workbench.ui.theme import Theme

MARGIN = 32
_TWO = 980
"""Logical px from which on there are two columns."""
_ABOVE, _ASIDE = 16, 20


def placed(theme: Theme, panels: Sequence[Panel], width: int) -> list[QRect]:
    """Where each panel stands; as tall as its row."""
    margin, above = theme.px(MARGIN), theme.px(_ABOVE)
    inner = width - 2 * margin
    two = width >= theme.px(_TWO)
    places: list[QRect] = []
    y = above
    rest = list(panels)
    while rest:
        is_alone = rest[0].kind == "tiles" or not all(panel.marks for panel in rest[:2])
        together = 1 if is_alone or not two else 2
        row, rest = rest[:together], rest[together:]
        wide = (inner - (together - 1) * 2 * theme.px(_ASIDE)) // together
        high = max(panel_height(theme, panel, wide) for panel in row)
        lefts = (margin + n * (wide + 2 * theme.px(_ASIDE)) for n in range(len(row)))
        places += [QRect(left, y, wide, high) for left in lefts]
        y += high + 2 * above
    return places


class DashboardGrid(Canvas):
    """`chosen` when the cursor moves, `entered` when the leads of its mark are wanted."""

    told_as = "Pane"  # not a text
    chosen = Signal()
    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.views: dict[str, ChartView] = {}
        self._panels: tuple[Panel, ...] = ()
        self._places: list[QRect] = []
        self._current = ""
        theme.changed.connect(self._place)

    def show_panels(self, panels: Sequence[Panel]) -> None:
        self._panels = tuple(panels)
        for gone in self.views.keys() - {panel.name for panel in panels}:
            self.views.pop(gone).deleteLater()
        for panel in panels:
            if panel.name in self.views:
                self.views[panel.name].show_panel(panel)
            else:
                self._make(panel)
        self._place()

    @property
    def current(self) -> ChartView | None:
        """Where the cursor is, or was last."""
        focused = self.window().focusWidget()
        if isinstance(focused, ChartView):
            self._current = focused.panel.name
        return self.views.get(self._current) or next(iter(self.views.values()), None)

    @property
    def mark(self) -> Mark | None:
        return self.current.mark if self.current else None

    def take_focus(self) -> None:
        if self.current is not None:
            self.current.setFocus()

    def step(self, by: int) -> None:
        """To the next mark, and at the end of a panel to the next one that has any."""
        view = self.current
        if view is None or view.step(by):
            return
        views = [self.views[panel.name] for panel in self._panels]
        beyond = views[views.index(view) + 1 :] if by > 0 else views[: views.index(view)][::-1]
        following = next((one for one in beyond if one.panel.marks), None)
        if following is not None:
            following.setFocus()
            following.choose(0 if by > 0 else len(following.panel.marks) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, line, above = QPainter(self), self._theme.palette.line, self._theme.px(_ABOVE)
        margin = self._theme.px(MARGIN)
        for place in self._places:
            if place.x() > margin:
                x = place.x() - self._theme.px(_ASIDE)
                painter.fillRect(x, place.y() - above // 2, 1, place.height() + above, line)
            else:
                painter.fillRect(margin, place.y() - above, self.width() - 2 * margin, 1, line)

    def _make(self, panel: Panel) -> None:
        view = self.views[panel.name] = ChartView(self._theme, panel)
        view.setParent(self)
        view.chosen.connect(self.chosen)
        view.entered.connect(self.entered)
        view.show()

    def _place(self) -> None:
        self._places = placed(self._theme, self._panels, self.width())
        bleed = self._theme.px(BLEED)
        for panel, place in zip(self._panels, self._places, strict=True):
            self.views[panel.name].setGeometry(place.adjusted(-bleed, 0, bleed, 0))
        self.setMinimumHeight(max((place.bottom() for place in self._places), default=0)
                              + self._theme.px(_ABOVE))  # fmt: skip
        self.update()
