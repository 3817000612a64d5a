"""The action dock: call, outcomes, and in their place whatever a verb asks. Places never change."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.desk.links import message_step
from workbench.domain.calling import refusal
from workbench.domain.lead import Lead
from workbench.domain.tongue import mark, tr
from workbench.ui.actions import DISPOSE
from workbench.ui.button import Button
from workbench.ui.call_block import AtHand, CallBlock
from workbench.ui.clock_face import foreseen
from workbench.ui.key_word import key_rows
from workbench.ui.outcomes import OutcomeGroup, Outcomes, as_the_hand_lies
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.viewport import area_around

if TYPE_CHECKING:
    from workbench.ui.inline_form import InlineForm
    from workbench.ui.question import Question

WIDTH = 300
_AROUND_FORM = 250
FORESEE_AFTER_MS = 60
"""What would follow is worked out once the cursor rests on a lead and all else was painted."""

_MESSAGES = {"social": mark("Social"), "sms": mark("SMS"), "chat": mark("Chat")}


class Panel(QWidget):
    """A ground in the panel's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing is painted below it
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.palette.panel)


class Seat(Panel):
    """Of a folded dock's form: as high as it is, as long as the card's header has room above it."""

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        area = area_around(self)
        if event.type() == QEvent.Type.LayoutRequest and area is not None:
            room = self.window().height() - self._theme.px(_AROUND_FORM)
            area.setFixedHeight(min(self.sizeHint().height(), room))
        return done


class Dock(Panel):
    """`asked_for` names an action of the table."""

    asked_for = Signal(str)
    form_closed = Signal()

    def __init__(self, desk: Desk, theme: Theme, *, folded: bool = False) -> None:
        super().__init__(theme)
        self._desk = desk
        self._folded = folded
        self.block = CallBlock(desk, theme, folded=folded)
        self.call = Button(theme, tr("Call"), primary=True, icon="phone", action="call",
                           tall=folded)  # fmt: skip
        self.email = Button(theme, tr("Email"), action="email", tall=folded)
        self.message = Button(theme, tr("Social"), primary=True, icon="send", action="message",
                              tall=folded)  # fmt: skip
        self.why_not = Story(theme, ground="panel")
        self.why_not.gutter = 0
        self._foot: list[QWidget] = []
        self._wrapping_up = False
        self._lead: Lead | None = None
        self._painted = False
        self._foreseeing = QTimer(self, singleShot=True, interval=FORESEE_AFTER_MS)
        self._foreseeing.timeout.connect(self._foresee)
        for button, name in ((self.call, "call"), (self.email, "email"), (self.message, "message")):
            button.clicked.connect(self._asker(name))
        self._lay_out_folded() if folded else self._lay_out()
        self.show_at_hand(AtHand())

    @cached_property
    def form(self) -> InlineForm:
        """Made when something is first asked."""
        from workbench.ui.inline_form import InlineForm

        form = InlineForm(self._theme)
        form.closed.connect(self._form_closed)
        place = QVBoxLayout(self._seat)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(form)
        return form

    def show_at_hand(self, at_hand: AtHand) -> None:
        lead, calling = at_hand.lead, at_hand.calling
        self.block.show_at_hand(at_hand)
        no_call, no_message = self._show_call(at_hand), self._show_message(at_hand)
        for button, why_not in ((self.call, no_call), (self.email, calling.no_mail),
                                (self.message, no_message)):  # fmt: skip
            if lead is None or why_not:
                button.bar(why_not or tr("No lead is open."))
            else:
                button.allow()
        said = " ".join(dict.fromkeys(filter(None, (calling.no_call, calling.note,
                                                    calling.no_mail, no_message))))  # fmt: skip
        told = [Section("", (Words(said, "ink2", Text.SMALL),))] if said else []
        self.why_not.tell(told)
        self.why_not.setVisible(bool(said) and not self._folded)
        for outcome in self._outcome_buttons:
            outcome.setEnabled(lead is not None)
        if self._outcomes is not None:
            self._outcomes.set_live(enabled=lead is not None, wrap_up=at_hand.wrap_up)
            self._show_letters(at_hand.wrap_up)
        for part in self._foot:
            part.setEnabled(lead is not None)
        if lead is not None and lead != self._lead and self._painted:
            self._foreseeing.start()
        self._lead = lead

    def _show_call(self, at_hand: AtHand) -> str:
        """One button, so that nothing is laid out anew; answers why it is barred."""
        on_call = at_hand.is_on_call
        words, icon = (tr("End call"), "phone-off") if on_call else (tr("Call"), "phone")
        self.call.turn_into(words, icon=icon)
        return "" if on_call else at_hand.calling.no_call

    def _show_message(self, at_hand: AtHand) -> str:
        """Where the step is a message its button is the filled one; answers why it is barred."""
        lead = at_hand.lead
        channel = None if at_hand.call is not None else message_step(lead)
        self.message.setVisible(channel is not None)
        self.email.setVisible(channel is None)
        self.call.set_primary(channel is None)
        if lead is None or channel is None:
            return ""
        self.message.say(tr(_MESSAGES[channel]))
        return refusal(lead, channel)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self._foreseeing.start()

    def ask(self, question: Question, then: Callable[[dict[str, Any]], object]) -> None:
        form, room = self.form, self.width() - 2 * self._theme.px(16)
        self._codes.hide()
        if self._all is not None:
            self._all.hide()
        self._room.show()
        self._show_foot(False)
        form.ask(question, then, width=room)

    @property
    def is_asking(self) -> bool:
        return "form" in self.__dict__ and self.form.question is not None

    def show_all_outcomes(self, on: bool) -> None:
        """Folded, the letters stand in the place of the two rows while they are live."""
        if self._folded and self._all is not None and not self.is_asking:
            self._all.setVisible(on)
            self._codes.setVisible(not on)

    def _lay_out(self) -> None:
        theme, margin = self._theme, self._theme.px(16)
        self.setFixedWidth(theme.px(WIDTH))
        self._outcomes: Outcomes | None = Outcomes(theme, self._desk.policy.dispositions)
        self._outcomes.pressed.connect(self._dispose)
        self._outcome_buttons: list[QWidget] = []
        self._all: QWidget | None = None
        self._codes: QWidget = self._outcomes
        rows = QVBoxLayout(self)
        rows.setContentsMargins(margin, margin, margin, 0)
        rows.setSpacing(0)
        rows.addWidget(self.block)
        rows.addSpacing(theme.px(8))
        rows.addLayout(self._buttons())
        rows.addSpacing(theme.px(6))
        rows.addWidget(self.why_not)
        rows.addSpacing(theme.px(8))
        self._scroll = self._scrolled()
        rows.addWidget(self._scroll, 1)
        rows.addWidget(Hairline(theme))
        verbs = {"follow_up": tr("Follow up"), "snooze": tr("Snooze"), "assign": tr("Assign")}
        foot, words = key_rows(theme, theme.px(WIDTH) - 2 * margin, *verbs.items())
        foot.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        for word, name in zip(words, verbs, strict=True):
            word.clicked.connect(self._asker(name))
        self._foot = list(words)
        rows.addLayout(foot)

    def _lay_out_folded(self) -> None:
        theme = self._theme
        items = [item for item in self._desk.policy.dispositions if not item.retired]
        self._outcomes = None
        self._outcome_buttons = []
        every = Button(theme, tr("All outcomes"), icon="list-check", action="wrap_up", tall=True)
        every.clicked.connect(self._asker("wrap_up"))
        top = self._buttons()
        self.block.setMinimumWidth(theme.px(120))
        top.insertWidget(0, self.block, 1)
        top.addWidget(every)
        self._codes = QWidget()
        codes = QVBoxLayout(self._codes)
        codes.setContentsMargins(0, 0, 0, 0)
        codes.setSpacing(theme.px(8))
        for group in ("connected", "not_connected"):
            row = [item for item in items if item.group == group]
            if group == "connected":
                row.sort(key=as_the_hand_lies)
            codes.addWidget(self._folded_row(row))
        closing = [item for item in items if item.group == "close"]
        self._all = QWidget()
        letters = QVBoxLayout(self._all)
        letters.setContentsMargins(0, 0, 0, 0)
        letters.setSpacing(theme.px(8))
        half = (len(closing) + 1) // 2
        for row in (closing[:half], closing[half:]):
            letters.addWidget(self._folded_row(row))
        self._all.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12))
        rows.setSpacing(theme.px(8))
        rows.addLayout(top)
        rows.addWidget(self._codes)
        rows.addWidget(self._all)
        self._seat: QWidget = Seat(theme)
        self._room: QWidget = SlimArea(self._theme, self._seat)
        self._room.hide()
        rows.addWidget(self._room)

    def _folded_row(self, items: list[Any]) -> OutcomeGroup:
        group = OutcomeGroup(self._theme, items, folded=True)
        group.pressed.connect(self._dispose)
        self._outcome_buttons += group.buttons
        return group

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        for button in (self.message, self.call):
            row.addWidget(button, 0 if self._folded else 1)
        row.addWidget(self.email)
        return row

    def _scrolled(self) -> QScrollArea:
        """Outcomes, or the form in their place; scrolls where the window is low."""
        self._seat = self._room = QWidget()
        self._room.hide()
        inside = Panel(self._theme)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 8)
        rows.addWidget(self._codes)
        rows.addWidget(self._room)
        rows.addStretch()
        return SlimArea(self._theme, inside)

    def _show_foot(self, on: bool) -> None:
        for part in self._foot:
            part.setVisible(on)

    def _show_letters(self, wrap_up: bool) -> None:
        """In a low window they come into view as they become live, and go with the wrap-up."""
        if wrap_up != self._wrapping_up:
            self._wrapping_up = wrap_up
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.maximum() if wrap_up else bar.minimum())

    def _asker(self, name: str) -> Callable[[], None]:
        return lambda: self.asked_for.emit(name)

    def _dispose(self, code: str) -> None:
        self.asked_for.emit(DISPOSE + code)

    def _foresee(self) -> None:
        if self._lead is None or self._outcomes is None or not self.isVisible():
            return
        now, steps = self._desk.now(), self._desk.outlook(self._lead.id)
        self._outcomes.foresee({code: foreseen(step, now) for code, step in steps.items()})

    def _form_closed(self) -> None:
        self._room.hide()
        self._codes.show()
        self._show_foot(True)
        self.form_closed.emit()
