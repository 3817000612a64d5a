"""One lead in full: header, why it is first, why now, notes, company, timeline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desk.conflict import conflict
from workbench.desk.desk import Desk
from workbench.desk.views import Card, Row
from workbench.desk.words import name_of
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.tongue import mark, tr
from workbench.ui.bridge import Bridge
from workbench.ui.card_header import CardHeader
from workbench.ui.clock_face import wall_time
from workbench.ui.conflict_bar import ConflictBar
from workbench.ui.notes import Notes
from workbench.ui.qualify import Qualify
from workbench.ui.runs import Run, paint_runs
from workbench.ui.slim_bar import SlimArea
from workbench.ui.story import GUTTER, GUTTER_COMPACT, Line, Section, Story, Words
from workbench.ui.talk_story import TalkStory
from workbench.ui.theme import Theme
from workbench.ui.timeline import timeline
from workbench.ui.typeface import Text
from workbench.ui.why_story import WhyStory

if TYPE_CHECKING:
    from workbench.ui.mail_composer import Composer
    from workbench.ui.work import Work

GROWS_EVERY_MS = 15_000
_MARGIN = 28
_MARGIN_COMPACT = 20


class Canvas(QWidget):
    """A ground in the card's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing is painted below it
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.palette.canvas)


class LeadCard(Canvas):
    """Takes the focus where there is no list, so that single keys are live."""

    told_as = "Pane"  # not a text
    mail_left = Signal()

    def __init__(
        self, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._desk = desk
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.lead: str | None = None
        self.composer: Composer | None = None
        self.header = CardHeader(desk, theme)
        self.conflict = ConflictBar(desk, theme)
        self.handed = Story(theme)
        self.why = WhyStory(theme)
        self.why.toggled.connect(self.refresh)
        self.qualify = Qualify(desk, theme)
        self.qualify.edited.connect(self._show_line)
        self.notes = Notes(desk, theme)
        self.talk = TalkStory(theme)
        self.history = Story(theme)
        self._lay_out()
        self.set_compact(False)
        self.show_lead(None)
        bridge.lead_changed.connect(self._lead_changed)
        # “waited 3 of 5 min”: what the clock alone changes.
        growing = QTimer(self, interval=GROWS_EVERY_MS, timerType=Qt.TimerType.CoarseTimer)
        growing.timeout.connect(self.refresh)
        growing.start()

    def show_lead(self, lead: str | None, row: Row | None = None) -> Card | None:
        """None where there is no such lead any more. `row`: as a list beside it shows the lead."""
        self.save()
        card = self._desk.card(lead) if lead is not None else None
        changed, was_empty = lead != self.lead, self.lead is None
        if changed and self.composer is not None:
            self.composer.leave()
        self.lead = lead if card is not None else None
        if card is not None:
            self._tell(card, row)
        for part in (self.header, self._scroll):
            part.setVisible(card is not None)
        self.setAccessibleName(name_of(card.lead) if card else tr("No lead is open."))
        if changed:
            self._scroll.verticalScrollBar().setValue(0)
        if was_empty is not (card is None):
            self.update()
        return card

    def save(self) -> None:
        """All that is being typed."""
        self.notes.save()
        self.qualify.save()
        if self.composer is not None:
            self.composer.save()

    def write_mail(self, work: Work) -> None:
        """Above all else, made with the first mail."""
        if self.lead is None or not work.may_mail():
            return
        if self.composer is None:
            from workbench.ui.mail_composer import Composer

            self.composer = Composer(self._desk, work, self._theme)
            self.composer.left.connect(self.mail_left)
            self._body.insertWidget(0, self.composer)
        self.composer.write(self.lead)
        self._scroll.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        if self.lead is not None and self.isVisible():
            card = self._desk.card(self.lead)
            if card is not None:
                self._tell(card)

    def without_calls(self) -> None:
        """No notes, no talk track: whoever looks here decides, and calls nobody."""
        away = QWidget(self)
        away.hide()
        for part in (self.notes, self.talk):
            part.setParent(away)

    def set_compact(self, compact: bool, *, low: bool = False) -> None:
        """Narrower margins; in a low window the contact line gives its place to the notes."""
        theme = self._theme
        margin = theme.px(_MARGIN_COMPACT if compact else _MARGIN)
        gutter = GUTTER_COMPACT if compact else GUTTER
        self._outer.setContentsMargins(margin, 0, 0, 0)
        self._body.setContentsMargins(0, theme.px(12), margin - 8, theme.px(16))
        self._head.setContentsMargins(0, 0, margin, 0)
        for story in (self.handed, self.why, self.history):
            story.gutter = gutter
        self.qualify.set_room(gutter, compact=compact)
        self.notes.set_gutter(gutter)
        self.talk.set_room(gutter, low=compact and low)
        self.header.set_compact(compact and low)

    def show_why(self) -> None:
        """Each decision on the lead in words, or only the one line again."""
        self.why.toggle()
        self._scroll.ensureVisible(0, 0, 0, 0)

    def show_talk(self) -> None:
        """What to answer to each objection, or only the opening again."""
        self.talk.toggle()
        self._body.activate()
        # Qt would make it as high as this only after it was scrolled.
        self._inside.resize(self._inside.width(), self._body.sizeHint().height())
        self._scroll.ensureWidgetVisible(self.talk, 0, 20)

    def show_company(self) -> None:
        top = self.history.section_top(tr("COMPANY"))
        if top is not None:
            self._scroll.ensureVisible(0, self.history.y() + top, 0, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.lead is None:
            painter = QPainter(self)
            line = QRect(self._theme.px(_MARGIN), self._theme.px(24), self.width() - 56, 28)
            runs = (Run(tr("No lead is open."), ink="ink2"),)
            paint_runs(painter, line, runs, self._theme)

    def _lay_out(self) -> None:
        self._inside = inside = Canvas(self._theme)
        self._body = QVBoxLayout(inside)
        self._body.setSpacing(self._theme.px(16))
        for part in (self.conflict, self.handed, self.why, self.qualify, self.notes, self.talk,
                     self.history):  # fmt: skip
            self._body.addWidget(part)
        self._body.addStretch()
        self._scroll = SlimArea(self._theme, inside, ground="canvas")
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._head = QVBoxLayout()
        self._head.addWidget(self.header)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(0)
        self._outer.addLayout(self._head)
        self._outer.addWidget(self._scroll, 1)

    def _show_line(self, line: QRect) -> None:
        self._scroll.ensureVisible(0, self.qualify.y() + line.center().y(), 0, line.height() * 2)

    def _lead_changed(self, lead: str) -> None:
        if lead == self.lead:
            self.refresh()

    def _tell(self, card: Card, row: Row | None = None) -> None:
        now = self._desk.now()
        self.header.show_card(card, row or next(iter(self._desk.rows([card.lead.id])), None))
        reasons = self._desk.why(card) if self.why.is_open else ()
        self.conflict.tell(conflict(self._desk, card))
        self._tell_handed(card, now)
        self.why.tell_why(card.why_first, reasons, self._why_now(card))
        self.qualify.show_card(card, self._desk.policies.of(card.lead).form_for(card.lead))
        self.notes.show_lead(card.lead.id, card.draft)
        self.talk.tell(self._desk.talk(card.lead))
        self.history.tell(self._past(card, now))

    def _tell_handed(self, card: Card, now: datetime) -> None:
        """What stands of its handoff comes before all else."""
        self.handed.setVisible(bool(card.lead.handoffs))
        if card.lead.handoffs:
            from workbench.ui.handed_story import handed_sections

            people = {person.id: person.name for person in self._desk.people()}
            sections = handed_sections(card, people, now)
            self.handed.tell(sections)
            self.handed.setVisible(bool(sections))

    def _why_now(self, card: Card) -> list[Section]:
        told: list[Line | Words] = []
        inquiry = card.lead.newest_inquiry if card.lead.inquiries else None
        if inquiry is not None:
            if inquiry.message:
                told.append(Words(f"“{inquiry.message}”"))
            about = ((mark("Heard of us from {what}"), inquiry.heard_from),
                     (mark("asked about {what}"), inquiry.product),
                     (mark("budget {what}"), inquiry.budget),
                     (mark("timeline {what}"), inquiry.timeline),
                     (mark("read {what}"), inquiry.asset))  # fmt: skip
            said = ", ".join(tr(part, what=what) for part, what in about if what)
            if said:
                told.append(Words(said, ink="ink2", style=Text.SMALL))
            if not told and inquiry.page:
                told.append(Words(tr("Came in from {page}", page=inquiry.page), ink="ink2"))
        return [Section(tr("WHY NOW"), tuple(told))] if told else []

    def _past(self, card: Card, now: datetime) -> list[Section]:
        people = {person.id: person.name for person in self._desk.people()}
        me = self._desk.user.id if self._desk.user else ""
        sections = []
        if card.lead.at_company:
            lines = []
            for other in card.lead.at_company:
                touch = wall_time(other.last_touch_at, now) if other.last_touch_at else ""
                kind = tr(CHANNEL_WORDS.get(other.last_touch, "")) if other.last_touch else ""
                last = " ".join(part for part in (kind, touch) if part)
                hint = ", ".join(part for part in (other.owner or tr("nobody yet"), last) if part)
                runs = [Run(other.name, weight=500, gives=1)]
                if other.title:
                    runs.append(Run(other.title, ink="ink2", gives=2))
                runs.append(Run(hint, ink="ink3", style=Text.SMALL, gives=3, gap=10))
                lines.append(Line(tuple(runs)))
            sections.append(Section(tr("COMPANY"), tuple(lines), action="company"))
        told = timeline(card, self._desk.policies.of(card.lead), now, people, me)
        sections.append(Section(tr("TIMELINE"), told))
        return sections
