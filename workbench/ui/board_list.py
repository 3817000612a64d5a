"""The leads of whoever is chosen on the board: one line each, many can be selected."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.ui.icons import paint_icon
from workbench.ui.queue_delegate import QueueDelegate, asks_of
from workbench.ui.queue_model import QueueModel
from workbench.ui.queue_view import QueueView
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_CHECK_STROKE = 4.5
"""As bold as a letter at the 10 px that stand before a chip."""
_Index = QModelIndex | QPersistentModelIndex


class BoardDelegate(QueueDelegate):
    ground = "canvas"

    def __init__(self, desk: Desk, model: QueueModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(desk, model, theme, parent)
        self.marked: set[str] = set()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self._theme.metrics.board_lead_row)

    def is_marked(self, row: Row) -> bool:
        return row.id in self.marked

    def _paint_words(self, painter: QPainter, rect: QRect, row: Row, selected: bool) -> None:
        theme = self._theme
        width = rect.width() - self.text_x - theme.px(24)
        line = theme.palette.line2 if selected else theme.palette.line
        x = rect.x() + self.text_x
        parts = ((0.42, (Run(row.name, weight=600, gives=1), Run(row.company, "ink2", gives=2))),
                 (0.38, (Run(asks_of(row), "ink2", gives=1),)),
                 (0.08, (Run(str(row.score), weight=600, tabular=True),)),
                 (0.12, (Run(row.owner, "ink2", Text.SMALL),)))  # fmt: skip
        for share, runs in parts:
            room = QRect(x, rect.y(), round(width * share) - theme.px(12), rect.height())
            paint_runs(painter, room, tuple(run for run in runs if run.text), theme)
            x += round(width * share)
        painter.fillRect(rect.x() + self.text_x, rect.bottom(), width, 1, line)
        if row.id in self.marked:
            side = 10
            place = QRect(rect.x() + 2, rect.y() + (rect.height() - side) // 2, side, side)
            paint_icon(painter, place, "check", theme.palette.accent_text, stroke=_CHECK_STROKE)


class BoardList(QueueView):
    """`marked_changed` with how many are selected."""

    marked_changed = Signal(int)

    def __init__(self, desk: Desk, model: QueueModel, theme: Theme) -> None:
        super().__init__(desk, model, theme)
        self.setAccessibleName("Leads")

    def made_delegate(self, desk: Desk, model: QueueModel, theme: Theme) -> BoardDelegate:
        self._board_delegate = BoardDelegate(desk, model, theme, self)
        return self._board_delegate

    @property
    def marked(self) -> set[str]:
        return self._board_delegate.marked

    def chosen_ids(self) -> list[str]:
        """What a verb is about: all that are selected, else the one under the cursor."""
        if self.marked:
            return [lead for lead in self._model.ids if lead in self.marked]
        current = self.current_id()
        return [current] if current is not None else []

    def toggle(self) -> None:
        lead = self.current_id()
        if lead is not None:
            self.marked.symmetric_difference_update({lead})
            self._tell_marked()

    def mark_step(self, by: int) -> None:
        """Select the one under the cursor, go on, select that one too."""
        for lead in (self.current_id(), self._stepped(by)):
            if lead is not None:
                self.marked.add(lead)
        self._tell_marked()

    def mark_all(self) -> None:
        self.marked.update(self._model.ids)
        self._tell_marked()

    def unmark(self) -> None:
        self.marked.clear()
        self._tell_marked()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        now = self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and before >= 0:
            first, last = sorted((before, now))
            self.marked.update(self._model.ids[first : last + 1])
            self._tell_marked()

    def _stepped(self, by: int) -> str | None:
        self.step(by)
        return self.current_id()

    def _tell_marked(self) -> None:
        self.viewport().update()
        self.marked_changed.emit(len(self.marked))
