"""The leads of whoever is chosen on the board: one line each, many can be selected and dragged."""

from collections.abc import Mapping

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.marked_list import MarkedList
from workbench.ui.queue_delegate import QueueDelegate, asks_of
from workbench.ui.queue_model import QueueModel
from workbench.ui.rep_table import LEADS
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_Index = QModelIndex | QPersistentModelIndex


class BoardDelegate(QueueDelegate):
    ground = "canvas"

    def restyle(self) -> None:
        super().restyle()
        self.targets: Mapping[str, str] = getattr(self, "targets", {})

    @property
    def row_height(self) -> int:
        return self._theme.metrics.board_lead_row

    def _paint_words(self, painter: QPainter, rect: QRect, row: Row, selected: bool) -> None:
        theme = self._theme
        width = rect.width() - self.text_x - theme.px(16)
        line = theme.palette.line2 if selected else theme.palette.line
        x = rect.x() + self.text_x
        to = self.targets.get(row.id)
        whose: tuple[Run, ...] = (Run(row.owner, "ink2", Text.SMALL),)
        if to is not None:
            whose = (Run("→", "accent_text"), Run(to, gives=1))
        parts = ((0.38, (Run(row.name, weight=600, gives=1), Run(row.company, "ink2", gives=2))),
                 (0.36, (Run(asks_of(row), "ink2", gives=1),)),
                 (0.08, (Run(str(row.score), weight=600, tabular=True),)),
                 (0.18, whose))  # fmt: skip
        for share, runs in parts:
            room = QRect(x, rect.y(), round(width * share) - theme.px(12), rect.height())
            paint_runs(painter, room, tuple(run for run in runs if run.text), theme)
            x += round(width * share)
        painter.fillRect(rect.x() + self.text_x, rect.bottom(), width, 1, line)


class BoardList(MarkedList):
    delegate: BoardDelegate

    def __init__(self, desk: Desk, model: QueueModel, theme: Theme) -> None:
        super().__init__(desk, model, theme)
        self.setAccessibleName(tr("Leads"))
        self._pressed_at: QPoint | None = None

    def show_targets(self, targets: Mapping[str, str]) -> None:
        """Lead → the name of who would get it; it stands in the owner's place."""
        if targets != self.delegate.targets:
            self.delegate.targets = targets
            self.delegate.restyle()
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.position().toPoint() if is_left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        way = event.position().toPoint() - self._pressed_at
        if way.manhattanLength() >= QApplication.startDragDistance() and self.chosen_ids():
            self._pressed_at = None
            self._drag()

    def _drag(self) -> None:
        """Those that are selected, else the one under the pointer, to a row of the board."""
        drag, carried = QDrag(self), QMimeData()
        carried.setData(LEADS, b"")
        drag.setMimeData(carried)
        drag.exec(Qt.DropAction.MoveAction)

    def made_delegate(self, desk: Desk, model: QueueModel, theme: Theme) -> BoardDelegate:
        return BoardDelegate(desk, model, theme, self)
