"""What the palette and its kind found, as rows to choose from: an icon, words, a hint, keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.tongue import tr
from workbench.ui.announcing import announce
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_BUTTON, SELECTION_BAR
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the palette: an action by name, of a `person` where it is about one; or a lead by
    id.
    """

    group: str
    label: str
    hint: str
    icon: str
    keys: tuple[str, ...] = ()
    action: str = ""
    lead: str = ""
    person: str = ""
    at: int = -1
    """Where the typed letters begin in the label."""
    is_off: bool = False
    """To run it says the hint, and does nothing."""


def match(query: str, label: str, hint: str) -> int | None:
    """Lower is better: the label's beginning, a word's, inside it, beginnings of its words as in
    “mb” and “book meet”, then the hint; None: no.
    """
    if not query:
        return 1
    text, words = label.lower(), query.lower()
    if text.startswith(words):
        return 0
    if f" {words}" in text:
        return 1
    if words in text:
        return 2
    parts = text.split()
    initials = "".join(part[0] for part in parts)
    begun = all(any(part.startswith(word) for part in parts) for word in words.split())
    if begun or initials.startswith(words):
        return 3
    return 4 if words in hint.lower() else None


class HitList(QWidget):
    told_as = "ListItem"
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.hits: list[Hit] = []
        self.query = ""
        self.current = 0
        self.setMouseTracking(True)

    def show_hits(self, hits: list[Hit], query: str) -> None:
        self.hits, self.query, self.current = hits, query, 0
        self._announce()
        self.updateGeometry()
        self.update()

    def step(self, by: int) -> None:
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self._announce()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, max((rect.bottom() for _, rect in self._places()), default=40) + 12)

    def current_rect(self) -> QRect:
        return next((rect for number, rect in self._places() if number == self.current), QRect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for number, rect in self._places():
            if rect.contains(event.position().toPoint()) and number != self.current:
                self.current = number
                self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if any(rect.contains(event.position().toPoint()) for _, rect in self._places()):
            self.chosen.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        group = ""
        for number, rect in self._places():
            hit = self.hits[number]
            if hit.group != group:
                group = hit.group
                above = QRect(rect.x() + 12, rect.y() - theme.px(28), rect.width(), theme.px(26))
                label = Run(group, "ink3", Text.LABEL, 600)
                paint_runs(painter, above, (label,), theme)
            self._paint_hit(painter, rect, hit, selected=number == self.current)
        if not self.hits and self.query:
            words = Run(tr("Nothing matches “{query}”.", query=self.query), "ink2")
            paint_runs(painter, self.rect().adjusted(20, 0, -20, 0), (words,), theme)

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit, *, selected: bool) -> None:
        theme, palette = self._theme, self._theme.palette
        if selected:
            paint_box(painter, rect, RADIUS_BUTTON, palette.selected)
            bar = QRect(rect.x(), rect.y() + 8, SELECTION_BAR, rect.height() - 16)
            painter.fillRect(bar, palette.accent_text)
        side = theme.metrics.icon
        place = QRect(rect.x() + 12, rect.y() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, place, hit.icon or "chevron-right", palette.ink2)
        right = rect.right() - theme.px(10)
        for key in reversed(hit.keys):
            width = keycap_width(theme, key)
            y = rect.y() + (rect.height() - theme.metrics.keycap) // 2
            kind = Keycap.OFF if hit.is_off else Keycap.SOLID
            paint_keycap(painter, QPoint(right - width, y), key, theme, kind)
            right -= width + theme.px(5)
        left = rect.x() + theme.px(42)
        room = QRect(left, rect.y(), right - left - theme.px(8), rect.height())
        hint_ink = "ink2" if selected or hit.is_off else "ink3"
        hint = Run(hit.hint, hint_ink, Text.SMALL, gives=2, gap=10)
        paint_runs(painter, room, (*self._label(hit), hint), theme)

    def _label(self, hit: Hit) -> tuple[Run, ...]:
        end = hit.at + len(self.query)
        if hit.is_off:
            return (Run(hit.label, "off", weight=500, gives=1),)
        if hit.at < 0 or not self.query:
            return (Run(hit.label, weight=500, gives=1),)
        parts = (
            Run(hit.label[: hit.at], weight=500, gap=0),
            Run(hit.label[hit.at : end], weight=600, gap=0, marked=True),
            Run(hit.label[end:], weight=500, gap=0, gives=1),
        )
        return tuple(part for part in parts if part.text)

    def _places(self) -> Iterator[tuple[int, QRect]]:
        theme, y, group = self._theme, 0, ""
        for number, hit in enumerate(self.hits):
            if hit.group != group:
                group = hit.group
                y += theme.px(32)
            yield number, QRect(8, y, self.width() - 16, theme.metrics.palette_row)
            y += theme.metrics.palette_row

    def _announce(self) -> None:
        if self.hits:
            hit = self.hits[self.current]
            key = tr("Key {key}", key=" ".join(hit.keys)) if hit.keys else ""
            said = ", ".join(part for part in (hit.label, hit.hint, key) if part)
            count = len(self.hits)
            place = tr("{place} of {count}", place=self.current + 1, count=count)
            if said != self.accessibleName():
                self.setAccessibleName(said)
                self.setAccessibleDescription(place)
                announce(self, f"{said}, {place}")  # the focus is in the field
