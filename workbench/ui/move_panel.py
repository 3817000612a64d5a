"""Moving leads: choose who gets them, see who would get how many, apply, take back."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.moves import Preview
from workbench.desk.views import Person
from workbench.desk.words import availability
from workbench.domain.tongue import tr, tr_n
from workbench.ui.button import Button
from workbench.ui.dock import Panel
from workbench.ui.inline_form import InlineForm
from workbench.ui.keyboard import ENTER, ESC, stroke
from workbench.ui.question import Choice, Group, Question, lettered
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.story import Line as StoryLine
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

WIDTH = 392


def reps_question(people: Sequence[Person], count: int) -> Question:
    letters = lettered(person.name for person in people)
    choices = tuple(
        Choice(person.id, person.name, letter.key,
               "" if person.availability == "available" else availability(person))
        for person, letter in zip(people, letters, strict=True)
    )  # fmt: skip
    group = Group(name="to", label=tr("Who gets them"), choices=choices)
    title = tr_n("Move {n} lead", "Move {n} leads", count)
    return Question(title=title, groups=(group,), submit=tr("Show who gets what"))


class MovePanel(Panel):
    chosen = Signal(str)
    applied = Signal(object)
    undone = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedWidth(theme.px(WIDTH))
        self._preview: Preview | None = None
        self._title = Line(theme, 30)
        self._story = Story(theme, between=10, ground="panel")
        self._story.gutter = 0
        self.form = InlineForm(theme)
        self.apply = Button(theme, tr("Move"), primary=True, key=ENTER, tall=True)
        self.cancel = Button(theme, tr("Cancel"), key=ESC, tall=True)
        self.undo = Button(theme, tr("Take it back"), icon="arrow-back-up", tall=True)
        self.apply.clicked.connect(self._apply)
        self.cancel.clicked.connect(self.left)
        self.undo.clicked.connect(self.undone)
        self.form.closed.connect(self._form_closed)
        self._lay_out()
        self.rest()

    def rest(self, said: str = "", *, undo: bool = False) -> None:
        self._preview = None
        said = said or tr("Nothing selected")
        self._title.say((Run(said, style=Text.HEADING, weight=600, gives=1),))
        hint = tr(
            "X selects, Shift+J and Shift+K select on, Ctrl+A all. A moves them to a colleague."
        )
        self._show(words=hint, buttons=(self.undo,) if undo else ())

    def count(self, selected: int) -> None:
        if self._preview is None and not self.is_asking:
            self.rest(tr_n("{n} selected", "{n} selected", selected) if selected else "")

    @property
    def is_asking(self) -> bool:
        return self.form.question is not None

    @property
    def previews(self) -> bool:
        return self._preview is not None

    def ask(self, people: Sequence[Person], count: int) -> None:
        self._preview = None
        self._title.hide()
        self._story.hide()
        self._show_buttons(())
        self.form.show()
        self.form.ask(reps_question(people, count), self._asked, width=self._theme.px(WIDTH - 48))

    def wait(self) -> None:
        self._title.say((Run(tr("Counting …"), style=Text.HEADING, weight=600),))
        self._show(words="", buttons=(self.cancel,))

    def show_preview(self, preview: Preview, names: Callable[[str], str]) -> None:
        self._preview = preview
        total = sum(preview.moves.values())
        title = tr_n("{n} lead to move", "{n} leads to move", total)
        self._title.say((Run(title, style=Text.HEADING, weight=600),))
        lines = tuple(
            StoryLine((Run(names(id), weight=500, gives=1),
                       Run(f"+{count}", "accent_text", weight=600, tabular=True)))
            for id, count in preview.moves.items()
        )  # fmt: skip
        nobody = Words(tr("Nobody: all of these stay where they are."))
        sections = [Section("", lines or (nobody,))]
        if preview.warnings:
            sections.append(Section("", tuple(Words(text) for text in preview.warnings)))
        facts = tr("Lead clocks run on; owner clocks start anew. Callbacks and steps travel "
                   "with their times.")  # fmt: skip
        small = Words(facts, ink="ink2", style=Text.SMALL)
        self._story.tell([*sections, Section("", (small,))])
        self._story.show()
        self.apply.say(tr_n("Move {n} lead", "Move {n} leads", total))
        self._show_buttons((self.apply, self.cancel) if total else (self.cancel,))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event)
        if key == ENTER and self._preview is not None:
            self._apply()
        elif key == ESC:
            self.left.emit()
        else:
            event.ignore()

    def _lay_out(self) -> None:
        theme = self._theme
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        rows.setSpacing(theme.px(12))
        for part in (self._title, self._story, self.form):
            rows.addWidget(part)
        rows.addStretch()
        self._line = Hairline(theme)
        rows.addWidget(self._line)
        foot = QHBoxLayout()
        for button in (self.apply, self.undo, self.cancel):
            foot.addWidget(button)
        foot.addStretch()
        rows.addLayout(foot)

    def _show(self, *, words: str, buttons: tuple[QWidget, ...]) -> None:
        self.form.hide()
        self._title.show()
        sections = [Section("", (Words(words, ink="ink2", style=Text.SMALL),))] if words else []
        self._story.tell(sections)
        self._story.setVisible(bool(words))
        self._show_buttons(buttons)

    def _show_buttons(self, buttons: tuple[QWidget, ...]) -> None:
        for button in (self.apply, self.cancel, self.undo):
            button.setVisible(button in buttons)
        self._line.setVisible(bool(buttons))

    def _asked(self, answers: dict[str, Any]) -> None:
        self.wait()
        self.chosen.emit(answers["to"])

    def _apply(self) -> None:
        if self._preview is not None:
            preview, self._preview = self._preview, None
            self.applied.emit(preview)

    def _form_closed(self) -> None:
        if self._preview is None:
            self.left.emit()
