"""Above the practice desk: who fits, what is heard on the call, and how the lead was worked."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from workbench.desk.practice import Practice
from workbench.desk.verdict import Verdict
from workbench.domain.tongue import mark, tr
from workbench.ui.button import Button
from workbench.ui.dock import Panel
from workbench.ui.key_word import KeyWord
from workbench.ui.keyboard import ENTER, ESC
from workbench.ui.line import Line
from workbench.ui.runs import Run
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_BETWEEN = 8
_HOW = mark("Work it as you would: C calls, T tells what to say, ? shows every key.")
_CODE = mark(
    "Give it the code for that: a digit, or L and a letter. Ask first what a handoff needs (Q)."
)


class PracticeStrip(Panel):
    """`wanted`: the next lead."""

    left = Signal()
    wanted = Signal()

    def __init__(self, practice: Practice, theme: Theme) -> None:
        super().__init__(theme)
        self._practice = practice
        self._head = Line(theme, 30)
        self._story = Story(theme, between=_BETWEEN, ground="panel")
        self.next = Button(theme, tr("Next lead"), primary=True, icon="arrow-right", key=ENTER)
        self.next.clicked.connect(self.wanted)
        leave = KeyWord(theme, tr("Leave practice"), key=ESC)
        leave.clicked.connect(self.left)
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self._head, 1)
        top.addWidget(self.next)
        top.addWidget(leave)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(8))
        rows.setSpacing(theme.px(2))
        rows.addLayout(top)
        rows.addWidget(self._story)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, *, on_call: bool) -> None:
        judged = self._practice.verdict()
        self._head.say(tuple(self._told_head()))
        self._story.tell(tuple(self._sections(judged, on_call=on_call)))
        self.next.setVisible(bool(judged))

    def _told_head(self) -> Iterator[Run]:
        place, of = self._practice.place
        case = self._practice.case
        yield Run(tr("Practice"), weight=600)
        if case is not None:
            kind = self._practice.desk.policy.types[case.inquiry["type"]].label
            said = tr("{kind}, lead {place} of {total}", kind=kind, place=place, total=of)
            yield Run(said, "ink2", tabular=True)
        right, done = self._practice.score
        if done:
            said = tr("{right} of {done} worked right", right=right, done=done)
            yield Run(said, "ink2", tabular=True, gives=1)
        yield Run(tr("nothing of it is kept or sent"), "ink3", Text.SMALL, gives=2, gap=14)

    def _sections(self, judged: Verdict, *, on_call: bool) -> Iterator[Section]:
        case = self._practice.case
        if case is None:
            words = tr("That was one of each type. Esc leads back to your own leads.")
            yield Section(tr("DONE"), (Words(words),))
        elif judged:
            for label, is_right in ((tr("RIGHT"), True), (tr("TO LEARN"), False)):
                points = (point for point in judged if point.is_right is is_right)
                told = tuple(Words(f"{point.about}: {point.said}") for point in points)
                if told:
                    yield Section(label, told)
        elif on_call:
            code = Words(tr(_CODE), "ink2", Text.SMALL)
            yield Section(tr("YOU HEAR"), (Words(case.hears), code))
        else:
            yield from self._fit()

    def _fit(self) -> Iterator[Section]:
        fit = self._practice.fit()
        if fit is not None:
            good = tr("Good fit: {who}", who=fit.good) if fit.good else ""
            bad = tr("Bad fit: {who}", who=fit.bad) if fit.bad else ""
            yield Section(tr("WHO FITS"), tuple(Words(told) for told in (good, bad) if told))
        yield Section("", (Words(tr(_HOW), "ink2", Text.SMALL),))
