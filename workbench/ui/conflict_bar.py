"""On the card: somebody else gave another code meanwhile; both stand there, one button each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desk.conflict import Conflict, settle_conflict
from workbench.desk.desk import Desk
from workbench.domain.tongue import mark, tr
from workbench.ui.announcing import announce
from workbench.ui.button import Button
from workbench.ui.line import Line
from workbench.ui.metrics import RADIUS_GROUP
from workbench.ui.runs import Run
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.ui.work import Work


class ConflictBar(QWidget):
    """`asked_for` names the action of a button."""

    told_as = "AlertMessage"
    asked_for = Signal(str)
    settled = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.conflict: Conflict | None = None
        self._words = Line(theme, 28)
        self.keep = Button(theme, tr("Keep mine"), action="keep_mine")
        self.take = Button(theme, tr("Take theirs"), action="take_theirs")
        self.keep.clicked.connect(lambda: self.asked_for.emit("keep_mine"))
        self.take.clicked.connect(lambda: self.asked_for.emit("take_theirs"))
        buttons = QHBoxLayout()
        for button in (self.keep, self.take):
            buttons.addWidget(button)
        buttons.addStretch()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(12))
        rows.setSpacing(theme.px(8))
        rows.addWidget(self._words)
        rows.addLayout(buttons)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def tell(self, conflict: Conflict | None, *, name: str = "") -> None:
        """`name` is the lead's where it does not stand above; there nothing is announced."""
        if conflict == self.conflict:
            return
        self.conflict = conflict
        self.setVisible(conflict is not None)
        if conflict is None:
            return
        said = mark("{yours}, theirs stands until you choose")
        if conflict.mine_stands:
            said = mark("{yours}, yours stands until you choose")
        self._words.say((
            Run("", "ink", icon="arrows-exchange"),
            *((Run(name, weight=600),) if name else ()),
            Run(conflict.said, weight=600),
            Run(tr(said, yours=conflict.mine_said), "ink2", gives=1),
        ))  # fmt: skip
        aloud = tr("{theirs}, {yours}: keep mine, take theirs",
                   theirs=conflict.said, yours=conflict.mine_said)  # fmt: skip
        self.setAccessibleName(f"{name}: {aloud}" if name else aloud)
        if not name:
            announce(self, aloud)

    def asks(self) -> bool:
        return self.conflict is not None

    def settle(self, work: Work, *, mine: bool) -> None:
        found = self.conflict
        if found is not None and work.run(lambda: settle_conflict(self._desk, found, mine=mine)):
            self.tell(None)
            self.settled.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = self._theme.palette
        place = QRect(0, 0, self.width(), self.height())
        paint_box(QPainter(self), place, RADIUS_GROUP, palette.canvas, palette.line2)
