"""Insights: what the team's leads say, each with its n, and points proposed with a back-test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Signal

from workbench.desk.asking import Answer
from workbench.desk.calibrated import calibration
from workbench.desk.insights import HEALTH, Finding, findings, proposed, reason_for, weights_said
from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr, tr_n
from workbench.ui.chart_view import ChartView
from workbench.ui.keyboard import ENTER
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import LineView
from workbench.ui.question import Choice, Group, Question
from workbench.ui.runs import Run
from workbench.ui.side_panel import Deed
from workbench.ui.story import Section, Words
from workbench.ui.team_view import Place
from workbench.ui.typeface import Text

DAYS = 365
_WEIGHTS_MOST = 40
_WITH_A_DIGIT = 9


class InsightsView(LineView[Finding]):
    """`opened` with a lead to be shown; `drafted` with a policy's text and a reason for it."""

    opened = Signal(str)
    drafted = Signal(str, str)
    verbs = ("insight_leads", "insight_define", "insight_propose")

    def __init__(self, place: Place) -> None:
        columns = (Column(tr("What the leads say"), 0.66), Column(tr("What it rests on"), 0.34))
        super().__init__(place, tr("Insights"), columns)
        self.list.rows.opened.connect(lambda _id: self.open())
        self._definition = ""
        self.chart = ChartView(place.theme, calibration(None))
        self.chart.hide()
        below = self.layout()
        assert below is not None  # the list stands in it
        below.addWidget(self.chart)

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        self._asker.get("/v1/reports/insights", self._insights_told, **self._days)

    def rest(self) -> None:
        finding = self.chosen
        of_score = finding is not None and finding.id.partition(":")[0] == HEALTH
        self.chart.setVisible(of_score and bool(self.chart.panel.marks))
        if finding is None:
            self._rest_with(tr("Insights"), tr("What won and what was lost, as your own leads say "
                                               "it; with how many and how sure."))  # fmt: skip
        else:
            self._rest_with(tr("Insights"), finding.says, finding.rests_on)

    def bar(self, name: str) -> str:
        finding = self.chosen
        if name == "insight_propose":
            return ""
        if finding is None:
            return tr("Nothing is chosen.")
        names_none = name == "insight_leads" and not finding.leads
        return tr("This one names no leads.") if names_none else ""

    def open(self) -> None:
        self._actions.run("insight_leads")

    def act(self, name: str) -> None:
        finding = self.chosen
        match name:
            case "insight_leads" if finding is not None:
                self._ask_lead(finding)
            case "insight_define" if finding is not None:
                said = (finding.says, finding.rests_on, finding.means, self._definition)
                self._panel.tell(
                    tr("What it means"), tuple(Section("", (Words(text),)) for text in said)
                )
            case "insight_propose":
                self._panel.wait(tr("Learning, and trying it on newer leads …"))
                self._asker.get("/v1/reports/proposal", self._proposal_told, **self._days)

    def show_insights(self, told: Mapping[str, Any]) -> None:
        self._definition = told["definition"]
        found = findings(told, self._desk.policy)
        self.chart.show_panel(calibration(told["health"]))
        none = (tr("Nothing is told yet"), tr("It takes leads that have ended, won and not."))
        self._show({one.id: one for one in found}, none)
        said = tr_n("{n} lead has ended", "{n} leads have ended", told["ended"])
        until = moment(from_ms(told["now"]), self._desk.now())
        self.told.emit(tr("{said} of those that came in {days} days, {won} of them won; until"
                          " {time}.", said=said, days=DAYS, won=f"{told['won']:,}",
                          time=until))  # fmt: skip

    def show_proposal(self, told: Mapping[str, Any]) -> None:
        found = told["proposal"]
        if found is None:
            few = tr("Too few leads have ended to learn points and to try them on newer ones.")
            self._panel.tell(tr("Nothing to propose"), (Section("", (Words(few),)),))
            return
        lines = list(weights_said(found, self._desk.policy))[:_WEIGHTS_MOST]
        sections = (
            Section("", tuple(Words(text) for text in proposed(found, self._desk.now()))),
            Section("", tuple(Words(line, "ink2", Text.SMALL) for line in lines)),
        )
        draft = Deed(tr("Into the policy’s text …"), lambda: self._draft(told), ENTER)
        if self._is_ops:
            self._panel.tell(tr("Points proposed"), sections, (draft,))
        else:
            by_ops = Words(tr("Ops can take them into the policy’s text."), "ink2")
            self._panel.tell(tr("Points proposed"), (*sections, Section("", (by_ops,))))

    def _draft(self, told: Mapping[str, Any]) -> None:
        """Nothing is in force by it: that is asked there."""
        self.drafted.emit(told["text"], reason_for(told["proposal"]))

    def _insights_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The insights are not here."))
        else:
            self.show_insights(answer.told)

    def _proposal_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            sections = (Section("", (Words(self._refused(answer)),)),)
            self._panel.tell(tr("Not done"), sections)
        else:
            self.show_proposal(answer.told)

    def _ask_lead(self, finding: Finding) -> None:
        rows = self._desk.rows(finding.leads)
        if not rows:
            away = tr("None of its leads is on this computer.")
            self._panel.tell(tr("Its leads"), (Section("", (Words(away),)),))
            return
        choices = tuple(
            Choice(row.id, row.name, str(place) if place <= _WITH_A_DIGIT else "", row.company)
            for place, row in enumerate(rows, 1)
        )
        group = Group(name="lead", label=tr("The newest of them"), choices=choices)
        question = Question(title=tr("Its leads"), submit=tr("Open"), groups=(group,))
        self._panel.ask(question, self._open_lead, (finding.says,))

    def _open_lead(self, answers: dict[str, Any]) -> None:
        self.rest()
        self.opened.emit(answers["lead"])

    @property
    def _days(self) -> dict[str, str]:
        now = self._desk.now()
        return {"from": (now - timedelta(days=DAYS)).isoformat(), "to": now.isoformat()}

    def _row(self, line: Finding) -> LineRow:
        says = Run(line.says, line.ink, gives=1)
        rests_on = Run(line.rests_on, "ink2", Text.SMALL, tabular=True, gives=1)
        return LineRow(line.id, ((says,), (rests_on,)), f"{line.says} {line.rests_on}")
