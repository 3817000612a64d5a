"""The head of the card, which never scrolls away: who, how to reach them, how the clock stands."""

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Card, Row
from workbench.domain.lead import Lead
from workbench.domain.tongue import tr, tr_n
from workbench.ui.chip import chip_width, paint_chip
from workbench.ui.clock_face import face_of
from workbench.ui.queue_view import Ticker
from workbench.ui.runs import Run, paint_runs, runs_width, spoken
from workbench.ui.story import GUTTER, GUTTER_COMPACT
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_BESIDE_CHIP = 16


class CardHeader(QWidget):
    told_as = "Heading"  # not a text

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._card: Card | None = None
        self._row: Row | None = None
        self._ticked: tuple[object, ...] = ()
        self.compact = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._ticker = Ticker(desk.now, self)
        self._ticker.timeout.connect(self._tick)

    def show_card(self, card: Card, row: Row | None) -> None:
        self._card, self._row = card, row
        lines = (self._names(card.lead), self._contact(card.lead), self._asked(card))
        self.setAccessibleName(". ".join(map(spoken, lines)))
        self.update()

    def set_compact(self, compact: bool) -> None:
        self.compact = compact
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(86 if self.compact else 114))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(event.rect(), theme.palette.canvas)
        if self._card is None:
            return
        card, now = self._card, self._desk.now()
        lead = card.lead
        self._ticked = self._changing(now)
        y = theme.px(16 if self.compact else 20)
        self._line(painter, y, theme.px(28), self._names(lead), self._place(card, now))
        y += theme.px(30)
        if not self.compact:
            self._line(painter, y, theme.px(24), self._contact(lead), self._hours(card))
            y += theme.px(28)
        x = 0
        if self._row is not None:
            face = face_of(self._row, now)
            edge = theme.px(GUTTER_COMPACT if self.compact else GUTTER)
            width = chip_width(theme, (face,), least=edge - theme.px(_BESIDE_CHIP))
            top = y + (theme.px(26) - theme.metrics.chip) // 2
            paint_chip(painter, QRect(0, top, width, theme.metrics.chip), face, theme)
            x = max(edge, width + theme.px(8))
        asked = QRect(x, y, self.width() - x, theme.px(26))
        self._line(painter, y, asked.height(), self._asked(card), self._score(lead), x)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.palette.line)

    def _line(
        self, painter: QPainter, y: int, height: int, left: tuple[Run, ...],
        right: tuple[Run, ...], x: int = 0,
    ) -> None:  # fmt: skip
        apart = self._theme.px(16)
        first = runs_width(self._theme, left[:1]) + apart
        place = QRect(x, y, self.width() - x, height)
        paint_runs(painter, place.adjusted(first, 0, 0, 0), right, self._theme, right=True)
        taken = runs_width(self._theme, right) + apart
        room = max(place.width() - taken, first - apart)
        paint_runs(painter, QRect(x, y, room, height), left, self._theme)

    def _tick(self) -> None:
        if self._card is not None and self._changing(self._desk.now()) != self._ticked:
            self.update()

    def _changing(self, now: datetime) -> tuple[object, ...]:
        if self._card is None:
            return ()
        face = face_of(self._row, now) if self._row else None
        return (face, self._place(self._card, now))

    def _names(self, lead: Lead) -> tuple[Run, ...]:
        runs = [Run(lead.name or tr("No name"), style=Text.TITLE, weight=600)]
        if lead.title:
            runs.append(Run(lead.title, ink="ink2", style=Text.LEAD_LINE, gives=1, gap=14))
        if lead.company:
            if lead.title:
                runs.append(Run("·", ink="ink3", style=Text.LEAD_LINE))
            gap = 8 if lead.title else 14
            runs.append(Run(lead.company, style=Text.LEAD_LINE, weight=500, gives=2, gap=gap))
        return tuple(runs)

    def _contact(self, lead: Lead) -> tuple[Run, ...]:
        size = ""
        if lead.employees:
            count = f"{lead.employees:,}"
            size = tr_n("{count} person", "{count} people", lead.employees, count=count)
        about = ", ".join(part for part in (size, lead.industry, lead.country) if part)
        runs: list[Run] = []
        for icon, text, gives in (("phone", lead.phone, 0), ("mail", lead.email, 1),
                                  ("building", about, 2)):  # fmt: skip
            if text:
                runs.append(Run("", icon=icon, ink="ink2", gap=20))
                runs.append(Run(text, ink="ink2", tabular=icon == "phone", gives=gives))
        nothing = tr("No number, no address: nothing reaches this lead.")
        return tuple(runs) or (Run(nothing, "ink2"),)

    def _asked(self, card: Card) -> tuple[Run, ...]:
        inquiry = card.lead.newest_inquiry if card.lead.inquiries else None
        if inquiry is None:
            return ()
        kind = self._desk.policy.types.get(inquiry.type)
        runs = [Run(kind.label if kind else inquiry.type, weight=600)]
        told = filter(None, (inquiry.page, inquiry.asset, inquiry.product))
        runs += [Run(text, ink="ink2", gives=2, gap=12) for text in told]
        owner = card.owner_name or tr("nobody’s")
        return (*runs, Run(owner, ink="ink3", style=Text.SMALL, gives=1, gap=12))

    def _score(self, lead: Lead) -> tuple[Run, ...]:
        score = Run(tr("score {score}", score=lead.score.shown), weight=600, tabular=True)
        if self.compact:
            return (score,)
        parts = tr("fit {letter} · intent {digit}",
                   letter=lead.score.fit_letter, digit=lead.score.intent_digit)  # fmt: skip
        return (score, Run(parts, ink="ink3", gives=1))

    def _place(self, card: Card, now: datetime) -> tuple[Run, ...]:
        local = card.calling.local
        if local is None or local.tzinfo is None:
            country = card.lead.country
            where = tr("zone unknown")
            if country:
                where = tr("zone unknown, {country}", country=country)
            return (Run(where, ink="ink3", style=Text.SMALL),)
        there = now.astimezone(local.tzinfo)
        city = str(local.tzinfo).rpartition("/")[2].replace("_", " ")
        time = Run(
            f"{there.hour}:{there.minute:02}", style=Text.LEAD_LINE, weight=600, tabular=True
        )
        where = tr("there") if card.calling.judged else tr("in {city}", city=city)
        return (time, Run(where, ink="ink2", style=Text.LEAD_LINE, gap=5))

    def _hours(self, card: Card) -> tuple[Run, ...]:
        """When they may be called, and what that was judged by where it is a guess."""
        calling = card.calling
        if not card.lead.phone:
            return ()
        runs: list[Run] = []
        if calling.judged:
            judged = tr("judged by the {basis}", basis=tr(calling.judged))
            runs.append(Run(judged, ink="ink3", style=Text.SMALL, gives=1))
        zone = calling.local.tzinfo if calling.local else None
        if calling.closes_at is not None:
            ends = calling.closes_at.astimezone(zone)
            said = tr("calls until {time}", time=f"{ends.hour}:{ends.minute:02}")
            return (*runs, Run(said, ink="ink3", style=Text.SMALL))
        if calling.opens_at is None:
            return (*runs, Run(tr("no calls"), ink="ink2", style=Text.SMALL, weight=600))
        opens = calling.opens_at.astimezone(zone)
        said = tr("no calls before {time}", time=f"{opens.hour}:{opens.minute:02}")
        return (*runs, Run(said, ink="ink2", style=Text.SMALL, weight=600))
