"""What stands above the board: the team, what it comes to, its hours of today, and what is done
with all of it.
"""

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.asking import Answer
from workbench.desk.board_rows import BoardRow, total
from workbench.desk.coverage import hours
from workbench.desk.desk import Desk
from workbench.desk.outstanding import overdue_said, remember
from workbench.desk.team import given_up, review_missed
from workbench.domain.tongue import tr
from workbench.ui.asker import Asker
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.hour_strip import HourStrip
from workbench.ui.line import Line
from workbench.ui.runs import Run
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

ASK_MS = 120_000
"""So often the server is asked for today's hours."""
_LOW = 700
"""In a lower window the hours come when they are asked for: the leads need the room."""


class BoardHead(QWidget):
    """`pressed` names an action."""

    pressed = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._line = Line(theme, 32)
        self.hours = HourStrip(theme, self._hour_now)
        self._wants_hours: bool | None = None  # until somebody has said so
        self._rows: Sequence[BoardRow] = ()
        self._asked_s = -math.inf
        self._asker = Asker(desk, bridge, self)
        self._asking = QTimer(self, interval=ASK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._asking.timeout.connect(self._ask)
        margin = theme.px(24)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(margin, theme.px(18), margin, theme.px(8))
        rows.setSpacing(theme.px(8))
        row = QHBoxLayout()
        rows.addLayout(row)
        rows.addWidget(self.hours)
        self.hours.hide()
        row.setSpacing(theme.px(8))
        row.addWidget(self._line, 1)
        for label, key, name in ((tr("Cover …"), "C", "cover"), (tr("Balance …"), "B", "balance")):
            button = Button(theme, label, key=key)
            button.clicked.connect(partial(self.pressed.emit, name))
            row.addWidget(button)

    def say(self, rows: Sequence[BoardRow]) -> None:
        self._rows = rows
        counts, people = total(rows), [row for row in rows if row.person]
        name = self._desk.user.team_name if self._desk.user else ""
        told = tr("{here} of {all} in, {due} due, {at_risk} at risk in 30 min, {breached} breached",
                  here=sum(row.is_here for row in people), all=len(people), due=f"{counts.due:,}",
                  at_risk=f"{counts.at_risk:,}", breached=f"{counts.breached:,}")  # fmt: skip
        due = overdue_said(self._desk)
        warnings = filter(None, (review_missed(self._desk), due, given_up(self._desk)))
        self._line.say((Run(name or tr("Team"), style=Text.TITLE, weight=600),
                        Run(told, "ink2", gap=16, gives=1),
                        *(Run(said, "ink", weight=600, gap=16) for said in warnings)))  # fmt: skip

    def turn_hours(self) -> None:
        """Show them where they are not, and the other way round."""
        self._wants_hours = not self.hours.isVisible()
        self._show_hours()
        if self._wants_hours and not self.hours.hours:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asking.start()
        if self._desk.monotonic() - self._asked_s > ASK_MS / 2000:
            self._ask()  # else it was shown a moment ago

    def hideEvent(self, event: QHideEvent) -> None:
        self._asking.stop()
        super().hideEvent(event)

    def _ask(self) -> None:
        if not self._asker.waits:
            self._asked_s = self._desk.monotonic()
            self._asker.get("/v1/capacity", self._answered)
            self._asker.get("/v1/decisions", self._decided)

    def _decided(self, answer: Answer) -> None:
        if answer.problem is None:
            remember(self._desk, answer.told["decisions"])
            self.say(self._rows)

    def _answered(self, answer: Answer) -> None:
        """What is not known any more is not shown."""
        self.hours.show_hours(() if answer.problem else hours(answer.told))
        self._show_hours()

    def _show_hours(self) -> None:
        has_room = self.window().height() >= self._theme.px(_LOW)
        wanted = has_room if self._wants_hours is None else self._wants_hours
        self.hours.setVisible(wanted and bool(self.hours.hours))

    def _hour_now(self) -> int:
        return self._desk.now().astimezone(self._desk.policy.calendar.tz).hour
