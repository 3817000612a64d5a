"""The Dashboard mode: what was kept, how quickly, and where leads drop out; from this computer.

It shows what was counted last at once, has it counted anew in a thread, and asks the server beside
it; each number says which of the two it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workbench.desk.dashboard import SPANS, View, count, leads_of, recalled
from workbench.desk.desk import Desk
from workbench.desk.marks import Mark, Panel
from workbench.desk.panels import panels
from workbench.domain.tongue import tr
from workbench.ui.bridge import Bridge
from workbench.ui.card import Canvas
from workbench.ui.dashboard_grid import DashboardGrid
from workbench.ui.dashboard_head import DashboardHead
from workbench.ui.dashboard_server import DashboardServer
from workbench.ui.dashboard_side import WIDTH, DashboardSide
from workbench.ui.dashboard_taking import Taking
from workbench.ui.modes import leads_team
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme

LOOK_MS = 60_000
"""So often all is counted and asked anew while somebody looks."""
AFTER_PAINT_MS = 60
"""What was counted last is painted before anything new is begun."""
SOON_MS = 1500
"""After leads changed; more changes in this time are one."""
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
        self.server = DashboardServer(desk, bridge, self)
        self.head = DashboardHead(desk, theme)
        self.grid = DashboardGrid(theme)
        self.side = DashboardSide(desk, theme)
        self.taking = Taking(self)
        self._lay_out()
        self.head.pressed.connect(self.asked_for)
        self.grid.chosen.connect(self._chosen)
        self.grid.entered.connect(self._show_leads)
        self.side.opened.connect(self.opened)
        bridge.counted.connect(self._counted)
        self.server.told.connect(self._server_told)
        bridge.queue_changed.connect(self._changed)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._count)
        self._after_paint = QTimer(self, singleShot=True, interval=AFTER_PAINT_MS)
        self._after_paint.timeout.connect(self._look_anew)
        self._looking = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._looking.timeout.connect(self.refresh)

    # ---- what the window asks of a mode

    def refresh(self) -> None:
        """Paint what was counted last; the rest comes by itself."""
        kept = recalled(self._desk, self.view)
        if self.numbers is None or kept is not None:
            self._show_numbers(kept)
        self._after_paint.start()

    def step(self, by: int) -> None:
        if self._is_in_list:
            self.side.list.step(by)
        else:
            self.grid.step(by)

    def act(self, name: str) -> None:
        done: dict[str, Callable[[], object]] = {
            "open": self._open, "close": self._close, "dash_span": self._next_span,
            "dash_whose": self._next_whose, "dash_define": self._define,
            "dash_wall": self.taking.wall, "dash_pdf": self.taking.pdf,
            "dash_print": self.taking.print, "dash_csv": self.taking.csv,
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
    def theme(self) -> Theme:
        return self._theme

    def now(self) -> datetime:
        return self._desk.now().astimezone(self._desk.policy.calendar.tz)

    def local_day(self, at: datetime) -> date:
        return self._desk.policy.calendar.local_day(at)

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
        self.server.forget()
        self.refresh()

    # ---- counting and asking

    def _look_anew(self) -> None:
        self._count()
        self._ask_server()

    def _count(self) -> None:
        if self.isVisible():
            count(self._desk, self.view)

    def _changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _counted(self, view: View, numbers: Mapping[str, Any]) -> None:
        if view == self.view and self.isVisible():
            self._show_numbers(numbers)

    def _ask_server(self) -> None:
        """A team lead's look at one rep is the desk's alone: the server tells the team's."""
        if self.numbers is not None:
            self.server.ask(self.numbers, is_told=self.view.rep == self._own)

    def _server_told(self) -> None:
        if not self.isVisible():
            return
        self._show_numbers(self.numbers)
        mark = self.grid.mark
        if self.side.isVisible() and mark is not None and mark.leak:
            self._fill_leads(mark)

    def _show_numbers(self, numbers: Mapping[str, Any] | None) -> None:
        days = self.numbers["since"] if self.numbers else None
        self.numbers = numbers
        self.head.say(self.whose, self.view.span, numbers, self.server.said)
        if numbers is None:
            return
        self.panels = panels(
            numbers,
            self._desk.policy,
            server=self.server.reports,
            leaks=self.server.leaks,
            is_lead=leads_team(self._desk),
        )
        self.grid.show_panels(self.panels)
        self.taking.refresh()
        if days != numbers["since"] and self.isVisible():
            if days is None:
                self._take_focus()
            self._ask_server()  # also where what was kept is of another day

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
        self.side.tell(mark, "" if mark.leak else self.head.basis)
        self._fill_leads(mark)

    def _fill_leads(self, mark: Mark) -> None:
        if mark.leak:
            self.side.show_leads(self.server.leads_of(mark.leak))
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
