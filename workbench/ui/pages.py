"""The pages that stand in triage's place, each made when it is first wanted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from workbench.ui import action_table, modes
from workbench.ui.modes import home_of, leads_team

if TYPE_CHECKING:
    from workbench.ui.action_table import Action
    from workbench.ui.board import Board
    from workbench.ui.dashboard import Dashboard
    from workbench.ui.handoffs import Handoffs
    from workbench.ui.practice import PracticeWindow
    from workbench.ui.start_page import StartPage
    from workbench.ui.team_page import TeamPage
    from workbench.ui.window import Window


class Pages(QStackedWidget):
    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.addWidget(window.triage)

    @property
    def aside(self) -> Board | Dashboard | Handoffs | TeamPage | None:
        """Whichever of the modes with a page of its own is shown."""
        made: tuple[Board | Dashboard | Handoffs | TeamPage | None, ...]
        names = ("board", "dashboard", "handoffs", "team")
        made = tuple(self.__dict__.get(name) for name in names)
        return next((page for page in made if page and page is self.currentWidget()), None)

    def of(self, mode: str) -> Board | Dashboard | Handoffs | PracticeWindow | TeamPage | None:
        """The page of its own that a mode has for who sits here."""
        is_lead = leads_team(self._window.desk)
        match mode:
            case modes.PRACTICE:
                return self.practice
            case action_table.DASHBOARD:
                return self.dashboard
            case action_table.BOARD if is_lead:
                return self.board
            case action_table.TEAM if is_lead:
                return self.team
            case action_table.HANDOFFS:
                return self.handoffs
            case _:
                return None

    def can(self, action: Action) -> bool:
        """Whether it can be done now in the mode whose own it is."""
        pages = {action_table.BOARD: "board", action_table.DASHBOARD: "dashboard"}
        page: Board | Dashboard | Handoffs = getattr(self, pages.get(action.mode, "handoffs"))
        return page.can(action.name)

    @cached_property
    def board(self) -> Board:
        from workbench.ui.board import Board

        window = self._window
        board = Board(window.desk, window.bridge, window.theme)
        board.said.connect(window.status.say)
        board.opened.connect(window.show_lead)
        board.asked_for.connect(window.actions_table.run)
        self.addWidget(board)
        return board

    @cached_property
    def dashboard(self) -> Dashboard:
        from workbench.ui.dashboard import Dashboard

        window = self._window
        page = Dashboard(window.desk, window.bridge, window.theme)
        page.said.connect(window.status.say)
        page.opened.connect(window.show_lead)
        page.asked_for.connect(window.actions_table.run)
        window.bridge.signed_out.connect(self._end_dashboard)
        self.addWidget(page)
        return page

    def _end_dashboard(self) -> None:
        self._end("dashboard")

    @cached_property
    def handoffs(self) -> Handoffs:
        from workbench.ui.handoffs import Handoffs

        window = self._window
        page = Handoffs(window.desk, window.triage.work, window.bridge, window.theme)
        page.opened.connect(window.show_lead)
        page.asked_for.connect(window.actions_table.run)
        self.addWidget(page)
        return page

    @cached_property
    def team(self) -> TeamPage:
        from workbench.ui.team_page import TeamPage

        window = self._window
        page = TeamPage(window.desk, window.bridge, window.theme, window.actions_table)
        page.said.connect(window.status.say)
        page.opened.connect(window.show_lead)
        window.bridge.signed_out.connect(self._end_team)
        self.addWidget(page)
        return page

    def _end_team(self) -> None:
        self._end("team")

    def _end(self, name: str) -> None:
        """What one person was told is not for the next."""
        page = self.__dict__.pop(name, None)
        if page is not None:
            self.removeWidget(page)
            page.deleteLater()

    @cached_property
    def practice(self) -> PracticeWindow:
        from workbench.ui.practice import PracticeWindow

        page = PracticeWindow(self._window)
        page.left.connect(self._leave_practice)
        self._window.bridge.signed_out.connect(self.end_practice)
        self.addWidget(page)
        return page

    def end_practice(self) -> None:
        page = self.__dict__.pop("practice", None)
        if page is not None:
            self.removeWidget(page)
            page.end()
            self._window.teach()

    def _leave_practice(self) -> None:
        self._window.show_mode(home_of(self._window.desk))
        self.end_practice()

    @cached_property
    def start(self) -> StartPage:
        from workbench.ui.start_page import StartPage

        window = self._window
        page = StartPage(window.desk, window.bridge, window.theme, window.preferences)
        page.sample_wanted.connect(window.sample_wanted)
        page.settings_wanted.connect(lambda: window.actions_table.run("settings"))
        page.left.connect(lambda: window.show_mode(window.mode))
        self.addWidget(page)
        return page
