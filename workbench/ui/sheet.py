"""A layer to fill in: under its title rows of a name and what is chosen or typed for it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.ui.flow import Flow
from workbench.ui.inline_form import ChoiceButton
from workbench.ui.line import Line
from workbench.ui.overlay import Overlay
from workbench.ui.question import Choice
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LABEL = 132
_T = TypeVar("_T")


class Options(QWidget, Generic[_T]):
    """Buttons of which one is chosen."""

    told_as = "Grouping"  # not a text

    def __init__(
        self, theme: Theme, offered: Sequence[tuple[_T, str]], take: Callable[[_T], object]
    ) -> None:
        super().__init__()
        self._take = take
        self.buttons = [ChoiceButton(theme, Choice(value, words)) for value, words in offered]
        for button in self.buttons:
            button.clicked.connect(self._clicked)
        flow = Flow(theme)
        flow.offer(self.buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(flow)

    def show_chosen(self, value: _T) -> None:
        for button in self.buttons:
            button.setChecked(button.choice.value == value)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self._take(button.choice.value)


class Sheet(Overlay):
    """Tab goes through `_round`, and from its end to its beginning."""

    def __init__(self, theme: Theme, window: QWidget, title: str, said: str) -> None:
        super().__init__(theme, window, width=640, top=96)
        self._round: Sequence[QWidget] = ()
        line = Line(theme, 48)
        line.say((Run(title, style=Text.TITLE, weight=600),
                  Run(said, "ink2", gap=16, gives=1)))  # fmt: skip
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), 0)
        head.addWidget(line)
        self._form = QVBoxLayout()
        self._form.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(20))
        self._form.setSpacing(theme.px(12))
        self.rows.addLayout(head)
        self.rows.addWidget(Hairline(theme))
        self.rows.addLayout(self._form)

    def focusNextPrevChild(self, onward: bool) -> bool:
        here = self.window().focusWidget()
        at = self._round.index(here) if here in self._round else -1
        self._round[(at + (1 if onward else -1)) % len(self._round)].setFocus()
        return True

    def _add(self, words: str, part: QWidget, hint: str = "", wrong: Line | None = None) -> None:
        """`wrong` is below it, hidden until there is something to say."""
        theme = self._theme
        if isinstance(part, Options) and not part.accessibleName():
            part.setAccessibleName(words)
        label = Line(theme, 30)
        label.setFixedWidth(theme.px(_LABEL))
        label.say((Run(words, weight=500),))
        beside = QVBoxLayout()
        beside.setSpacing(theme.px(2))
        beside.addWidget(part)
        if hint:
            below = Line(theme, 18)
            below.say((Run(hint, "ink3", Text.SMALL, gives=1),))
            beside.addWidget(below)
        if wrong is not None:
            beside.addWidget(wrong)
            wrong.hide()
        above = QVBoxLayout()
        above.addWidget(label)
        above.addStretch()
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addLayout(above)
        row.addLayout(beside, 1)
        self._form.addLayout(row)
