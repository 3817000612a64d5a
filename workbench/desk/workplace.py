"""What a desk stands on: the stores, the clock, the person, the calls that run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from workbench.cache.entry import StartedCall
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.desk.facts import Facts
from workbench.desk.overlay import Overlay
from workbench.desk.views import Call, Filed
from workbench.desk.words import name_of
from workbench.domain.lead import Lead
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.sync.server_clock import ServerClock
from workbench.wire import User


class Workplace:
    def __init__(self, outbox: Outbox, caches: Generations, clock: ServerClock) -> None:
        self._outbox = outbox
        self._caches = caches
        self._clock = clock
        self._overlay = Overlay(outbox, caches)
        self._facts = Facts()
        self.user: User | None = None

    @property
    def policy(self) -> Policy:
        return self._caches.shown.policy

    @property
    def policies(self) -> Policies:
        return self._caches.shown.policies

    def now(self) -> datetime:
        """The time that everything on the screen is measured against."""
        return self._clock.now()

    def listen(self, fact: str, call: Callable[..., None]) -> Callable[[], None]:
        """Hear of queue_changed, lead_changed(id), sync_changed(SyncState), attention_changed,
        arrived(Row), filed(Filed), signed_in, signed_out, preview_ready(Preview), moved(Moved),
        failed(Problem): called in the thread in which it came about. Returns what ends it.
        """
        return self._facts.listen(fact, call)

    def _lead(self, lead_id: str) -> Lead | None:
        return self._overlay.lead(lead_id)

    def running_calls(self) -> list[Call]:
        """Started and not disposed of, wrap-ups too, the first one first."""
        return [self._call(call) for call in self._outbox.calls()]

    def _call(self, call: StartedCall) -> Call:
        """On the desk's time, so that its length can be shown."""
        return Call(
            call_id=call.id,
            lead=call.lead,
            name=name_of(self._lead(call.lead)),
            number=call.number,
            started_at=call.started_at + self._offset,
            ended_at=call.ended_at and call.ended_at + self._offset,
        )

    @property
    def _offset(self) -> timedelta:
        return timedelta(milliseconds=self._clock.offset().ms)

    def _recorded(self, filed: Filed) -> None:
        self._facts.tell("filed", filed)
        if filed.lead:
            self._facts.tell("lead_changed", filed.lead)
        self._facts.tell("queue_changed")
