"""Queue, card and dock side by side, arranged by the width there is; the lead in work."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Filed
from workbench.domain.tongue import tr
from workbench.ui.bridge import Bridge
from workbench.ui.call_block import AtHand
from workbench.ui.card import LeadCard
from workbench.ui.columns import Columns
from workbench.ui.dock import Dock
from workbench.ui.queue_model import ATTENTION
from workbench.ui.queue_panel import QueuePanel
from workbench.ui.theme import Theme
from workbench.ui.together import Together
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.ui.attention import AttentionPage
    from workbench.ui.question import Question

LOOK_AGAIN_MS = 15_000
THREE_COLUMNS, WITH_LIST, LOW = 1180, 1024, 640
QUEUE, QUEUE_NARROW = 380, 340


class Triage(QWidget):
    """`card_edge` tells where the card begins; `asked_for` names an action pressed in a dock."""

    card_edge = Signal(int)
    asked_for = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._in_work: str | None = None
        self._at_hand = AtHand()
        self.alone = False  # the Work mode: one lead, no list
        self.work = Work(desk, self)
        self.queue = QueuePanel(desk, bridge, theme, self.isHidden)
        self.together = Together(desk, self.work, self.queue.list)
        self.card = LeadCard(desk, bridge, theme)
        self._docks: dict[bool, Dock] = {}
        """The wide one and the folded one, as far as they were needed."""
        self._folds = False
        self._has_room = False  # until the window has laid itself out
        self._pages = QStackedWidget()
        self._pages.addWidget(self.card)
        self._columns = Columns(self, self.queue, self._pages, theme)
        theme.changed.connect(self.arrange)
        self._connect(bridge)
        # Calling hours begin and end while a lead is looked at.
        looking = QTimer(self, interval=LOOK_AGAIN_MS, timerType=Qt.TimerType.CoarseTimer)
        looking.timeout.connect(self._look_again)
        looking.start()

    @property
    def dock(self) -> Dock:
        """The one that the width calls for."""
        dock = self._docks.get(self._folds)
        if dock is None:
            dock = self._docks[self._folds] = Dock(self._desk, self._theme, folded=self._folds)
            dock.asked_for.connect(self.asked_for)
            dock.form_closed.connect(self._show_at_hand)
            dock.show_at_hand(self.work.at_hand())
            self._columns.add_dock(dock, folded=self._folds)
        return dock

    @cached_property
    def attention(self) -> AttentionPage:
        from workbench.ui.attention import AttentionPage

        page = AttentionPage(self._desk, self.work, self._bridge, self._theme)
        page.mail_wanted.connect(lambda: self.card.write_mail(self.work))
        self._pages.addWidget(page)
        return page

    # ---- what is shown

    @property
    def shows_attention(self) -> bool:
        return self._pages.currentWidget() is not self.card

    def begin(self) -> None:
        """A call without a code is the first thing on the screen, then what is due first."""
        self.queue.show_view("now")
        unfinished = self._desk.running_calls()
        if unfinished:
            self.show_lead(unfinished[0].lead)
            self.work.set_wrap_up(unfinished[0].ended_at is not None)
            self.queue.keep(unfinished[0].lead)
        self.rest_focus()

    def show_lead(self, lead: str) -> None:
        """Wherever it stands: in the list if it is there, else on the card alone."""
        self.queue.tell_chosen()
        if not self.queue.list.select(lead):
            self._chosen(lead)

    def work_next(self) -> None:
        """The next due lead, opened and claimed."""
        after = self.work.lead if self._in_work == self.work.lead else None
        lead = self._desk.next_due(after=after, narrow=self.queue.filters.narrow)
        if lead is None:
            self.work.said.emit(tr("Nothing is due."))
            return
        self._in_work = None
        self.queue.show_view("now")
        self.show_lead(lead)
        self.open_lead()

    def open_lead(self) -> None:
        if self.shows_attention:
            self.attention.keep_focused()
        elif self.work.lead is not None and self.work.open():
            self._keep(self.work.lead)
            self.rest_focus()

    def step(self, by: int) -> None:
        self.queue.list.step(by)

    def ask(self, question: Question, then: Callable[[dict[str, Any]], object]) -> None:
        self.dock.ask(question, then)

    def close_top(self) -> bool:
        """Esc, from the topmost on; False where nothing was open, and no lead in work."""
        if self.dock.is_asking:
            self.dock.form.close_form()
        elif self.work.in_wrap_up:
            self.work.set_wrap_up(False)
        elif self.queue.search.text():
            self.queue.search.clear()
            self.rest_focus()
        elif self.queue.list.marked and self._looks_at_queue():
            self.queue.list.unmark()
        elif self.queue.is_narrowed and self._looks_at_queue():
            self.queue.show_everything()
            self.rest_focus()
        elif self.window().focusWidget() is not self._resting():
            self.rest_focus()
        else:
            was_in_work = self._in_work is not None
            self._keep(None)  # out of work: the queue ranks anew
            return was_in_work
        return True

    def _looks_at_queue(self) -> bool:
        return self.window().focusWidget() in (self._resting(), self.queue.search)

    def rest_focus(self) -> None:
        """Where single keys are live: the list, or the card where there is none."""
        self._resting().setFocus()

    def _resting(self) -> QWidget:
        return self.queue.list if self.queue.isVisibleTo(self) else self.card

    def learn_policy(self) -> None:
        """A dock of other dispositions, in the same place."""
        for dock in self._docks.values():
            dock.hide()
            dock.deleteLater()
        self._docks.clear()
        self.arrange()
        self._show_at_hand()

    # ---- arrangement

    def arrange(self) -> None:
        if not self._has_room:
            return
        width = self.width() / self._theme.text_scale
        folds = width < THREE_COLUMNS
        if folds is not self._folds:
            self._close_form()
        self._folds = folds
        at_rest = self.window().focusWidget() is self._resting()
        self.queue.setVisible(width >= WITH_LIST and not self.alone)
        self.queue.setFixedWidth(self._theme.px(QUEUE_NARROW if folds else QUEUE))
        self._columns.fold(folds, with_queue=self.queue.isVisibleTo(self))
        shown = self.dock
        for dock in self._docks.values():
            dock.setVisible(dock is shown)
        self.card.set_compact(folds, low=self.height() / self._theme.text_scale < LOW)
        if at_rest:
            self.rest_focus()  # Qt would go on to the notes, and single keys be text
        edge = self.queue.width() if self.queue.isVisibleTo(self) else 0
        self.card_edge.emit(edge + self._theme.px(20 if folds else 28))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.queue.wake()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._has_room = True
        self.arrange()

    def _connect(self, bridge: Bridge) -> None:
        self.queue.chosen.connect(self._chosen)
        self.queue.opened.connect(self._opened)
        self.work.changed.connect(self._show_at_hand)
        self.work.filed.connect(self._go_on)
        self.work.asked.connect(self.ask)
        self.work.typed_on.connect(self.card.save)
        self.card.conflict.asked_for.connect(self.asked_for)
        self.work.wants.connect(self.show_lead)
        self.card.notes.field.textChanged.connect(self._typed)
        self.card.mail_left.connect(self.rest_focus)
        self.card.qualify.edited.connect(self._keep_at_hand)
        self.card.qualify.left.connect(self.rest_focus)
        self.card.qualify.said.connect(self.work.said)
        bridge.lead_changed.connect(self._lead_changed)
        bridge.attention_changed.connect(self._attention_changed)

    def _close_form(self) -> None:
        for dock in self._docks.values():
            if dock.is_asking:
                dock.form.close_form()

    def _chosen(self, lead: str) -> None:
        self._close_form()
        if self._in_work not in (None, lead) and not self._calls_in_work():
            self._in_work = None
            self.queue.let_go()
        if lead == ATTENTION:
            self.card.save()
            self.attention.refresh()
            self._pages.setCurrentWidget(self.attention)
            self.work.show_lead(None)
            return
        self._pages.setCurrentWidget(self.card)
        self.card.show_lead(lead or None, self.queue.model.known(lead))
        self.work.show_lead(self.card.lead)

    def _calls_in_work(self) -> bool:
        return any(call.lead == self._in_work for call in self._desk.running_calls())

    def _opened(self, lead: str) -> None:
        self.show_lead(lead)
        self.open_lead()

    def _keep(self, lead: str | None) -> None:
        self._in_work = lead
        self.queue.keep(lead)

    def _typed(self) -> None:
        if self.card.notes.field.hasFocus() and self._in_work != self.work.lead:
            self._keep(self.work.lead)

    def _keep_at_hand(self) -> None:
        self._keep(self.work.lead)

    def _look_again(self) -> None:
        if self.isVisible():
            self._show_at_hand()

    def _show_at_hand(self) -> None:
        before, at_hand = self._at_hand, self.work.at_hand()
        if at_hand == before:
            return
        self._at_hand = at_hand
        is_same = at_hand.lead and before.lead and at_hand.lead.id == before.lead.id
        if is_same and at_hand.call != before.call:
            self.card.refresh()
        if at_hand.call is not None and self._in_work is None:
            self._keep(self.work.lead)
        for dock in self._docks.values():
            dock.show_at_hand(at_hand)
            dock.show_all_outcomes(at_hand.wrap_up)

    def _go_on(self, filed: Filed) -> None:
        """The next one comes to the cursor."""
        if not filed.advances or filed.lead != self.work.lead:
            if filed.lead == self._in_work and not self._calls_in_work():
                self._keep(None)
            return
        self._in_work = None
        self.queue.go_on(filed.lead)
        self.rest_focus()

    def _lead_changed(self, lead: str) -> None:
        if lead == self.work.lead:
            self._show_at_hand()

    def _attention_changed(self) -> None:
        if self.shows_attention and not self._desk.attention():
            self.queue.refresh()
            self.queue.select_first()
        self.rest_focus()
