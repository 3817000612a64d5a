"""The one window: modes, menus, keys, banner and status around whatever mode is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Filed, Row, SyncState, View
from workbench.domain.tongue import tr
from workbench.settings import Settings
from workbench.ui import modes
from workbench.ui.action_table import BOARD
from workbench.ui.actions import Actions
from workbench.ui.banner import Banner
from workbench.ui.bindings import bind_actions
from workbench.ui.bridge import Bridge
from workbench.ui.dispositions import Dispositions
from workbench.ui.keyboard import Keyboard
from workbench.ui.layers import Layers
from workbench.ui.memory import Memory
from workbench.ui.news import News
from workbench.ui.pages import Pages
from workbench.ui.preferences import Preferences
from workbench.ui.saved_views import SavedViews
from workbench.ui.shape import Hairline
from workbench.ui.status_bar import StatusBar
from workbench.ui.theme import Theme
from workbench.ui.top_bar import TopBar
from workbench.ui.triage import Triage
from workbench.wire import Problem

if TYPE_CHECKING:
    from workbench.ui.day import Day

SMALLEST = (720, 480)


class Window(QWidget):
    told_as = "Window"  # not a text
    sample_wanted = Signal()

    def __init__(self, desk: Desk, theme: Theme, settings: Settings, memory: Memory) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self.memory = memory
        self.bridge = Bridge(desk, self)
        self.actions_table = Actions(desk.policy, memory.keys(), self)
        self.actions_table.uses = memory.uses()
        self.keyboard = Keyboard(self.actions_table, self)
        self.preferences = Preferences(settings, theme, self.actions_table, self)
        self.teach()
        self.top = TopBar(theme, self.actions_table, modes.modes_of(desk))
        self.banner = Banner(desk, theme)
        self.triage = Triage(desk, self.bridge, theme)
        self.status = StatusBar(desk, theme)
        self.news = News(self.top, self.preferences, desk.now)
        self.layers = Layers(self)
        self.mode = modes.TRIAGE
        self.dispositions = Dispositions(desk, self.actions_table, self.triage, self.has_lead)
        self._lay_out()
        self._connect()
        bind_actions(self)
        self.actions_table.keys_changed.connect(self.teach)
        self.views = SavedViews(
            memory, self.actions_table, self.triage, lambda: self.show_mode(modes.TRIAGE)
        )
        memory.restore(self)
        self._enter()

    # ---- what the first paint does without

    @cached_property
    def day(self) -> Day:
        """Begun with the first paint, before the server tells what became of the night."""
        from workbench.ui.day import Day

        return Day(self)

    # ---- what is shown

    def show_mode(self, mode: str) -> None:
        if self.desk.user is None:
            return
        aside = self.pages.of(mode)
        if aside is not None:
            self.pages.setCurrentWidget(aside)
            aside.refresh()
        else:
            self.pages.setCurrentWidget(self.triage)
            self.triage.alone = mode == modes.WORK
            self.triage.arrange()
            wanted: View = "later" if mode == modes.LATER else "now"
            if mode != modes.WORK and self.triage.queue.view != wanted:
                self.triage.queue.show_view(wanted)
            self.triage.rest_focus()
        self.status.setVisible(mode != modes.PRACTICE)  # practice has its own
        self.mode = self.actions_table.mode = mode
        self.top.show_mode(mode)

    def show_lead(self, lead: str) -> None:
        """Navigates and never acts."""
        self._on_triage().show_lead(lead)

    def show_start(self) -> None:
        self.pages.setCurrentWidget(self.pages.start)
        self.pages.start.begin()

    def call_up(self, link: str = "") -> None:
        """A second start: this window comes to the front, and shows the lead of its link."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.follow(link)

    def follow(self, link: str) -> None:
        if not link or self.desk.user is None:
            return
        from workbench.ui.link import linked_lead

        lead = linked_lead(link)
        if lead is not None and self.desk.lead(lead) is not None:
            self.show_lead(lead)
        else:
            self.status.say(tr("The lead of that link is not at this desk."))

    def event(self, event: QEvent) -> bool:
        """What the pointer stands over leaves its tips to the window: none asks at each event."""
        if event.type() != QEvent.Type.ToolTip:
            return super().event(event)
        from workbench.ui.tip import show_tip_of

        show_tip_of(event, self)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.keyboard.is_menu_key(event):
            self.top.open_menu()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.triage.card.save()
        self.pages.end_practice()
        self.memory.keep(self, self.actions_table.uses)
        super().closeEvent(event)

    # ---- made once

    def _lay_out(self) -> None:
        self.setWindowTitle("Workbench")  # not a text
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self.pages = Pages(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in (self.top, Hairline(self.theme), self.banner):
            rows.addWidget(part)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self.status)

    def _connect(self) -> None:
        bridge, work = self.bridge, self.triage.work
        self.top.mode_chosen.connect(self.show_mode)
        self.triage.card_edge.connect(self.status.set_card_edge)
        self.triage.asked_for.connect(self.actions_table.run)
        self.banner.pressed.connect(self.actions_table.run)
        self.status.undo_pressed.connect(work.undo)
        self.status.who.clicked.connect(lambda: work.by_hand().availability())
        self.news.wanted.connect(self.show_lead)
        self.keyboard.wrap_up_changed.connect(work.set_wrap_up)
        work.changed.connect(lambda: self.keyboard.set_wrap_up(work.in_wrap_up))
        work.filed.connect(self._filed)
        work.said.connect(self.status.say)
        self.preferences.said.connect(self.status.say)
        self.preferences.changed.connect(lambda chosen: self.desk.use_proxy(chosen.proxy))
        work.wants.connect(self.show_lead)
        bridge.sync_changed.connect(self._sync_changed)
        bridge.arrived.connect(self._arrived)
        bridge.failed.connect(self._failed)
        bridge.mail_told.connect(self.status.say)
        bridge.signed_in.connect(self._enter)
        bridge.signed_out.connect(self._enter)
        bridge.queue_changed.connect(self.status.show_person)
        bridge.queue_changed.connect(self.dispositions.learn)
        bridge.queue_changed.connect(self._show_modes)

    # ---- what actions do that touches more than the lead

    def _enter(self) -> None:
        is_here = self.desk.user is not None
        self._show_modes()
        self.top.hint.setVisible(is_here)
        self.status.setVisible(is_here)
        if is_here:
            self.triage.begin()
            self.show_mode(modes.home_of(self.desk))
        else:
            self.show_start()
        self.status.show_person()
        self.banner.refresh()

    def _show_modes(self) -> None:
        shown = modes.modes_of(self.desk)
        if not self.top.shows(shown):
            self.top.show_modes(shown)
            self.top.show_mode(self.mode)

    def has_lead(self) -> bool:
        here = self.pages.currentWidget() is self.triage and self.desk.user is not None
        return here and self.triage.work.lead is not None

    def is_board(self) -> bool:
        return self.mode == BOARD and self.pages.aside is not None

    def act(self, name: str) -> None:
        aside = self.pages.aside
        if aside is not None:
            aside.act(name)
        elif name == "open":
            self.triage.open_lead()
        elif name == "assign":
            self.triage.together.assign()
        else:
            self.triage.queue.list.mark(name)

    def step(self, by: int) -> None:
        (self.pages.aside or self.triage).step(by)

    def work_next(self) -> None:
        self._on_triage().work_next()

    def add_lead(self) -> None:
        self._on_triage().work.by_hand().lead()

    def _on_triage(self) -> Triage:
        if self.pages.currentWidget() is not self.triage:
            self.show_mode(modes.TRIAGE)
        return self.triage

    def search(self) -> None:
        if self.pages.currentWidget() is not self.triage or self.triage.queue.isHidden():
            self.layers.palette.open()
            return
        self.triage.queue.search.setFocus()
        self.triage.queue.search.selectAll()

    def going(self, view: View) -> Callable[[], None]:
        def go() -> None:
            self.show_mode(modes.TRIAGE)
            self.triage.queue.show_view(view)

        return go

    def go_attention(self) -> None:
        self.going("now")()
        self.triage.queue.select_first()

    def sync(self) -> None:
        self.desk.sync_now()
        self.banner.refresh()

    def close_top(self) -> None:
        aside = self.pages.aside
        if aside is not None:
            aside.act("close")
        else:
            self.triage.close_top()

    def teach(self) -> None:
        """Of all windows this one's keys are shown."""
        self.theme.show_keys(self.actions_table.shown_key)

    def _filed(self, filed: Filed) -> None:
        self.status.toast(filed, undo=self.desk.undoable() is not None)

    def _sync_changed(self, _state: SyncState | None = None) -> None:
        self.banner.refresh()
        self.status.show_sync()

    def _arrived(self, row: Row) -> None:
        if not row.is_offered:  # of offers the day tells
            self.news.tell_arrival(row, self.desk.policy.types[row.type].label)

    def _failed(self, problem: Problem) -> None:
        if self.desk.user is not None:
            self.status.say(problem.message)
