"""Beside the dashboard: what the number under the cursor means, and the leads it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from workbench.desk.desk import Desk
from workbench.desk.marks import Mark
from workbench.domain.tongue import tr, tr_n
from workbench.ui.board_list import BoardList
from workbench.ui.card import Canvas
from workbench.ui.line import Line
from workbench.ui.queue_model import QueueModel
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

WIDTH = 480


class DashboardSide(Canvas):
    told_as = "Pane"  # not a text
    opened = Signal(str)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(theme)
        self._title = Line(theme, 32)
        self._story = Story(theme)
        self._story.gutter = 0
        self._count = Line(theme, 26)
        self.model = QueueModel(desk, self)
        self.list = BoardList(desk, self.model, theme)
        self.list.opened.connect(self.opened)
        self._lay_out()

    def tell(self, mark: Mark, counted: str) -> None:
        """What it means; `counted` says of what and as of when."""
        self._title.say((Run(mark.label, style=Text.HEADING, weight=600, gives=1),
                         Run(mark.value, style=Text.HEADING, tabular=True)))  # fmt: skip
        notes = tuple(Words(note, "ink2", Text.SMALL) for note in (mark.says, counted) if note)
        self._story.tell((Section("", (Words(mark.meant), *notes)),))

    def show_leads(self, ids: Sequence[str]) -> None:
        said = tr_n("{n} lead at this desk", "{n} leads at this desk", len(ids))
        self._count.say((Run(said, "ink2", Text.SMALL, gives=1),))
        self.list.empty_words = () if ids else (tr("No leads here."),)
        self.list.show_ids(list(ids))

    def _lay_out(self) -> None:
        theme, margin = self._theme, self._theme.px(24)
        above = QVBoxLayout()
        above.setContentsMargins(margin, theme.px(14), margin, 0)
        above.setSpacing(theme.px(4))
        for part in (self._title, self._story, self._count, Hairline(theme)):
            above.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(above)
        rows.addWidget(self.list, 1)
        theme.changed.connect(self._widen)
        self._widen()

    def _widen(self) -> None:
        self.setFixedWidth(self._theme.px(WIDTH))
