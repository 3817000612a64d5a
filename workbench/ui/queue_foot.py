"""The queue's foot: how many are due, the next breach, and what came in behind the lead in work."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.desk.views import Row, SyncState, View
from workbench.domain.clock import spoken as time_left
from workbench.domain.tongue import tr, tr_n
from workbench.ui.clock_face import wall_time
from workbench.ui.line import Line
from workbench.ui.link_button import LinkButton
from workbench.ui.runs import Run
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


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
