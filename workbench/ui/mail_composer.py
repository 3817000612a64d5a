"""Writes a mail inline, above all else of the card: a call's timer and what is known stay in view.

Prefilled from the step's template; on the disk as it is typed; Ctrl+Enter sends, Esc keeps it.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.desk.mailing import Written
from workbench.domain.message import Message, without_blanks
from workbench.domain.tongue import tr
from workbench.ui import keyboard
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.flow import Flow
from workbench.ui.inline_form import ChoiceButton
from workbench.ui.line import Line
from workbench.ui.mail_text import MailText
from workbench.ui.metrics import RADIUS_BUTTON, RADIUS_GROUP
from workbench.ui.notes import SAVE_WITHIN_MS
from workbench.ui.question import Choice, Question
from workbench.ui.runs import Run
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.work import Work

_NAMES = 52
"""Logical px of the names beside the fields."""


class Composer(QWidget):
    """`left` when it was sent, opened elsewhere or closed."""

    left = Signal()

    def __init__(self, desk: Desk, work: Work, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._work = work
        self._theme = theme
        self.lead = ""
        self._saved = Message()
        self._title = Line(theme, 28)
        self.to, self.subject = Entry(theme, tr("To")), Entry(theme, tr("Subject"))
        self.text = MailText(theme)
        self.blanks = Line(theme, 22)
        self.send_button = Button(theme, tr("Send"), key="Ctrl+Enter", icon="send")
        self.without = Button(theme, tr("Leave those lines out"))
        self.templates, self.snippets = Flow(theme), Flow(theme)
        self._lay_out()
        self._saving = QTimer(self, singleShot=True, interval=SAVE_WITHIN_MS)
        self._saving.timeout.connect(self.save)
        for typed in (self.to.textChanged, self.subject.textChanged, self.text.textChanged):
            typed.connect(self._typed)
        self.text.focused.connect(self.update)
        self.send_button.clicked.connect(self.send)
        self.without.clicked.connect(self._leave_out)
        self.hide()

    @property
    def message(self) -> Message:
        return Message(to=self.to.text(), subject=self.subject.text(), text=self.text.toPlainText())

    def write(self, lead: str) -> None:
        """To this lead; what was being written to them is there again."""
        if lead != self.lead:
            self.leave()
            message = self._desk.compose(lead)
            self.lead, self._saved = lead, message
            self.templates.offer(self._offered(self._desk.templates(lead), self._take))
            self.snippets.offer(self._offered(self._desk.snippets(lead), self._insert))
            self._put(message)
        own = self._desk.mail_account() is not None
        self.send_button.say(tr("Send") if own else tr("Open in the mail program"))
        self._say_title()
        self.show()
        self.text.setFocus()

    def leave(self) -> None:
        """What was typed is kept as a draft."""
        if self.lead:
            self.save()
            self.lead = ""
            self.hide()
            self.left.emit()

    def save(self) -> None:
        self._saving.stop()
        message = self.message
        if not self.lead or message == self._saved:
            return
        try:
            self._desk.save_mail_draft(self.lead, message)
        except NotSaved as failure:
            self._say_title(tr("NOT SAVED: {why}", why=failure))
        else:
            self._saved = message
            self._say_title()

    def send(self) -> None:
        lead, message = self.lead, self.message
        if not lead or not self._is_ready(lead, message):
            return
        if self._desk.mail_account() is not None:
            sent: list[object] = []
            if self._work.run(lambda: sent.append(self._desk.send_mail(lead, message)), quiet=True):
                self._saved = message  # it is no draft any more
                self._work.said.emit(tr("On its way to {address}.", address=message.to))
                self.leave()
            return
        self._work.dial.write(message)
        self.leave()
        asked = Question(
            title=tr("Was it sent?"),
            note=tr("By your mail program, or from the clipboard."),
            submit=tr("Yes, log it"),
        )
        self._work.asked.emit(
            asked, lambda _: self._work.run(lambda: self._desk.log_mail(lead, message))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match keyboard.stroke(event):
            case "Ctrl+Enter":
                self.send()
            case keyboard.ESC:
                self.leave()
            case key if key.startswith("Ctrl+") or key in ("F1", "F5"):
                event.ignore()  # outcomes and the palette stay a key away
            case _:
                event.accept()  # a single key beside a field is no command

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        paint_box(painter, self.rect(), RADIUS_GROUP, palette.raised, palette.line2)
        box = self.text.geometry()
        paint_box(painter, box, RADIUS_BUTTON, palette.raised, palette.field)
        if self.text.hasFocus():
            paint_focus_ring(painter, box, RADIUS_BUTTON, palette.accent_text)

    def _is_ready(self, lead: str, message: Message) -> bool:
        if self._work.run(lambda: self._desk.check_mail(lead, message), quiet=True):
            return True
        if message.blanks and not self.text.select_blank():
            self.subject.setFocus()
        return False

    def _typed(self) -> None:
        self._show_blanks()
        if self.lead and not self._saving.isActive():
            self._saving.start()

    def _show_blanks(self) -> None:
        blanks = self.message.blanks
        for part in (self.blanks, self.without):
            part.setVisible(bool(blanks))
        names = ", ".join(blanks)
        said = tr("Not known here: {names}. Fill it in, or leave it out.", names=names)
        self.blanks.say((Run("", "ink", icon="alert-circle"), Run(said, weight=500, gives=1)))
        if blanks:
            self.send_button.bar(said)
        else:
            self.send_button.allow()

    def _offered(
        self, written: list[Written], take: Callable[[Written], object]
    ) -> list[ChoiceButton]:
        buttons = [ChoiceButton(self._theme, Choice(one, one.label)) for one in written]
        for button, one in zip(buttons, written, strict=True):
            button.setCheckable(False)
            button.clicked.connect(lambda _=False, one=one: take(one))
        return buttons

    def _put(self, message: Message) -> None:
        self.to.setText(message.to)
        self.subject.setText(message.subject)
        self.text.write(message.text)
        self._show_blanks()

    def _take(self, written: Written) -> None:
        self.subject.setText(written.message.subject)
        self.text.write(written.message.text)
        self.text.setFocus()

    def _insert(self, written: Written) -> None:
        self.text.insertPlainText(written.message.text)
        self.text.setFocus()

    def _leave_out(self) -> None:
        self.subject.setText(without_blanks(self.subject.text()) or self.subject.text())
        self.text.write(without_blanks(self.text.toPlainText()))
        self.text.setFocus()

    def _say_title(self, failed: str = "") -> None:
        state = failed or tr("kept as you type; Esc puts it aside")
        told = Run(state, "ink3", Text.SMALL, gap=12, gives=1)
        self._title.say((Run(tr("Email"), weight=600), told))

    def _named(self, name: str, field: QWidget) -> QHBoxLayout:
        """What stands in an empty field is gone once something is typed."""
        label = Line(self._theme, 32)
        label.setFixedWidth(self._theme.px(_NAMES))
        label.say((Run(name, "ink2", Text.SMALL),))
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(field, 1)
        return row

    def _lay_out(self) -> None:
        theme = self._theme
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(14))
        rows.setSpacing(theme.px(8))
        rows.addWidget(self._title)
        names = (tr("To"), tr("Subject"), tr("Text"))
        for name, field in zip(names, (self.to, self.subject, self.text), strict=True):
            rows.addLayout(self._named(name, field))
        rows.addWidget(self.blanks)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.send_button)
        buttons.addWidget(self.without)
        buttons.addStretch()
        rows.addLayout(buttons)
        for words, chips in ((tr("TEMPLATES"), self.templates), (tr("SNIPPETS"), self.snippets)):
            label = Line(theme, 18)
            label.say((Run(words, "ink3", Text.LABEL, 600),))
            rows.addWidget(label)
            rows.addWidget(chips)
