"""Why a lead is first, in one line; opened, each decision on it in words. Y, Enter or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from workbench.domain.tongue import tr
from workbench.ui.actions import either
from workbench.ui.keyboard import ENTER
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run
from workbench.ui.shape import paint_focus_ring
from workbench.ui.story import Line, Section, Story, Told
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.desk.why import Reason


_CLOSED, _OPEN = 6, 16


class WhyStory(Story):
    toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, between=_CLOSED)
        self.is_open = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._describe)

    def tell_why(
        self, why_first: Sequence[str], reasons: Sequence[Reason], others: Sequence[Section]
    ) -> None:
        """`reasons` of a story that is open; the `others` follow in any case."""
        first, *parts = why_first or (tr("Nothing is due."),)
        runs = [Run(first, weight=600, gives=1)]
        # The last one goes first, and its dot with it.
        runs += [Run(f"·  {part}", "ink2", gives=2 + n) for n, part in enumerate(parts)]
        head = Line(tuple(runs), end="chevron-down" if self.is_open else "chevron-right")
        told = [
            Told(reason.about if number == 0 else "", text)
            for reason in reasons
            for number, text in enumerate((reason.said, *reason.more))
        ]
        self._between = _OPEN if self.is_open else _CLOSED
        self.tell([Section(tr("WHY FIRST"), (head, *told), action="why"), *others])
        self._describe()

    def _describe(self) -> None:
        state = tr("Shown in full") if self.is_open else tr("In one line")
        keys = tr("Key {key}", key=either(tuple(filter(None, (self._theme.key("why"), ENTER)))))
        self.setAccessibleDescription(f"{keys}, {state}")

    def toggle(self) -> None:
        self.is_open = not self.is_open
        self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._head().contains(event.position().toPoint()):
            self.toggle()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            ink = self._theme.palette.accent_text
            paint_focus_ring(QPainter(self), self._head(), RADIUS_KEYCAP, ink)

    def _head(self) -> QRect:
        return QRect(0, 0, self.width(), self._theme.px(23))
