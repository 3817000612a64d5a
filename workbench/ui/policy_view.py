"""The policy: its text, checked, compared, put in force with a reason; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.asking import Answer, Asked
from workbench.desk.policy_text import changed, size_of, version_said
from workbench.domain.tongue import tr
from workbench.ui.keyboard import ENTER
from workbench.ui.policy_asked import force_body, force_question, version_question
from workbench.ui.side_panel import Deed
from workbench.ui.story import Section, Words
from workbench.ui.team_view import Place, TeamView
from workbench.ui.toml_editor import TomlEditor
from workbench.ui.typeface import Text

_MOST_LINES = 400
"""Of a comparison; whoever changes more reads the text."""


class PolicyView(TeamView):
    verbs = ("team_change", "check_policy", "set_policy", "policy_history")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        theme = place.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("The policy and its text"))
        self.editor = TomlEditor(theme, tr("Text of the policy"))
        self._held: Mapping[str, Any] | None = None
        self._base = 0
        """The newest version when the text was taken: what a change of it has to name."""
        self._typed: dict[str, Any] = {}
        self._proposed = ""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(4), 0, 0)
        rows.addWidget(self.editor)
        self.editor.setReadOnly(True)

    @property
    def draft(self) -> str | None:
        """What was typed and is not in force; None where nothing was."""
        text = self.editor.toPlainText()
        return None if self._held is None or text == self._held["text"] else text

    def propose(self, text: str, reason: str) -> None:
        """Checked and compared with what is in force; a text that somebody types stays."""
        if self.draft is not None:
            self.said.emit(tr("There is a text of yours already; put it in force or take it back."))
            return
        self._proposed, self._typed = text, {**self._typed, "reason": reason}
        self.refresh()

    def refresh(self) -> None:
        self._asker.get("/v1/policy", self._policy_told)

    def rest(self) -> None:
        said = []
        if self._held is not None:
            now = self._desk.now()
            others = [self._held["trial"], *self._held["waiting"]]
            said = [version_said(one, now) for one in (self._held, *others) if one]
        if self.draft is not None:
            said.append(tr("What you typed is not in force yet."))
        self._rest_with(tr("Policy"), *said)

    def bar(self, name: str) -> str:
        if self._held is None:
            return tr("This needs what the server has to tell.")
        if name != "policy_history" and not self._is_ops:
            return tr("The policy is changed by ops; you can read it and its history.")
        if name == "set_policy" and self.draft is None:
            return tr("Nothing was changed in the text.")
        return ""

    def act(self, name: str) -> None:
        match name:
            case "team_change":
                self.editor.setFocus()
            case "check_policy":
                self._check()
            case "set_policy":
                self._ask_force()
            case "policy_history":
                self._panel.wait(self._waiting_words)
                self._asker.get("/v1/policy/history", self._history_told)

    def step(self, by: int) -> None:
        bar = self.editor.verticalScrollBar()
        bar.setValue(bar.value() + by)

    def show_policy(self, told: Mapping[str, Any]) -> None:
        """A text that was typed stays; it is told when another version came meanwhile."""
        draft = self.draft
        self._held = told
        if draft is None:
            self._base = told["newest"]
            if self.editor.toPlainText() != told["text"]:
                self.editor.setPlainText(told["text"])
        proposed, self._proposed = self._proposed, ""
        if proposed:
            self.editor.setPlainText(proposed)
        self.editor.setReadOnly(not self._is_ops)
        lines = self.editor.document().blockCount()
        said = tr("Version {number} is in force, {lines} lines.", number=told["version"],
                  lines=lines)  # fmt: skip
        if draft is not None and told["newest"] != self._base:
            said = tr("{said} Somebody set version {newest} meanwhile; your text stands as you "
                      "typed it.", said=said, newest=told["newest"])  # fmt: skip
        self.told.emit(said)
        if proposed:
            self._check()
        elif self.is_shown and not self._panel.is_busy:
            self.rest()

    # ---- what the server tells

    def _policy_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self.told.emit(answer.problem.message)
        else:
            self.show_policy(answer.told)

    def _history_told(self, answer: Answer) -> None:
        if self._tell_problem(answer):
            return
        versions, now = answer.told["versions"], self._desk.now()
        said = [version_said(one, now) for one in versions]
        self._panel.ask(version_question(versions), self._show_version, said)

    def _show_version(self, answers: dict[str, Any]) -> None:
        number = answers["version"]
        title = tr("What version {number} changed", number=number)
        self._panel.wait(self._waiting_words)
        self._asker.get("/v1/policy/diff", lambda answer: self._tell_diff(title, answer),
                        version=number)  # fmt: skip

    # ---- checked

    def _check(self) -> None:
        self._panel.wait(tr("Checking …"))
        self._asker.post("/v1/policy/check", {"text": self.editor.toPlainText()}, self._checked)

    def _checked(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._tell_problem(answer)
            return
        self.editor.mark_wrong(None)
        force = Deed(tr("Put in force …"), self._ask_force, ENTER)
        deeds = (force,) if self.draft is not None else ()
        self._tell_diff(tr("It can stand"), answer, deeds)

    def _tell_diff(self, title: str, answer: Answer, deeds: Sequence[Deed] = ()) -> None:
        if self._tell_problem(answer):
            return
        diff = answer.told["diff"]
        lines = tuple(
            Words(f"{sign} {line}".strip() or "·", "ink" if sign == "+" else "ink2", Text.SMALL)
            for sign, line in list(changed(diff))[:_MOST_LINES]
        )
        self._panel.tell(title, (Section("", (Words(size_of(diff)),)), Section("", lines)), deeds)

    def _tell_problem(self, answer: Answer) -> bool:
        """A line that is wrong is marked, and the cursor stands there."""
        problem = answer.problem
        if problem is None:
            return False
        title = tr("Not done")
        if problem.line is not None:
            self.editor.mark_wrong(problem.line)
            title = tr("Line {line} cannot stand", line=problem.line)
        there = Deed(tr("Go there"), self.editor.setFocus, ENTER)
        deeds = (there,) if problem.line is not None else ()
        self._panel.tell(title, (Section("", (Words(problem.message),)),), deeds)
        return True

    # ---- put in force

    def _ask_force(self, wrong: str = "") -> None:
        said = tr("Every desk goes by it at its next contact, and open leads are settled anew. "
                  "The version before stays in the history.")  # fmt: skip
        now = self._desk.now()
        self._ask_form(lambda kept: force_question(kept, now), self._force,
                       wrong, said, typed=self._typed)  # fmt: skip

    def _force(self, answers: dict[str, Any]) -> None:
        self._typed = answers
        text = self.editor.toPlainText()
        body = {
            **force_body(answers, self._desk.now()), "text": text, "expected_version": self._base,
        }  # fmt: skip
        self._panel.wait(tr("Putting it in force …"))
        self._asker.ask(Asked(path="/v1/policy", method="PUT", body=body), self._forced)

    def _forced(self, answer: Answer) -> None:
        problem = answer.problem
        if problem is not None and problem.code == "outrun":
            self._tell_outrun(problem.message)
        elif problem is not None and problem.line is None:
            self._ask_force(problem.message)
        elif not self._tell_problem(answer):
            self._typed = {}
            self._base = answer.told["version"]
            if self._held is not None:
                self._held = {**self._held, "text": self.editor.toPlainText()}
            self.said.emit(tr("Version {number} is set.", number=answer.told["version"]))
            self.rest()
            self.take_focus()
            self.refresh()

    def _tell_outrun(self, why: str) -> None:
        kept = tr("Your text and your reason stand as you typed them. Look at what the other one "
                  "changed, take it over by hand if it belongs in yours, and put yours in force on"
                  " top of it.")  # fmt: skip
        sections = (Section("", (Words(why),)), Section("", (Words(kept, "ink2"),)))
        self._panel.tell(
            tr("Somebody changed it meanwhile"), sections,
            (Deed(tr("What changed"), self._show_theirs, ENTER),),
        )  # fmt: skip

    def _show_theirs(self) -> None:
        self._panel.wait(self._waiting_words)
        self._asker.get("/v1/policy", self._theirs_told)

    def _theirs_told(self, answer: Answer) -> None:
        if self._tell_problem(answer):
            return
        since, newest = self._base, answer.told["newest"]
        self.show_policy(answer.told)
        title = tr("Versions {since} to {newest}", since=since, newest=newest)

        def on_top() -> None:
            self._base = newest
            self._ask_force()

        mine = Deed(tr("Mine on top …"), on_top, ENTER)
        self._asker.get(
            "/v1/policy/diff", lambda told: self._tell_diff(title, told, (mine,)),
            version=newest, since=since,
        )  # fmt: skip
