"""An imaginary lead: routed, scored and promised as an inquiry would be, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.asking import Answer
from workbench.desk.tried import parts
from workbench.domain.tongue import tr
from workbench.ui.card import Canvas
from workbench.ui.question import Choice, Group, Question, numbered
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Section, Story, Words
from workbench.ui.team_view import Place, TeamView


class TryView(TeamView):
    """`draft`: the policy's text that somebody is writing, None where there is none."""

    verbs = ("try_lead",)

    def __init__(self, place: Place, draft: Callable[[], str | None]) -> None:
        super().__init__(place)
        theme = place.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Try a lead"))
        self._draft = draft
        self._typed: dict[str, Any] = {}
        self.story = Story(theme)
        inside = Canvas(theme)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.px(36), theme.px(12), theme.px(24), theme.px(16))
        rows.addWidget(self.story)
        rows.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(SlimArea(theme, inside, ground="canvas"))

    def refresh(self) -> None:
        self.told.emit(tr("Nothing of it is kept: it is taken in, told of, and taken back."))

    def rest(self) -> None:
        said = tr("Routed, scored and promised by the policy in force, or by the text you are "
                  "writing.")  # fmt: skip
        self._rest_with(tr("An imaginary lead"), said)

    def bar(self, _name: str) -> str:
        if not self._is_ops:
            return tr("Imaginary leads are tried by ops.")
        return ""

    def act(self, _name: str) -> None:
        self._ask({})

    def show_tried(self, told: Mapping[str, Any]) -> None:
        self.story.tell([
            Section(part.about, tuple(Words(said) for said in part.said))
            for part in parts(told, self._desk.now())
        ])  # fmt: skip

    def _ask(self, typed: dict[str, Any], wrong: str = "") -> None:
        has_draft = self._draft() is not None
        self._ask_form(lambda kept: self._question(kept, has_draft=has_draft), self._try,
                       wrong, typed=typed or self._typed)  # fmt: skip

    def _question(self, typed: Mapping[str, Any], *, has_draft: bool) -> Question:
        types = [(type.label, name) for name, type in self._desk.policy.types.items()]
        names = [name for _, name in types]
        chosen = names.index(typed["type"]) if typed.get("type") in names else 0
        fields = (
            ("email", tr("Email")), ("name", tr("Name")), ("company", tr("Company")),
            ("title", tr("Title")), ("phone", tr("Phone")), ("country", tr("Country: DE")),
            ("employees", tr("People there: 120")), ("message", tr("What they write")),
        )  # fmt: skip
        by = ((tr("the one in force"), False), (tr("the text being written"), True))
        asks_by = (
            Group(name="by_draft", label=tr("By which policy"), choices=numbered(by),
                  chosen=int(typed.get("by_draft", True))),
        )  # fmt: skip
        return Question(
            title=tr("Who inquires?"), submit=tr("Try it"), at_once=False,
            groups=(
                *(Group(name=name, label=tr("Who") if name == "email" else "", field=words,
                        text=typed.get(name) or "", optional=name != "email")
                  for name, words in fields),
                Group(name="type", label=tr("Asks for"), chosen=chosen,
                      choices=tuple(Choice(name, label) for label, name in types)),
                *(asks_by if has_draft else ()),
            ),
        )  # fmt: skip

    def _try(self, answers: dict[str, Any]) -> None:
        self._typed = answers
        inquiry = {name: value for name, value in answers.items() if value and name != "by_draft"}
        body: dict[str, Any] = {"inquiry": inquiry}
        draft = self._draft()
        if draft is not None and answers.get("by_draft"):
            body["text"] = draft
        self._panel.wait(tr("Trying it …"))
        self._asker.post("/v1/policy/try", body, self._tried)

    def _tried(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._ask(self._typed, answer.problem.message)
            return
        self.show_tried(answer.told)
        self.rest()
        self.take_focus()
