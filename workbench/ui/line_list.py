"""A list of lines in columns: its keys are the window's, each line is read as one sentence."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.metrics import RADIUS_BUTTON, SELECTION_BAR
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.slim_bar import SlimBar
from workbench.ui.story import Line as StoryLine
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.viewport import give_viewport

_Index = QModelIndex | QPersistentModelIndex
_INSET = 12
_APART = 12
_TO_THE_LIST = {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End}


class LineRow(NamedTuple):
    """`cells`: what stands in each column. `spoken`: the whole of it as a sentence."""

    id: str
    cells: tuple[tuple[Run, ...], ...]
    spoken: str


class Column(NamedTuple):
    """`share` of the list's width."""

    name: str
    share: float


class LineModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[LineRow, ...] = ()

    def show(self, rows: Sequence[LineRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].spoken
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, rows: "Rows") -> None:
        super().__init__(rows)
        self._theme = theme
        self._rows = rows

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self._theme.metrics.board_lead_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, palette, list_ = self._theme, self._theme.palette, self._rows
        rect: QRect = option.rect
        painter.fillRect(rect, palette.canvas)
        if index.row() == list_.currentIndex().row():
            around = rect.adjusted(0, 1, 0, -1)
            paint_box(painter, around, RADIUS_BUTTON, palette.selected)
            bar = QRect(around.x(), around.y(), SELECTION_BAR, around.height())
            painter.fillRect(bar, palette.accent_text)
            if list_.hasFocus():
                paint_focus_ring(painter, around, RADIUS_BUTTON, palette.accent_text)
        row = list_.model_.rows[index.row()]
        for room, runs in zip(list_.rooms(rect), row.cells, strict=True):
            paint_runs(painter, room, tuple(run for run in runs if run.text), theme)
        inset = theme.px(_INSET)
        painter.fillRect(rect.x() + inset, rect.bottom(), rect.width() - 2 * inset, 1, palette.line)


class Rows(QListView):
    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, theme: Theme, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        give_viewport(self)
        self._theme = theme
        self.columns = tuple(columns)
        self.model_ = LineModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(theme, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(SlimBar(theme, ground="canvas"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(name)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._id_at(index.row())))
        theme.changed.connect(self.doItemsLayout)

    @property
    def current_id(self) -> str:
        """Empty where there is no line."""
        return self._id_at(self.currentIndex().row())

    def show_rows(self, rows: Sequence[LineRow]) -> None:
        """The cursor stays on its line."""
        before = self.current_id
        self.blockSignals(True)
        self.model_.show(rows)
        place = next((n for n, row in enumerate(rows) if row.id == before), 0)
        if rows:
            self.setCurrentIndex(self.model_.index(place))
        self.blockSignals(False)
        self.chosen.emit(self.current_id)

    def step(self, by: int) -> None:
        count = self.model_.rowCount()
        if count:
            place = min(max(self.currentIndex().row() + by, 0), count - 1)
            self.setCurrentIndex(self.model_.index(place))

    def rooms(self, rect: QRect) -> list[QRect]:
        theme = self._theme
        x, width = rect.x() + theme.px(_INSET), rect.width() - 2 * theme.px(_INSET)
        rooms = []
        for column in self.columns:
            wide = round(width * column.share)
            rooms.append(QRect(x, rect.y(), wide - theme.px(_APART), rect.height()))
            x += wide
        return rooms

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if not self.signalsBlocked():
            self.chosen.emit(self.current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TO_THE_LIST:
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters are the window's, never a search by first letter

    def _id_at(self, place: int) -> str:
        return self.model_.rows[place].id if 0 <= place < len(self.model_.rows) else ""


class _Heads(QWidget):
    """Names of the columns; what a line says of itself is in its sentence."""

    told_as = "StaticText"

    def __init__(self, theme: Theme, rows: Rows) -> None:
        super().__init__()
        self._theme = theme
        self._rows = rows
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(column.name for column in rows.columns if column.name))
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(event.rect(), theme.palette.canvas)
        for column, room in zip(self._rows.columns, self._rows.rooms(self.rect()), strict=True):
            paint_runs(painter, room, (Run(column.name, "ink2", Text.SMALL, gives=1),), theme)
        inset = theme.px(_INSET)
        painter.fillRect(inset, self.height() - 1, self.width() - 2 * inset, 1, theme.palette.line2)


class LineList(QWidget):
    """The lines under their columns' names, or the words that stand there instead."""

    def __init__(self, theme: Theme, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self.rows = Rows(theme, name, columns)
        self._heads = _Heads(theme, self.rows)
        self._instead = Story(theme)
        self._instead.gutter = 12
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._heads)
        rows.addSpacing(theme.px(4))
        rows.addWidget(self._instead)
        rows.addWidget(self.rows, 1)
        self._instead.hide()

    def show_rows(self, rows: Sequence[LineRow], instead: Sequence[str] = ()) -> None:
        self.rows.show_rows(rows)
        first, *rest = instead or ("",)
        head = StoryLine((Run(first, weight=600, gives=1),))
        words = tuple(Words(text, "ink2") for text in rest)
        self._instead.tell((Section("", (head, *words)),) if first and not rows else ())
        self._instead.setVisible(bool(first) and not rows)
