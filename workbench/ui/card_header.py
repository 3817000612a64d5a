"""The head of the card, which never scrolls away: who, how to reach them, how the clock stands."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Card, Row
from workbench.domain.lead import Lead
from workbench.ui.chip import chip_width, paint_chip
from workbench.ui.clock_face import LONGEST, face_of
from workbench.ui.queue_view import Ticker
from workbench.ui.runs import Run, paint_runs, runs_width, spoken
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class CardHeader(QWidget):
    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._card: Card | None = None
        self._row: Row | None = None
        self._ticked: tuple[object, ...] = ()
        self.compact = False
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
        lead, now = self._card.lead, self._desk.now()
        self._ticked = self._changing(now)
        y = theme.px(16 if self.compact else 20)
        self._line(painter, y, theme.px(28), self._names(lead), self._place(lead, now))
        y += theme.px(30)
        if not self.compact:
            self._line(painter, y, theme.px(24), self._contact(lead), self._calling(lead, now))
            y += theme.px(28)
        x = 0
        if self._row is not None:
            width = chip_width(theme, LONGEST)
            if self.compact:
                width = min(width, theme.px(110))
            face = face_of(self._row, self._desk.policy.calendar, now)
            top = y + (theme.px(26) - theme.metrics.chip) // 2
            paint_chip(painter, QRect(0, top, width, theme.metrics.chip), face, theme)
            x = width + theme.px(6)
        asked = QRect(x, y, self.width() - x, theme.px(26))
        self._line(painter, y, asked.height(), self._asked(self._card), self._score(lead), x)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.palette.line)

    def _line(
        self, painter: QPainter, y: int, height: int, left: tuple[Run, ...],
        right: tuple[Run, ...], x: int = 0,
    ) -> None:  # fmt: skip
        taken = runs_width(self._theme, right)
        paint_runs(painter, QRect(0, y, self.width(), height), right, self._theme, right=True)
        room = QRect(x, y, self.width() - x - taken - self._theme.px(16), height)
        paint_runs(painter, room, left, self._theme)

    def _tick(self) -> None:
        if self._card is not None and self._changing(self._desk.now()) != self._ticked:
            self.update()

    def _changing(self, now: datetime) -> tuple[object, ...]:
        if self._card is None:
            return ()
        face = face_of(self._row, self._desk.policy.calendar, now) if self._row else None
        return (face, self._place(self._card.lead, now))

    def _names(self, lead: Lead) -> tuple[Run, ...]:
        runs = [Run(lead.name or "No name", style=Text.TITLE, weight=600)]
        if lead.title:
            runs.append(Run(lead.title, ink="ink2", style=Text.LEAD_LINE, gives=1, gap=14))
        if lead.company:
            if lead.title:
                runs.append(Run("·", ink="ink3", style=Text.LEAD_LINE))
            gap = 8 if lead.title else 14
            runs.append(Run(lead.company, style=Text.LEAD_LINE, weight=500, gives=2, gap=gap))
        return tuple(runs)

    def _contact(self, lead: Lead) -> tuple[Run, ...]:
        size = f"{lead.employees:,} people" if lead.employees else ""
        about = ", ".join(part for part in (size, lead.industry, lead.country) if part)
        runs: list[Run] = []
        for icon, text, gives in (("phone", lead.phone, 0), ("mail", lead.email, 1),
                                  ("building", about, 2)):  # fmt: skip
            if text:
                runs.append(Run("", icon=icon, ink="ink2", gap=20))
                runs.append(Run(text, ink="ink2", tabular=icon == "phone", gives=gives))
        return tuple(runs) or (Run("No number, no address: nothing reaches this lead.", "ink2"),)

    def _asked(self, card: Card) -> tuple[Run, ...]:
        inquiry = card.lead.newest_inquiry if card.lead.inquiries else None
        if inquiry is None:
            return ()
        kind = self._desk.policy.types.get(inquiry.type)
        runs = [Run(kind.label if kind else inquiry.type, weight=600)]
        told = filter(None, (inquiry.page, inquiry.asset, inquiry.product))
        runs += [Run(text, ink="ink2", gives=2, gap=12) for text in told]
        owner = card.owner_name or "nobody’s"
        return (*runs, Run(owner, ink="ink3", style=Text.SMALL, gives=1, gap=12))

    def _score(self, lead: Lead) -> tuple[Run, ...]:
        score = Run(f"score {lead.score.shown}", weight=600, tabular=True)
        if self.compact:
            return (score,)
        parts = f"fit {lead.score.fit_letter} · intent {lead.score.intent_digit}"
        return (score, Run(parts, ink="ink3"))

    def _place(self, lead: Lead, now: datetime) -> tuple[Run, ...]:
        zone = _zone(lead)
        if zone is None:
            where = f"zone unknown, {lead.country}" if lead.country else "zone unknown"
            return (Run(where, ink="ink3", style=Text.SMALL),)
        city = zone.key.rpartition("/")[2].replace("_", " ")
        local = now.astimezone(zone)
        time = Run(
            f"{local.hour}:{local.minute:02}", style=Text.LEAD_LINE, weight=600, tabular=True
        )
        return (time, Run(f"in {city}", ink="ink2", style=Text.LEAD_LINE, gap=5))

    def _calling(self, lead: Lead, now: datetime) -> tuple[Run, ...]:
        zone = _zone(lead)
        if zone is None or not lead.phone:
            return ()
        start, end = self._desk.policy.window_for(lead.country, lead.region).hours
        if start <= now.astimezone(zone).time() < end:
            return (Run(f"calls until {end.hour}:{end.minute:02}", ink="ink3", style=Text.SMALL),)
        return (
            Run(
                f"no calls before {start.hour}:{start.minute:02}",
                ink="ink2",
                style=Text.SMALL,
                weight=600,
            ),
        )


def _zone(lead: Lead) -> ZoneInfo | None:
    try:
        return ZoneInfo(lead.tz) if lead.tz else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
