"""The review: what changed and what moved, the reps side by side, and what is decided of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from workbench.desk.asking import Answer, Asked
from workbench.desk.figures import LEADS_MOST
from workbench.desk.marks import Mark
from workbench.desk.review import Told, leads_of, questions, recalled, remember
from workbench.desk.review_panels import panels
from workbench.desk.words import moment
from workbench.domain.calendar import day_and_year
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.tongue import tr, tr_n
from workbench.ui.dashboard_grid import DashboardGrid
from workbench.ui.dashboard_side import DashboardSide
from workbench.ui.moments import parse_day
from workbench.ui.review_asked import (
    answer_body,
    answer_question,
    decide_question,
    outcome_question,
)
from workbench.ui.slim_bar import SlimArea
from workbench.ui.team_view import Place, TeamView


class ReviewView(TeamView):
    """`opened` with a lead to be shown."""

    opened = Signal(str)
    verbs = ("review_decide", "review_outcome", "review_answers", "review_pdf")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.grid = DashboardGrid(place.theme)
        self.side = DashboardSide(place.desk, place.theme)
        self.told_of: Told = {}
        self._coming: dict[str, Any] = {}
        self._asked_at = ""
        """The panel from which something was asked: the focus goes back there."""
        self._area = SlimArea(place.theme, self.grid, ground="canvas")
        self.folder = Path(QStandardPaths.writableLocation(_DOWNLOADS) or Path.home())
        """Where the PDF goes."""
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._area, 1)
        columns.addWidget(self.side, 1)
        self.side.hide()
        self.side.opened.connect(self.opened)
        self.grid.chosen.connect(self._chosen)
        self.grid.entered.connect(self.open)

    # ---- what the page asks of a view

    def refresh(self) -> None:
        """What was told last stands here until all of it is told anew."""
        if not self.told_of:
            self._show(recalled(self._desk))
        self.told.emit(self._waiting_words)
        self._coming = {}
        today = self._desk.policy.calendar.local_day(self._desk.now())
        for name, (path, params) in questions(today).items():
            self._asker.get(path, partial(self._answered, name), **params)

    def rest(self) -> None:
        self.side.hide()
        self._area.show()
        asked_at, self._asked_at = self.grid.views.get(self._asked_at), ""
        if asked_at is not None:
            asked_at.setFocus()
        mark = self.grid.mark
        if mark is None:
            said = (
                tr("What changed and what moved, the reps side by side, and what was decided."),
            )
            self._rest_with(tr("Review"), *said)
        else:
            self._rest_with(mark.label, mark.says, mark.meant)

    def act(self, name: str) -> None:
        self._leave_grid()
        match name:
            case "review_decide":
                self._ask_decision({})
            case "review_outcome":
                self._ask_outcome({})
            case "review_answers":
                self._ask_answers({})
            case "review_pdf":
                self._write_pdf()

    def bar(self, name: str) -> str:
        if not self.told_of:
            return tr("This needs what the server has to tell.")
        if name == "review_outcome" and self._decision is None:
            return tr("Choose a decision without an outcome first.")
        if name == "review_answers" and self._metric is None:
            return tr("Choose a number first.")
        return ""

    def step(self, by: int) -> None:
        if self.side.isVisible():
            self.side.list.step(by)
        else:
            self.grid.step(by)

    def take_focus(self) -> None:
        if not self._panel.is_busy:
            self.grid.take_focus()

    def open(self) -> None:
        """The leads of the mark, then the lead that is chosen among them."""
        mark = self.grid.mark
        if self.side.isVisible():
            lead = self.side.list.current_id()
            if lead is not None:
                self.opened.emit(lead)
        elif mark is not None and (mark.of is not None or mark.leak or mark.leads):
            self._leave_grid()
            self._show_leads(mark)

    def _leave_grid(self) -> None:
        self._asked_at = self.grid.current.panel.name if self.grid.current else ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_focus()

    # ---- what the server tells

    def _answered(self, name: str, answer: Answer) -> None:
        if answer.problem is not None:
            self._say(answer.problem.message)
            return
        self._coming[name] = answer.told
        if len(self._coming) < len(questions(self._desk.now().date())):
            return
        told = {**self._coming, "at": to_ms(self._desk.now())}
        remember(self._desk, told)
        self.show_told(told)

    def show_told(self, told: Told) -> None:
        self._show(told)
        self._say("")

    def _show(self, told: Told) -> None:
        is_first = not self.told_of
        self.told_of = told
        self.grid.show_panels(panels(told, self._desk.policy, self._desk.now()))
        if self.is_shown and not self._panel.is_busy and not self.side.isVisible():
            self.rest()
            if is_first:
                self.take_focus()

    def _say(self, why: str) -> None:
        """As of when it is told, and `why` it is no newer."""
        if not self.told_of:
            self.told.emit(why)
            return
        at = moment(from_ms(self.told_of["at"]), self._desk.now())
        said = tr("As of {time}, told by the server.", time=at)
        overdue = sum(row["overdue"] for row in self.told_of["decisions"]["decisions"])
        if overdue:
            due = tr_n("{n} outcome is overdue.", "{n} outcomes are overdue.", overdue)
            said = f"{due} {said}"
        self.told.emit(f"{said} {why}".strip())

    # ---- a mark and its leads

    def _chosen(self) -> None:
        view = self.grid.current
        if view is not None:
            at = view.mapTo(self.grid, view.current_rect().center())
            self._area.ensureVisible(self.grid.width() // 2, at.y(), 0, view.height() // 2)
        if self.is_shown and not self._panel.is_busy:
            self.rest()

    def _show_leads(self, mark: Mark) -> None:
        self.side.tell(mark, "")
        self._area.hide()
        self.side.show()
        if mark.of is not None:
            self.side.show_leads(leads_of(self._desk, mark.of, mark.trial))
        elif mark.leads:
            self.side.show_leads([row.id for row in self._desk.rows(mark.leads)])
        else:
            self.side.show_leads(())
            self._asker.get("/v1/leaks", self._leaking, of=mark.leak, limit=LEADS_MOST)
        self.side.list.setFocus()
        self.side.list.step(0)

    def _leaking(self, answer: Answer) -> None:
        if self.side.isVisible() and answer.problem is None:
            [told] = answer.told["classes"]
            self.side.show_leads([lead["id"] for lead in told["leads"]])

    # ---- what is decided

    @property
    def _decision(self) -> Mapping[str, Any] | None:
        """Under the cursor; else the one that waits longest for its outcome."""
        rows = [row for row in self.told_of["decisions"]["decisions"] if row["outcome"] is None]
        mark = self.grid.mark
        chosen = next((row for row in rows if mark is not None and row["id"] == mark.id), None)
        return chosen or min(rows, key=lambda row: row["outcome_on"], default=None)

    @property
    def _metric(self) -> Mapping[str, Any] | None:
        """The number under the cursor."""
        view = self.grid.current
        if view is None or view.mark is None:
            return None
        panel = view.panel.name.rpartition(" ")[2]
        names = {panel, view.mark.id.partition(" ")[0], view.mark.id}
        metrics = self.told_of["metrics"]["metrics"]
        return next((m for m in metrics if m["metric"] in names or m["name"] in names), None)

    def _ask_decision(self, typed: dict[str, Any], wrong: str = "") -> None:
        people, now = self._desk.people(), self._desk.now()
        self._ask_form(lambda kept: decide_question(people, now, kept), self._decide,
                       wrong, typed=typed)  # fmt: skip

    def _decide(self, answers: dict[str, Any]) -> None:
        due = parse_day(answers["due"], self._desk.now()) or self._desk.now().date()
        body = {**answers, "due": due.isoformat()}
        asked = Asked(path="/v1/decisions", method="POST", body=body)
        self._write(asked, tr("Written down."), lambda why: self._ask_decision(answers, why))

    def _ask_outcome(self, typed: dict[str, Any], wrong: str = "") -> None:
        decision = self._decision
        if decision is not None:
            self._ask_form(lambda kept: outcome_question(decision, kept),
                           lambda answers: self._tell_outcome(decision["id"], answers),
                           decision["says"], wrong, typed=typed)  # fmt: skip

    def _tell_outcome(self, id: str, answers: dict[str, Any]) -> None:
        asked = Asked(path=f"/v1/decisions/{id}", method="PATCH", body=answers)
        self._write(asked, tr("What came of it is told."),
                   lambda why: self._ask_outcome(answers, why))  # fmt: skip

    def _ask_answers(self, typed: dict[str, Any], wrong: str = "") -> None:
        metric, people = self._metric, self._desk.people()
        if metric is not None:
            self._ask_form(lambda kept: answer_question(metric, people, kept),
                           lambda answers: self._keep(metric, answers),
                           wrong, typed=typed)  # fmt: skip

    def _keep(self, metric: Mapping[str, Any], answers: dict[str, Any]) -> None:
        path, body = f"/v1/metrics/{metric['metric']}", answer_body(answers, metric["kind"])
        self._write(Asked(path=path, method="PUT", body=body), tr("Kept."),
                   lambda why: self._ask_answers(answers, why))  # fmt: skip

    def _write(self, asked: Asked, said: str, again: Callable[[str], object]) -> None:
        self._send(asked, tr("Writing it down …"), said, again)

    # ---- on paper

    def _write_pdf(self) -> None:
        from workbench.ui.dashboard_paper import Sheet, write_pdf

        now = self._desk.now().astimezone(self._desk.policy.calendar.tz)
        user = self._desk.user
        title = tr("{team}: review", team=user.team_name if user and user.team_name else "")
        days = tr("{first} to {last}", first=day_and_year((now - timedelta(days=28)).date()),
                  last=day_and_year(now.date()))  # fmt: skip
        shown = panels(self.told_of, self._desk.policy, now)
        at = moment(from_ms(self.told_of["at"]), now)
        basis = tr("{day}. Numbers as of {time}.", day=day_and_year(now.date()), time=at)
        path = self.folder / f"review {now.date().isoformat()}.pdf"  # not a text
        is_written = write_pdf(str(path), Sheet(title.removeprefix(": "), days, basis, shown))
        failed = tr("{path} could not be written. Is the disk full, or the folder closed?",
                    path=path)  # fmt: skip
        self.said.emit(tr("Saved as {path}.", path=path) if is_written else failed)


_DOWNLOADS = QStandardPaths.StandardLocation.DownloadLocation
