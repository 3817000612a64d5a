"""The left column: views, search, the ranked list, its foot.

The lead in work never moves under the cursor: while there is one, what leaves the queue goes and
what is new waits in the foot; between leads the queue is ranked anew.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.desk.views import Row, View
from workbench.domain.tongue import tr
from workbench.ui.bridge import Bridge
from workbench.ui.empty_queue import EmptyQueue
from workbench.ui.filter_box import FilterBox
from workbench.ui.marked_list import MarkedList
from workbench.ui.queue_foot import QueueFoot, counted
from workbench.ui.queue_model import ATTENTION, QueueModel
from workbench.ui.queue_tabs import QueueTabs
from workbench.ui.queue_view import Ticker
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme

RANK_AGAIN_S = 15.0
AFTER_PAINT_MS = 40


class QueuePanel(QWidget):
    """`rests`: whether another page stands in its place, so that nothing need be ranked."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, rests: Callable[[], bool]) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._view: View = "now"
        self._in_work: str | None = None
        self._is_looking = False
        self._rests = rests
        self._is_left = False  # whether the queue changed while nobody saw it
        self._looked_s = desk.monotonic()
        self._is_untold = False  # whether the card has yet to follow the cursor
        self._order: list[str] = []
        """As it was last looked at; what is shown can be older while a lead is in work."""
        self.model = QueueModel(desk, self)
        self.tabs = QueueTabs(theme)
        self.filters = FilterBox(desk, theme)
        self._empty = EmptyQueue(desk, theme, self.filters)
        self.search = self.filters.field
        self.list = MarkedList(desk, self.model, theme)
        self.foot = QueueFoot(theme)
        self._lay_out()
        self._connect(bridge)

    @property
    def view(self) -> View:
        return self._view

    def current_id(self) -> str | None:
        return self.list.current_id()

    def show_view(self, view: View) -> None:
        self.tabs.show_view(view)
        self._view = view
        self.list.marked.clear()
        self.search.clear()
        self._show_all()
        if self.list.current_id() is None:
            self.list.step(0)

    def keep(self, lead: str | None) -> None:
        """Name the lead in work, or nobody: then the queue is ranked anew."""
        self._in_work = lead
        if lead is None:
            self._show_all()

    def let_go(self) -> None:
        """No lead is in work any more; the next look at the queue ranks it anew."""
        self._in_work = None

    def go_on(self, left: str) -> None:
        """`left` was filed: the next one comes to the cursor, in the order that is known.

        The queue is ranked anew as soon as that was painted.
        """
        self._in_work = None
        if self._view == "now":
            following = next((lead for lead in self._order if lead != left), None)
            stays = self._desk.is_due(left)
        else:
            place = self.model.place_of(left)
            following = self.model.id_at(place + 1) if place is not None else None
            stays = True
        ids = self._order = [lead for lead in self._order if lead != left or stays]
        self.list.empty_words = () if ids else self._empty.words(self._view)
        self.list.show_ids(ids, changed=(left,), to=following)
        self.foot.show_new(0)
        self._counting.stop()  # ranking counts too, and one that waits must not come before it
        self._ranking.start()

    def wake(self) -> None:
        if self._is_left:
            self.refresh()

    def refresh(self) -> None:
        self._is_left = self._rests()
        if self._is_left or self._ranking.isActive():
            return
        if self._in_work is None:
            self._show_all()
            return
        ids = self._wanted()
        here, wanted = set(self.model.ids), set(ids)
        kept = [lead for lead in self.model.ids if lead in wanted or lead == self._in_work]
        self.list.show_ids([lead for lead in kept if lead != ATTENTION])
        self.foot.show_new(len(wanted - here))
        self._counting.start()

    def show_new(self) -> None:
        """What waited in the foot comes into the list; the lead in work stays in it."""
        self._show_all()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters.text or self.filters.in_force)

    def lift(self) -> None:
        """Take off the last filter; where nothing is shown, the one that hides most."""
        hiding = None if self.model.rowCount() else self._empty.hides_most(self._view)
        if hiding is not None:
            self.filters.lift(hiding)
        else:
            self.filters.lift_last()

    def show_everything(self) -> None:
        self.filters.clear()

    def tell_chosen(self) -> None:
        """Now, if it was yet to be told."""
        if self._is_untold:
            self._tell_current()

    def select_first(self) -> None:
        self.list.setCurrentIndex(self.model.index(0))

    def hideEvent(self, event: QHideEvent) -> None:
        self._counting.stop()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.tabs)
        rows.addWidget(Hairline(self._theme))
        rows.addWidget(self.filters)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.foot)

    def _connect(self, bridge: Bridge) -> None:
        self.tabs.chosen.connect(self.show_view)
        self.filters.changed.connect(self._look)
        self.filters.entered.connect(self._open_found)
        self.search.emptied.connect(self.lift)
        self.search.moved.connect(self.list.step)
        self.search.left.connect(self.tell_chosen)
        self.list.chosen.connect(self._tell_chosen)
        self.list.opened.connect(self.opened)
        self.list.marked_changed.connect(self._show_foot)
        self.foot.new.clicked.connect(self.show_new)
        self._theme.changed.connect(self._tell_empty)
        bridge.queue_changed.connect(self.refresh)
        bridge.lead_changed.connect(self.model.update_row)
        bridge.attention_changed.connect(self.refresh)
        # What is only looked at comes in the turn after what a key has done was painted, as in
        # `bridge`.
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self.tell_chosen, Qt.ConnectionType.QueuedConnection)
        self._ranking = self._after_paint(self._show_all)
        self._counting = self._after_paint(self._show_counts)
        self._footing = self._after_paint(self._show_foot)
        self.list.painted.connect(self._wait_on)
        bridge.sync_changed.connect(self._footing.start)
        self._ticker = Ticker(self._desk.now, self.foot)
        self._ticker.timeout.connect(self._tick)

    def _after_paint(self, show: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=AFTER_PAINT_MS)
        timer.timeout.connect(show)
        return timer

    def _wait_on(self) -> None:
        """The moment after the painting begins with it, however long it took to come to it."""
        if self._ranking.isActive():
            self._ranking.start()
        elif self.list.is_unpainted:
            self._counting.start()

    def _tick(self) -> None:
        """Rests while nobody can see it; what time has moved meanwhile is shown at once."""
        if self._desk.monotonic() - self._looked_s >= RANK_AGAIN_S:
            self.refresh()
        self._show_foot()

    def _wanted(self) -> list[str]:
        self._looked_s = self._desk.monotonic()
        self.model.attention = self._attention_row()
        text, narrow = self.filters.text, self.filters.narrow
        found = (self._desk.search(text, narrow=narrow) if text
                 else self._desk.queue(self._view, narrow=narrow))  # fmt: skip
        self._order = list(found)
        return list(found)

    def _attention_row(self) -> Row | None:
        is_queue = self._view == "now" and not self.is_narrowed
        if not is_queue or not self._desk.sync_state().refused:
            return None
        refused = self._desk.attention()
        names = ", ".join(dict.fromkeys(item.name for item in refused))
        return Row(
            id=ATTENTION, name=tr("Needs attention"), company="", asks=names, score=len(refused),
            owner="", type="", status="",
        )  # fmt: skip

    def _show_all(self, *, from_top: bool = False) -> None:
        """`from_top`: the cursor goes to the first."""
        ids = self._wanted()
        if self._in_work is not None and self._in_work not in ids and not self.is_narrowed:
            place = self.model.place_of(self._in_work)
            ids.insert(min(place or 0, len(ids)), self._in_work)
        self.list.empty_words = () if ids else self._empty.words(self._view)
        self.list.show_ids(ids, to=ids[0] if from_top and ids else None)
        if from_top:
            self.list.scrollToTop()
        self.foot.show_new(0)
        # How many a view holds does not depend on what is looked for in it.
        (self._footing if self._is_looking else self._counting).start()

    def _tell_empty(self) -> None:
        """Its sentences name keys."""
        if self.list.empty_words:
            self.list.empty_words = self._empty.words(self._view)

    def _show_counts(self) -> None:
        if self.isVisible() and self.list.is_unpainted:
            return  # the window took long to build; its first paint begins this anew
        self.tabs.show_counts(self._desk.counts())
        self._show_foot()

    def _look(self) -> None:
        self._is_looking = self.is_narrowed
        self._show_all(from_top=self.is_narrowed)
        self._is_looking = False

    def _tell_chosen(self) -> None:
        """While somebody types, the card of what was found comes after the list was painted."""
        if self._is_looking and self.window().focusWidget() is self.search:
            self._is_untold = True
            self._telling.start()
        else:
            self._tell_current()

    def _tell_current(self) -> None:
        self._is_untold = False
        self._telling.stop()
        self.chosen.emit(self.current_id() or "")

    def _open_found(self) -> None:
        self.tell_chosen()
        lead = self.current_id()
        if lead is None:
            self.lift()
        else:
            self.list.setFocus()
            self.opened.emit(lead)

    def _show_foot(self) -> None:
        count = self.model.rowCount() - (self.model.attention is not None)
        view = None if self.is_narrowed else self._view
        if view == "now":
            self.model.row(0)  # the first page holds what is due first
        self.foot.tell(
            counted(count, view, marked=len(self.list.marked_ids())),
            self._desk.sync_state(),
            due=self.model.loaded_rows() if view == "now" else (),
            now=self._desk.now(),
        )
