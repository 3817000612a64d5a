"""What to say and what to answer, beside the notes; T, Enter or a click shows every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.tongue import tr, tr_n
from workbench.ui.actions import either
from workbench.ui.keyboard import ENTER
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs, paragraph, paragraph_height
from workbench.ui.shape import paint_focus_ring
from workbench.ui.story import GUTTER, paint_label
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

if TYPE_CHECKING:
    from workbench.desk.talk import TalkTrack

_TWO_COLUMNS = 480
_BETWEEN = 32
_ROWS = 12
_HEAD = 20


class Part(NamedTuple):
    """What is said to whom: “If “send me something””, and the words for it."""

    head: str
    words: str


class TalkStory(QWidget):
    """Closed, the opening and the first answer, as far as there is room; open, all of them."""

    told_as = "StaticText"
    toggled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self.gutter = GUTTER
        self.is_open = False
        self.is_low = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._measure)

    def tell(self, talk: TalkTrack | None) -> None:
        told: list[Part] = []
        if talk is not None:
            told = [Part(tr("Say"), "\n".join(talk.says))]
            told += [Part(tr("If “{said}”", said=said), answer) for said, answer in talk.objections]
        self.setVisible(bool(told))
        if tuple(told) != self._parts:
            self._parts = tuple(told)
            self._measure()

    def toggle(self) -> None:
        self.is_open = not self.is_open
        self._measure()
        self.toggled.emit()

    def set_room(self, gutter: int, *, low: bool) -> None:
        """In a low window the closed track is its opening alone."""
        self.gutter, self.is_low = gutter, low
        self._measure()

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.toggle()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(event.rect(), theme.palette.canvas)
        self._paint_label(painter)
        for part, place in self._places():
            head = QRect(place.x(), place.y(), place.width(), theme.px(_HEAD))
            paint_runs(painter, head, (Run(part.head, "ink2", Text.SMALL, gives=1),), theme)
            layout = paragraph(part.words, Text.BODY, 400, place.width(), theme.fonts)
            painter.setPen(theme.palette.ink)
            layout.draw(painter, QPointF(place.x(), place.y() + theme.px(_HEAD)))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_KEYCAP, theme.palette.accent_text)

    def _paint_label(self, painter: QPainter) -> None:
        theme = self._theme
        line = QRect(0, 0, theme.px(self.gutter), theme.px(_HEAD))
        label = tr("TALK TRACK") if self.gutter >= GUTTER else tr("TALK")
        paint_label(painter, line, label, "talk", theme)
        line.translate(0, theme.px(20))
        note = (Run(self._note(), "ink3", Text.SMALL, gives=1),)
        paint_runs(painter, line.adjusted(0, 0, -theme.px(8), 0), note, theme)

    def _note(self) -> str:
        hidden = len(self._parts) - len(self._shown())
        return tr_n("{n} more", "{n} more", hidden) if hidden else ""

    def _shown(self) -> tuple[Part, ...]:
        if self.is_open:
            return self._parts
        return self._parts[: 1 if self.is_low else 2]

    def _places(self) -> Iterator[tuple[Part, QRect]]:
        theme, left = self._theme, self._theme.px(self.gutter)
        room = self.width() - left
        parts, gap, y = self._shown(), theme.px(_BETWEEN), 0
        columns = 2 if len(parts) > 1 and room >= theme.px(_TWO_COLUMNS) else 1
        width = (room - gap) // 2 if columns == 2 else room
        for first in range(0, len(parts), columns):
            row = parts[first : first + columns]
            height = max(self._height_of(part, width) for part in row)
            for column, part in enumerate(row):
                yield part, QRect(left + column * (width + gap), y, width, height)
            y += height + theme.px(_ROWS)

    def _height_of(self, part: Part, width: int) -> int:
        theme = self._theme
        layout = paragraph(part.words, Text.BODY, 400, width, theme.fonts)
        return theme.px(_HEAD) + paragraph_height(layout, Text.BODY, theme.fonts)

    def _measure(self) -> None:
        bottoms = [place.bottom() + 1 for _, place in self._places()]
        least = self._theme.px(40) if self._note() else 0
        self.setFixedHeight(max(*bottoms, least) if bottoms else 0)
        shown = (f"{part.head}: {part.words}" for part in self._shown())
        self.setAccessibleName(". ".join((tr("Talk track"), *shown)))
        state = self._note() or tr("All of it shown")
        if self.is_open:
            state = tr("All answers shown")
        keys = tr("Key {key}", key=either(tuple(filter(None, (self._theme.key("talk"), ENTER)))))
        self.setAccessibleDescription(f"{keys}, {state}")
        self.update()
