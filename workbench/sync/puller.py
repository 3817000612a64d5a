"""Pulls what changed in this person's slice: live pages upwards, the backfill downwards.

One request at a time; a live page is applied before the next, a few of a backfill together. Claims
go to the outbox before the page goes to the cache, so that no crash can leave a page whose origin
could not be proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workbench.cache import upheld
from workbench.cache.cache import Cache, Cursor, advanced
from workbench.cache.erasure import erase
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.cache.page import Item, Page, read_page
from workbench.sync.errors import SyncError, no_workbench
from workbench.sync.hearing import Hearing
from workbench.sync.server_clock import ServerClock
from workbench.sync.session import Session
from workbench.wire import WAIT_S, Position

PAGE = 250
"""Leads in a page."""
COMMIT_PAGES = 16
"""So many of a backfill are stored at once: each commit writes whole pages of the indexes, a third
fewer bytes for twice the leads. Fewer where it is time to look for what changed meanwhile.
"""
DUE = 100
"""So many of the leads that are due come at once, that the list can be worked while it fills."""
LIVE_EVERY_S = 1.0
"""While the backfill runs, how often to look for what changed meanwhile."""


class Puller:
    def __init__(
        self,
        outbox: Outbox,
        caches: Generations,
        session: Session,
        clock: ServerClock,
        hearing: Hearing,
    ) -> None:
        self._outbox = outbox
        self._caches = caches
        self._session = session
        self._clock = clock
        self._hearing = hearing
        self._live_at = 0.0

    def step(self, *, at_once: bool = False) -> None:
        """One request; the long poll once the cache is complete, unless it is to be answered
        `at_once`. Raises SyncError.
        """
        cache = self._caches.filling
        cursor = cache.cursor
        if cursor.since is None:
            self._begin(cache)
            return
        if cursor.below:
            self._backfill(cache, cursor)
            cursor = cache.cursor
            if cursor.below and not self._is_live_due():
                return
        self._live_at = self._clock.monotonic()
        self._live(cache, cursor, at_once=at_once)

    def _begin(self, cache: Cache) -> None:
        answer, as_of = self._ask("/v1/sync", {"due": DUE})
        if self._is_current(cache):
            touched = self._erase(answer.items)
            due = [item for item in answer.items if item.op == "put"]
            page = cache.begin(as_of.seq, answer.config, due)
            self._hearing.absorbed(page, touched, live=False)

    def _backfill(self, cache: Cache, cursor: Cursor) -> None:
        to, items = cursor, list[Item]()
        for _ in range(COMMIT_PAGES):
            try:
                answer, _ = self._ask("/v1/sync/backfill", {"below": to.below, "limit": PAGE})
            except SyncError:
                if to == cursor:
                    raise
                break  # what has come is kept; the next step will meet it again
            to = replace(to, below=answer.below)
            items += answer.items
            if not to.below or self._is_live_due():
                break
        if self._is_current(cache):
            page = cache.absorb(items, (), to)
            self._hearing.absorbed(page, (), live=False)

    def _is_live_due(self) -> bool:
        return self._clock.monotonic() >= self._live_at + LIVE_EVERY_S

    def _live(self, cache: Cache, cursor: Cursor, *, at_once: bool) -> None:
        ack_no = self._outbox.ack_no
        waits = cursor.complete and not at_once and not self._clock.wants_sample
        wait = WAIT_S if waits else 0
        asked = {"since": cursor.since, "base": cursor.base, "limit": PAGE, "wait": wait}
        answer, _ = self._ask("/v1/sync", asked, wait_s=wait)
        if not self._is_current(cache):
            return
        to = advanced(cursor, since=answer.since, more=answer.more, ack_no=ack_no)
        if to == cursor and not answer.items and not answer.config:
            return
        touched = self._erase(answer.items)
        page = cache.absorb(answer.items, answer.config, to)
        upheld.covered(self._outbox, cache, cursor.covers_ack, to.covers_ack)
        covered = touched | self._outbox.acked_leads(cursor.covers_ack, to.covers_ack)
        if to.complete and not cursor.complete:
            self._caches.swap()
            self._hearing.filled()
        self._hearing.absorbed(page, covered, live=cursor.complete)
        if to.complete and not cursor.complete:
            cache.leave_nothing_behind()  # merging was put off while it was filled

    def _erase(self, items: Iterable[Item]) -> frozenset[str]:
        """Before the cursor moves on, so that no crash keeps what was erased; see `erase`."""
        erased = [item.id for item in items if item.told and item.told.get("erased")]
        return erase(self._outbox, erased)

    def _ask(
        self, path: str, params: Mapping[str, Any], wait_s: float = 0
    ) -> tuple[Page, Position]:
        generation, claims = self._outbox.generation, self._outbox.claims
        sent = self._clock.sends()
        answer = self._session.call(
            "GET", path, params=params, claims=lambda: self._outbox.claims, wait_s=wait_s,
            read=read_page,
        )  # fmt: skip
        try:
            as_of = Position.parse(answer.as_of)
        except ValueError:
            raise no_workbench() from None
        if wait_s == 0 and answer.now is not None:
            self._clock.sample(sent, answer.now)
        if self._outbox.claims == (as_of,):
            return answer, as_of  # it stands there: no need to wait for the disk
        with self._outbox.writing() as writing:
            if writing.number("cache_gen") == generation:
                writing.merge_claim(as_of, claims)
        return answer, as_of

    def _is_current(self, cache: Cache) -> bool:
        """An answer for a cache that a resync has replaced meanwhile is dropped."""
        return cache is self._caches.filling
