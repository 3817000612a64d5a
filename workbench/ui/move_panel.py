"""The panel beside the board: what is asked, who would get what, what can be taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.moves import Preview
from workbench.domain.tongue import tr, tr_n
from workbench.ui.button import Button
from workbench.ui.dock import Panel
from workbench.ui.inline_form import InlineForm
from workbench.ui.keyboard import ENTER, ESC, stroke
from workbench.ui.line import Line
from workbench.ui.question import Question
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

WIDTH = 392


class MovePanel(Panel):
    """`applied`: what is previewed shall be done; `left`: it shall not; `undone`: the last one."""

    applied = Signal()
    undone = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedWidth(theme.px(WIDTH))
        self.previews = False
        self._rests = True
        self._title = Line(theme, 30)
        self._story = Story(theme, between=14, ground="panel")
        self._story.gutter = 0
        self.form = InlineForm(theme)
        self.apply = Button(theme, tr("Move"), primary=True, key=ENTER, tall=True)
        self.cancel = Button(theme, tr("Cancel"), key=ESC, tall=True)
        self.undo = Button(theme, tr("Take it back"), icon="arrow-back-up", key="Z", tall=True)
        self.apply.clicked.connect(self.applied)
        self.cancel.clicked.connect(self.left)
        self.undo.clicked.connect(self.undone)
        self.form.closed.connect(self._form_closed)
        self._lay_out()
        theme.changed.connect(self._widen)

    @property
    def is_asking(self) -> bool:
        return self.form.question is not None

    @property
    def is_waiting(self) -> bool:
        return not (self.is_asking or self.previews or self._rests)

    def rest(self, said: str, sections: Sequence[Section] = (), *, undo: bool = False) -> None:
        hint = tr(
            "X selects, Shift+J and Shift+K select on, Ctrl+A all. A moves them to a colleague."
        )
        small = Section("", (Words(hint, ink="ink2", style=Text.SMALL),))
        self._show(said, [*sections, small], (self.undo,) if undo else ())
        self._rests = True

    def count(self, selected: int, *, undo: bool) -> None:
        if self._rests and not self.is_asking:
            said = tr_n("{n} selected", "{n} selected", selected)
            self.rest(said if selected else tr("Nothing selected"), undo=undo)

    def ask(self, question: Question, then: Callable[[dict[str, Any]], object]) -> None:
        self.previews = self._rests = False
        self._title.hide()
        self._area.hide()
        self._show_buttons(())
        self.form.show()
        self.form.ask(question, then, width=self._theme.px(WIDTH - 48))

    def wait(self, said: str, sections: Sequence[Section] = ()) -> None:
        self._show(said, sections, (self.cancel,))

    def show_preview(
        self, preview: Preview, title: str, button: str, sections: Sequence[Section]
    ) -> None:
        self.apply.say(button)
        buttons = (self.apply, self.cancel) if preview.moving else (self.cancel,)
        self._show(title, sections, buttons)
        self.previews = True
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event)
        if key == ENTER and self.previews and self.apply.isVisible():
            self.applied.emit()
        elif key == ESC:
            self.left.emit()
        else:
            event.ignore()

    def _show(self, title: str, sections: Sequence[Section], buttons: tuple[QWidget, ...]) -> None:
        self.previews = self._rests = False
        self.form.hide()
        self._title.say((Run(title, style=Text.HEADING, weight=600, gives=1),))
        self._title.show()
        self._story.tell(sections)
        self._area.setVisible(bool(sections))
        self._show_buttons(buttons)

    def _show_buttons(self, buttons: tuple[QWidget, ...]) -> None:
        for button in (self.apply, self.cancel, self.undo):
            button.setVisible(button in buttons)
        self._line.setVisible(bool(buttons))

    def _widen(self) -> None:
        self.setFixedWidth(self._theme.px(WIDTH))

    def _form_closed(self) -> None:
        if self.form.isVisible():
            self.left.emit()

    def _lay_out(self) -> None:
        theme = self._theme
        inner = QWidget()
        told = QVBoxLayout(inner)
        told.setContentsMargins(0, 0, theme.px(10), 0)
        told.addWidget(self._story)
        told.addStretch()
        self._area = SlimArea(theme, inner)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(20), theme.px(14), theme.px(12))
        rows.setSpacing(theme.px(12))
        rows.addWidget(self._title)
        rows.addWidget(self._area, 1)
        rows.addWidget(self.form)
        rows.addStretch()
        self._line = Hairline(theme)
        rows.addWidget(self._line)
        foot = QHBoxLayout()
        for button in (self.apply, self.undo, self.cancel):
            foot.addWidget(button)
        foot.addStretch()
        rows.addLayout(foot)
