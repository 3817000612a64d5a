"""The `?` sheet: every action of the table with its keys, by menu."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.tongue import mark, tr
from workbench.ui.action_table import MENUS, Action
from workbench.ui.actions import Actions, either
from workbench.ui.keyboard import DOWN, SPACE, UP, stroke
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.line import Line
from workbench.ui.overlay import Overlay
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_WIDTH = 1080
_COLUMNS = (
    (mark("Lead"), mark("Call"), mark("Team")),
    (mark("Outcome"), mark("Workbench"), mark("Board")),
    (mark("Go"), mark("Handoff"), mark("View")),
)
"""The menus of each, where there is room for three."""
_ONE_COLUMN = 760


class KeyTable(QWidget):
    told_as = "StaticText"

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._actions = actions
        self.shown: list[Action] = []

    @property
    def _columns(self) -> tuple[tuple[str, ...], ...]:
        return _COLUMNS if self.width() >= self._theme.px(_ONE_COLUMN) else (MENUS,)

    def lay_out(self) -> None:
        self.shown = [action for menu in MENUS for action in self._of(menu)]
        told = ((a.label, either(self._actions.live_keys(a.name))) for a in self.shown)
        keys = (f"{label}: {key}" if key else label for label, key in told)
        self.setAccessibleName(". ".join(keys))
        self.setMinimumHeight(self._height())

    def sizeHint(self) -> QSize:
        return QSize(0, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.palette.raised)
        width = (self.width() - theme.px(16)) // len(self._columns)
        for column, menus in enumerate(self._columns):
            x, y = theme.px(20) + column * width, theme.px(8)
            for menu in menus:
                line = QRect(x, y, width - theme.px(24), theme.px(24))
                paint_runs(painter, line, self._heading(menu), theme)
                y += theme.px(24)
                for action in self._of(menu):
                    self._paint(painter, QRect(x, y, width - theme.px(24), self._row()), action)
                    y += self._row()
                y += theme.px(12)

    def _paint(self, painter: QPainter, rect: QRect, action: Action) -> None:
        theme, right = self._theme, rect.right()
        y = rect.y() + (rect.height() - theme.metrics.keycap) // 2
        for keys in reversed(self._actions.live_keys(action.name)):
            for key in reversed(keys.split()):
                right -= keycap_width(theme, key)
                paint_keycap(painter, QPoint(right, y), key, theme)
                right -= theme.px(4)
            right -= theme.px(6)
        ink = "ink" if self._actions.live_keys(action.name) else "ink2"
        room = QRect(rect.x(), rect.y(), right - rect.x(), rect.height())
        paint_runs(painter, room, (Run(action.label, ink, gives=1),), theme)

    def _heading(self, menu: str) -> tuple[Run, ...]:
        label = Run(tr(menu).upper(), "ink3", Text.LABEL, 600)
        mode = next((action.mode for action in self._of(menu) if action.mode), "")
        if not mode:
            return (label,)
        return (label, Run(tr("in {mode} alone", mode=tr(mode)), "ink3", Text.SMALL))

    def _row(self) -> int:
        return self._theme.px(25)

    def _of(self, menu: str) -> list[Action]:
        return [action for action in self._actions if action.menu == menu]

    def _height(self) -> int:
        theme = self._theme

        def tall(menus: tuple[str, ...]) -> int:
            rows = sum(len(self._of(menu)) for menu in menus)
            return rows * self._row() + len(menus) * theme.px(36)

        return max(tall(menus) for menus in self._columns) + theme.px(16)


class KeySheet(Overlay):
    def __init__(self, theme: Theme, actions: Actions, window: QWidget) -> None:
        super().__init__(theme, window, width=_WIDTH, top=40)
        title = Line(theme, 44)
        title.say((
            Run(tr("Keys"), style=Text.TITLE, weight=600),
            Run(tr("Single keys never fire while you type; Ctrl with a digit does."), "ink2",
                gives=1, gap=16),
        ))  # fmt: skip
        self.table = KeyTable(theme, actions)
        self._area = SlimArea(theme, self.table, ground="raised")
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        head.addWidget(title)
        self.rows.addLayout(head)
        for part in (Hairline(theme), self._area):
            self.rows.addWidget(part)

    def open(self) -> None:
        self.table.lay_out()
        super().open()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self._area.viewport().height() - self._theme.px(40)
        lines = {DOWN: 40, UP: -40, "J": 40, "K": -40, SPACE: page}
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + lines.get(stroke(event), 0))
        super().keyPressEvent(event)

    def wanted_height(self) -> int:
        return self._theme.px(50) + self.table.sizeHint().height()
