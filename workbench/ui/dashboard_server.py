"""What the server tells beside the desk's own numbers: its reports of the same days, what leaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.desk.asking import Answer
from workbench.desk.desk import Desk
from workbench.desk.leading import Leak, Overview, TeamLead
from workbench.desk.outstanding import remember
from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr
from workbench.ui.asker import Asker
from workbench.ui.bridge import Bridge
from workbench.ui.modes import leads_team

REPORTS = ("promises", "work", "meetings")
"""Those whose numbers stand beside the desk's own."""


class DashboardServer(QObject):
    """`told` when something new is known; `said` is what is known of it, in words."""

    told = Signal()

    def __init__(self, desk: Desk, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asker = Asker(desk, bridge, self)
        self._team_lead = TeamLead(desk)
        self._leaking: tuple[str, tuple[str, ...]] = ("", ())
        self._since = 0
        self.reports: dict[str, Mapping[str, Any]] = {}
        self.leaks: tuple[Leak, ...] | None = None
        self.said = ""
        bridge.board_told.connect(self._told_leaks)

    def ask(self, numbers: Mapping[str, Any], *, is_told: bool) -> None:
        """Of the same days; `is_told`: whether it tells these numbers to who sits here."""
        if not is_told:
            self.said = tr("The server tells of the whole team alone.")
            return
        stretch = {"from": from_ms(numbers["since"]).isoformat(),
                   "to": from_ms(numbers["until"]).isoformat()}  # fmt: skip
        if self._since != numbers["since"]:
            self.forget()
        self._since = numbers["since"]
        for name in REPORTS:
            self._asker.get(f"/v1/reports/{name}", self._answered, **stretch)
        if leads_team(self._desk):
            self._team_lead.look()
            self._asker.get("/v1/decisions", self._decided)

    def forget(self) -> None:
        """Other days, or somebody else's."""
        self.reports.clear()
        self.said, self._since = "", 0

    def leads_of(self, leak: str) -> Sequence[str]:
        """Those it has named; where it has not, it is asked."""
        told_of, ids = self._leaking
        if told_of == leak:
            return ids
        self._team_lead.look(leak)
        return ()

    def _answered(self, answer: Answer) -> None:
        if answer.problem is not None:
            self.reports.clear()
            self.said = tr("The server has not answered: all here is this computer’s own.")
        elif answer.told["from"] == self._since:  # else others are looked at by now
            told = answer.told
            self.reports[told["name"]] = told
            at = moment(from_ms(told["now"]), self._desk.now())
            self.said = tr("“server” is what it told at {at}.", at=at)
        self.told.emit()

    def _decided(self, answer: Answer) -> None:
        if answer.problem is None:
            remember(self._desk, answer.told["decisions"])
            self.told.emit()

    def _told_leaks(self, overview: Overview) -> None:
        self.leaks = overview.leaks
        if overview.leak:
            self._leaking = (overview.leak, overview.leaking)
        self.told.emit()
