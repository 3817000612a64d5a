"""One call paints one row: chip, name and company, what they asked for, score, owner.

A row that only moved, as most do when the first one goes, is a picture that was painted before.
How a row stands (cursor, pointer, focus) its view tells: to read it from the option would make the
enums of QStyle, 5 ms before the first paint.
"""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.domain.tongue import tr
from workbench.ui.chip import ChipFace, ChipState, chip_width, paint_chip
from workbench.ui.clock_face import face_of, longest
from workbench.ui.icons import paint_icon
from workbench.ui.metrics import FOCUS_RING, SELECTION_BAR
from workbench.ui.queue_model import ATTENTION, QueueModel
from workbench.ui.runs import Run, elided, paint_runs
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LEFT = 12
_RIGHT = 14
_GAP = 12
_CHECK = 8
_CHECK_STROKE = 4.5
"""As bold as a letter at the 10 px that stand before a chip."""
_RIGHT_COLUMN = 26
_PICTURES = 60
"""How many rows are kept as pictures: two pages of them, some 5 MB."""
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class Look(NamedTuple):
    """How a row stands in its list; `focused` is the one under the cursor of a list with focus."""

    at_cursor: bool
    focused: bool
    hovered: bool
    marked: bool

    @property
    def selected(self) -> bool:
        return self.at_cursor or self.marked


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
        self.cursor = self.pointer = -1
        self.has_focus = False
        """The places that the keyboard and the mouse point at, and whether keys come here."""
        self.faces: dict[int, ChipFace] = {}
        """The chips as they stand on the screen, by place."""
        self.marked: set[str] = set()
        self._pictures: dict[tuple[str, bool], tuple[object, ChipFace, QPixmap]] = {}
        """By lead and whether the cursor is on it, what the picture was painted from, the oldest
        first.
        """
        self.restyle()

    def restyle(self) -> None:
        self._pictures.clear()
        self._chip_width = chip_width(self._theme, longest())
        self.text_x = _LEFT + self._chip_width + _GAP

    def face(self, row: Row) -> ChipFace:
        if row.id == ATTENTION:
            return ChipFace(ChipState.REFUSED, tr("refused"))
        desk = self._desk
        return face_of(row, desk.now(), certain=desk.is_clock_certain)

    def is_marked(self, row: Row) -> bool:
        """Whether it is selected beside the one under the cursor."""
        return row.id in self.marked

    def chip_rect(self, row_rect: QRect) -> QRect:
        height = self._theme.metrics.chip
        top = row_rect.y() + (row_rect.height() - height) // 2
        return QRect(row_rect.x() + _LEFT, top, self._chip_width, height)

    @property
    def row_height(self) -> int:
        return self._theme.metrics.queue_row

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self.row_height)

    def paint_rows(
        self, painter: QPainter, first: QRect, places: Iterable[int], region: QRegion
    ) -> None:
        """`first`: where the first row of all stands. `region`: a tick asks for chips alone."""
        dpr, size = painter.device().devicePixelRatioF(), first.size()
        for place in places:
            rect = first.translated(0, place * size.height())
            dirty = region.intersected(rect).boundingRect()
            row = None if dirty.isEmpty() else self._model.row(place)
            if row is None:
                continue
            look, face = self._look(row, place, self.cursor), self.face(row)
            self.faces[place] = face
            if self.chip_rect(rect).contains(dirty):
                self._paint_chip(painter, rect, face, look)
            else:
                painter.drawPixmap(rect.topLeft(), self._picture(size, row, face, look, dpr))

    def paint_ahead(self, places: range, size: QSize, dpr: float) -> None:
        """Have the pictures of rows that will be in sight, no more of them than are kept beside
        those that are; and the next one's as it stands when the cursor comes to it.
        """
        ahead = [(place, self.cursor) for place in places[: _PICTURES // 2]]
        for place, cursor in (*ahead, (self.cursor + 1, self.cursor + 1)):
            row = self._model.row(place)
            if row is not None:
                look = self._look(row, place, cursor)
                self._picture(size, row, self.face(row), look, dpr)

    def _look(self, row: Row, place: int, cursor: int) -> Look:
        return Look(
            at_cursor=place == cursor,
            focused=place == cursor and self.has_focus,
            hovered=place == self.pointer,
            marked=self.is_marked(row),
        )

    def _picture(self, size: QSize, row: Row, face: ChipFace, look: Look, dpr: float) -> QPixmap:
        """As it was painted before, with no more than another chip where it is the same."""
        shown = (row, look, size.width(), dpr)
        known = self._pictures.pop((row.id, look.at_cursor), None)
        is_known = known is not None and known[0] == shown
        picture = known[2] if known is not None and is_known else QPixmap(size * dpr)
        if known is None or not is_known or known[1] != face:
            picture.setDevicePixelRatio(dpr)
            painter, rect = QPainter(picture), QRect(QPoint(0, 0), size)
            if is_known:
                painter.setClipRect(self.chip_rect(rect))
            self._paint_chip(painter, rect, face, look)
            if not is_known:
                self._paint_words(painter, rect, row, look.selected)
                self._paint_marks(painter, rect, look)
            painter.end()
        if len(self._pictures) >= _PICTURES:
            del self._pictures[next(iter(self._pictures))]
        self._pictures[row.id, look.at_cursor] = (shown, face, picture)
        return picture

    def _paint_chip(self, painter: QPainter, rect: QRect, face: ChipFace, look: Look) -> None:
        """The chip on the row's ground."""
        palette = self._theme.palette
        plain = palette.hover if look.hovered else getattr(palette, self.ground)
        painter.fillRect(rect, palette.selected if look.selected else plain)
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
            Run(row.name or tr("No name"), weight=600, gives=1),
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

    def _paint_marks(self, painter: QPainter, rect: QRect, look: Look) -> None:
        accent = self._theme.palette.accent_text
        if look.at_cursor:
            painter.fillRect(rect.x(), rect.y(), SELECTION_BAR, rect.height(), accent)
        if look.marked:
            top = rect.y() + (rect.height() - _CHECK) // 2
            place = QRect(rect.x() + SELECTION_BAR, top, _CHECK, _CHECK)
            paint_icon(painter, place, "check", accent, stroke=_CHECK_STROKE)
        if look.focused:
            paint_box(painter, rect, 0, None, accent, FOCUS_RING)
