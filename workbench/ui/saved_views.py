"""Filters kept under a name and a key of their own, G and a digit; each profile has its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from workbench.domain.tongue import tr
from workbench.ui.action_table import Action
from workbench.ui.actions import VIEW, Actions
from workbench.ui.memory import Memory, SavedView
from workbench.ui.triage import Triage

MOST = 9


class SavedViews:
    def __init__(
        self, memory: Memory, actions: Actions, triage: Triage, open_triage: Callable[[], object]
    ) -> None:
        self._memory = memory
        self._actions = actions
        self._triage = triage
        self._queue = triage.queue
        self._open_triage = open_triage
        self._views = memory.views()
        actions.bind("save_view", self.save, lambda: bool(self._words()))
        actions.bind("forget_view", self.forget, lambda: self._shown() is not None)
        actions.bind("lift_filter", self._queue.lift, lambda: bool(self._queue.filters.in_force))
        for number in range(1, MOST + 1):
            actions.bind(f"{VIEW}{number}", partial(self.show, number))
        self._offer()

    def show(self, number: int) -> None:
        view = self._views[number]
        self._open_triage()
        self._queue.show_view(view.tab)
        self._queue.filters.type_words(view.words)
        self._triage.rest_focus()

    def save(self) -> None:
        """Under a name that is there already it takes that one's place."""
        from workbench.ui.question import Group, Question

        free = [number for number in range(1, MOST + 1) if number not in self._views]
        shown = self._shown()
        question = Question(
            title=tr("Save this view"),
            note=self._words(),
            groups=(
                Group(
                    name="name",
                    label=tr("Name"),
                    field=tr("Name, like Hot demos"),
                    text=self._views[shown].name if shown else "",
                    read=lambda text: text if free or self._number_of(text) else None,
                    how=tr("Nine views are kept. Use one’s name to replace it, or forget one."),
                ),
            ),
            submit=tr("Save"),
        )
        self._triage.ask(question, self._keep)

    def forget(self) -> None:
        shown = self._shown()
        if shown is not None:
            gone = self._views.pop(shown)
            self._write()
            self._triage.work.said.emit(tr("The view “{name}” is forgotten.", name=gone.name))

    def _keep(self, answers: dict[str, Any]) -> None:
        name = str(answers["name"])
        free = (number for number in range(1, MOST + 1) if number not in self._views)
        number = self._number_of(name) or next(free)
        self._views[number] = SavedView(name, self._words(), self._queue.view)
        self._write()
        said = tr("“{name}” is kept: G {number} shows it.", name=name, number=number)
        self._triage.work.said.emit(said)

    def _number_of(self, name: str) -> int | None:
        alike = (n for n, view in self._views.items() if view.name.lower() == name.lower())
        return next(alike, None)

    def _shown(self) -> int | None:
        now = (self._words(), self._queue.view)
        return next((n for n, view in self._views.items() if (view.words, view.tab) == now), None)

    def _words(self) -> str:
        return self._queue.filters.words

    def _write(self) -> None:
        self._memory.keep_views(self._views)
        self._offer()

    def _offer(self) -> None:
        self._actions.offer(
            Action(
                name=f"{VIEW}{number}",
                label=view.name,
                menu="Go",  # not a text
                keys=(f"G {number}",),
                icon="list-check",
                says=view.words,
            )
            for number, view in sorted(self._views.items())
        )
