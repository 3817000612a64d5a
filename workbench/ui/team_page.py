"""The Team mode: capacity, people, the trail, policy and sources, each a view with a key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout

from workbench.desk.desk import Desk
from workbench.domain.tongue import mark, tr
from workbench.ui.account_view import AccountView
from workbench.ui.actions import Actions
from workbench.ui.asker import Asker
from workbench.ui.bridge import Bridge
from workbench.ui.capacity_view import CapacityView
from workbench.ui.card import Canvas
from workbench.ui.flow import Flow
from workbench.ui.insights_view import InsightsView
from workbench.ui.line import Line
from workbench.ui.modes import GOES_TO
from workbench.ui.people_view import PeopleView
from workbench.ui.policy_view import PolicyView
from workbench.ui.pool_view import PoolView
from workbench.ui.queue_tabs import QueueTab
from workbench.ui.review_view import ReviewView
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.side_panel import WIDTH, SidePanel
from workbench.ui.source_view import SourceView
from workbench.ui.team_view import Place, TeamView
from workbench.ui.theme import Theme
from workbench.ui.trail_view import TrailView
from workbench.ui.try_view import TryView

_TABS = {
    "capacity": mark("Capacity"), "review": mark("Review"), "insights": mark("Insights"),
    "people": mark("People"), "pools": mark("Pools"), "accounts": mark("Accounts"),
    "trail": mark("Audit trail"),
    "policy": mark("Policy"), "sources": mark("Sources"), "try": mark("Try a lead"),
}  # fmt: skip
_LEAST_BESIDE = 560
"""Logical px of a view that the panel stands beside; where there is less, one hides the other."""


class TeamPage(Canvas):
    """`opened` with a lead to be shown."""

    said = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, actions: Actions) -> None:
        super().__init__(theme)
        self.asker = Asker(desk, bridge, self)
        self.panel = SidePanel(theme)
        self._place = Place(desk, theme, actions, self.asker, self.panel)
        self._views: dict[str, TeamView] = {}
        self._tabs: dict[str, QueueTab] = {}
        self._actions = actions
        self._stack = QStackedWidget()
        self._told = Line(theme, 24)
        self._between = Hairline(theme, Qt.Orientation.Vertical)
        self._lay_out()
        self.panel.pressed.connect(actions.run)
        self.panel.left.connect(self._left)
        self.panel.changed.connect(self._arrange)
        actions.keys_changed.connect(self._teach)
        self._teach()
        self._show("capacity")

    @property
    def view(self) -> TeamView:
        shown = self._stack.currentWidget()
        assert isinstance(shown, TeamView)
        return shown

    def show_view(self, name: str) -> None:
        if self.panel.waits:
            self.said.emit(tr("The server’s answer is still to come."))
        elif self._views.get(name) is not self.view:
            self._show(name)
            if self.isVisible():  # else it is refreshed when it is shown
                self.view.refresh()
        self.view.take_focus()

    def refresh(self) -> None:
        self.view.refresh()
        self.view.take_focus()

    def act(self, name: str) -> None:
        if name == "close":
            self._left()
        elif name == "open" and "team_change" in self.view.verbs:
            self._actions.run("team_change")
        elif name == "open":
            self.view.open()
        elif name in self.view.verbs:
            bar = self.view.bar(name)
            if bar:
                self.said.emit(bar)
            else:
                self.view.act(name)

    def step(self, by: int) -> None:
        self.view.step(by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show(self, name: str) -> None:
        if name not in self._views:
            view = self._views[name] = self._made(name)
            view.told.connect(partial(self._tell, view))
            view.said.connect(self.said)
            self._stack.addWidget(view)
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._views[name])
        self._tell(self.view, "")
        self.view.rest()

    def _made(self, name: str) -> TeamView:
        place = self._place
        match name:
            case "review":
                review = ReviewView(place)
                review.opened.connect(self.opened)
                return review
            case "insights":
                insights = InsightsView(place)
                insights.opened.connect(self.opened)
                insights.drafted.connect(self._propose)
                return insights
            case "people":
                return PeopleView(place)
            case "pools":
                return PoolView(place)
            case "accounts":
                return AccountView(place)
            case "trail":
                return TrailView(place)
            case "policy":
                return PolicyView(place)
            case "sources":
                return SourceView(place)
            case "try":
                return TryView(place, self._draft)
            case _:
                return CapacityView(place)

    def _draft(self) -> str | None:
        policy = self._views.get("policy")
        return policy.draft if isinstance(policy, PolicyView) else None

    def _propose(self, text: str, reason: str) -> None:
        """A person looks at it there, and puts it in force or does not."""
        self.show_view("policy")
        policy = self.view
        assert isinstance(policy, PolicyView)
        policy.propose(text, reason)

    def _tell(self, view: TeamView, sentence: str) -> None:
        if view is self.view:
            self._told.say((Run(sentence, "ink2", gives=1),))

    def _left(self) -> None:
        self.view.rest()
        self.view.take_focus()

    def _arrange(self) -> None:
        wide = self.width() >= self._theme.px(_LEAST_BESIDE + WIDTH)
        self.panel.setVisible(wide or self.panel.is_busy)
        self._stack.setVisible(wide or not self.panel.is_busy)
        self._between.setVisible(wide)
        most = self._theme.px(WIDTH) if wide else 16_777_215  # what Qt has for no largest width
        self.panel.setMaximumWidth(most)

    def _teach(self) -> None:
        """Each tab says the key that goes there."""
        for action, name in GOES_TO.items():
            if name in self._tabs:
                self._tabs[name].setAccessibleDescription(self._actions.said_key(action))

    def _lay_out(self) -> None:
        theme, margin = self._theme, self._theme.px(24)
        head = QHBoxLayout()
        head.setContentsMargins(margin, theme.px(6), margin, 0)
        tabs = Flow(theme, gap=16)
        head.addWidget(tabs)
        group = QButtonGroup(self)
        for name, words in _TABS.items():
            tab = self._tabs[name] = QueueTab(theme, tr(words))
            tab.clicked.connect(lambda _=False, name=name: self.show_view(name))
            group.addButton(tab)
        tabs.offer(list(self._tabs.values()))
        told = QHBoxLayout()
        told.setContentsMargins(margin + theme.px(12), theme.px(8), margin, theme.px(4))
        told.addWidget(self._told)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(head)
        left.addWidget(Hairline(theme))
        left.addLayout(told)
        left.addWidget(self._stack, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(self._between)
        columns.addWidget(self.panel)
