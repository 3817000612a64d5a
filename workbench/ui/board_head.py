"""What stands above the board: the team, what it comes to, and what is done with all of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.desk.board_rows import BoardRow, total
from workbench.desk.desk import Desk
from workbench.desk.team import review_missed
from workbench.domain.tongue import tr
from workbench.ui.button import Button
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class BoardHead(QWidget):
    """`pressed` names an action."""

    pressed = Signal(str)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._line = Line(theme, 32)
        row, margin = QHBoxLayout(self), theme.px(24)
        row.setContentsMargins(margin, theme.px(18), margin, theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(self._line, 1)
        for label, key, name in ((tr("Cover …"), "C", "cover"), (tr("Balance …"), "B", "balance")):
            button = Button(theme, label, key=key)
            button.clicked.connect(partial(self.pressed.emit, name))
            row.addWidget(button)

    def say(self, rows: Sequence[BoardRow]) -> None:
        counts, people = total(rows), [row for row in rows if row.person]
        name = self._desk.user.team_name if self._desk.user else ""
        told = tr("{here} of {all} in, {due} due, {at_risk} at risk in 30 min, {breached} breached",
                  here=sum(row.is_here for row in people), all=len(people), due=f"{counts.due:,}",
                  at_risk=f"{counts.at_risk:,}", breached=f"{counts.breached:,}")  # fmt: skip
        missed = review_missed(self._desk)
        review = [Run(missed, "ink", weight=600, gap=16)] if missed else []
        self._line.say((Run(name or tr("Team"), style=Text.TITLE, weight=600),
                        Run(told, "ink2", gap=16, gives=1),
                        *review))  # fmt: skip
