"""The leads of whoever is chosen on the board: one line each, many can be selected."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.marked_list import MarkedList
from workbench.ui.queue_delegate import QueueDelegate, asks_of
from workbench.ui.queue_model import QueueModel
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_Index = QModelIndex | QPersistentModelIndex


class BoardDelegate(QueueDelegate):
    ground = "canvas"

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self._theme.metrics.board_lead_row)

    def _paint_words(self, painter: QPainter, rect: QRect, row: Row, selected: bool) -> None:
        theme = self._theme
        width = rect.width() - self.text_x - theme.px(16)
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


class BoardList(MarkedList):
    def __init__(self, desk: Desk, model: QueueModel, theme: Theme) -> None:
        super().__init__(desk, model, theme)
        self.setAccessibleName(tr("Leads"))

    def made_delegate(self, desk: Desk, model: QueueModel, theme: Theme) -> BoardDelegate:
        return BoardDelegate(desk, model, theme, self)
