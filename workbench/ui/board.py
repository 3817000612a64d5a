"""The team lead's board: who carries what, what leaks, and how many leads are put right at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from workbench.desk.board_rows import BoardRow, board_rows
from workbench.desk.desk import Desk
from workbench.desk.leading import Overview, balance_of_the_team
from workbench.desk.moves import Preview, Reassign
from workbench.desk.team import NOBODY, POOL
from workbench.ui.board_head import BoardHead
from workbench.ui.board_leads import BoardLeads
from workbench.ui.bridge import Bridge
from workbench.ui.card import Canvas
from workbench.ui.leak_strip import LeakStrip
from workbench.ui.move_panel import MovePanel
from workbench.ui.moving import Moving
from workbench.ui.rep_table import RepTable
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme

TICK_MS = 1000
"""So often what time moves is counted anew: due, at risk, breached."""
LOOK_MS = 60_000
"""So often the server is asked what leaks; sooner after leads have moved."""
SOON_MS = 700
_TABLE_SHARE = 0.5


class Board(Canvas):
    """`asked_for` names an action that puts a leak right, of the lead that `opened` has named."""

    said = Signal(str)
    opened = Signal(str)
    asked_for = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme)
        self._desk = desk
        self._overview = Overview()
        self.table = RepTable(theme)
        self.strip = LeakStrip(theme)
        self.leads = BoardLeads(desk, theme)
        self.model, self.list = self.leads.model, self.leads.list
        self.panel = MovePanel(theme)
        self.moving = Moving(desk, bridge, self.panel, self.table.name_of)
        self.head = BoardHead(desk, bridge, theme)
        self._lay_out()
        self.table.chosen.connect(self._show_leads_of)
        self.table.entered.connect(self.list.setFocus)
        self.table.dropped.connect(self._move_to)
        self.strip.chosen.connect(self._show_leak)
        self.list.marked_changed.connect(self.moving.count)
        self.list.opened.connect(self.opened)
        self.leads.pressed.connect(self.act)
        self.head.pressed.connect(self._press)
        self.moving.previewed.connect(self._show_targets)
        self.moving.moved.connect(self._moved)
        self.moving.left.connect(self._left)
        self.moving.said.connect(self.said)
        bridge.queue_changed.connect(self._refresh_if_seen)
        bridge.board_told.connect(self._told)
        self._ticking = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._ticking.timeout.connect(self._tick)
        self._looking = QTimer(self, singleShot=True, timerType=Qt.TimerType.CoarseTimer)
        self._looking.timeout.connect(self._look)
        self.moving.count(0)

    # ---- what is shown

    def refresh(self) -> None:
        rows = self._count()
        if self._row is None or (
            self.table.current == NOBODY and not self.model.ids and not self.strip.current
        ):
            busiest = max(rows, key=lambda row: (row.counts.open, row.person is not None))
            self.table.choose(busiest.id, self.table.cell)
        else:
            self._fill_list()

    def _count(self) -> list[BoardRow]:
        rows = board_rows(self._desk, self._overview)
        self.table.show_rows(rows)
        self._fit_table()
        self.head.say(rows)
        return rows

    def step(self, by: int) -> None:
        self.list.step(by)

    def act(self, name: str) -> None:
        done: dict[str, Callable[[], object]] = {
            "assign": self._assign, "assign_by": self._assign_by, "cover": self._cover,
            "end_cover": self._end_cover, "put_right": self._put_right, "open": self._open,
            "close": self._close, "leaks": self.strip.step, "team": self.table.setFocus,
            "undo_move": self.moving.undo, "hours": self.head.turn_hours,
            "balance": partial(self.moving.preview, balance_of_the_team()),
        }  # fmt: skip
        done.get(name, partial(self.list.mark, name))()

    def can(self, name: str) -> bool:
        """Whether an action of this mode can be done at this moment."""
        row = self._row
        is_rep = row is not None and row.person is not None
        match name:
            case "cover":
                return is_rep
            case "end_cover":
                return is_rep and self.table.current in self._overview.covers
            case "assign_by":
                return bool(row and row.counts.open)
            case "put_right":
                return self.strip.shown is not None and self.list.current_id() is not None
            case "undo_move":
                return self.moving.can_undo
            case _:
                return True

    # ---- what is done

    def _assign(self) -> None:
        ids = self.list.chosen_ids()
        if ids:
            self.moving.assign(ids, self._others())

    def _move_to(self, row: str) -> None:
        ids = self.list.chosen_ids()
        if ids:
            self.moving.preview(Reassign(to=row.removeprefix(POOL), ids=tuple(ids)))

    def _assign_by(self) -> None:
        row = self._row
        if row is not None:
            self.moving.assign_by(row, self._others())

    def _cover(self) -> None:
        row = self._row
        if row is None or row.person is None:
            return
        if self.table.cell != "open" or self.strip.current:
            self.table.choose(row.id)
        self.moving.cover(row, self._others())

    def _end_cover(self) -> None:
        covered = self._overview.covers.get(self.table.current)
        if covered is not None:
            self.moving.give_back(covered)

    def _put_right(self) -> None:
        leak, lead = self.strip.shown, self.list.current_id()
        if leak is None or lead is None:
            return
        if leak.remedy == "assign":
            self._assign()
            return
        if leak.remedy in ("resolve", "decide"):
            self.asked_for.emit("go_handoffs")
            return
        self.opened.emit(lead)
        if leak.remedy == "plan":
            self.asked_for.emit("follow_up")

    def _open(self) -> None:
        lead = self.list.current_id()
        if lead is not None:
            self.opened.emit(lead)

    def _close(self) -> None:
        if self.panel.previews or self.panel.is_asking or self.panel.is_waiting:
            self.moving.leave()
        elif self.list.marked:
            self.list.unmark()
        elif self.strip.current:
            self.strip.choose("")

    # ---- the list below

    def _show_leads_of(self, _row: str, _cell: str) -> None:
        if self.strip.current:
            self.strip.choose("")
        self._begin_list()

    def _show_leak(self, name: str) -> None:
        self.table.is_aside = bool(name)
        self.table.update()
        if name:
            self._look()
        self._begin_list()

    def _begin_list(self) -> None:
        self._area.ensureVisible(0, self.table.current_rect().center().y())
        self.list.marked.clear()
        self._fill_list()
        self.list.step(0)
        if not self.table.hasFocus():
            self.list.setFocus()
        self.moving.count(0)

    def _fill_list(self) -> None:
        row, leak = self._row, self.strip.shown
        if leak is not None:
            self.leads.show_leak(leak, self._overview)
        elif row is not None:
            self.leads.show_cell(row, self.table.cell)

    def _show_targets(self, preview: Preview | None) -> None:
        self.list.show_targets(preview.targets if preview else {})

    # ---- what came

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _tick(self) -> None:
        """Time alone changes no row of a lead, only which of them a cell counts."""
        if self.isVisible():
            self._count()
            if self.table.cell != "open":
                self._fill_list()

    def _told(self, overview: Overview) -> None:
        self._overview = overview
        self.strip.show_leaks(overview.leaks)
        self._refresh_if_seen()

    def _moved(self) -> None:
        self.list.marked.clear()
        self._looking.start(SOON_MS)
        self._refresh_if_seen()
        self.list.setFocus()

    def _left(self) -> None:
        self.moving.count(len(self.list.marked))
        self.list.setFocus()

    def _look(self) -> None:
        if self.isVisible():
            self.moving.team_lead.look(self.strip.current)
            self._looking.start(LOOK_MS)

    def _fit_table(self) -> None:
        """Below many rows there is room for their leads."""
        least = self._theme.px(28) + 3 * self._theme.metrics.board_rep_row
        most = max(round(self.height() * _TABLE_SHARE), least)
        self._area.setFixedHeight(min(self.table.sizeHint().height(), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_table()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()
        self._looking.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticking.stop()
        self._looking.stop()
        super().hideEvent(event)

    @property
    def _row(self) -> BoardRow | None:
        return self.table.row_of(self.table.current)

    def _others(self) -> list[BoardRow]:
        here = self.table.current
        return [row for row in self.table.rows if row.person and row.id != here]

    def _lay_out(self) -> None:
        theme, margin = self._theme, self._theme.px(24)
        leaks = QHBoxLayout()
        leaks.setContentsMargins(margin, 0, margin, theme.px(6))
        leaks.addWidget(self.strip)
        self._area = SlimArea(theme, self.table, ground="canvas")
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addLayout(leaks)
        left.addWidget(self._area)
        left.addSpacing(theme.px(16))
        left.addWidget(self.leads, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(Hairline(theme, Qt.Orientation.Vertical))
        columns.addWidget(self.panel)

    def _press(self, name: str) -> None:
        if self.can(name):
            self.act(name)
