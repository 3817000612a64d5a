"""The lists of leads: who is next, whose they are, who comes later; cached and unsent together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from workbench.cache import lead_rows, leads, search
from workbench.cache.asked import Asked
from workbench.cache.cache import Cache
from workbench.cache.columns import columns
from workbench.cache.traits import ALL, Narrow, sort_key
from workbench.desk.overlay import Overlay
from workbench.desk.views import View
from workbench.domain.calling import Area, area_of, is_open
from workbench.domain.lead import Lead
from workbench.domain.policy import Policy
from workbench.domain.priority import LIFT_RINGING, index

VIEWS: tuple[View, ...] = ("now", "mine", "later", "all")


class Queue:
    """The leads of one cache under one overlay, at one moment."""

    def __init__(self, cache: Cache, overlay: Overlay, *, me: str | None, now: datetime) -> None:
        self._cache = cache
        self._policy = cache.policy
        self._patched = overlay.leads()
        self._me = me
        self._now = now

    @cached_property
    def _asked(self) -> Asked:
        """Made for the lists alone: rows and searches do without."""
        return Asked(
            now=self._now,
            me=self._me,
            patched=self._patched.keys(),
            closed=closed_areas(self._cache.areas(), self._policy, self._now),
            boost=self._policy.boost,
        )

    def ids(self, view: View, type: str | None = None, narrow: Narrow = ALL) -> Sequence[str]:
        if narrow and narrow.sort is None:
            narrow = replace(narrow, sort=leads.OF_TRAITS.get(view))
        asked = replace(self._asked, type=type, narrow=narrow)
        found = self._cached(view, asked)
        patched = self._patched_in(view, type, narrow)
        if not patched:
            return [row[-1] for row in found]
        cached: list[tuple[tuple[Any, ...], str]]
        if narrow.sort is not None:
            cached = [((key,), id) for key, id in found]
        elif view == "now":
            cached = [((-lift, -p, since), id) for lift, p, since, id in found]
        else:
            cached = [((key is None, key or 0), id) for key, id in found]
        own = [(self._sorted_by(lead, view, narrow), lead.id) for lead in patched]
        return [id for _, id in sorted([*cached, *own])]

    def _cached(self, view: View, asked: Asked) -> Sequence[Sequence[Any]]:
        """What each is sorted by, and last its id."""
        connection = self._cache.database.connection
        if asked.narrow.sort is not None:
            return leads.sorted_otherwise(connection, view, asked)
        if view == "now":
            return leads.ranked(connection, asked)
        return leads.listed(connection, view, asked)

    def holds(self, lead: Lead) -> bool:
        """Whether `lead` is among those of `now`."""
        return self._is_in(lead, "now", None)

    def count(self, view: View, narrow: Narrow = ALL) -> int:
        asked = replace(self._asked, narrow=narrow)
        cached = leads.count(self._cache.database.connection, view, asked)
        return cached + len(self._patched_in(view, None, narrow))

    def rows(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """By id, what a row shows of it; an id that left is left out."""
        patched = {id: columns(self._patched[id]) for id in ids if id in self._patched}
        cached = lead_rows.shown(
            self._cache.database.connection, [id for id in ids if id not in patched]
        )
        return {**cached, **patched}

    def search(self, text: str, most: int, narrow: Narrow = ALL) -> list[str]:
        words = search.asked_words(text)
        patched = [
            lead.id
            for lead in self._patched.values()
            if words
            and all(word in search.searched_words(lead) for word in words)
            and narrow.holds(lead, columns(lead))
        ]
        # A lead that the outbox overlays is what it is there, and no more what is cached.
        cached = search.search(self._cache.database.connection, text, most, narrow)
        kept = (id for id in cached if not narrow or id not in self._patched)
        found = list(dict.fromkeys([*patched, *kept]))
        if patched and narrow.sort is not None:
            sort, rows = narrow.sort, self.rows(found)
            found = sorted(rows, key=lambda id: (sort_key(rows[id], sort), id))
        return found[:most]

    def _patched_in(self, view: View, type: str | None, narrow: Narrow) -> list[Lead]:
        return [
            lead
            for lead in self._patched.values()
            if self._is_in(lead, view, type) and (not narrow or narrow.holds(lead, columns(lead)))
        ]

    def _is_in(self, lead: Lead, view: View, type: str | None) -> bool:
        if type is not None and lead.type != type:
            return False
        standing = lead.standing
        match view:
            case "now":
                if lead.is_offered_to(self._me, self._now):
                    return True
                return (
                    standing.queue_from is not None
                    and standing.queue_from <= self._now
                    and (
                        standing.lift > 0
                        or standing.channel != "call"
                        or area_of(lead).key not in self._asked.closed
                    )
                )
            case "mine":
                return lead.owner == self._me and lead.is_open
            case "later":
                return standing.queue_from is not None and standing.queue_from > self._now
            case "all":
                return True

    def _sorted_by(self, lead: Lead, view: View, narrow: Narrow = ALL) -> tuple[Any, ...]:
        standing = lead.standing
        values = columns(lead)
        if narrow.sort is not None:
            return (sort_key(values, narrow.sort),)
        if view == "now" and lead.is_offered_to(self._me, self._now):
            return (-LIFT_RINGING, 0.0, values["offer_from"])
        if view == "now":
            p = index(standing, self._now, self._policy.boost)
            return (-standing.lift, -p, values["waiting_since"])
        key = {
            "mine": values["due_at"],
            "later": values["queue_from"],
            "all": -values["arrived_at"],
        }[view]
        return (key is None, key or 0)


def closed_areas(keys: Sequence[str], policy: Policy, now: datetime) -> list[str]:
    """Where it is too early or too late to call, or no day for it."""
    return [key for key in keys if not is_open(Area.of_key(key), policy, now)]
