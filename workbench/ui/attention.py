"""Needs attention: what the server did not take, in its words, with what was typed kept; and
leads on which two people chose differently.
"""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desk.conflict import conflict, conflicts
from workbench.desk.desk import Desk
from workbench.desk.unsettled import MAIL_REFUSED, Refused
from workbench.desk.words import name_of
from workbench.domain.tongue import tr, tr_n
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.card import Canvas
from workbench.ui.clock_face import wall_time
from workbench.ui.conflict_bar import ConflictBar
from workbench.ui.flow import Flow
from workbench.ui.keyboard import ENTER
from workbench.ui.line import Line
from workbench.ui.metrics import RADIUS_GROUP
from workbench.ui.question import Group, Question
from workbench.ui.runs import Run
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import Line as StoryLine
from workbench.ui.story import Section, Story, Words
from workbench.ui.teller import Teller
from workbench.ui.theme import Theme
from workbench.ui.timeline import sent_words
from workbench.ui.typeface import Text
from workbench.ui.work import Work

_ICONS = {"touch_logged": "phone", "disposed": "phone", "claimed": "user-check",
          "lead_added": "plus", "lead_edited": "forms", "snoozed": "clock-pause",
          "callback_promised": "alarm", "reassigned": "route"}  # fmt: skip


class RefusedItem(QWidget):
    """`decided` with what to do: keep, again, discard."""

    told_as = "Grouping"  # not a text
    decided = Signal(str, object)

    def __init__(self, theme: Theme, item: Refused, teller: Teller, *, first: bool) -> None:
        super().__init__()
        self._theme = theme
        self.item = item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        title = Line(theme, 28)
        said = tr("{what} for {name}", what=item.sent, name=item.name)
        title.say((
            Run("", "ink", icon="alert-circle"),
            Run(said, weight=600, style=Text.HEADING, gives=1),
            Run(item.company, "ink2", gives=2),
        ))  # fmt: skip
        when = Line(theme, 28)
        when.say((Run(_refused(item, teller.now), "ink2", Text.SMALL),))
        when.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(when)
        story = Story(theme, between=6)
        story.gutter = 96
        words = sent_words(item.mutation, teller)
        sent = StoryLine(words or (Run(item.sent, weight=500, gives=1),))
        sections = [
            Section(tr("SERVER"), (Words(f"“{item.problem.message}”"),)),
            Section(tr("YOU SENT"), (sent,)),
        ]
        if item.typed:
            sections.append(Section(tr("YOU TYPED"), (Words(item.typed),)))
        story.tell(sections)
        key = ENTER if first else None
        self.keep = Button(theme, tr("Keep as a note"), primary=first, key=key)
        self.again = Button(theme, tr("Edit, send again"))
        discard = Button(theme, tr("Discard"))
        self.setAccessibleName(f"{said}: {item.problem.message}")
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.px(84), 0, 0, 0)
        for button, what in ((self.keep, "keep"), (self.again, "again"), (discard, "discard")):
            button.clicked.connect(lambda _=False, what=what: self.decided.emit(what, item))
        row = Flow(theme)
        row.offer((self.keep, self.again, discard))
        buttons.addWidget(row)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(16))
        rows.setSpacing(theme.px(10))
        rows.addLayout(head)
        rows.addWidget(story)
        rows.addLayout(buttons)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        paint_box(painter, self.rect(), RADIUS_GROUP, palette.canvas, palette.line2)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_GROUP, palette.accent_text)


def _refused(item: Refused, now: datetime) -> str:
    if item.refused_at is None:
        return tr("refused")
    return tr("refused {at}", at=wall_time(item.refused_at, now))


class AttentionPage(Canvas):
    mail_wanted = Signal()
    """A mail that was refused is a draft again, and its lead on the card."""

    def __init__(self, desk: Desk, work: Work, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self._work = work
        self._bridge = bridge
        self._title = Line(theme, 32)
        self._inside = Canvas(theme)
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, theme.px(12), theme.px(20), theme.px(16))
        self._rows.setSpacing(theme.px(16))
        self.items: list[RefusedItem] = []
        self.conflicts: list[ConflictBar] = []
        area = SlimArea(theme, self._inside, ground="canvas")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(28), theme.px(20), theme.px(8), 0)
        rows.addWidget(self._title)
        rows.addWidget(area, 1)
        bridge.attention_changed.connect(self.refresh)

    def refresh(self) -> None:
        refused, now = self._desk.attention(), self._desk.now()
        while (taken := self._rows.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        people = {person.id: person.name for person in self._desk.people()}
        me = self._desk.user.id if self._desk.user else ""
        teller = Teller(policy=self._desk.policy, now=now, people=people, me=me)
        said = tr_n("{n} thing was refused, nothing you typed is lost.",
                    "{n} things were refused, nothing you typed is lost.",
                    len(refused)) if refused else tr("Nothing.")  # fmt: skip
        self._title.say((Run(tr("Needs attention"), style=Text.TITLE, weight=600),
                         Run(said, "ink2", gives=1)))  # fmt: skip
        self.items = [
            RefusedItem(self._theme, item, teller, first=number == 0)
            for number, item in enumerate(refused)
        ]
        for shown in self.items:
            shown.decided.connect(self._decide)
            self._rows.addWidget(shown)
        self._list_conflicts()
        self._rows.addWidget(self._waiting(now))
        self._rows.addStretch()

    def keep_focused(self) -> None:
        """Enter: the item that has the focus, or the first, becomes a note."""
        item = next((item for item in self.items if item.hasFocus()), None)
        item = item or next(iter(self.items), None)
        if item is not None:
            self._decide("keep", item.item)

    def conflict_at_hand(self) -> ConflictBar | None:
        """The one that has the focus, or the first."""
        focused = (bar for bar in self.conflicts if bar.keep.hasFocus() or bar.take.hasFocus())
        return next(focused, next(iter(self.conflicts), None))

    def _list_conflicts(self) -> None:
        self.conflicts = []
        for lead in conflicts(self._desk):
            card = self._desk.card(lead)
            found = conflict(self._desk, card) if card is not None else None
            if card is None or found is None:
                continue
            bar = ConflictBar(self._desk, self._theme)
            bar.tell(found, name=name_of(card.lead))
            bar.asked_for.connect(partial(self._choose, bar))
            bar.settled.connect(self._bridge.queue_changed)  # who counts them looks again
            self.conflicts.append(bar)
            self._rows.addWidget(bar)

    def _choose(self, bar: ConflictBar, action: str) -> None:
        bar.settle(self._work, mine=action == "keep_mine")

    def _waiting(self, now: datetime) -> Story:
        story = Story(self._theme)
        lines: list[StoryLine | Words] = []
        for waiting in self._desk.unsent()[:40]:
            runs = [Run(waiting.said, weight=500, gives=1)]
            if waiting.detail:
                runs.append(Run(waiting.detail, "ink3", Text.SMALL, gives=2))
            icon = _ICONS.get(waiting.kind, "send")
            lines.append(StoryLine(tuple(runs), time=wall_time(waiting.at, now), icon=icon))
        safe = tr("Written to this computer’s disk at each key, sent once the server answers.")
        sections = [Section(tr("SAFE HERE"), (Words(safe),))]
        if lines:
            unsent = Section(tr("UNSENT"), tuple(lines), note=tr("sent in this order"))
            sections.insert(0, unsent)
        story.tell(sections)
        return story

    def _decide(self, what: str, item: Refused) -> None:
        mutation = item.mutation.id
        if what == "keep":
            self._work.run(lambda: self._desk.keep_as_note(mutation))
        elif what == "discard":
            self._work.run(lambda: self._desk.discard(mutation))
        elif item.problem.code == MAIL_REFUSED:
            self._write_again(mutation)
        else:
            note = Group(name="note", label=tr("What you typed"), field=tr("Note"),
                         text=item.typed, optional=True)  # fmt: skip
            title = tr("{what}, again", what=item.sent)
            question = Question(title=title, groups=(note,), submit=tr("Send again"))

            def send(answers: dict[str, Any]) -> None:
                changes = {"note": answers["note"]} if answers["note"] else {}
                self._work.run(lambda: self._desk.send_again(mutation, changes))

            self._work.asked.emit(question, send)

    def _write_again(self, mail: str) -> None:
        leads: list[str | None] = []
        if self._work.run(lambda: leads.append(self._desk.write_again(mail)), quiet=True):
            lead = leads[0]
            if lead is not None and self._desk.lead(lead) is not None:
                self._work.wants.emit(lead)
                self.mail_wanted.emit()
