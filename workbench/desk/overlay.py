"""What the server has not told yet: outbox rows applied over the cached leads, nothing written."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace

from workbench.cache.entry import Entry
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.record import undone_ids


class Overlay:
    """Leads that the outbox changes, kept until something makes them stale.

    Worker threads say what became stale; the leads are made anew when they are next looked at.
    """

    def __init__(self, outbox: Outbox, caches: Generations) -> None:
        self._outbox = outbox
        self._caches = caches
        self._lock = threading.RLock()
        self._leads: dict[str, Lead] = {}
        self._stale: set[str] = set()
        self.user: str | None = None
        self.start_over()

    def start_over(self) -> None:
        """Another cache or another person is on the screen."""
        cursor = self._caches.shown.cursor
        with self._lock:
            self._leads.clear()
            self._stale = set(self._outbox.overlaid_leads(cursor.covers_ack))

    def stale(self, ids: Iterable[str]) -> None:
        with self._lock:
            self._stale.update(ids)

    def leads(self) -> Mapping[str, Lead]:
        with self._lock:
            while self._stale:
                self._renew(self._stale.pop())
            return dict(self._leads)

    def lead(self, lead_id: str) -> Lead | None:
        """As it is shown: overlaid, or as the server last said."""
        with self._lock:
            if lead_id in self._stale:
                self._stale.discard(lead_id)
                self._renew(lead_id)
            return self._leads.get(lead_id) or self._caches.shown.lead(lead_id)

    def show(self, lead: Lead) -> None:
        """The lead as a verb has just made it; saves doing its work twice."""
        with self._lock:
            if lead.id not in self._stale:
                self._leads[lead.id] = lead

    def entries(self, lead_id: str) -> list[Entry]:
        return self._outbox.overlaying(lead_id, self._caches.shown.cursor.covers_ack)

    def timeline(self, lead: Lead) -> tuple[tuple[Activity, ...], int, frozenset[str]]:
        """Newest first, how many older ones the server has, and which are not sent yet."""
        cached, older = self._caches.shown.activities(lead.id)
        shown = {activity.id: activity for activity in cached}
        unsent = set()
        rows = self.entries(lead.id)
        if rows:
            from workbench.desk.replay import left_by

            for row in rows:
                for activity in left_by(row.corrected(self.user), lead):
                    shown.setdefault(activity.id, activity)
                    if row.state == "pending":
                        unsent.add(activity.id)
        undone = undone_ids(lead.record)
        timeline = (
            replace(activity, undone=True) if activity.mutation in undone else activity
            for activity in shown.values()
        )
        ordered = sorted(timeline, key=lambda activity: (activity.at, activity.id), reverse=True)
        return tuple(ordered), older, frozenset(unsent)

    def _renew(self, lead_id: str) -> None:
        cache = self._caches.shown
        lead = cache.lead(lead_id)
        rows = self.entries(lead_id)
        if rows:
            from workbench.desk.replay import replayed

            lead = replayed(lead, rows, self.user, cache.policies)
        if lead is None or not rows:
            self._leads.pop(lead_id, None)
        else:
            self._leads[lead_id] = lead
