"""What the server has not told yet: outbox rows applied over the cached leads, nothing written."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from workbench.cache.entry import Entry
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.domain.activity import Activity
from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.record import undone_ids


class Overlay:
    """Leads that the outbox changes, kept until something makes them stale.

    Worker threads say what became stale; the leads are made anew when they are next looked at,
    or before by a thread that made thousands stale.
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
            self.renew()
            return dict(self._leads)

    def renew(self) -> None:
        with self._lock:
            if self._stale:
                self._renew_all()

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

    def _renew_all(self) -> None:
        """A page makes hundreds stale at once, hardly one of them with anything unsent."""
        covers_ack = self._caches.shown.cursor.covers_ack
        stale, self._stale = self._stale, set()
        overlaid = self._outbox.overlaid_leads(covers_ack, among=stale)
        for lead_id in stale - overlaid:
            self._leads.pop(lead_id, None)
        for lead_id in overlaid:
            self._renew(lead_id)

    def _renew(self, lead_id: str) -> None:
        rows = self.entries(lead_id)
        lead = self._replayed(lead_id, rows) if rows else None
        if lead is None:
            self._leads.pop(lead_id, None)
        else:
            self._leads[lead_id] = lead

    def _replayed(self, lead_id: str, rows: list[Entry]) -> Lead | None:
        from workbench.desk.replay import replayed

        cache = self._caches.shown
        return replayed(cache.lead(lead_id), rows, self.user, cache.policies)
