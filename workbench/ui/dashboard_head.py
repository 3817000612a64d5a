"""Above the dashboard: whose numbers of which days, what they rest on, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desk.dashboard import Span
from workbench.desk.desk import Desk
from workbench.desk.outstanding import overdue_said
from workbench.desk.team import review_missed
from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.dashboard_grid import MARGIN
from workbench.ui.flow import Flow
from workbench.ui.key_word import KeyWord
from workbench.ui.line import Line
from workbench.ui.modes import leads_team
from workbench.ui.runs import Run
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

SPAN_WORDS: Mapping[Span, str] = {
    "today": mark("Today"), "week": mark("Last 7 days"), "four_weeks": mark("Last 28 days"),
    "quarter": mark("Last 13 weeks"),
}  # fmt: skip
VERBS = (
    ("dash_span", mark("days")), ("dash_whose", mark("whose")), ("dash_define", mark("meaning")),
    ("dash_wall", mark("wallboard")), ("dash_pdf", mark("PDF")), ("dash_print", mark("print")),
    ("dash_csv", mark("CSV")),
)  # fmt: skip


def rests_on(numbers: Mapping[str, Any], now: datetime) -> str:
    """Of what the numbers are counted, and as of when."""
    at = moment(from_ms(numbers["as_of"]), now)
    parts = [tr("As of {at}, from {leads} leads", at=at, leads=f"{numbers['leads']:,}")]
    if numbers["unsent"]:
        parts.append(tr_n("{n} unsent counted in", "{n} unsent counted in", numbers["unsent"]))
    if numbers["uncounted"]:
        left = f"{numbers['uncounted']:,}"
        parts.append(tr("{left} still to count", left=left))
    if not numbers["whole"]:
        parts.append(tr("older leads are still on their way"))
    return "; ".join(parts)


class DashboardHead(QWidget):
    """`pressed` names an action."""

    pressed = Signal(str)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.basis = ""
        """What all of it is counted from."""
        self._title = Line(theme, 34)
        self._basis = Line(theme, 20)
        verbs = Flow(theme)
        self.words = {name: KeyWord(theme, tr(said), action=name) for name, said in VERBS}
        for name, word in self.words.items():
            word.clicked.connect(partial(self.pressed.emit, name))
        verbs.offer(list(self.words.values()))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for part in (self._title, self._basis, verbs):
            rows.addWidget(part)
        theme.changed.connect(self._indent)
        self._indent()

    def say(self, whose: str, span: Span, numbers: Mapping[str, Any] | None, server: str) -> None:
        self._title.say((Run(tr("Dashboard"), style=Text.TITLE, weight=600),
                         Run(whose, style=Text.HEADING, gap=14, gives=1),
                         Run(tr(SPAN_WORDS[span]), "ink2", Text.HEADING, gap=14),
                         *(Run(said, weight=600, gap=24) for said in self._owed)))  # fmt: skip
        self.basis = tr("Counting …") if numbers is None else rests_on(numbers, self._desk.now())
        self._basis.say((Run(f"{self.basis}.", "ink2", Text.SMALL, gives=2),
                         Run(server, "ink2", Text.SMALL, gap=6, gives=1)))  # fmt: skip

    @property
    def _owed(self) -> Iterator[str]:
        """What who leads the team is late with."""
        if leads_team(self._desk):
            yield from filter(None, (review_missed(self._desk), overdue_said(self._desk)))

    def _indent(self) -> None:
        px = self._theme.px
        self.setContentsMargins(px(MARGIN), px(14), px(MARGIN), px(8))
