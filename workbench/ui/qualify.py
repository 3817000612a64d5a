"""What is to be asked on the phone and what was said, typed line by line while one listens.

Q begins with the first that is open; Enter goes on, and on an empty line notes that it was asked;
? notes that they do not know. Each key is on the disk within a fifth of a second.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.desk.views import Card
from workbench.domain.qualification import ASKED, Form
from workbench.domain.record import Refusal
from workbench.domain.tongue import tr
from workbench.ui.notes import SAVE_WITHIN_MS
from workbench.ui.question_rows import QuestionRows
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.ui.answer_entry import AnswerEntry


class Qualify(QuestionRows):
    """`said` is a sentence for the person; `edited` where a line is being typed in; `left` once
    the last one was.
    """

    told_as = "Grouping"  # not a text
    said = Signal(str)
    edited = Signal(QRect)
    left = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self._lead: str | None = None
        self._unsaved: dict[str, dict[str, str]] = {}
        """By lead, what a full disk did not take."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Started by the first key and not by each: a fast typist must not push it ahead.
        self._timer = QTimer(self, singleShot=True, interval=SAVE_WITHIN_MS)
        self._timer.timeout.connect(self._keep)

    @cached_property
    def entry(self) -> AnswerEntry:
        """Moved to the line that is being typed in; made with the first."""
        from workbench.ui.answer_entry import AnswerEntry

        entry = AnswerEntry(self._theme, self)
        entry.textEdited.connect(self._type)
        entry.entered.connect(self._enter)
        entry.moved.connect(self._move)
        entry.settled.connect(self._settle)
        entry.left.connect(self._leave)
        return entry

    # ---- what is shown

    def show_card(self, card: Card, form: Form | None) -> None:
        """What is being typed for the same lead stays."""
        if card.lead.id != self._lead:
            self.save()
            self._stop()
            if self._lead is not None and self.typed:
                self._unsaved[self._lead] = self.typed
            self._lead = card.lead.id
            self.typed = {**card.typed, **self._unsaved.pop(card.lead.id, {})}
            self.failed = ""
        if form != self.form:
            self._stop()
            self.form = form
        self.answers = card.lead.answers
        self.setVisible(form is not None)
        self.setAccessibleName(self.spoken())
        self.measure()

    def begin(self) -> None:
        """The first question that nobody asked, else the first that nobody knows."""
        states = [self.state(question) for question in self.questions]
        open_ones = [number for number, state in enumerate(states) if state is None]
        open_ones += [number for number, state in enumerate(states) if state != "known"]
        if states:
            self.edit(open_ones[0] if open_ones else 0)

    def edit(self, number: int) -> None:
        self.save()
        self.at = number
        question = self.questions[number]
        self.entry.ask(question, self.answers.get(question.id), self.typed.get(question.id))
        keys = "; ".join(f"{key} {words}" for key, words in self._keys(question))
        self.entry.setAccessibleDescription(keys)
        self.measure()
        self.entry.show()
        self.entry.setFocus()
        self.edited.emit(self.row(number))

    def save(self) -> None:
        """File all that was typed."""
        self._timer.stop()
        for question, text in list(self.typed.items()):
            self._file(question, text.strip())

    def measure(self) -> None:
        super().measure()
        key = self._theme.key("qualify")
        self.setAccessibleDescription(tr("Key {key}", key=key) if key else "")
        if self.at is not None:
            self.entry.setGeometry(self.field(self.at))

    # ---- what is pressed

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.at is not None and self.entry.hasFocus() and self._go(1 if next else -1):
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        for number in range(len(self.questions)):
            if self.row(number).contains(place):
                self.edit(number)

    def _type(self, text: str) -> None:
        if self.at is not None:
            self.typed[self.questions[self.at].id] = text
            if not self._timer.isActive():
                self._timer.start()

    def _enter(self) -> None:
        if self.at is None:
            return
        question = self.questions[self.at]
        if self.state(question) is None and not self.entry.text().strip():
            self.typed[question.id] = ASKED
        self._go_on()

    def _settle(self, answer: str) -> None:
        if self.at is not None:
            self.typed[self.questions[self.at].id] = answer
            self._go_on()

    def _go_on(self) -> None:
        if not self._go(1):
            self.save()
            self.left.emit()

    def _move(self, by: int) -> None:
        self._go(by)

    def _go(self, by: int) -> bool:
        """To the line above or below, filing this one; False where there is none."""
        number = (self.at or 0) + by
        if not 0 <= number < len(self.questions):
            return False
        self.edit(number)
        return True

    # ---- what is kept

    def _keep(self) -> None:
        """What is being typed, on the disk; filed it is when its line is left."""
        if self._lead is None:
            return
        try:
            for question, text in self.typed.items():
                self._desk.save_answer(self._lead, question, text)
        except NotSaved as failure:
            self._fail(str(failure))

    def _leave(self) -> None:
        self.save()
        self._stop()

    def _stop(self) -> None:
        if self.at is not None:
            self.at = None
            self.entry.hide()
            self.measure()

    def _file(self, question: str, text: str) -> None:
        if self._lead is None:
            return
        answer = self.answers.get(question)
        known = answer.text if answer and answer.state == "known" else ""
        try:
            if text != known:
                self._desk.answer(self._lead, question, text)
            else:
                self._desk.save_answer(self._lead, question, "")
        except (Refusal, NotSaved) as failure:
            self._fail(str(failure))
            return
        self.typed.pop(question, None)
        self.failed = ""
        lead = self._desk.lead(self._lead)
        self.answers = lead.answers if lead is not None else self.answers

    def _fail(self, words: str) -> None:
        """What was typed stays, and stays to be filed."""
        self.failed = tr("NOT SAVED")
        self.said.emit(tr("NOT SAVED: {why}", why=words))
        self.update()
