"""The one line in which an answer is typed, or chosen by a digit."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.qualification import LONGEST, UNKNOWN, Answer, Question
from workbench.domain.tongue import tr
from workbench.ui.entry import Entry, is_command
from workbench.ui.theme import Theme


class AnswerEntry(Entry):
    """`settled` with an answer that is complete at once: a choice, or that they do not know;
    `left` once the focus goes elsewhere in the window.
    """

    settled = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, tr("Answer"), parent=parent)
        self.setMaxLength(LONGEST)
        self._choices: tuple[str, ...] = ()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def ask(self, question: Question, answer: Answer | None, typed: str | None) -> None:
        self._choices = question.choices
        self.setAccessibleName(f"{question.label}: {question.says}")
        self.setPlaceholderText(question.says)
        known = answer.text if answer is not None and answer.state == "known" else ""
        self.setText(known if typed is None else typed)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        is_whole = not self.text() or self.selectedText() == self.text()
        if is_command(event):
            event.ignore()
        elif text == "?" and is_whole:
            self.settled.emit(UNKNOWN)
        elif self._choices and text.isprintable() and text:
            chosen = self._chosen(text)
            if chosen is not None:
                self.settled.emit(chosen)
        elif self._choices and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.settled.emit("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.left.emit()

    def _chosen(self, text: str) -> str | None:
        """By its number, or the first that begins so."""
        if text.isdigit():
            number = int(text)
            return self._choices[number - 1] if 1 <= number <= len(self._choices) else None
        begins = (one for one in self._choices if one.casefold().startswith(text.casefold()))
        return next(begins, None)
