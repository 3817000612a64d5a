"""The team lead's board: who carries what, the leads of one of them, many moved at once; live."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workbench.desk.desk import Desk
from workbench.desk.moves import Moved, Preview
from workbench.desk.team import loads, open_leads, review_missed
from workbench.desk.views import Person
from workbench.domain.tongue import tr, tr_n
from workbench.ui.board_list import BoardList
from workbench.ui.bridge import Bridge
from workbench.ui.card import Canvas
from workbench.ui.key_word import key_row
from workbench.ui.move_panel import MovePanel
from workbench.ui.queue_foot import Line
from workbench.ui.queue_model import QueueModel
from workbench.ui.rep_table import NOBODY, RepTable
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.wire import Problem


class Board(Canvas):
    said = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self._batch = ""
        self._moving: tuple[int, str] = (0, "")
        self.model = QueueModel(desk, self)
        self.table = RepTable(theme)
        self.list = BoardList(desk, self.model, theme)
        self.panel = MovePanel(theme)
        self._title = Line(theme, 32)
        self._heading = Line(theme, 26)
        self._lay_out()
        self.table.chosen.connect(self._show_leads_of)
        self.list.marked_changed.connect(self._marked)
        self.list.opened.connect(self.opened)
        self.panel.chosen.connect(self._preview)
        self.panel.applied.connect(self._apply)
        self.panel.left.connect(self._leave_panel)
        self.panel.undone.connect(lambda: self.act("undo_move"))
        bridge.queue_changed.connect(self._refresh_if_seen)
        bridge.preview_ready.connect(self._show_preview)
        bridge.moved.connect(self._moved)
        bridge.failed.connect(self._failed)

    def refresh(self) -> None:
        people, carried = self._reps(), loads(self._desk)
        self.table.show_team(people, carried)
        here = sum(person.availability == "available" for person in people)
        due = sum(load.due for load in carried.values())
        at_risk = sum(load.at_risk for load in carried.values())
        breached = sum(load.breached for load in carried.values())
        name = self._desk.user.team_name if self._desk.user else ""
        told = tr("{here} of {all} in, {due} due, {at_risk} at risk in 30 min, {breached} breached",
                  here=here, all=len(people), due=f"{due:,}", at_risk=f"{at_risk:,}",
                  breached=f"{breached:,}")  # fmt: skip
        missed = review_missed(self._desk)
        review = [Run(missed, "ink", weight=600, gap=16)] if missed else []
        self._title.say((Run(name or tr("Team"), style=Text.TITLE, weight=600),
                         Run(told, "ink2", gap=16, gives=1),
                         *review))  # fmt: skip
        if self.table.current == NOBODY and not self.model.ids and people:
            busiest = max(people, key=lambda person: carried[person.id].open
                          if person.id in carried else 0)  # fmt: skip
            self.table.choose(busiest.id)
        else:
            self._fill_list()

    def step(self, by: int) -> None:
        self.list.step(by)

    def act(self, name: str) -> None:
        match name:
            case "select" | "select_down" | "select_up" | "select_all":
                self.list.mark(name)
            case "assign":
                self._assign()
            case "open":
                lead = self.list.current_id()
                if lead is not None:
                    self.opened.emit(lead)
            case "undo_move":
                self._undo_move()
            case "close":
                self._leave_panel() if self.panel.previews else self.list.unmark()

    def _lay_out(self) -> None:
        theme, margin = self._theme, self._theme.px(24)
        keys, words = key_row(theme, ("X", tr("select")), ("A", tr("assign")))
        for word, name in zip(words, ("select", "assign"), strict=True):
            word.clicked.connect(lambda _=False, name=name: self.act(name))
        head = QHBoxLayout()
        head.setContentsMargins(margin, 0, margin, 0)
        head.addWidget(self._heading, 1)
        head.addLayout(keys)
        title = QHBoxLayout()
        title.setContentsMargins(margin, theme.px(18), margin, theme.px(8))
        title.addWidget(self._title)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(title)
        left.addWidget(self.table)
        left.addSpacing(theme.px(16))
        left.addLayout(head)
        line = QHBoxLayout()
        line.setContentsMargins(margin, 0, margin, 0)
        line.addWidget(Hairline(theme))
        left.addLayout(line)
        rows = QHBoxLayout()
        rows.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        rows.addWidget(self.list)
        left.addLayout(rows, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(Hairline(theme, Qt.Orientation.Vertical))
        columns.addWidget(self.panel)

    def _reps(self) -> list[Person]:
        return [person for person in self._desk.people() if person.role in ("rep", "lead")]

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show_leads_of(self, _owner: str) -> None:
        self.list.marked.clear()
        self._fill_list()
        self.list.step(0)
        self.list.setFocus()
        self._marked(0)

    def _fill_list(self) -> None:
        ids = open_leads(self._desk, self.table.current or None)
        self.list.marked.intersection_update(ids)
        self.list.empty_words = () if ids else (tr("No open leads."),)
        self.list.show_ids(ids)
        owner = self.table.name_of(self.table.current)
        whose = tr("{name}’s open leads", name=owner)
        if self.table.current == NOBODY:
            whose = tr("Unowned leads")
        count = tr_n("{count} open", "{count} open", len(ids), count=f"{len(ids):,}")
        self._heading.say((Run(whose, style=Text.HEADING, weight=600),
                           Run(count, "ink2", Text.SMALL, gives=1)))  # fmt: skip

    def _marked(self, count: int) -> None:
        self.panel.count(count)

    def _assign(self) -> None:
        ids = self.list.chosen_ids()
        others = [person for person in self._reps() if person.id != self.table.current]
        if ids and others:
            self.panel.ask(others, len(ids))

    def _preview(self, to: str) -> None:
        ids = self.list.chosen_ids()
        self._moving = (len(ids), to)
        self._desk.preview_move(ids, to)

    def _show_preview(self, preview: Preview) -> None:
        if self._moving[0] and preview.to == self._moving[1]:
            self.panel.show_preview(preview, self.table.name_of)

    def _apply(self, preview: Preview) -> None:
        self.panel.wait()
        self._desk.move(preview)

    def _moved(self, moved: Moved) -> None:
        if not self._moving[0]:
            return
        undone = moved.batch_id == self._batch
        self._batch = "" if undone else moved.batch_id
        name = self.table.name_of(self._moving[1])
        if undone:
            said = tr_n("{n} lead back where they were", "{n} leads back where they were",
                        moved.moved)  # fmt: skip
        else:
            said = tr_n("{n} lead moved to {name}", "{n} leads moved to {name}", moved.moved,
                        name=name)  # fmt: skip
        if moved.refused:
            said = tr_n("{moved}, {n} stayed: {why}", "{moved}, {n} stayed: {why}",
                        len(moved.refused), moved=said, why=moved.refused[0])  # fmt: skip
        self.list.marked.clear()
        self.panel.rest(said, undo=bool(self._batch))
        self.said.emit(f"{said}.")
        self.refresh()
        self.list.setFocus()

    def _undo_move(self) -> None:
        if self._batch:
            self.panel.wait()
            self._desk.undo_move(self._batch)

    def _leave_panel(self) -> None:
        self._moving = (0, self._moving[1]) if not self._batch else self._moving
        self.panel.rest(undo=bool(self._batch))
        self.panel.count(len(self.list.marked))
        self.list.setFocus()

    def _failed(self, problem: Problem) -> None:
        if self.isVisible():
            self.panel.rest(problem.message, undo=bool(self._batch))
