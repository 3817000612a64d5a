"""The call at hand: who would be rung, the running timer, the wrap-up."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Call
from workbench.domain.calling import Calling
from workbench.domain.lead import Lead
from workbench.domain.tongue import tr
from workbench.ui.clock_face import minutes_seconds
from workbench.ui.icons import STATE_STROKE, paint_icon
from workbench.ui.metrics import RADIUS_GROUP
from workbench.ui.queue_view import Ticker
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class AtHand(NamedTuple):
    """What the dock is about: the lead, its call, which channels are offered."""

    lead: Lead | None = None
    call: Call | None = None
    calling: Calling = Calling()
    wrap_up: bool = False

    @property
    def is_on_call(self) -> bool:
        return self.call is not None and self.call.ended_at is None


class CallBlock(QWidget):
    told_as = "StaticText"

    def __init__(self, desk: Desk, theme: Theme, *, folded: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._folded = folded
        self._at_hand = AtHand()
        self._timer_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._ticker = Ticker(desk.now, self)
        self._ticker.timeout.connect(self._tick)
        theme.changed.connect(self.updateGeometry)

    def show_at_hand(self, at_hand: AtHand) -> None:
        self._at_hand = at_hand
        self.setAccessibleName(f"{self._state()}, {self._who()}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(36) if self._folded else self._theme.metrics.call_block)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, palette, painter = self._theme, self._theme.palette, QPainter(self)
        calling = self._at_hand.call is not None
        fill = palette.selected if self._at_hand.is_on_call else palette.raised
        border = palette.accent_line if calling else palette.line
        paint_box(painter, self.rect(), RADIUS_GROUP, fill, border)
        inside = self.rect().adjusted(theme.px(14), 0, -theme.px(14), 0)
        if calling:
            self._timer_text = self._time()
            style = Text.TITLE if self._folded else Text.TIMER
            timer = Run(self._timer_text, style=style, weight=600, tabular=True)
            paint_runs(painter, inside, (timer,), theme, right=True)
            inside.adjust(0, 0, -runs_width(theme, (timer,)) - theme.px(10), 0)
        icon = "phone-call" if self._at_hand.is_on_call else "phone"
        if self._at_hand.calling.no_call and not calling:
            icon = "phone-off"
        ink = "accent_text" if calling else "ink"
        side = theme.metrics.icon
        half = inside.height() if self._folded else inside.height() // 2 + theme.px(2)
        top = QRect(inside.x(), inside.y() + (0 if self._folded else theme.px(6)),
                    inside.width(), half - (0 if self._folded else theme.px(6)))  # fmt: skip
        place = QRect(top.x(), top.y() + (top.height() - side) // 2, side, side)
        paint_icon(painter, place, icon, getattr(palette, ink), stroke=STATE_STROKE)
        words = [Run(self._state(), ink, weight=600, gives=1)]
        if self._folded and not calling and self._at_hand.calling.no_call:
            words = [Run(self._who(), "ink2", Text.SMALL, gives=1)]  # the name stands above it
        elif self._folded and not calling:
            words.append(Run(self._who(), "ink2", Text.SMALL, tabular=True, gives=2))
        paint_runs(painter, top.adjusted(side + theme.px(8), 0, 0, 0), words, theme)
        if not self._folded:
            below = QRect(inside.x(), top.bottom(), inside.width(), theme.px(22))
            who = Run(self._who(), "ink2", Text.SMALL, tabular=True, gives=1)
            paint_runs(painter, below, (who,), theme)

    def _state(self) -> str:
        call = self._at_hand.call
        if call is None:
            lead = self._at_hand.lead
            return (lead.name or tr("No name")) if lead else tr("No lead is open")
        return tr("On call") if call.ended_at is None else tr("Wrap-up")

    def _who(self) -> str:
        at_hand = self._at_hand
        if at_hand.call is not None:
            return _as_written(at_hand.call.number, at_hand.lead)
        if at_hand.lead is None:
            return ""
        if self._folded and at_hand.calling.no_call:
            return at_hand.calling.no_call
        return at_hand.lead.phone or tr("no number")

    def _time(self) -> str:
        call = self._at_hand.call
        if call is None:
            return ""
        end = call.ended_at or self._desk.now()
        return minutes_seconds(end - call.started_at, padded=True)

    def _tick(self) -> None:
        if self._at_hand.call is not None and self._time() != self._timer_text:
            self.update()


def _as_written(number: str, lead: Lead | None) -> str:
    """As it stands on the card, where it is that one."""
    written = lead.phone if lead is not None and lead.phone else ""
    return written if _digits(written) == _digits(number) else number


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))
