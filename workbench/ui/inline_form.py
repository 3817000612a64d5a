"""Asks what a verb needs, inline and prefilled: a key, a click or Enter answers, Esc goes back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.tongue import tr
from workbench.ui.beside import Beside
from workbench.ui.button import Button, PaintedButton
from workbench.ui.entry import Entry
from workbench.ui.keyboard import ENTER, ESC, stroke
from workbench.ui.keycap import paint_keycap
from workbench.ui.line import Line
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.question import Choice, Group, Question
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.text_area import TextArea
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.viewport import bring_into_view

_MOST_FOUND = 5


class ChoiceButton(PaintedButton):
    """A keycap and words; the chosen one stands in the selection's colour."""

    def __init__(self, theme: Theme, choice: Choice) -> None:
        super().__init__(theme, choice.words)
        self.choice = choice
        self.setCheckable(True)
        key = tr("Key {key}", key=choice.key) if choice.key else ""
        self.setAccessibleDescription(", ".join(filter(None, (key, choice.hint))))

    def sizeHint(self) -> QSize:
        around = self._theme.px(38 if self.choice.key else 20)
        return QSize(runs_width(self._theme, self._runs()) + around, self._theme.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, palette = self._theme, self._theme.palette
        painter = QPainter(self)
        on = self.isChecked() or self.isDown()
        fill = palette.selected if on else palette.hover if self.underMouse() else palette.raised
        border = palette.accent_text if self.isChecked() else palette.line2
        paint_box(painter, self.rect(), RADIUS_BUTTON, fill, border)
        x = theme.px(10)
        if self.choice.key:
            at = QPoint(theme.px(7), (self.height() - theme.metrics.keycap) // 2)
            x = theme.px(7) + paint_keycap(painter, at, self.choice.key, theme) + theme.px(7)
        room = QRect(x, 0, self.width() - x - theme.px(6), self.height())
        paint_runs(painter, room, self._runs(), theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)

    def _runs(self) -> tuple[Run, ...]:
        words = Run(self._words, weight=500, gives=1)
        hint = Run(self.choice.hint, ink="ink3", style=Text.SMALL, gives=2)
        return (words, hint) if self.choice.hint else (words,)


class GroupPart(QWidget):
    """One group of a question on the screen."""

    picked = Signal(object)
    entered = Signal()

    def __init__(self, theme: Theme, group: Group, width: int) -> None:
        super().__init__()
        self._theme = theme
        self.group = group
        self._width = width
        self.field: Entry | None = None
        self.area: TextArea | None = None
        self.buttons: list[ChoiceButton] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(6))
        self._error = Line(theme, 18)
        if group.label:
            label = Line(theme, 18)
            label.say((Run(group.label.upper(), ink="ink3", style=Text.LABEL, weight=600),))
            rows.addWidget(label)
        if group.several_lines:
            self.area = TextArea(theme, group.field, group.text)
            rows.addWidget(self.area)
        elif group.field and group.find is not None:
            self._add_field(rows)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(6))
        rows.addLayout(self._grid)
        self._show_choices(group.choices)
        if group.field and group.find is None and self.area is None:
            self._add_field(rows)
        rows.addWidget(self._error)
        self._error.hide()
        if group.chosen is not None and self.buttons:
            self.buttons[min(group.chosen, len(self.buttons) - 1)].setChecked(True)
        self.beside = Beside(theme, group.beside)
        rows.addWidget(self.beside)
        self._tell_beside()

    def value(self) -> Any:
        """None while there is no answer; what is typed stands before what is chosen."""
        if self.area is not None:
            return self.area.changed_text()
        text = self.field.text().strip() if self.field is not None else ""
        if text and self.group.find is None:
            read = self.group.read(text)
            self._error.say((Run(self.group.how, ink="ink2", style=Text.SMALL, gives=1),))
            self._error.setVisible(read is None)
            return read
        return next((button.choice.value for button in self.buttons if button.isChecked()), None)

    def pick(self, button: ChoiceButton) -> None:
        for other in self.buttons:
            other.setChecked(other is button)
        if self.field is not None and self.group.find is None:
            self.field.clear()
        self._tell_beside()
        self.picked.emit(button.choice)

    def _add_field(self, rows: QVBoxLayout) -> None:
        self.field = Entry(self._theme, self.group.field)
        self.field.setText(self.group.text)
        self.field.entered.connect(self.entered)
        if self.group.find is not None:
            self.field.textChanged.connect(self._find)
        else:
            self.field.textEdited.connect(self._uncheck)
        rows.addWidget(self.field)

    def _uncheck(self) -> None:
        for button in self.buttons:
            button.setChecked(False)
        self._tell_beside()

    def _tell_beside(self) -> None:
        text = self.field.text().strip() if self.field is not None else ""
        self.beside.tell_of(self.group.read(text) if text else self.value())

    def _find(self, text: str) -> None:
        found = self.group.find(text.strip()) if self.group.find and text.strip() else ()
        self._show_choices(tuple(found)[:_MOST_FOUND])
        if self.buttons:
            self.buttons[0].setChecked(True)

    def _show_choices(self, choices: tuple[Choice, ...]) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = [ChoiceButton(self._theme, choice) for choice in choices]
        widest = max((button.sizeHint().width() for button in self.buttons), default=1)
        columns = max(1, min(4, (self._width + 6) // (widest + 6)))
        for place, button in enumerate(self.buttons):
            button.clicked.connect(self._clicked)
            self._grid.addWidget(button, place // columns, place % columns)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.pick(button)


class InlineForm(QWidget):
    """`closed` when it was answered or left."""

    told_as = "Form"  # not a text
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, titled: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._titled = titled
        self._then: Callable[[dict[str, Any]], object] | None = None
        self._question: Question | None = None
        self.parts: list[GroupPart] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(12))

    @property
    def question(self) -> Question | None:
        return self._question

    def ask(
        self, question: Question, then: Callable[[dict[str, Any]], object], *, width: int
    ) -> None:
        self._empty()
        self._question, self._then = question, then
        self.setAccessibleName(question.title)
        if self._titled:  # else it stands above, over more than the form
            title = Line(self._theme, 22)
            title.say((Run(question.title, weight=600, gives=1),))
            self._rows.addWidget(title)
        if question.note:
            note = Line(self._theme, 18)
            note.say((Run(question.note, ink="ink2", style=Text.SMALL, gives=1),))
            self._rows.addWidget(note)
        self.parts = [GroupPart(self._theme, group, width) for group in question.groups]
        for part in self.parts:
            part.picked.connect(self._picked)
            part.entered.connect(self.submit)
            self._rows.addWidget(part)
        self._rows.addLayout(self._buttons(question))
        self._rows.addStretch()
        typed = next((part.field for part in self.parts if part.field and not part.buttons), None)
        first = self.parts[0] if self.parts else None
        if typed is not None and first is not None and typed is first.field:
            typed.setFocus()
        else:
            self.setFocus()

    def submit(self) -> None:
        """Answer, if all is answered; else the first open place gets the focus."""
        if self._question is None or self._then is None:
            return
        answers: dict[str, Any] = {}
        for part in self.parts:
            value = part.value()
            typed = part.field is not None and part.field.text().strip() and not part.group.find
            if value is None and (typed or not part.group.optional):
                (part.field or self).setFocus()
                bring_into_view(part)
                return
            answers[part.group.name] = value
            if part.group.find is not None and part.field is not None:
                answers[f"{part.group.name}_text"] = part.field.text().strip()
        then = self._then
        self.close_form()
        then(answers)

    def close_form(self) -> None:
        if self._question is not None:
            self._empty()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event).removeprefix("Ctrl+")
        if key == ESC:
            self.close_form()
        elif key == ENTER:
            self.submit()
        elif not self._press(key) and stroke(event).startswith("Ctrl+"):
            event.ignore()  # the palette stays a key away

    def _press(self, key: str) -> bool:
        if not key or self._question is None:
            return False
        for part in self.parts:
            for button in part.buttons:
                if button.choice.key == key:
                    part.pick(button)
                    return True
        if key == self._question.key:
            for part in self.parts:
                for button in part.buttons:
                    if button.choice == part.group.again:
                        part.pick(button)
                        return True
        return False

    def _picked(self, _choice: Choice) -> None:
        deciding = [part for part in self.parts if part.group.choices or part.group.find]
        if (self._question is not None and self._question.at_once and deciding
                and self.sender() is deciding[-1]):  # fmt: skip
            self.submit()

    def _buttons(self, question: Question) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        submit = Button(self._theme, question.submit or tr("File"), key=ENTER)
        submit.clicked.connect(self.submit)
        cancel = Button(self._theme, tr("Back"), key=ESC)
        cancel.clicked.connect(self.close_form)
        row.addWidget(submit)
        row.addWidget(cancel)
        row.addStretch()
        return row

    def _empty(self) -> None:
        self._question = self._then = None
        self.parts = []
        _clear(self._rows)


def _clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout):
            _clear(inner)
