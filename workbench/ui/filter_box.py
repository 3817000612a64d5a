"""The search field with its filters: words become chips below it, and are completed as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.cache.traits import ALL, Narrow
from workbench.desk.desk import Desk
from workbench.domain.tongue import mark, tr
from workbench.ui.button import PaintedButton
from workbench.ui.entry import Entry
from workbench.ui.flow import Flow
from workbench.ui.icons import paint_icon
from workbench.ui.keyboard import TAB
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

if TYPE_CHECKING:
    from workbench.desk.filters import Filter

_MARGIN = 8
_ICON = 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SearchEntry(Entry):
    """`completed` on Tab, `emptied` on Backspace with nothing left to delete, `left` with the
    focus.
    """

    completed = Signal()
    emptied = Signal()
    left = Signal()
    completes = False

    def focusNextPrevChild(self, onward: bool) -> bool:
        if onward and self.completes:
            self.completed.emit()
            return True
        return super().focusNextPrevChild(onward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class WordChip(PaintedButton):
    """A filter that holds, to be taken off, or a word that is offered; `key` stands before it."""

    def __init__(self, theme: Theme, words: str, *, holds: bool, key: str = "") -> None:
        super().__init__(theme, words, key=key)
        self._holds = holds
        said = mark("Take off {filter}") if holds else mark("Filter by {filter}")
        self.setAccessibleName(tr(said, filter=words))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = theme.fonts.metrics(Text.SMALL, 500).horizontalAdvance(self._words)
        beside = theme.px(_ICON + 4) if self._holds else 0
        beside += keycap_width(theme, self.key, small=True) + theme.px(5) if self.key else 0
        return QSize(words + beside + 2 * theme.px(_MARGIN), theme.metrics.pill)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, palette, painter = self._theme, self._theme.palette, QPainter(self)
        fill = palette.selected if self._holds else palette.raised
        fill = palette.hover if self.underMouse() else fill
        line = palette.accent_line if self._holds else palette.line2
        paint_box(painter, self.rect(), RADIUS_BUTTON, fill, line)
        x = theme.px(_MARGIN)
        if self.key:
            y = (self.height() - theme.metrics.keycap_small) // 2
            x += paint_keycap(painter, QPoint(x, y), self.key, theme, small=True) + theme.px(5)
        painter.setFont(theme.fonts.font(Text.SMALL, 500))
        painter.setPen(palette.ink if self._holds else palette.ink2)
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), _LEFT, self._words)
        if self._holds:
            side = theme.px(_ICON)
            x, y = self.width() - side - theme.px(6), (self.height() - side) // 2
            paint_icon(painter, QRect(x, y, side, side), "x", palette.ink2)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)


class FilterBox(QWidget):
    """`changed` when other leads are wanted; `entered` where Enter is about the list."""

    changed = Signal()
    entered = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.field = SearchEntry(
            theme, tr("Search, or type:demo late score>7"), icon="search", action="search",
            aloud=tr("Search leads, companies, numbers, or filter by words"),
        )  # fmt: skip
        self.flow = Flow(theme)
        self.filters: tuple[Filter, ...] = ()
        self.text = ""
        """What is searched for, without the words of filters."""
        self._typing: Filter | None = None
        self._told: tuple[str, tuple[Filter, ...]] = ("", ())
        """The text and the filters that the list has heard of."""
        self._offered: list[str] = []
        self.field.textChanged.connect(self._read)
        self.field.completed.connect(self._complete)
        self.field.entered.connect(self._enter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(8)
        rows.addWidget(self.field)
        rows.addWidget(self.flow)
        self.flow.hide()

    @property
    def in_force(self) -> tuple[Filter, ...]:
        """The chips, and the word that is being typed where it means something already."""
        return (*self.filters, self._typing) if self._typing else self.filters

    @property
    def narrow(self) -> Narrow:
        if not self.in_force:
            return ALL
        from workbench.desk.filters import narrow

        return narrow(self.in_force)

    @property
    def words(self) -> str:
        """All of it, as it can be typed again."""
        return " ".join((*(item.word for item in self.in_force), *self.text.split()))

    def type_words(self, words: str) -> None:
        """As if somebody had typed them, instead of what stood there."""
        self.filters = ()
        with QSignalBlocker(self.field):
            self.field.clear()
        self.field.setText(f"{words} ")

    def clear(self) -> None:
        self.filters = ()
        self.field.clear()
        self._show()

    def lift(self, gone: Filter) -> None:
        if gone == self._typing:
            self.field.setText(self.text)
        self.filters = tuple(item for item in self.filters if item != gone)
        self._show()

    def lift_last(self) -> None:
        if self.filters:
            self.lift(self.filters[-1])

    def _read(self, text: str) -> None:
        """Each whole word that is a filter becomes a chip; the last one may become one."""
        *whole, last = text.split(" ")
        read = {word: self._meaning(word) for word in whole if word}
        taken = [item for item in read.values() if item]
        if taken:
            self.filters = tuple(dict.fromkeys((*self.filters, *taken)))
            self.field.setText(" ".join([*(w for w in whole if w and not read[w]), last]))
        else:
            self._look(text)

    def _look(self, text: str) -> None:
        words = text.split()
        last = words[-1] if words and not text.endswith(" ") else ""
        is_field = bool(last) and any(sign in last for sign in ":<>=")
        self._typing = self._meaning(last) if is_field else None
        self._offered = self._desk.finding().vocabulary().complete(last) if last else []
        # A half-typed filter is looked for in no name.
        is_filter = self._typing is not None or (is_field and bool(self._offered))
        self.text = " ".join(words[:-1] if is_filter else words)
        self._show()

    def _meaning(self, word: str) -> Filter | None:
        return self._desk.finding().vocabulary().read(word)

    def _complete(self) -> None:
        self._take_offered(self._offered[0])

    def _take_offered(self, offered: str) -> None:
        before, _, _ = self.field.text().rpartition(" ")
        is_whole = self._meaning(offered) is not None
        self.field.setText(f"{before} {offered}{' ' if is_whole else ''}".lstrip())
        self.field.setFocus()

    def _enter(self) -> None:
        last = self.field.text().rpartition(" ")[2]
        if self._meaning(last) is not None:
            self.field.setText(f"{self.field.text()} ")
        else:
            self.entered.emit()

    def _show(self) -> None:
        self.field.completes = bool(self._offered)
        holding = [WordChip(self._theme, item.label, holds=True) for item in self.filters]
        for chip, item in zip(holding, self.filters, strict=True):
            chip.clicked.connect(lambda _=False, item=item: self.lift(item))
        offered = [
            WordChip(self._theme, word, holds=False, key="" if number else TAB)
            for number, word in enumerate(self._offered)
        ]
        for chip, word in zip(offered, self._offered, strict=True):
            chip.clicked.connect(lambda _=False, word=word: self._take_offered(word))
        self.flow.offer([*holding, *offered])
        if (self.text, self.in_force) != self._told:
            self._told = self.text, self.in_force
            self.changed.emit()
