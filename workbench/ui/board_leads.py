"""The lower half of the board: the leads behind a cell, or those of a class of leaks."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.board_rows import COUNTED, BoardRow
from workbench.desk.desk import Desk
from workbench.desk.leading import Leak, Overview
from workbench.desk.team import Cell, leads_in
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.board_list import BoardList
from workbench.ui.key_word import key_row
from workbench.ui.line import Line
from workbench.ui.queue_model import QueueModel
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_FIXES = {
    "assign": mark("F gives it to somebody."),
    "call": mark("F opens it, to be called."),
    "plan": mark("F opens it and asks for the next step."),
    "resolve": mark("F opens the handoffs."),
    "decide": mark("F opens the handoffs."),
    "look": mark("F opens it."),
}


class BoardLeads(QWidget):
    """`pressed` names an action."""

    pressed = Signal(str)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self.model = QueueModel(desk, self)
        self.list = BoardList(desk, self.model, theme)
        self._heading = Line(theme, 26)
        self._note = Line(theme, 20)
        keys, words = key_row(theme, ("select", tr("select")), ("assign", tr("assign")))
        for word, name in zip(words, ("select", "assign"), strict=True):
            word.clicked.connect(partial(self.pressed.emit, name))
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addLayout(keys)
        above = QVBoxLayout()
        above.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        above.setSpacing(0)
        above.addLayout(head)
        above.addWidget(self._note)
        above.addWidget(Hairline(theme))
        inside = QHBoxLayout()
        inside.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        inside.addWidget(self.list)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(above)
        rows.addLayout(inside, 1)

    def show_cell(self, row: BoardRow, cell: Cell) -> None:
        if cell == "touches":
            ids = list(dict.fromkeys(row.touched))
        else:
            ids = leads_in(self._desk, row.id, cell)
        whose = tr("{name}’s open leads", name=row.name)
        if row.person is None:
            whose = tr("Unowned leads of {pool}", pool=row.state)
            whose = whose if row.state else tr("Unowned leads")
        said = tr_n("{count} open", "{count} open", len(ids), count=f"{len(ids):,}")
        if cell in COUNTED:
            said = tr("{what}: {count}", what=tr(COUNTED[cell]), count=f"{len(ids):,}")
        self._show(whose, said, "", ids)

    def show_leak(self, leak: Leak, overview: Overview) -> None:
        """Its first leads, once they are told."""
        ids = list(overview.leaking) if overview.leak == leak.name else []
        fix = tr(_FIXES[leak.remedy])
        self._show(leak.label, f"{leak.n:,}", f"{leak.definition} {fix}", ids)

    def _show(self, title: str, said: str, note: str, ids: list[str]) -> None:
        self._heading.say((Run(title, style=Text.HEADING, weight=600),
                           Run(said, "ink2", Text.SMALL, gives=1)))  # fmt: skip
        self._note.say((Run(note, "ink2", Text.SMALL, gives=1),) if note else ())
        self._note.setVisible(bool(note))
        self.list.marked.intersection_update(ids)
        self.list.empty_words = () if ids else (tr("No leads here."),)
        self.list.show_ids(ids)
