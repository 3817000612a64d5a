"""What stands where the queue has no lead to show: why, what comes next, and which key helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.desk import Desk
from workbench.desk.views import View
from workbench.domain.tongue import tr
from workbench.ui.clock_face import comes_at, wall_time
from workbench.ui.filter_box import FilterBox
from workbench.ui.queue_tabs import NAMES
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.desk.filters import Filter, Hidden


class EmptyQueue:
    def __init__(self, desk: Desk, theme: Theme, filters: FilterBox) -> None:
        self._desk = desk
        self._theme = theme
        self._filters = filters

    def words(self, view: View) -> tuple[str, ...]:
        """Sentences below each other, the first of them strong."""
        if self._filters.in_force:
            return self._hidden_words(view)
        if self._filters.text:
            key = self._theme.key("add_lead")
            adds = (tr("{key} adds one.", key=key),) if key else ()
            return (tr("No lead matches “{text}”.", text=self._filters.text),
                    tr("Esc shows the queue again."), *adds)  # fmt: skip
        if view != "now":
            return (tr("Nothing here."),)
        return (tr("Queue clear."), *self._next())

    def hides_most(self, view: View) -> Filter | None:
        hidden = [item for item in self._hidden(view) if item.filter is not None and item.count]
        return max(hidden, key=lambda item: item.count).filter if hidden else None

    def _next(self) -> tuple[str, ...]:
        upcoming = self._desk.rows(self._desk.queue("later")[:1])
        if not upcoming:
            return (tr("Nothing is planned. New leads come by themselves."),)
        row = upcoming[0]
        at = comes_at(row, self._desk.lead(row.id))
        following = tr("Next ({name}).", name=row.name)
        if at:
            when = wall_time(at, self._desk.now())
            following = tr("Next follow-up {when} ({name}).", when=when, name=row.name)
        key = self._theme.key("go_later")
        ahead = (tr("{key} opens Later, to work ahead.", key=key),) if key else ()
        return (following, *ahead)

    def _hidden(self, view: View) -> list[Hidden]:
        filters = self._filters
        return self._desk.finding().hidden(view, filters.text, filters.in_force)

    def _hidden_words(self, view: View) -> tuple[str, ...]:
        """Which filter hides how many, and the key that takes one off."""
        hidden, text = self._hidden(view), self._filters.text
        none = tr("No lead for “{text}” with these filters.", text=text) if text else ""
        each = [tr("“{filter}” hides {count}.", filter=item.filter.label, count=item.count)
                for item in hidden if item.filter and item.count]  # fmt: skip
        bounds = [self._bound(tr(NAMES[view]), item.count)
                  for item in hidden if item.filter is None and item.count]  # fmt: skip
        most, key = self.hides_most(view), self._theme.key("lift_filter")
        lift = tr("{key} takes “{filter}” off.", key=key, filter=most.label) if most and key else ""
        return (none or tr("No lead with these filters."), *each, *bounds,
                lift or tr("Esc takes them all off."))  # fmt: skip

    def _bound(self, view: str, count: int) -> str:
        key = self._theme.key("go_all")
        if not key:
            return tr("{view} hides {count}.", view=view, count=count)
        return tr("{view} hides {count}: {key} shows all leads.", view=view, count=count, key=key)
