"""How a verb becomes a fact: judged by the rules, committed to the outbox, and only then told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox, Writing
from workbench.desk.facts import Facts
from workbench.desk.identity import new_id
from workbench.desk.overlay import Overlay
from workbench.desk.views import Filed
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.mutation import NAMES, Body, Mutation, write_args
from workbench.domain.policy import Policy
from workbench.sync.server_clock import ServerClock
from workbench.wire import User


class Recording:
    """What all verbs share: the stores, the clock, the person, and the one way to file."""

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

    def _file(
        self,
        body: Body,
        lead_id: str | None,
        *,
        say: Callable[[Lead | None], tuple[str, str]],
        advances: bool = False,
        also: Callable[[Writing], None] | None = None,
    ) -> Filed:
        """Durable when it returns; `also` is done in the same transaction.

        Raises Refusal where the rules say no, NotSaved where the disk does.
        """
        mutation = Mutation(
            id=new_id(),
            type=NAMES[type(body)],
            lead=lead_id,
            at=self._clock.device_now(),
            args=write_args(body),
            user=self.user.id if self.user else None,
        )
        before = self._lead(lead_id) if lead_id else None
        # Of a lead that has just left this desk the work is recorded all the same: the server
        # knows whether it still counts.
        offset = self._clock.offset()
        known_at = mutation.at + timedelta(milliseconds=offset.ms)
        after = apply(before, replace(mutation, at=known_at), self.policy) if before else None
        with self._outbox.writing() as writing:
            writing.append(mutation, offset)
            if also is not None:
                also(writing)
        if after is not None and not offset.ms:
            self._overlay.show(after)
        elif lead_id is not None:
            self._overlay.stale([lead_id])
        done, detail = say(after or before)
        filed = Filed(
            mutation=mutation.id, lead=lead_id or "", done=done, detail=detail, advances=advances
        )
        self._recorded(filed)
        return filed

    def _recorded(self, filed: Filed) -> None:
        self._facts.tell("filed", filed)
        if filed.lead:
            self._facts.tell("lead_changed", filed.lead)
        self._facts.tell("queue_changed")
