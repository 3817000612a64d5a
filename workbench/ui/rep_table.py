"""One row per rep, pool and nobody: who is here, what they carry, how quick; every cell opens its
leads. Zero is a grey dash.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.board_rows import BoardRow
from workbench.desk.team import NOBODY, Cell
from workbench.domain.tongue import tr
from workbench.ui.announcing import announce
from workbench.ui.avatar import paint_avatar
from workbench.ui.board_columns import MARGIN, Column, inside, placed, shown_columns
from workbench.ui.chip import ChipState, paint_count
from workbench.ui.icons import paint_icon
from workbench.ui.metrics import RADIUS_BUTTON, RADIUS_CHIP, SELECTION_BAR
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

LEADS = "application/x-workbench-leads"
"""What is dragged from the list below."""
_CHIPS = {"at_risk": ChipState.SOON, "breached": ChipState.BREACHED}


class RepTable(QWidget):
    """`chosen`: a row and its cell, “open” for all that it carries; `entered` goes on to these
    leads; `dropped` on a row.
    """

    told_as = "StaticText"
    chosen = Signal(str, str)
    entered = Signal()
    dropped = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[BoardRow] = []
        self.current = NOBODY
        self.cell: Cell = "open"
        self.is_aside = False
        """Whether the list shows something else than what is chosen here."""
        self._under_drag: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_rows(self, rows: Sequence[BoardRow]) -> None:
        if list(rows) == self.rows:
            return
        before, self.rows = self.rows, list(rows)
        self.setAccessibleName(". ".join((tr("Team"), *(row.sentence for row in self.rows))))
        if len(before) != len(self.rows):
            self.updateGeometry()
            self.update()
            return
        for number, (old, new) in enumerate(zip(before, self.rows, strict=True)):
            if old != new:
                self.update(0, self._top(number), self.width(), self._theme.metrics.board_rep_row)

    def choose(self, id: str, cell: Cell = "open") -> None:
        self.current, self.cell, self.is_aside = id, cell, False
        self.update()
        row = self.row_of(id)
        if row is not None and self.hasFocus():
            announce(self, row.sentence)
        self.chosen.emit(id, cell)

    def row_of(self, id: str) -> BoardRow | None:
        return next((row for row in self.rows if row.id == id), None)

    def name_of(self, id: str) -> str:
        row = self.row_of(id)
        return row.name if row else tr("Unowned")

    def sizeHint(self) -> QSize:
        return QSize(0, self._top(len(self.rows)) + 1)

    def current_rect(self) -> QRect:
        """For whoever scrolls."""
        ids = [row.id for row in self.rows]
        number = ids.index(self.current) if self.current in ids else 0
        return QRect(0, self._top(number), self.width(), self._theme.metrics.board_rep_row)

    def cells_of(self, id: str) -> list[tuple[Column, QRect]]:
        """Where the cells of a row are."""
        number = [row.id for row in self.rows].index(id)
        margin, height = self._theme.px(MARGIN), self._theme.metrics.board_rep_row
        row = QRect(margin, self._top(number), self.width() - 2 * margin, height)
        return placed(self._theme, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ids = [row.id for row in self.rows]
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        asides = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps and ids:
            place = ids.index(self.current) if self.current in ids else 0
            self.choose(ids[(place + steps[Qt.Key(event.key())]) % len(ids)], self.cell)
        elif event.key() in asides:
            cells = self._cells()
            place = cells.index(self.cell) if self.cell in cells else 0
            self.choose(self.current, cells[(place + asides[Qt.Key(event.key())]) % len(cells)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        row = self._row_at(at)
        if row is not None:
            self.choose(row.id, self._cell_at(at.x()))
            self.entered.emit()

    # ---- leads are dropped on whoever shall have them

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(LEADS):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        row = self._row_at(event.position().toPoint())
        takes = row is not None and row.id != NOBODY
        self._hover(row.id if row is not None and takes else None)
        event.setAccepted(takes)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._hover(None)

    def dropEvent(self, event: QDropEvent) -> None:
        to, self._under_drag = self._under_drag, None
        self.update()
        if to is not None:
            event.acceptProposedAction()
            self.dropped.emit(to)

    def _hover(self, id: str | None) -> None:
        if id != self._under_drag:
            self._under_drag = id
            self.update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(event.rect(), theme.palette.canvas)
        head = QRect(theme.px(MARGIN), 0, self.width() - 2 * theme.px(MARGIN), theme.px(27))
        if event.rect().intersects(head):
            self._paint_head(painter, head)
        for number, row in enumerate(self.rows):
            top = self._top(number)
            rect = QRect(head.x(), top, head.width(), theme.metrics.board_rep_row)
            if rect.intersects(event.rect()):
                self._paint_row(painter, rect, row)

    def _paint_head(self, painter: QPainter, head: QRect) -> None:
        theme = self._theme
        paint_runs(painter, head, (Run(tr("Rep"), "ink2", Text.SMALL),), theme)
        for column, rect in placed(theme, head):
            run = Run(tr(column.name), "ink2", Text.SMALL)
            place = inside(theme, column, rect)
            paint_runs(painter, place, (run,), theme, right=not column.is_at_left)
        painter.fillRect(head.x(), head.bottom(), head.width(), 1, theme.palette.line2)

    def _paint_row(self, painter: QPainter, rect: QRect, row: BoardRow) -> None:
        theme, palette = self._theme, self._theme.palette
        around = rect.adjusted(-8, 1, 8, -1)
        is_chosen = row.id == self.current and not self.is_aside
        if is_chosen or row.id == self._under_drag:
            paint_box(painter, around, RADIUS_BUTTON, palette.selected)
            bar = QRect(around.x(), around.y(), SELECTION_BAR, around.height())
            painter.fillRect(bar, palette.accent_text)
            if self.hasFocus() or row.id == self._under_drag:
                paint_focus_ring(painter, around, RADIUS_BUTTON, palette.accent_text)
        cells = placed(theme, rect)
        end = cells[0][1].x()
        self._paint_who(painter, QRect(rect.x(), rect.y(), end - rect.x(), rect.height()), row)
        for column, cell in cells:
            if is_chosen and column.cell == self.cell:
                height = theme.px(26)
                box = QRect(cell.x() + 2, cell.center().y() - height // 2, cell.width() - 2, height)
                paint_box(painter, box, RADIUS_CHIP, None, palette.accent_text, 1.5)
            self._paint_cell(painter, inside(theme, column, cell), column, row)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, palette.line)

    def _paint_who(self, painter: QPainter, rect: QRect, row: BoardRow) -> None:
        theme, side = self._theme, self._theme.metrics.avatar
        place = QRect(rect.x(), rect.y() + (rect.height() - side) // 2, side, side)
        left = rect.x() + side + theme.px(10)
        width = round((rect.right() - left) * 0.44)
        name = QRect(left, rect.y(), width - theme.px(8), rect.height())
        state = QRect(left + width, rect.y(), rect.right() - left - width, rect.height())
        paint_runs(painter, name, (Run(row.name, weight=500, gives=1),), theme)
        words = Run(row.state, "ink2", Text.SMALL, gives=1)
        if row.person is None:
            paint_icon(painter, place.adjusted(3, 3, -3, -3), "inbox", theme.palette.ink2)
            paint_runs(painter, state, (words,), theme)
            return
        paint_avatar(painter, place, row.person.initials, theme)
        dot = ("●", "accent_text") if row.is_here else ("○", "ink3")
        paint_runs(painter, state, (Run(*dot, Text.TINY), words), theme)

    def _paint_cell(self, painter: QPainter, rect: QRect, column: Column, row: BoardRow) -> None:
        theme, cell = self._theme, column.cell
        if cell in _CHIPS:
            height = theme.metrics.chip_cell
            width = min(theme.metrics.chip_cell_width, rect.width())
            y = rect.y() + (rect.height() - height) // 2
            at = QRect(rect.right() + 1 - width, y, width, height)
            count = getattr(row.counts, cell or "")
            paint_count(painter, at, _CHIPS[cell or ""], count, theme)
        elif cell == "load":
            self._paint_load(painter, rect, row)
        elif cell != "due" and row.person is None:
            return
        elif cell is None:
            paint_runs(painter, rect, (Run(row.seen, "ink2", Text.SMALL, gives=1),), theme)
        else:
            text = row.text(cell)
            ink, weight = ("ink", 600) if cell in ("due", "speed") else ("ink2", 400)
            run = Run(text, ink, weight=weight, tabular=True) if text else Run("–", "ink3")
            paint_runs(painter, rect, (run,), theme, right=True)

    def _paint_load(self, painter: QPainter, rect: QRect, row: BoardRow) -> None:
        """A bar whose tick is the cap, and the numbers."""
        if row.person is None:
            return
        theme, palette = self._theme, self._theme.palette
        wide, high = theme.px(88), theme.px(6)
        ground = QRect(rect.x(), rect.center().y() - high // 2, wide, high)
        tick = round(wide * 0.86)
        full = min(round(tick * row.counts.load / max(row.cap, 1)), wide)
        paint_box(painter, ground, 3, palette.track)
        if full:
            filled = QRect(ground.x(), ground.y(), max(full, high), high)
            paint_box(painter, filled, 3, palette.ink2)
        mark_at = QRect(ground.x() + tick, ground.y() - theme.px(4), 1, high + theme.px(8))
        painter.fillRect(mark_at, palette.ink)
        text = rect.adjusted(wide + theme.px(8), 0, 0, 0)
        runs = [Run(str(row.counts.load), weight=600, tabular=True),
                Run(f"/ {row.cap}", "ink2", Text.SMALL, tabular=True, gap=4)]  # fmt: skip
        if row.is_over:
            runs.append(Run(tr("over"), style=Text.SMALL, weight=600, gap=4, gives=1))
        paint_runs(painter, text, runs, theme)

    # ---- places

    def _top(self, number: int) -> int:
        return self._theme.px(28) + number * self._theme.metrics.board_rep_row

    def _cells(self) -> list[Cell]:
        width = self.width() - 2 * self._theme.px(MARGIN)
        shown = shown_columns(self._theme, width)
        return ["open", *(column.cell for column in shown if column.cell)]

    def _cell_at(self, x: int) -> Cell:
        margin = self._theme.px(MARGIN)
        row = QRect(margin, 0, self.width() - 2 * margin, 1)
        found = (c.cell for c, rect in placed(self._theme, row) if rect.left() <= x <= rect.right())
        return next(found, None) or "open"

    def _row_at(self, at: QPoint) -> BoardRow | None:
        number = (at.y() - self._theme.px(28)) // self._theme.metrics.board_rep_row
        return self.rows[number] if 0 <= number < len(self.rows) else None
