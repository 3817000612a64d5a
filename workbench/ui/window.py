"""The one window: modes, menus, keys, banner and status around whatever mode is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Filed, Row, SyncState, View
from workbench.settings import Settings
from workbench.ui.actions import DISPOSE, Actions
from workbench.ui.banner import Banner
from workbench.ui.bridge import Bridge
from workbench.ui.keyboard import Keyboard
from workbench.ui.memory import Memory
from workbench.ui.news import News
from workbench.ui.shape import Hairline
from workbench.ui.status_bar import StatusBar
from workbench.ui.theme import Appearance, Theme
from workbench.ui.top_bar import TopBar
from workbench.ui.triage import Triage
from workbench.wire import Problem

if TYPE_CHECKING:
    from workbench.ui.board import Board
    from workbench.ui.commands import Commands
    from workbench.ui.key_sheet import KeySheet
    from workbench.ui.start_page import StartPage

TRIAGE, WORK, LATER, BOARD = "Triage", "Work", "Later", "Board"
SMALLEST = (720, 480)


class Window(QWidget):
    sample_wanted = Signal()
    settings_changed = Signal(object)

    def __init__(self, desk: Desk, theme: Theme, settings: Settings, memory: Memory) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self.settings = settings
        self._memory = memory
        self.bridge = Bridge(desk, self)
        self.actions_table = Actions(desk.policy, memory.keys(), self)
        self.actions_table.uses = memory.uses()
        self.keyboard = Keyboard(self.actions_table, self)
        self.keyboard.single_keys = settings.single_keys
        self.top = TopBar(theme, self.actions_table, self._modes())
        self.banner = Banner(desk, theme)
        self.triage = Triage(desk, self.bridge, theme)
        self.board: Board | None = None
        self.status = StatusBar(desk, theme)
        self.news = News(self.top, settings)
        self.mode = TRIAGE
        self._dispositions = desk.policy.dispositions
        self._lay_out()
        self._connect()
        self._bind()
        memory.restore(self)
        self._enter()

    # ---- layers and pages that the first paint does without

    @cached_property
    def palette_layer(self) -> Commands:
        from workbench.ui.commands import Commands

        layer = Commands(self.desk, self.theme, self.actions_table, self)
        layer.lead_chosen.connect(self.show_lead)
        return layer

    @cached_property
    def sheet(self) -> KeySheet:
        from workbench.ui.key_sheet import KeySheet

        return KeySheet(self.theme, self.actions_table, self)

    @cached_property
    def start(self) -> StartPage:
        from workbench.ui.start_page import StartPage

        page = StartPage(self.desk, self.bridge, self.theme, self.settings.server)
        page.sample_wanted.connect(self.sample_wanted)
        self._pages.addWidget(page)
        return page

    # ---- what is shown

    def show_mode(self, mode: str) -> None:
        if self.desk.user is None:
            return
        if mode == BOARD:
            if not self._leads_team():
                return
            self._pages.setCurrentWidget(self._made_board())
            self._made_board().refresh()
        else:
            self._pages.setCurrentWidget(self.triage)
            self.triage.alone = mode == WORK
            self.triage.arrange()
            wanted = "later" if mode == LATER else "now"
            if mode != WORK and self.triage.queue.view != wanted:
                self.triage.queue.show_view("later" if mode == LATER else "now")
            self.triage.rest_focus()
        self.mode = mode
        self.top.show_mode(mode)

    def show_lead(self, lead: str) -> None:
        """Navigates and never acts: from the palette, a notification, a second start."""
        if self._pages.currentWidget() is not self.triage:
            self.show_mode(TRIAGE)
        self.triage.show_lead(lead)

    def show_start(self) -> None:
        self._pages.setCurrentWidget(self.start)
        self.start.begin()

    def call_up(self) -> None:
        """A second start: this window comes to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self._alt_alone = True
            return
        self._alt_alone = False
        if not self.keyboard.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt and self._alt_alone:
            self.top.open_menu()
        self._alt_alone = False

    def closeEvent(self, event: QCloseEvent) -> None:
        self.triage.card.notes.save()
        self._memory.keep(self, self.actions_table.uses)
        super().closeEvent(event)

    # ---- made once

    def _lay_out(self) -> None:
        self._alt_alone = False
        self.setWindowTitle("Workbench")
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.triage)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in (self.top, Hairline(self.theme), self.banner):
            rows.addWidget(part)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.status)

    def _connect(self) -> None:
        bridge, work = self.bridge, self.triage.work
        self.top.mode_chosen.connect(self.show_mode)
        self.triage.card_edge.connect(self.status.set_card_edge)
        self.triage.asked_for.connect(self.actions_table.run)
        self.banner.pressed.connect(self.actions_table.run)
        self.status.undo_pressed.connect(work.undo)
        self.status.who.clicked.connect(work.availability)
        self.news.wanted.connect(self.show_lead)
        self.keyboard.wrap_up_changed.connect(work.set_wrap_up)
        work.changed.connect(self._follow_wrap_up)
        work.filed.connect(self._filed)
        work.said.connect(self.status.say)
        work.wants.connect(self.show_lead)
        bridge.sync_changed.connect(self._sync_changed)
        bridge.arrived.connect(self._arrived)
        bridge.failed.connect(self._failed)
        bridge.signed_in.connect(self._enter)
        bridge.signed_out.connect(self._sync_changed)
        bridge.queue_changed.connect(self.status.show_person)
        bridge.queue_changed.connect(self._learn_policy)

    def _bind(self) -> None:
        bind, triage, work = self.actions_table.bind, self.triage, self.triage.work

        def here() -> bool:
            return self._pages.currentWidget() is triage and self.desk.user is not None

        lead = self._has_lead

        def list_or_lead() -> bool:
            return lead() or (here() and triage.shows_attention)

        def signed_in() -> bool:
            return self.desk.user is not None

        def board() -> bool:
            return self.board is not None and self._pages.currentWidget() is self.board

        bind("work_next", self._work_next, signed_in)
        bind("open_lead", lambda: self._act("open"), lambda: list_or_lead() or board())
        bind("next_lead", lambda: self._step(1), lambda: here() or board())
        bind("previous_lead", lambda: self._step(-1), lambda: here() or board())
        bind("notes", triage.card.notes.field.setFocus, lead)
        bind("company", triage.card.show_company, lead)
        for name, verb in (("follow_up", work.follow_up), ("snooze", work.snooze),
                           ("release", work.release), ("call", work.call_or_end),
                           ("end_call", work.end_call), ("email", work.email),
                           ("log_touch", work.log_touch)):  # fmt: skip
            bind(name, verb, lead)
        bind("assign", lambda: self._act("assign"), lambda: lead() or board())
        bind("copy_number", lambda: work.copy("phone"), lead)
        bind("copy_email", lambda: work.copy("email"), lead)
        bind("add_lead", self._add_lead, signed_in)
        bind("wrap_up", lambda: self.keyboard.set_wrap_up(not work.in_wrap_up), lead)
        bind("undo", work.undo, lambda: signed_in() and self.desk.undoable() is not None)
        bind("search", self._search, signed_in)
        bind("palette", lambda: self.palette_layer.open(), signed_in)
        bind("go_queue", self._going("now"), signed_in)
        bind("go_mine", self._going("mine"), signed_in)
        bind("go_all", self._going("all"), signed_in)
        bind("go_later", lambda: self.show_mode(LATER), signed_in)
        bind("go_work", lambda: self.show_mode(WORK), signed_in)
        bind("go_attention", self._go_attention, lambda: here() and bool(self.desk.attention()))
        bind("show_new", triage.queue.show_new, here)
        bind("go_board", lambda: self.show_mode(BOARD), self._leads_team)
        for name in ("select", "select_down", "select_up", "select_all", "undo_move"):
            bind(name, partial(self._act, name), board)
        for name, appearance in (("light", Appearance.LIGHT), ("dark", Appearance.DARK),
                                 ("as_system", Appearance.SYSTEM)):  # fmt: skip
            bind(name, self._looking(appearance))
        bind("larger", lambda: self._scale(10))
        bind("smaller", lambda: self._scale(-10))
        bind("usual_size", lambda: self._scale(0))
        bind("single_keys", self._switch_single_keys)
        bind("availability", work.availability, here)
        bind("sync", self._sync, signed_in)
        bind("keys", lambda: self.sheet.open())
        bind("sign_in", self.show_start)
        bind("sign_out", self.desk.sign_out, signed_in)
        bind("close", self._close_top)
        bind("quit", self.close)
        self._bind_dispositions()

    def _bind_dispositions(self) -> None:
        work = self.triage.work
        for action in self.actions_table:
            if action.name.startswith(DISPOSE):
                verb = partial(work.dispose, action.name.removeprefix(DISPOSE))
                self.actions_table.bind(action.name, verb, self._has_lead)

    # ---- what actions do that touches more than the lead

    def _enter(self) -> None:
        if self.desk.user is None:
            self.show_start()
        else:
            self.top.show_modes(self._modes())
            self.triage.begin()
            self.show_mode(BOARD if self._leads_team() else TRIAGE)
        self.status.show_person()
        self.banner.refresh()

    def _learn_policy(self) -> None:
        dispositions = self.desk.policy.dispositions
        if dispositions != self._dispositions:
            self._dispositions = dispositions
            self.actions_table.learn(self.desk.policy)
            self._bind_dispositions()
            self.triage.learn_policy()

    def _has_lead(self) -> bool:
        here = self._pages.currentWidget() is self.triage and self.desk.user is not None
        return here and self.triage.work.lead is not None

    def _modes(self) -> list[str]:
        return [TRIAGE, WORK, LATER, *([BOARD] if self._leads_team() else [])]

    def _leads_team(self) -> bool:
        return self.desk.user is not None and self.desk.user.role in ("lead", "ops")

    def _made_board(self) -> Board:
        if self.board is None:
            from workbench.ui.board import Board

            self.board = Board(self.desk, self.bridge, self.theme)
            self.board.said.connect(self.status.say)
            self.board.opened.connect(self.show_lead)
            self._pages.addWidget(self.board)
        return self.board

    def _act(self, name: str) -> None:
        """What means one thing on the board and another on a lead."""
        if self.board is not None and self._pages.currentWidget() is self.board:
            self.board.act(name)
        elif name == "open":
            self.triage.open_lead()
        elif name == "assign":
            self.triage.assign(others=self._leads_team())

    def _step(self, by: int) -> None:
        if self.board is not None and self._pages.currentWidget() is self.board:
            self.board.step(by)
        else:
            self.triage.step(by)

    def _work_next(self) -> None:
        if self._pages.currentWidget() is not self.triage:
            self.show_mode(TRIAGE)
        self.triage.work_next()

    def _add_lead(self) -> None:
        if self._pages.currentWidget() is not self.triage:
            self.show_mode(TRIAGE)
        self.triage.work.add_lead()

    def _search(self) -> None:
        if self._pages.currentWidget() is not self.triage or self.triage.queue.isHidden():
            self.palette_layer.open()
            return
        self.triage.queue.search.setFocus()
        self.triage.queue.search.selectAll()

    def _going(self, view: View) -> Callable[[], None]:
        def go() -> None:
            self.show_mode(TRIAGE)
            self.triage.queue.show_view(view)

        return go

    def _go_attention(self) -> None:
        self._going("now")()
        self.triage.queue.select_first()

    def _looking(self, appearance: Appearance) -> Callable[[], None]:
        return lambda: self._choose(theme=appearance.value)

    def _scale(self, by: int) -> None:
        percent = min(max(self.settings.text_percent + by, 80), 200) if by else 100
        self._choose(text_percent=percent)

    def _switch_single_keys(self) -> None:
        self._choose(single_keys=not self.settings.single_keys)
        self.status.say(f"Single keys are {'on' if self.settings.single_keys else 'off'}.")

    def _choose(self, **chosen: object) -> None:
        self.settings = replace(self.settings, **chosen)  # type: ignore[arg-type]
        self.theme.show_as(Appearance(self.settings.theme))
        self.theme.scale_text(self.settings.text_percent / 100)
        self.keyboard.single_keys = self.settings.single_keys
        self.settings_changed.emit(self.settings)

    def _sync(self) -> None:
        self.desk.sync_now()
        self.banner.refresh()

    def _close_top(self) -> None:
        if self._pages.currentWidget() is self.board and self.board is not None:
            self.board.act("close")
        elif not self.triage.close_top():
            self.triage.leave_lead()

    def _follow_wrap_up(self) -> None:
        self.keyboard.set_wrap_up(self.triage.work.in_wrap_up)

    def _filed(self, filed: Filed) -> None:
        self.status.toast(filed, undo=self.desk.undoable() is not None)

    def _sync_changed(self, _state: SyncState | None = None) -> None:
        self.banner.refresh()
        self.status.show_sync()

    def _arrived(self, row: Row) -> None:
        self.news.tell(row, self.desk.policy.types[row.type].label)

    def _failed(self, problem: Problem) -> None:
        if self.desk.user is not None:
            self.status.say(problem.message)

