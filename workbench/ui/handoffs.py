"""The Handoffs mode: what AEs were handed, one line each, the lead beside it, all by keyboard."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.deciding import DECIDE, TELL_ENDS
from workbench.desk.desk import Desk
from workbench.desk.handoffs import handed_ids, handed_rows
from workbench.desk.views import Filed
from workbench.domain.handed import handed_at_hand
from workbench.domain.tongue import tr
from workbench.ui.action_table import HANDOFFS
from workbench.ui.bridge import Bridge
from workbench.ui.card import LeadCard
from workbench.ui.columns import Columns
from workbench.ui.decision_panel import DecisionPanel
from workbench.ui.handoffs_asked import (
    accept_question,
    move_question,
    opportunity_question,
    reject_question,
    told,
)
from workbench.ui.line import Line
from workbench.ui.question import Question
from workbench.ui.queue_model import QueueModel
from workbench.ui.queue_view import QueueView
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.triage import QUEUE, QUEUE_NARROW, THREE_COLUMNS, WITH_LIST
from workbench.ui.typeface import Text
from workbench.ui.work import Work

LOOK_AGAIN_MS = 15_000
_STAGES = {"won": "Closed won", "lost": "Closed lost"}  # not a text, but what is stored
_OF_MEETINGS = ("meeting_held", "meeting_no_show", "meeting_moved", "meeting_cancelled")


class HandoffModel(QueueModel):
    def _fetch(self, ids: Sequence[str]) -> None:
        self._rows |= {row.id: row for row in handed_rows(self._desk, ids)}


class Handoffs(QWidget):
    """`opened` with the lead to be worked; `asked_for` names an action pressed in the panel."""

    opened = Signal(str)
    asked_for = Signal(str)

    def __init__(self, desk: Desk, work: Work, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._work = work
        self._theme = theme
        self.model = HandoffModel(desk, self)
        self.list = QueueView(desk, self.model, theme)
        self.list.setAccessibleName(tr(HANDOFFS))
        self.card = LeadCard(desk, bridge, theme)
        self.card.without_calls()
        self.panel = DecisionPanel(theme)
        self._title = Line(theme, 40)
        self._lay_out()
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self.opened)
        self.panel.pressed.connect(self.asked_for)
        self.panel.closed.connect(self._rest_focus)
        bridge.queue_changed.connect(self._refresh_if_seen)
        bridge.lead_changed.connect(self.model.update_row)
        # Meetings begin and end while nobody does anything.
        looking = QTimer(self, interval=LOOK_AGAIN_MS, timerType=Qt.TimerType.CoarseTimer)
        looking.timeout.connect(self._refresh_if_seen)
        looking.start()

    def refresh(self) -> None:
        ids = handed_ids(self._desk)
        self.list.empty_words = () if ids else self._empty_words()
        self.list.show_ids(ids)
        open_ones = sum(row.status != "accepted" for row in handed_rows(self._desk, ids[:200]))
        said = tr("{open} to decide, {accepted} accepted",
                  open=open_ones, accepted=len(ids) - open_ones)  # fmt: skip
        self._title.say((Run(tr(HANDOFFS), style=Text.HEADING, weight=600),
                         Run(said, "ink2", Text.SMALL, gives=1, gap=12)))  # fmt: skip
        self._show_lead()

    def step(self, by: int) -> None:
        self.list.step(by)

    def can(self, name: str) -> bool:
        """Whether a verb of this mode can be done with the handoff under the cursor."""
        return name in self._live()

    def act(self, name: str) -> None:
        lead = self.list.current_id()
        if name == "close":
            self.panel.form.close_form()
        elif lead is None:
            return
        elif name == "open":
            self.opened.emit(lead)
        elif name in self._live():
            self._do(name, lead)

    def _do(self, name: str, lead: str) -> None:
        desk, run = self._desk, self._work.run
        match name:
            case "accept":
                self._ask(accept_question(), partial(desk.accept, lead))
            case "reject":
                codes = desk.policy.handoffs.codes
                self._ask(reject_question(codes), partial(desk.reject, lead))
            case "meeting_held":
                run(lambda: desk.resolve_meeting(lead, "held"))
            case "meeting_no_show":
                run(lambda: desk.resolve_meeting(lead, "no_show"))
            case "meeting_cancelled":
                run(lambda: desk.resolve_meeting(lead, "cancelled"))
            case "meeting_moved":
                self._ask(move_question(desk.now(), desk.busy()), partial(desk.move_meeting, lead))
            case "won" | "lost":
                self._ask_opportunity(lead, name)
            case "stage":
                self._ask_opportunity(lead, None)

    def _ask(self, question: Question, verb: Callable[..., Filed]) -> None:
        self.panel.ask(question, lambda answers: self._work.run(lambda: verb(**told(answers))))

    def _ask_opportunity(self, lead: str, outcome: Literal["won", "lost"] | None) -> None:
        shown = self._desk.lead(lead)
        question = opportunity_question(shown.opportunity if shown else None, outcome)
        verb = partial(self._desk.tell_opportunity, lead, outcome=outcome)
        self._ask(question, partial(verb, _STAGES[outcome]) if outcome else verb)

    def _live(self) -> frozenset[str]:
        lead = self._desk.lead(self.list.current_id() or "")
        handed = handed_at_hand(lead) if lead else None
        role = self._desk.user.role if self._desk.user else ""
        if handed is None:
            return frozenset()
        names: list[str] = []
        if handed.is_open and role in DECIDE:
            names += ["accept", "reject"]
        if handed.is_open and handed.meeting_id:
            began = handed.meeting_at is not None and handed.meeting_at <= self._desk.now()
            names += _OF_MEETINGS if began else _OF_MEETINGS[2:]
        if handed.decision == "accepted" and role in TELL_ENDS:
            names += ["stage", "won", "lost"]
        return frozenset(names)

    def _chosen(self, _lead: str) -> None:
        if self.panel.is_asking:
            self.panel.form.close_form()
        self._show_lead()

    def _show_lead(self) -> None:
        self.card.show_lead(self.list.current_id())
        self.panel.show_live(self._live())

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _empty_words(self) -> tuple[str, ...]:
        return (
            tr("Nothing to decide."),
            tr("Meetings and transfers come here by themselves."),
        )

    def _lay_out(self) -> None:
        theme = self._theme
        title = QHBoxLayout()
        title.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        title.addWidget(self._title)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(title)
        left.addWidget(Hairline(theme))
        left.addWidget(self.list, 1)
        self._columns = Columns(self, self._left, self.card, theme)
        theme.changed.connect(self._arrange)

    def _arrange(self) -> None:
        """In a narrow window the panel folds under the card, as the dock does; then the list goes,
        and J and K walk.
        """
        width = self.width() / self._theme.text_scale
        narrow, with_list = width < THREE_COLUMNS, width >= WITH_LIST
        self._left.setVisible(with_list)
        self._left.setFixedWidth(self._theme.px(QUEUE_NARROW if narrow else QUEUE))
        self.card.set_compact(narrow)
        self.panel.fold(folded=narrow)
        self._columns.add_dock(self.panel, folded=narrow)
        self._columns.fold(narrow, with_queue=with_list)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rest_focus()

    def _rest_focus(self) -> None:
        (self.list if self._left.isVisibleTo(self) else self.card).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
