"""One row per rep: who they are, whether they are here, what they carry; zero is a grey dash."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.team import Load
from workbench.desk.views import Person
from workbench.desk.words import availability
from workbench.domain.tongue import mark, tr
from workbench.ui.avatar import paint_avatar
from workbench.ui.chip import ChipState, paint_count
from workbench.ui.icons import paint_icon
from workbench.ui.metrics import RADIUS_BUTTON, SELECTION_BAR
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

NOBODY = ""
"""The id of the row of leads that nobody owns."""
_MARGIN = 24
_COLUMNS = (
    (mark("Open"), 0.2), (mark("Due"), 0.45), (mark("At risk"), 0.72), (mark("Breached"), 1.0),
)  # fmt: skip
"""Names with the right edge, as a share of the room for counts."""


class RepTable(QWidget):
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._people: list[Person] = []
        self._loads: Mapping[str | None, Load] = {}
        self.current = NOBODY
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_team(self, people: Sequence[Person], loads: Mapping[str | None, Load]) -> None:
        self._people, self._loads = list(people), loads
        self.setAccessibleName(". ".join(self._spoken(id) for id in self._ids()))
        self.updateGeometry()
        self.update()

    def choose(self, id: str) -> None:
        self.current = id
        self.update()
        self.chosen.emit(id)

    def name_of(self, id: str) -> str:
        return next((person.name for person in self._people if person.id == id), tr("Unowned"))

    def sizeHint(self) -> QSize:
        rows = len(self._people) + 1
        return QSize(0, self._theme.px(28) + rows * self._theme.metrics.board_rep_row + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ids = self._ids()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            self.choose(ids[(ids.index(self.current) + by) % len(ids)])
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        below_head = round(event.position().y()) - self._theme.px(28)
        row = below_head // self._theme.metrics.board_rep_row
        if 0 <= row < len(self._ids()):
            self.choose(self._ids()[row])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(event.rect(), theme.palette.canvas)
        head = QRect(theme.px(_MARGIN), 0, self.width() - 2 * theme.px(_MARGIN), theme.px(27))
        paint_runs(painter, head, (Run(tr("Rep"), "ink2", Text.SMALL),), theme)
        for name, right in _COLUMNS:
            cell = self._cell(head, right)
            paint_runs(painter, cell, (Run(tr(name), "ink2", Text.SMALL),), theme, right=True)
        painter.fillRect(head.x(), head.bottom(), head.width(), 1, theme.palette.line2)
        for number, id in enumerate(self._ids()):
            top = theme.px(28) + number * theme.metrics.board_rep_row
            row = QRect(head.x(), top, head.width(), theme.metrics.board_rep_row)
            self._paint_row(painter, row, id)

    def _paint_row(self, painter: QPainter, row: QRect, id: str) -> None:
        theme, palette = self._theme, self._theme.palette
        if id == self.current:
            around = row.adjusted(-8, 1, 8, -1)
            paint_box(painter, around, RADIUS_BUTTON, palette.selected)
            bar = QRect(around.x(), around.y(), SELECTION_BAR, around.height())
            painter.fillRect(bar, palette.accent_text)
            if self.hasFocus():
                paint_focus_ring(painter, around, RADIUS_BUTTON, palette.accent_text)
        side = theme.metrics.avatar
        place = QRect(row.x(), row.y() + (row.height() - side) // 2, side, side)
        person = next((person for person in self._people if person.id == id), None)
        name = QRect(row.x() + side + theme.px(10), row.y(), theme.px(150), row.height())
        state = QRect(name.right() + theme.px(8), row.y(), theme.px(110), row.height())
        if person is None:
            icon = place.adjusted(3, 3, -3, -3)
            paint_icon(painter, icon, "inbox", palette.ink2)
            paint_runs(painter, name, (Run(tr("Unowned"), weight=500),), theme)
        else:
            paint_avatar(painter, place, person.initials, theme)
            paint_runs(painter, name, (Run(person.name, weight=500, gives=1),), theme)
            here = person.availability == "available"
            dot = Run("●" if here else "○", "accent_text" if here else "ink3", Text.TINY)
            paint_runs(painter, state, (dot, Run(availability(person), "ink2", Text.SMALL)), theme)
        self._paint_counts(painter, row, self._load(id))
        painter.fillRect(row.x(), row.bottom(), row.width(), 1, palette.line)

    def _paint_counts(self, painter: QPainter, row: QRect, load: Load) -> None:
        theme = self._theme
        for (_, right), count in zip(_COLUMNS[:2], (load.open, load.due), strict=True):
            cell = self._cell(row, right)
            run = Run(str(count), weight=600, tabular=True) if count else Run("–", "ink3")
            paint_runs(painter, cell, (run,), theme, right=True)
        width, height = theme.metrics.chip_cell_width, theme.metrics.chip_cell
        cells = ((2, ChipState.SOON, load.at_risk), (3, ChipState.BREACHED, load.breached))
        for column, state, count in cells:
            cell = self._cell(row, _COLUMNS[column][1])
            y = row.y() + (row.height() - height) // 2
            at = QRect(cell.right() + 1 - width, y, width, height)
            paint_count(painter, at, state, count, theme)

    def _cell(self, row: QRect, share: float) -> QRect:
        start, width = row.x() + self._theme.px(300), self._theme.px(80)
        right = start + round((row.right() - start) * share)
        return QRect(right - width, row.y(), width, row.height())

    def _ids(self) -> list[str]:
        return [*(person.id for person in self._people), NOBODY]

    def _load(self, id: str) -> Load:
        return self._loads.get(id or None, Load())

    def _spoken(self, id: str) -> str:
        load = self._load(id)
        return tr(
            "{name}: {open} open, {due} due, {risk} at risk, {breached} breached",
            name=self.name_of(id), open=load.open, due=load.due, risk=load.at_risk,
            breached=load.breached,
        )  # fmt: skip
