"""Turns what sync tells, in its threads, into facts: what became stale first, then the news."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from workbench.cache.cache import Absorbed
from workbench.desk.facts import Facts
from workbench.desk.overlay import Overlay
from workbench.desk.views import Row, SyncState
from workbench.domain.policy import Policy
from workbench.domain.tongue import tr_n
from workbench.sync.server_clock import ServerClock
from workbench.wire import Problem, Result

TOLD_EVERY_S = 5.0
"""While the backfill runs, how often a list looks at what it brought: what is due came first."""
HOT_FOR = timedelta(hours=1)
"""A lead that came longer ago is no news, only somebody else's before."""


class Listener:
    """The desk's ear on its line; see `workbench.sync.hearing.Hearing`."""

    def __init__(
        self,
        facts: Facts,
        overlay: Overlay,
        clock: ServerClock,
        *,
        policy: Callable[[], Policy],
        rows: Callable[[list[str]], list[Row]],
        state: Callable[[], SyncState],
    ) -> None:
        self._facts = facts
        self._overlay = overlay
        self._clock = clock
        self._policy = policy
        self._rows = rows
        self._state = state
        self._told_at = -TOLD_EVERY_S

    def absorbed(self, page: Absorbed, covered: Collection[str], *, live: bool) -> None:
        changed = dict.fromkeys([*page.put, *page.evicted, *covered])
        self._overlay.stale(changed)
        if not live:  # thousands, hardly one with anything unsent: not for the window to find out
            self._overlay.renew()
        seen = changed if live else (id for id in changed if id not in page.new)
        for lead_id in seen:
            self._facts.tell("lead_changed", lead_id)
        at = self._clock.monotonic()
        if (changed or page.config) and (live or at >= self._told_at + TOLD_EVERY_S):
            if page.put:  # the first leads are told at once
                self._told_at = at
            self._facts.tell("queue_changed")
        if live:
            hot = [id for id in page.put if id in page.new and self._is_hot(id)]
            for row in self._rows(hot):
                self._facts.tell("arrived", row)

    def _is_hot(self, id: str) -> bool:
        lead = self._overlay.lead(id)
        clock = lead.clock if lead is not None else None
        if lead is None or clock is None:
            return False
        me, now = self._overlay.user, self._clock.now()
        return (
            clock.is_running
            and (lead.owner in (None, me) or lead.is_offered_to(me, now))
            and self._policy().type(lead.type).hand_raiser
            and clock.received_at >= now - HOT_FOR
        )

    def settled(self, results: Sequence[Result]) -> None:
        refused = [result.id for result in results if result.s == "rejected"]
        if refused:
            self._overlay.start_over()
            self._facts.tell("attention_changed")
        self._facts.tell("queue_changed")
        self.line_changed()

    def spoiled(self, count: int) -> None:
        said = tr_n(
            "{n} entry of what you did was damaged on this computer’s disk. It was not sent; look "
            "at the leads you worked last.",
            "{n} entries of what you did were damaged on this computer’s disk. They were not "
            "sent; look at the leads you worked last.",
            count,
        )
        self._facts.tell("failed", Problem(code="outbox_damaged", message=said))

    def filled(self) -> None:
        self._overlay.start_over()
        self._facts.tell("queue_changed")

    def line_changed(self) -> None:
        self._facts.tell("sync_changed", self._state())
