"""Capacity: the hours that are short, how many are reached under which load, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.asking import Answer, Asked
from workbench.desk.capacity import blocks, carried, compared, head, minutes
from workbench.domain.tongue import tr
from workbench.ui.capacity_chart import LoadChart, WeekChart
from workbench.ui.card import Canvas
from workbench.ui.line import Line
from workbench.ui.runs import Run
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Line as StoryLine
from workbench.ui.story import Section, Story, Words
from workbench.ui.team_view import Place, TeamView
from workbench.ui.typeface import Text
from workbench.ui.what_if_asked import what_if_body, what_if_question

_DAYS = 28


class CapacityView(TeamView):
    verbs = ("what_if",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        theme = place.theme
        self.week = WeekChart(theme)
        self.loads = LoadChart(theme)
        self.said_of_block = Line(theme, 24)
        self.story = Story(theme)
        self._loads_heading = Line(theme, 28)
        self._playing: Asked | None = None
        self._capacity: Mapping[str, Any] | None = None
        self._forecast: Mapping[str, Any] | None = None
        self._compared: Mapping[str, Any] | None = None
        """What a what-if came to, until it was shown."""
        self._typed: dict[str, Any] = {}
        self.week.chosen.connect(self._tell_block)
        self._lay_out()
        self._show_rest_of_it()

    def refresh(self) -> None:
        if self._playing is None:
            self.told.emit(self._waiting_words)
            self._asker.get("/v1/capacity", self._answered)

    def rest(self) -> None:
        if self._playing is not None:
            self._panel.wait(tr("Playing the coming weeks …"), self._stop)
            return
        if self._compared is not None:
            told, self._compared = self._compared, None
            self._tell_compared(told)
            return
        self._rest_with(
            tr("What if …"),
            tr("Plays the coming weeks twice, as the team is and as it might be: the same people"
               " inquire, the queue’s own order decides. Nothing is changed by it."),
        )  # fmt: skip

    def act(self, _name: str) -> None:
        if self._playing is None:
            self._ask_form(lambda typed: what_if_question(self._labels, typed), self._play,
                           typed=self._typed)  # fmt: skip

    def bar(self, _name: str) -> str:
        if self._playing is not None:
            return tr("A forecast is being played; stop it first.")
        return "" if self._capacity is not None else tr("This needs what the server has to tell.")

    def step(self, by: int) -> None:
        self.week.step(by)

    def take_focus(self) -> None:
        if not self._panel.is_busy:
            self.week.setFocus()

    @property
    def _labels(self) -> dict[str, str]:
        return {name: type.label for name, type in self._desk.policy.types.items()}

    def _answered(self, answer: Answer) -> None:
        if answer.problem is not None:
            self.told.emit(answer.problem.message)
            return
        self._capacity = answer.told
        self._show_rest_of_it()
        self.told.emit(head(answer.told, self._forecast))
        if not self.is_shown:
            return
        if self._forecast is None and answer.told["inquiries"]:
            self._start({"days": _DAYS})
        elif not self._panel.is_busy:
            self.rest()

    def _play(self, answers: dict[str, Any]) -> None:
        self._typed = answers
        self._start(what_if_body(answers, self._labels))

    def _start(self, body: dict[str, Any]) -> None:
        asked = Asked(path="/v1/whatif", method="POST", body=body, in_parts=True)
        self._playing = self._asker.ask(asked, self._played)
        self.rest()

    def _stop(self) -> None:
        if self._playing is not None:
            self._asker.stop(self._playing)
            self._playing = None
        self._panel.tell(tr("Stopped"), (Section("", (Words(tr("Nothing was changed.")),)),))

    def _played(self, answer: Answer) -> None:
        if answer.done is not None:
            if self.is_shown:
                self._panel.progress.show_done(answer.done)
            return
        self._playing = None
        if answer.problem is not None and self.is_shown:
            self._panel.tell(tr("Not played"), (Section("", (Words(answer.problem.message),)),))
        if answer.problem is not None:
            return
        self._forecast = answer.told["now"]
        self.week.show_blocks(blocks(answer.told["now"]))
        self._show_rest_of_it()
        if self._capacity is not None:
            self.told.emit(head(self._capacity, self._forecast))
        if "then" in answer.told:
            self._compared = answer.told
        if self.is_shown:
            self.rest()
            self.take_focus()

    def _tell_compared(self, told: Mapping[str, Any]) -> None:
        lines = tuple(
            StoryLine((Run(what, gives=1), Run(before, "ink2", tabular=True, gap=12),
                       Run("→", "ink3"), Run(after, weight=600, tabular=True)))
            for what, before, after in compared(told["now"], told["then"])
        )  # fmt: skip
        worst = sorted(blocks(told["then"]), key=lambda block: -block.missed)[:4]
        left = tuple(Words(block.says, "ink2", Text.SMALL) for block in worst if block.missed >= 1)
        sections = (
            Section("", (Words(told["says"]),)),
            Section("", lines),
            Section("", (Words(tr("What is left then")), *left) if left else ()),
        )
        self._panel.tell(tr("Before → after"), sections)

    def _show_rest_of_it(self) -> None:
        capacity, sections = self._capacity, []
        if self._forecast is not None:
            short = sorted(blocks(self._forecast), key=lambda block: -block.missed)[:5]
            lines = tuple(Words(block.says) for block in short if block.missed >= 1)
            none = Words(tr("No block of the week is expected to miss a promise."))
            sections.append(Section(tr("WORST"), lines or (none,)))
        if capacity is not None:
            types = tuple(Words(said) for said in minutes(capacity, self._labels))
            nothing = Words(tr("Nobody has inquired in the last weeks, so there is nothing to "
                               "expect yet."))  # fmt: skip
            sections.append(Section(tr("ARRIVALS"), types or (nothing,)))
            basis = tuple(Words(said, "ink2", Text.SMALL) for said in capacity["says"])
            sections.append(Section(tr("RESTS ON"), basis))
            self.loads.show_loads(carried(capacity))
        self.story.tell(sections)
        has_loads = bool(capacity and capacity["loads"])
        self.loads.setVisible(has_loads)
        self._loads_heading.setVisible(has_loads)

    def _tell_block(self, said: str) -> None:
        self.said_of_block.say((Run(said, gives=1),))

    def _lay_out(self) -> None:
        theme, inside = self._theme, Canvas(self._theme)
        self._loads_heading.say(
            (Run(tr("Reached, by leads a rep was given in a week"), weight=600, gives=1),)
        )
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.px(36), theme.px(4), theme.px(24), theme.px(16))
        rows.setSpacing(theme.px(10))
        for part in (self.week, self.said_of_block, self.story, self._loads_heading, self.loads):
            rows.addWidget(part)
        rows.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(SlimArea(theme, inside, ground="canvas"))
