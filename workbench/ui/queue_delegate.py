"""One call paints one row: chip, name and company, what they asked for, score, owner.

A row that only moved, as most do when the first one goes, is a picture that was painted before.
"""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.ui.chip import ChipFace, ChipState, chip_width, paint_chip
from workbench.ui.clock_face import LONGEST, face_of
from workbench.ui.metrics import FOCUS_RING, SELECTION_BAR
from workbench.ui.queue_model import ATTENTION, QueueModel
from workbench.ui.runs import Run, elided, paint_runs
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LEFT = 12
_RIGHT = 14
_GAP = 12
_RIGHT_COLUMN = 26
_PICTURES = 60
"""How many rows are kept as pictures: two pages of them, some 5 MB."""
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SHOWN = (
    QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
    | QStyle.StateFlag.State_HasFocus
)  # fmt: skip
_Index = QModelIndex | QPersistentModelIndex


def asks_of(row: Row) -> str:
    """On one line, with a capital."""
    words = " ".join(row.asks.split())
    return words[:1].upper() + words[1:]


class QueueDelegate(QStyledItemDelegate):
    ground = "panel"

    def __init__(
        self, desk: Desk, model: QueueModel, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self._theme = theme
        self.dirty = QRect()
        """What the view was asked to paint; a tick asks for no more than chips."""
        self.faces: dict[int, ChipFace] = {}
        """The chips as they stand on the screen, by place."""
        self._pictures: dict[str, tuple[object, QPixmap]] = {}
        """By lead, what the picture was painted from."""
        self.restyle()

    def restyle(self) -> None:
        self._pictures.clear()
        self._chip_width = chip_width(self._theme, LONGEST)
        self.text_x = _LEFT + self._chip_width + _GAP

    def face(self, row: Row) -> ChipFace:
        if row.id == ATTENTION:
            return ChipFace(ChipState.REFUSED, "refused")
        desk = self._desk
        return face_of(row, desk.policy.calendar, desk.now(), certain=desk.is_clock_certain)

    def is_marked(self, _row: Row) -> bool:
        """Whether it is selected beside the one under the cursor."""
        return False

    def chip_rect(self, row_rect: QRect) -> QRect:
        height = self._theme.metrics.chip
        top = row_rect.y() + (row_rect.height() - height) // 2
        return QRect(row_rect.x() + _LEFT, top, self._chip_width, height)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self._theme.metrics.queue_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place = index.row()
        row = self._model.row(place)
        if row is None:
            return
        rect: QRect = option.rect
        state = option.state & _SHOWN
        face = self.face(row)
        self.faces[place] = face
        if self.chip_rect(rect).contains(self.dirty):
            self._paint_chip(painter, rect, row, face, state)
            return
        dpr = painter.device().devicePixelRatioF()
        shown = (row, face, state, self.is_marked(row), rect.width(), dpr)
        known = self._pictures.get(row.id)
        if known is None or known[0] != shown:
            if len(self._pictures) >= _PICTURES:
                self._pictures.clear()
            known = self._pictures[row.id] = (shown, self._picture(rect, row, face, state, dpr))
        painter.drawPixmap(rect.topLeft(), known[1])

    def _picture(
        self, rect: QRect, row: Row, face: ChipFace, state: QStyle.StateFlag, dpr: float
    ) -> QPixmap:
        picture = QPixmap(rect.size() * dpr)
        picture.setDevicePixelRatio(dpr)
        painter = QPainter(picture)
        rect = QRect(QPoint(0, 0), rect.size())
        self._paint_chip(painter, rect, row, face, state)
        self._paint_words(painter, rect, row, self._is_selected(row, state))
        self._paint_marks(painter, rect, state)
        painter.end()
        return picture

    def _is_selected(self, row: Row, state: QStyle.StateFlag) -> bool:
        return bool(state & QStyle.StateFlag.State_Selected) or self.is_marked(row)

    def _paint_chip(
        self, painter: QPainter, rect: QRect, row: Row, face: ChipFace, state: QStyle.StateFlag
    ) -> None:
        """The chip on the row's ground."""
        palette = self._theme.palette
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        plain = palette.hover if hovered else getattr(palette, self.ground)
        painter.fillRect(rect, palette.selected if self._is_selected(row, state) else plain)
        paint_chip(painter, self.chip_rect(rect), face, self._theme)

    def _paint_words(self, painter: QPainter, rect: QRect, row: Row, selected: bool) -> None:
        theme = self._theme
        fonts, palette = theme.fonts, theme.palette
        x = rect.x() + self.text_x
        right = rect.right() + 1 - _RIGHT
        width = right - theme.px(_RIGHT_COLUMN) - x
        first, second = fonts.line(Text.BODY), fonts.line(Text.SMALL)
        top = rect.y() + (rect.height() - first - second + theme.px(2)) // 2
        names = (
            Run(row.name or "No name", weight=600, gives=1),
            Run(row.company, ink="ink2", gives=2),
        )
        paint_runs(painter, QRect(x, top, width, first), names if row.company else names[:1], theme)
        painter.setFont(fonts.font(Text.BODY, 600, tabular=True))
        painter.setPen(palette.ink)
        painter.drawText(QRect(x, top, right - x, first), _AT_RIGHT, str(row.score))
        line = QRect(x, top + first - theme.px(2), right - x, second)
        painter.setFont(fonts.font(Text.SMALL))
        painter.setPen(palette.ink if selected else palette.ink2)
        asks = elided(asks_of(row), Text.SMALL, width, fonts)
        painter.drawText(line, _AT_LEFT, asks)
        painter.setFont(fonts.font(Text.TINY))
        painter.setPen(palette.ink2)
        painter.drawText(line, _AT_RIGHT, row.owner)
        if not selected:
            painter.fillRect(x, rect.bottom(), right - x, 1, palette.line)

    def _paint_marks(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        palette = self._theme.palette
        if state & QStyle.StateFlag.State_Selected:
            bar = QRect(rect.x(), rect.y(), SELECTION_BAR, rect.height())
            painter.fillRect(bar, palette.accent_text)
            if not state & QStyle.StateFlag.State_HasFocus:
                return
            paint_box(painter, rect, 0, None, palette.accent_text, FOCUS_RING)
