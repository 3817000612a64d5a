"""The Dashboard mode: what was kept, how quickly, and where leads drop out; from this computer.

It shows what was counted last at once, has it counted anew in a thread, and asks the server beside
it; each number says which of the two it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workbench.desk.asking import Answer
from workbench.desk.dashboard import SPANS, View, count, leads_of, recalled
from workbench.desk.desk import Desk
from workbench.desk.leading import Leak, Overview, TeamLead
from workbench.desk.panels import Mark, Panel, panels
from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr
from workbench.ui.asker import Asker
from workbench.ui.bridge import Bridge
from workbench.ui.card import Canvas
from workbench.ui.dashboard_grid import DashboardGrid
from workbench.ui.dashboard_head import DashboardHead
from workbench.ui.dashboard_side import WIDTH, DashboardSide
from workbench.ui.modes import leads_team
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme

LOOK_MS = 60_000
"""So often all is counted and asked anew while somebody looks."""
SOON_MS = 1500
"""After leads changed; more changes in this time are one."""
REPORTS = ("promises", "work", "meetings")
"""Of the server's those whose numbers stand beside the desk's own."""
_LEAST_BESIDE = 480


class Dashboard(Canvas):
    """`opened` with a lead to be shown; `asked_for` names an action that was pressed."""

    said = Signal(str)
    opened = Signal(str)
    asked_for = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self.view = View(rep=self._own)
        self.numbers: Mapping[str, Any] | None = None
        self.panels: tuple[Panel, ...] = ()
        self._server: dict[str, Mapping[str, Any]] = {}
        self._server_said = ""
        self._leaks: tuple[Leak, ...] | None = None
        self._leaking: tuple[str, tuple[str, ...]] = ("", ())
        self._asker = Asker(desk, bridge, self)
        self._team_lead = TeamLead(desk)
        self.head = DashboardHead(desk, theme)
        self.grid = DashboardGrid(theme)
        self.side = DashboardSide(desk, theme)
        self._lay_out()
        self.head.pressed.connect(self.asked_for)
        self.grid.chosen.connect(self._chosen)
        self.grid.entered.connect(self._show_leads)
        self.side.opened.connect(self.opened)
        bridge.counted.connect(self._counted)
        bridge.board_told.connect(self._told_leaks)
        bridge.queue_changed.connect(self._changed)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._count)
        self._looking = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._looking.timeout.connect(self.refresh)

    # ---- what the window asks of a mode

    def refresh(self) -> None:
        """Paint what was counted last; the rest comes by itself."""
        kept = recalled(self._desk, self.view)
        if self.numbers is None or kept is not None:
            self._show_numbers(kept)
        self._count()
        self._ask_server()

    def step(self, by: int) -> None:
        if self._is_in_list:
            self.side.list.step(by)
        else:
            self.grid.step(by)

    def act(self, name: str) -> None:
        done: dict[str, Callable[[], object]] = {
            "open": self._open, "close": self._close, "dash_span": self._next_span,
            "dash_whose": self._next_whose, "dash_define": self._define,
        }  # fmt: skip
        done.get(name, lambda: None)()

    def can(self, name: str) -> bool:
        if name == "dash_whose":
            return leads_team(self._desk) and len(self._reps) > 0
        return self.numbers is not None

    # ---- whose, and of which days

    @property
    def whose(self) -> str:
        """In words."""
        names = {person.id: person.name for person in self._desk.people()}
        if self.view.rep:
            return names.get(self.view.rep, "")
        user = self._desk.user
        return user.team_name if user is not None and user.team_name else tr("All at this desk")

    @property
    def _own(self) -> str:
        """A rep's numbers are their own; who leads sees all, and each."""
        user = self._desk.user
        return user.id if user is not None and user.role == "rep" else ""

    @property
    def _reps(self) -> list[str]:
        return [person.id for person in self._desk.people() if person.role == "rep"]

    def _next_span(self) -> None:
        place = (SPANS.index(self.view.span) + 1) % len(SPANS)
        self._look_at(View(span=SPANS[place], rep=self.view.rep))

    def _next_whose(self) -> None:
        everybody = ["", *self._reps]
        place = everybody.index(self.view.rep) + 1 if self.view.rep in everybody else 0
        self._look_at(View(span=self.view.span, rep=everybody[place % len(everybody)]))

    def _look_at(self, view: View) -> None:
        self.view, self.numbers = view, None
        self._server.clear()
        self.refresh()

    # ---- counting and asking

    def _count(self) -> None:
        if self.isVisible():
            count(self._desk, self.view)

    def _changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _counted(self, view: View, numbers: Mapping[str, Any]) -> None:
        if view == self.view:
            self._show_numbers(numbers)

    def _ask_server(self) -> None:
        """A team lead's look at one rep is the desk's alone: the server tells the team's."""
        if self.numbers is None or self.view.rep != self._own:
            self._server_said = tr("The server tells this of the whole team alone.")
            return
        stretch = {"from": from_ms(self.numbers["since"]).isoformat(),
                   "to": from_ms(self.numbers["until"]).isoformat()}  # fmt: skip
        for name in REPORTS:
            self._asker.get(f"/v1/reports/{name}", self._answered, **stretch)
        if leads_team(self._desk):
            self._team_lead.look()

    def _answered(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._server_said = tr("The server has not answered: all here is this computer’s own.")
        else:
            told = answer.told
            at = moment(from_ms(told["now"]), self._desk.now())
            self._server[told["name"]] = told
            self._server_said = tr("“server” is what it told at {at}.", at=at)
        self._show_numbers(self.numbers)

    def _told_leaks(self, overview: Overview) -> None:
        self._leaks = overview.leaks
        if overview.leak:
            self._leaking = (overview.leak, overview.leaking)
        self._show_numbers(self.numbers)
        mark = self.grid.mark
        if self.side.isVisible() and mark is not None and mark.leak == overview.leak:
            self._fill_leads(mark)

    def _show_numbers(self, numbers: Mapping[str, Any] | None) -> None:
        first = self.numbers is None and numbers is not None
        self.numbers = numbers
        self.head.say(self.whose, self.view.span, numbers, self._server_said)
        if numbers is None:
            return
        self.panels = panels(numbers, self._desk.policy, server=self._server, leaks=self._leaks,
                             is_lead=leads_team(self._desk))  # fmt: skip
        self.grid.show_panels(self.panels)
        if first and self.isVisible():
            self._take_focus()
            self._ask_server()

    # ---- a mark's meaning and its leads

    def _define(self) -> None:
        if self.side.isVisible():
            self._close()
        else:
            self._show_side()

    def _open(self) -> None:
        if self._is_in_list:
            lead = self.side.list.current_id()
            if lead is not None:
                self.opened.emit(lead)
        else:
            self._show_leads()

    def _show_leads(self) -> None:
        self._show_side()
        if self.side.model.ids:
            self.side.list.setFocus()
            self.side.list.step(0)

    def _show_side(self) -> None:
        if self.grid.mark is not None:
            self.side.show()
            self._between.show()
            self._arrange()
            self._chosen()

    def _chosen(self) -> None:
        view, mark = self.grid.current, self.grid.mark
        if view is not None and not self._is_in_list:
            at = view.mapTo(self.grid, view.current_rect().center())
            self._area.ensureVisible(self.grid.width() // 2, at.y(), 0, view.height() // 2)
        if mark is None or not self.side.isVisible() or self.numbers is None:
            return
        self.side.tell(mark, self.head.basis)
        self._fill_leads(mark)

    def _fill_leads(self, mark: Mark) -> None:
        if mark.leak:
            told_of, ids = self._leaking
            self.side.show_leads(ids if told_of == mark.leak else ())
            if told_of != mark.leak:
                self._team_lead.look(mark.leak)
        elif mark.of is not None:
            self.side.show_leads(leads_of(self._desk, mark.of))

    def _close(self) -> None:
        if self._is_in_list:
            self.grid.take_focus()
        else:
            self.side.hide()
            self._between.hide()
        self._arrange()

    # ---- places

    @property
    def _is_in_list(self) -> bool:
        return self.window().focusWidget() is self.side.list

    def _take_focus(self) -> None:
        self.grid.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looking.start()
        self._take_focus()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._looking.stop()
        self._soon.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where there is no room for both, the side stands alone."""
        both = self.width() >= self._theme.px(WIDTH + _LEAST_BESIDE)
        self._left.setVisible(both or not self.side.isVisibleTo(self))

    def _lay_out(self) -> None:
        theme = self._theme
        self._area = SlimArea(theme, self.grid, ground="canvas")
        self._left = Canvas(theme)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addWidget(self._area, 1)
        self._between = Hairline(theme, Qt.Orientation.Vertical)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._left, 1)
        columns.addWidget(self._between)
        columns.addWidget(self.side)
        self.side.hide()
        self._between.hide()
