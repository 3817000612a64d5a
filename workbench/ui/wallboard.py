"""The dashboard for a wall: the whole screen, large figures, anew by itself; Esc leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.desk.marks import Panel
from workbench.domain.tongue import tr
from workbench.ui.aside_theme import AsideTheme
from workbench.ui.chart_view import paint_panel, panel_height
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

SHOWN = ("tiles", "hours", "goals", "trend", "leaks")
_LOGICAL = (1240, 940)
"""What of the dashboard a wall shows at once; it is as large as fits."""
_LARGER = 1.5
"""So much larger the numbers are than what stands below them."""
_MARGIN = 28
_HEAD = 44


class Wallboard(QWidget):
    told_as = "Pane"  # not a text

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wall = self._large = AsideTheme(theme.palette, 1.0)
        self._panels: tuple[Panel, ...] = ()
        self._words: tuple[str, str] = ("", "")
        self.setWindowTitle(tr("Wallboard"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._fit)

    def show_panels(self, panels: Sequence[Panel], title: str, basis: str) -> None:
        by_name = {panel.name: panel for panel in panels}
        shown = (_what_leaks(by_name[name]) for name in SHOWN if name in by_name)
        self._panels = tuple(panel for panel in shown if panel.marks)
        self._words = (title, basis)
        said = (mark.says for panel in self._panels for mark in panel.marks)
        self.setAccessibleName(". ".join((title, basis, *said)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, wall = QPainter(self), self._wall
        painter.fillRect(event.rect(), wall.palette.canvas)
        margin = wall.px(_MARGIN)
        room = self.rect().adjusted(margin, margin // 2, -margin, -margin // 2)
        head = QRect(room.x(), room.y(), room.width(), wall.px(_HEAD))
        title, basis = self._words
        runs = (Run(title, style=Text.TITLE, weight=600, gives=1),
                Run(basis, "ink2", Text.SMALL, gap=16, gives=2))  # fmt: skip
        paint_runs(painter, head, runs, wall)
        for panel, place in self.places(room.adjusted(0, head.height(), 0, 0)):
            painter.fillRect(place.x(), place.y() - wall.px(8), place.width(), 1, wall.palette.line)
            paint_panel(painter, self._theme_of(panel), panel, place)

    def places(self, room: QRect) -> list[tuple[Panel, QRect]]:
        """The numbers across the top, the others in two columns below, as many as there is room."""
        found: list[tuple[Panel, QRect]] = []
        gap, y = self._wall.px(20), room.y() + self._wall.px(8)
        rest = list(self._panels)
        while rest:
            count = 1 if rest[0].kind == "tiles" else 2
            row, rest = rest[:count], rest[count:]
            wide = (room.width() - (count - 1) * gap) // count
            tall = [(panel, panel_height(self._theme_of(panel), panel, wide)) for panel in row]
            fits = [one for one in tall if not found or y + one[1] <= room.bottom()]
            high = max((high for _, high in fits), default=0)
            found += [(panel, QRect(room.x() + n * (wide + gap), y, wide, high))
                      for n, (panel, _) in enumerate(fits)]  # fmt: skip
            y += high + gap
        return found

    def _theme_of(self, panel: Panel) -> Theme:
        return self._large if panel.kind == "tiles" else self._wall

    def _fit(self) -> None:
        wide, high = _LOGICAL
        scale = max(1.0, min(self.width() / wide, self.height() / high))
        self._wall = AsideTheme(self._theme.palette, scale)
        self._large = AsideTheme(self._theme.palette, scale * _LARGER)
        self.update()


def _what_leaks(panel: Panel) -> Panel:
    """On a wall a leak that is none takes no room."""
    if panel.name != "leaks":
        return panel
    return replace(panel, marks=tuple(mark for mark in panel.marks if mark.n))
