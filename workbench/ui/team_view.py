"""One view of the team's page: what it shows, what can be done there, and what asks beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from workbench.desk.asking import Answer, Asked
from workbench.desk.desk import Desk
from workbench.domain.tongue import tr
from workbench.ui.actions import Actions
from workbench.ui.asker import Asker
from workbench.ui.card import Canvas
from workbench.ui.question import Question
from workbench.ui.side_panel import SidePanel
from workbench.ui.theme import Theme


class Place(NamedTuple):
    """What every view of the page works with."""

    desk: Desk
    theme: Theme
    actions: Actions
    asker: Asker
    panel: SidePanel


class TeamView(Canvas):
    """`told` with the sentence of the page's head; `said` with what was just done."""

    told_as = "Pane"  # not a text
    told = Signal(str)
    said = Signal(str)
    verbs: ClassVar[tuple[str, ...]] = ()
    """Names of the actions that can be done here."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.theme)
        self._desk, _, self._actions, self._asker, self._panel = place

    def refresh(self) -> None:
        """Ask the server anew."""

    def rest(self) -> None:
        """Show in the panel what can be done."""

    def act(self, name: str) -> None:
        """Do what the action of this name says."""

    def bar(self, _name: str) -> str:
        """Why one of `verbs` cannot be done now; empty where it can."""
        return ""

    def step(self, by: int) -> None:
        """The next line or the one before."""

    def open(self) -> None:
        """What Enter does where it changes no line."""

    def take_focus(self) -> None:
        if not self._panel.is_busy:
            self.setFocus()

    @property
    def is_shown(self) -> bool:
        """Whether the panel is its own; an answer may come when another view stands there."""
        return not self.isHidden()

    # ---- what views have in common

    def _rest_with(self, title: str, *said: str) -> None:
        verbs = [(self._actions[name], self.bar(name)) for name in self.verbs]
        self._panel.rest(title, said, verbs)

    def _ask_form(
        self,
        form: Callable[[dict[str, Any]], Question],
        send: Callable[[dict[str, Any]], object],
        *said: str,
        typed: dict[str, Any] | None = None,
    ) -> None:
        """`form` makes the question out of what was typed before; refused, it comes again."""
        self._panel.ask(form(typed or {}), send, tuple(filter(None, said)))

    def _send(
        self,
        asked: Asked,
        waiting: str,
        said: str,
        refused: Callable[[str], object],
        done: Callable[[Answer], object] | None = None,
    ) -> None:
        """`done`: what is shown instead of the view as it stands then."""

        def answered(answer: Answer) -> None:
            if answer.problem is not None:
                refused(answer.problem.message)
                return
            if said:
                self.said.emit(said)
            if done is not None:
                done(answer)
            else:
                self.rest()
                self.take_focus()
            self.refresh()

        self._panel.wait(waiting)
        self._asker.ask(asked, answered)

    def _refused(self, answer: Answer) -> str:
        return answer.problem.message if answer.problem else ""

    def _copy(self, text: str, said: str) -> None:
        QApplication.clipboard().setText(text)
        self.said.emit(said)

    @property
    def _is_ops(self) -> bool:
        return self._desk.user is not None and self._desk.user.role == "ops"

    @property
    def _waiting_words(self) -> str:
        return tr("Asking the server …")
