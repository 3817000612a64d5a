"""The audit trail: who changed what, the newest first, narrowed and taken away as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QStandardPaths

from workbench.desk.asking import Answer, Asked
from workbench.desk.people import members
from workbench.desk.trail import Entry, Wanted, entries, file_name, read_path, spoken
from workbench.desk.words import moment
from workbench.domain.tongue import tr, tr_n
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import LineView
from workbench.ui.question import Choice, Group, Question, numbered
from workbench.ui.runs import Run
from workbench.ui.story import Section, Words
from workbench.ui.team_view import Place
from workbench.ui.typeface import Text

_PAGE = 200
Find = Callable[[str], Sequence[Choice]]


class TrailView(LineView[Entry]):
    verbs = ("team_narrow", "team_export")

    def __init__(self, place: Place) -> None:
        columns = (Column(tr("When"), 0.16), Column(tr("What"), 0.84))
        super().__init__(place, tr("Audit trail"), columns)
        self.wanted = Wanted()
        self._names: dict[str, str] = {}

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        params = self.wanted.params(self._today)
        self._asker.get("/v1/users", self._people_told)
        self._asker.get("/v1/audit", self._told_of, limit=_PAGE, **params)

    def rest(self) -> None:
        entry = self.chosen
        if entry is None:
            self._rest_with(tr("Audit trail"), tr("Each change of the team stands here with who "
                                                  "made it and why."))  # fmt: skip
        else:
            self._rest_with(moment(entry.at, self._desk.now()), entry.says)

    def act(self, name: str) -> None:
        if name == "team_narrow":
            self._panel.ask(self._narrowing(), self._narrow)
        elif name == "team_export":
            self._ask_export("")

    def show_entries(self, told: list[Entry], *, more: bool) -> None:
        now = self._desk.now()
        none = (tr("Nothing was changed"), self.wanted.said or tr("since the team began"))
        self._show({entry.id: entry for entry in told}, none)
        said = tr_n("{n} change", "{n} changes", len(told))
        if more:
            said = tr("The newest {n} changes", n=len(told))
        if self.wanted.said:
            said = tr("{changes} {narrowed}", changes=said, narrowed=self.wanted.said)
        self.told.emit(tr("{said}, until {time}.", said=said, time=moment(now, now)))

    def _told_of(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The trail is not here."))
            return
        self.show_entries(entries(answer.told), more=answer.told["cursor"] is not None)

    def _people_told(self, answer: Answer) -> None:
        """Those who left too: of them one asks most."""
        if answer.problem is None:
            self._names = {member.id: member.name for member in members(answer.told)}

    def _row(self, entry: Entry) -> LineRow:
        now = self._desk.now()
        when = Run(moment(entry.at, now), "ink2", Text.SMALL, tabular=True, gives=1)
        return LineRow(entry.id, ((when,), (Run(entry.says, gives=1),)), spoken(entry, now))

    @property
    def _today(self) -> Any:
        return self._desk.policy.calendar.local_day(self._desk.now())

    def _narrowing(self) -> Question:
        days = ((tr("all of it"), 0), (tr("today"), 1), (tr("7 days"), 7), (tr("30 days"), 30))
        chosen = next(n for n, (_, value) in enumerate(days) if value == (self.wanted.days or 0))
        return Question(
            title=tr("Narrow the trail"),
            submit=tr("Show"),
            at_once=False,
            groups=(
                Group(name="days", label=tr("When"), choices=numbered(days), chosen=chosen),
                Group(name="person", label=tr("By or about"), field=tr("Name, empty: anybody"),
                      find=self._find_person, text=self.wanted.person_name, optional=True),
                Group(name="lead", label=tr("Lead"), field=tr("Name, company, empty: any"),
                      find=self._find_lead, text=self.wanted.lead_name, optional=True),
            ),
        )  # fmt: skip

    def _narrow(self, answers: dict[str, Any]) -> None:
        was, kept = self.wanted, {}
        for name, before, called in (("person", was.person, was.person_name),
                                     ("lead", was.lead, was.lead_name)):  # fmt: skip
            text = answers[f"{name}_text"]
            kept[name] = answers[name] or (before if text == called else "")
            if text and not kept[name]:
                self.said.emit(tr("“{text}” is not known here, so nothing is narrowed by it.",
                                  text=text))  # fmt: skip
        row = next(iter(self._desk.rows([kept["lead"]])), None) if kept["lead"] else None
        self.wanted = Wanted(
            **kept, person_name=self._names.get(kept["person"], ""),
            lead_name=row.name if row else "", days=answers["days"] or None,
        )  # fmt: skip
        self.rest()
        self.take_focus()
        self.refresh()

    def _find_person(self, text: str) -> list[Choice]:
        found = (one for one in self._names.items() if text.casefold() in one[1].casefold())
        return [Choice(id, name) for id, name in found]

    def _find_lead(self, text: str) -> list[Choice]:
        rows = self._desk.rows(self._desk.search(text)[:5])
        return [Choice(row.id, row.name, "", row.company) for row in rows]

    def _ask_export(self, wrong: str) -> None:
        place = QStandardPaths.StandardLocation
        folder = (QStandardPaths.writableLocation(place.DownloadLocation)
                  or QStandardPaths.writableLocation(place.HomeLocation))  # fmt: skip
        how = tr("A file that is not there yet, in a folder that is.")
        field = Group(name="into", label=tr("File"), field=tr("Its whole path"), read=read_path,
                      how=how, text=f"{folder}/{file_name(self._desk.now())}")  # fmt: skip
        said = tr("All of it goes into the file, not only what is shown: {what}.",
                  what=self.wanted.said or tr("since the team began"))  # fmt: skip
        question = Question(title=tr("Take it away as CSV"), submit=tr("Write"), groups=(field,))
        self._panel.ask(question, self._export, tuple(filter(None, (wrong, said))))

    def _export(self, answers: dict[str, Any]) -> None:
        path = answers["into"]
        params = {**self.wanted.params(self._today), "format": "csv"}

        def done(answer: Answer) -> None:
            if answer.problem is not None:
                self._ask_export(answer.problem.message)
                return
            said = tr("The trail stands in {path}.", path=path)
            self._panel.tell(tr("Written"), (Section("", (Words(said),)),))

        self._panel.wait(tr("Writing …"))
        self._asker.ask(Asked(path="/v1/audit", params=params, into=path), done)
