"""What can be told of the handoff at hand, each with its key, and in their place what it asks."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from workbench.domain.tongue import mark, tr
from workbench.ui.action_table import HANDOFFS, Action, translated
from workbench.ui.button import PaintedButton
from workbench.ui.dock import WIDTH, Panel
from workbench.ui.inline_form import InlineForm
from workbench.ui.keycap import Keycap, paint_keycap
from workbench.ui.metrics import RADIUS_GROUP, RADIUS_KEYCAP
from workbench.ui.outcomes import GroupLabel
from workbench.ui.question import Question
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

GROUPS = {
    mark("DECIDE"): ("accept", "reject"),
    mark("THE MEETING"): ("meeting_held", "meeting_no_show", "meeting_moved", "meeting_cancelled"),
    mark("THE OPPORTUNITY"): ("stage", "won", "lost"),
}
SHORT = {
    "accept": mark("Accept …"), "meeting_held": mark("Held"), "meeting_moved": mark("Move it …"),
    "meeting_cancelled": mark("Cancelled"), "stage": mark("Stage …"),
}  # fmt: skip
"""What is shown where the group above says the rest."""
_NO_LIMIT = 16_777_215
"""What Qt has for no largest width."""


class VerbButton(PaintedButton):
    """One row of a group: its key, what it does, what follows from it."""

    def __init__(self, theme: Theme, action: Action, *, lined: bool) -> None:
        short = SHORT.get(action.name)
        self.action = action
        super().__init__(theme, tr(short) if short else action.label, action=action.name)
        self.setAccessibleName(action.label)
        self._lined = lined
        self.setAccessibleDescription(self._hint())

    def _hint(self) -> str:
        return ", ".join(filter(None, (super()._hint(), self.action.says)))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(110), self._theme.metrics.outcome_row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, palette, live = self._theme, self._theme.palette, self.isEnabled()
        painter = QPainter(self)
        if live and (self.isDown() or self.underMouse()):
            ground = palette.track if self.isDown() else palette.hover
            paint_box(painter, self.rect().adjusted(1, 1, -1, -1), RADIUS_KEYCAP, ground)
        x = theme.px(38)
        if self._lined:
            painter.fillRect(x, 0, self.width() - x, 1, palette.line)
        at = QPoint(theme.px(10), (self.height() - theme.metrics.keycap) // 2)
        if self.key:
            paint_keycap(painter, at, self.key, theme, Keycap.SOLID if live else Keycap.OFF)
        room = QRect(x, 0, self.width() - x - theme.px(10), self.height())
        label = Run(self.words, "ink" if live else "off", weight=500, gives=1)
        end = paint_runs(painter, room, (label,), theme)
        if live:
            rest = room.adjusted(end + theme.px(8) - room.x(), 0, 0, 0)
            says = (Run(self.action.says, "ink3", Text.SMALL),)
            if runs_width(theme, says) <= rest.width():
                paint_runs(painter, rest, says, theme, right=True)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_KEYCAP, palette.accent_text)


class VerbGroup(QWidget):
    def __init__(self, theme: Theme, buttons: list[VerbButton]) -> None:
        super().__init__()
        self._theme = theme
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        for button in buttons:
            rows.addWidget(button)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._theme.palette
        paint_box(QPainter(self), self.rect(), RADIUS_GROUP, palette.raised, palette.line)


class DecisionPanel(Panel):
    """`pressed` names an action of the table; `closed` when a question was answered or left."""

    pressed = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.buttons: dict[str, VerbButton] = {}
        self.form = InlineForm(theme)
        self.form.closed.connect(self._closed)
        self._verbs = QWidget()
        self._groups = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._verbs)
        self._lay_out()
        self.form.hide()

    @property
    def is_asking(self) -> bool:
        return self.form.question is not None

    def fold(self, *, folded: bool) -> None:
        """Below the card its groups stand beside each other, else below each other."""
        way = QBoxLayout.Direction
        self._groups.setDirection(way.LeftToRight if folded else way.TopToBottom)
        self.setMinimumWidth(0 if folded else self._theme.px(WIDTH))
        self.setMaximumWidth(_NO_LIMIT if folded else self._theme.px(WIDTH))

    def show_live(self, live: frozenset[str]) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(name in live)

    def ask(self, question: Question, then: Callable[[dict[str, Any]], object]) -> None:
        """A sentence may be written with what is chosen: after it, or before where that is all."""
        self._verbs.hide()
        self.form.show()
        self.form.ask(question, then, width=self.width() - 2 * self._theme.px(16))
        first, *rest = self.form.parts
        sentence = rest[0].field if rest and first.buttons and first.field is None else None
        if sentence is not None and question.at_once:
            self.setTabOrder(self.form, sentence)
        elif sentence is not None:
            first.picked.connect(sentence.setFocus)

    def _lay_out(self) -> None:
        margin = self._theme.px(16)
        actions = {action.name: action for action in translated() if action.mode == HANDOFFS}
        self._groups.setContentsMargins(0, 0, 0, 0)
        self._groups.setSpacing(self._theme.px(14))
        for label, names in GROUPS.items():
            group = QVBoxLayout()
            group.setSpacing(0)
            group.addWidget(GroupLabel(self._theme, tr(label)))
            buttons = [self._button(actions[name], lined=n > 0) for n, name in enumerate(names)]
            group.addWidget(VerbGroup(self._theme, buttons))
            group.addStretch()
            self._groups.addLayout(group, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(margin, margin, margin, margin)
        rows.addWidget(self._verbs)
        rows.addWidget(self.form)
        rows.addStretch()

    def _button(self, action: Action, *, lined: bool) -> VerbButton:
        button = self.buttons[action.name] = VerbButton(self._theme, action, lined=lined)
        button.clicked.connect(lambda: self.pressed.emit(action.name))
        return button

    def _closed(self) -> None:
        self.form.hide()
        self._verbs.show()
        self.closed.emit()
