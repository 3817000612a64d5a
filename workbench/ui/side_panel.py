"""Beside a list or a chart: what can be done, what it asks, how far it is, what came of it."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.tongue import tr
from workbench.ui.action_table import Action
from workbench.ui.button import Button
from workbench.ui.decision_panel import VerbButton, VerbGroup
from workbench.ui.dock import Panel
from workbench.ui.inline_form import InlineForm
from workbench.ui.keyboard import ENTER, ESC, stroke
from workbench.ui.line import Line
from workbench.ui.question import Question
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline, paint_box
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

WIDTH = 392
_MARGIN = 24


class Deed(NamedTuple):
    """A button of the foot; the one with Enter is the filled one."""

    words: str
    do: Callable[[], object]
    key: str = ""
    icon: str | None = None


class Progress(QWidget):
    """How far it is, as a bar and read aloud."""

    told_as = "ProgressBar"

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._done = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_done(0)

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(8))

    def show_done(self, share: float) -> None:
        self._done = min(max(share, 0.0), 1.0)
        percent = round(100 * self._done)
        self.setAccessibleName(tr("{percent} of 100 done", percent=percent))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        painter.fillRect(self.rect(), palette.panel)
        paint_box(painter, self.rect(), 4, palette.track)
        width = round(self.width() * self._done)
        if width:
            paint_box(painter, QRect(0, 0, max(width, 8), self.height()), 4, palette.accent)


class SidePanel(Panel):
    """`pressed` names an action of the table; `left` when a question or an answer was left."""

    told_as = "Pane"  # not a text
    pressed = Signal(str)
    left = Signal()
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = Line(theme, 30)
        self.story = Story(theme, between=12, ground="panel")
        self.story.gutter = 0
        self.progress = Progress(theme)
        self.form = InlineForm(theme, titled=False)
        self.form.closed.connect(self._form_closed)
        self._verbs = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._deeds: tuple[Deed, ...] = ()
        self.buttons: list[Button] = []
        self.is_busy = False
        self.waits = False
        """For an answer that comes at once, and has to be shown here."""
        self._lay_out()
        theme.changed.connect(self._fit)
        self._fit()

    def rest(
        self, title: str, said: Sequence[str] = (), verbs: Sequence[tuple[Action, str]] = ()
    ) -> None:
        """What can be done here: each action with the sentence that bars it, or none."""
        self._show(title, (Section("", tuple(Words(text, "ink2") for text in said)),), busy=False)
        group = [VerbButton(self._theme, action, lined=n > 0) for n, (action, _) in
                 enumerate(verbs)]  # fmt: skip
        for button, (action, bar) in zip(group, verbs, strict=True):
            button.clicked.connect(lambda _=False, name=action.name: self.pressed.emit(name))
            if bar:
                button.bar(f"{button.accessibleDescription()}. {bar}")
        if group:
            self._verbs.addWidget(VerbGroup(self._theme, group))
        for bar in dict.fromkeys(bar for _, bar in verbs if bar):
            line = Story(self._theme, ground="panel")
            line.gutter = 0
            line.tell((Section("", (Words(bar, "ink2", Text.SMALL),)),))
            self._verbs.addWidget(line)

    def ask(
        self,
        question: Question,
        then: Callable[[dict[str, Any]], object],
        said: Sequence[str] = (),
    ) -> None:
        """`said`: what it will do, in sentences above the fields."""
        words = tuple(Words(text, "ink2") for text in said)
        self._show(question.title, (Section("", words),) if words else ())
        self.form.show()
        self.form.ask(question, then, width=self._theme.px(WIDTH - 2 * _MARGIN))

    def wait(self, words: str, stop: Callable[[], object] | None = None) -> None:
        """Until it is answered; with a bar, and a way to stop, where it tells how far it is."""
        deeds = (Deed(tr("Stop"), stop, ESC),) if stop else ()
        self._show(words, (), deeds)
        self.waits = stop is None
        self.progress.show_done(0)
        self.progress.setVisible(stop is not None)
        self.setFocus()

    def tell(self, title: str, sections: Sequence[Section], deeds: Sequence[Deed] = ()) -> None:
        """What came of it; Esc leaves it."""
        self._show(title, sections, (*deeds, Deed(tr("Back"), self.leave, ESC)))
        self.setFocus()

    def leave(self) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event)
        deed = next((deed for deed in self._deeds if deed.key == key), None)
        if deed is not None:
            deed.do()
        else:
            event.ignore()

    def _lay_out(self) -> None:
        theme = self._theme
        inside = Panel(theme)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.px(_MARGIN), theme.px(20), theme.px(_MARGIN), theme.px(12))
        rows.setSpacing(theme.px(12))
        for part in (self._title, self.progress, self.story, self.form):
            rows.addWidget(part)
        rows.addLayout(self._verbs)
        rows.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(SlimArea(theme, inside), 1)
        self._line = Hairline(theme)
        outer.addWidget(self._line)
        margin = theme.px(12)
        self._foot.setContentsMargins(theme.px(_MARGIN), margin, theme.px(_MARGIN), margin)
        self._foot.setSpacing(theme.px(8))
        outer.addLayout(self._foot)

    def _show(
        self,
        title: str,
        sections: Sequence[Section],
        deeds: Sequence[Deed] = (),
        *,
        busy: bool = True,
    ) -> None:
        self.is_busy, self.waits = busy, False
        self.form.blockSignals(True)
        self.form.close_form()
        self.form.blockSignals(False)
        self.form.hide()
        self.progress.hide()
        _empty(self._verbs)
        _empty(self._foot)
        self._title.say((Run(title, style=Text.HEADING, weight=600, gives=1),))
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
        shown = [section for section in sections if section.content]
        self.story.tell(shown)
        self.story.setVisible(bool(shown))
        self._deeds = tuple(deeds)
        self.buttons = [
            Button(self._theme, deed.words, key=deed.key or None, icon=deed.icon, tall=True,
                   primary=deed.key == ENTER)
            for deed in deeds
        ]  # fmt: skip
        for button, deed in zip(self.buttons, deeds, strict=True):
            button.clicked.connect(lambda _=False, do=deed.do: do())
            self._foot.addWidget(button)
        self._foot.addStretch()
        self._line.setVisible(bool(deeds))
        self.changed.emit()

    def _form_closed(self) -> None:
        if self.is_busy and self.form.question is None:
            self.left.emit()

    def _fit(self) -> None:
        self.setMinimumWidth(self._theme.px(WIDTH))


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
