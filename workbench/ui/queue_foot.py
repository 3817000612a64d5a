"""The queue's foot: how many are due, the next breach, and what came in behind the lead in work."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desk.views import Row, SyncState, View
from workbench.domain.clock import spoken as time_left
from workbench.domain.tongue import tr, tr_n
from workbench.ui.button import PaintedButton
from workbench.ui.clock_face import wall_time
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.runs import Run, paint_runs, runs_width, spoken
from workbench.ui.shape import paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class Line(QWidget):
    """A line of runs on a ground of the theme, read aloud as one sentence."""

    told_as = "StaticText"

    def __init__(
        self, theme: Theme, height: int, *, ground: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height
        self._ground = ground
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def say(self, runs: Sequence[Run]) -> None:
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self.setAccessibleName(spoken(runs))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(runs_width(self._theme, self._runs), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(self._height))

    def tip_at(self, _place: QPoint) -> str:
        return self.accessibleName() if self.sizeHint().width() > self.width() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._ground:
            painter.fillRect(event.rect(), getattr(self._theme.palette, self._ground))
        paint_runs(painter, self.rect(), self._runs, self._theme)


class LinkButton(PaintedButton):
    """Words in the accent, with an icon before them."""

    def __init__(
        self, theme: Theme, icon: str = "", ink: str = "accent_text", action: str = ""
    ) -> None:
        super().__init__(theme, "", action=action)
        self._icon = icon
        self._ink = ink
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _runs(self) -> tuple[Run, ...]:
        words = Run(self._words, ink=self._ink, weight=500, gap=6)
        return (Run("", ink=self._ink, icon=self._icon), words) if self._icon else (words,)

    def sizeHint(self) -> QSize:
        beside = keycap_width(self._theme, self.key) + self._theme.px(6) if self.key else 0
        return QSize(runs_width(self._theme, self._runs()) + beside + 8, self._theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        end = paint_runs(painter, self.rect().adjusted(4, 0, 0, 0), self._runs(), theme)
        if self.key:
            at = QPoint(end + theme.px(6), (self.height() - theme.metrics.keycap) // 2)
            paint_keycap(painter, at, self.key, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 4, self._theme.palette.accent_text)


def counted(count: int, view: View | None, *, marked: int) -> str:
    """How many there are in a view, or of what was looked for."""
    if marked:
        return tr("{marked} of {count} selected", marked=marked, count=count)
    match view:
        case "now":
            return tr_n("{n} due", "{n} due", count)
        case "mine":
            return tr_n("{n} yours", "{n} yours", count)
        case "later":
            return tr_n("{n} planned", "{n} planned", count)
        case "all":
            return tr_n("{n} lead", "{n} leads", count)
        case None:
            return tr_n("{n} found", "{n} found", count)


def next_breach(rows: Iterable[Row], now: datetime) -> str:
    """Of those whose clocks run, within a day."""
    left = [row.due_at - now for row in rows
            if row.is_clock and row.due_at and row.due_at > now
            and (row.starts_at is None or row.starts_at <= now)]  # fmt: skip
    if left and min(left) < timedelta(hours=24):
        return tr("next breach {left}", left=time_left(min(left)))
    return ""


class QueueFoot(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words = Line(theme, 34)
        self.new = LinkButton(theme, "arrow-up")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.new)
        self.show_new(0)
        theme.changed.connect(self.update)

    def tell(self, count: str, state: SyncState, *, due: Iterable[Row], now: datetime) -> None:
        """How many there are, and since when no more can come, or of those `due` who is next."""
        runs = [Run(count, style=Text.SMALL, weight=600, tabular=True)]
        if state.kind == "offline" and state.synced_at:
            said = tr("as of {when}, no new leads since", when=wall_time(state.synced_at, now))
        else:
            said = next_breach(due, now)
        if said:
            quiet = partial(Run, ink="ink2", style=Text.SMALL, tabular=True)
            runs += [quiet("·"), quiet(said, gives=1)]
        self.words.say(runs)

    def show_new(self, count: int) -> None:
        self.new.setVisible(count > 0)
        self.new.say(tr_n("{n} new", "{n} new", count))

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.metrics.queue_foot)

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = QRect(0, 0, self.width(), 1)
        QPainter(self).fillRect(line, self._theme.palette.line)
