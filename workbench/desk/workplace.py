"""What a desk stands on: the stores, the clock, the person, the calls that run."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workbench.cache.entry import StartedCall
from workbench.cache.generations import Generations
from workbench.cache.outbox import NotSaved, Outbox
from workbench.desk.facts import Facts
from workbench.desk.overlay import Overlay
from workbench.desk.views import Call, Filed
from workbench.desk.words import name_of
from workbench.domain.lead import Lead
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.sync.errors import RefusedByServer, SyncError
from workbench.sync.server_clock import ServerClock
from workbench.wire import Problem, User

if TYPE_CHECKING:
    from workbench.desk.post_office import PostOffice


class Workplace:
    def __init__(self, outbox: Outbox, caches: Generations, clock: ServerClock) -> None:
        self._outbox = outbox
        self._caches = caches
        self._clock = clock
        self._overlay = Overlay(outbox, caches)
        self._facts = Facts()
        self.user: User | None = None
        self._unsaved_drafts: dict[str, str] = {}
        """By lead, notes that the disk did not take: on the screen, and in what is filed next."""
        self._batch: str | None = None
        self._office: PostOffice | None = None
        self._one_errand = threading.Lock()
        self._counting = threading.Lock()
        """Held while the cache is counted, which takes longer than a look at it."""
        self._closed = False

    @property
    def me(self) -> str | None:
        """The id of who sits here."""
        return self.user.id if self.user else None

    @property
    def policy(self) -> Policy:
        return self._caches.shown.policy

    @property
    def policies(self) -> Policies:
        return self._caches.shown.policies

    def now(self) -> datetime:
        """The time that everything on the screen is measured against."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Seconds on this computer that no setting of a clock moves."""
        return self._clock.monotonic()

    def listen(self, fact: str, call: Callable[..., None]) -> Callable[[], None]:
        """Hear of queue_changed, lead_changed(id), sync_changed(SyncState), attention_changed,
        arrived(Row), filed(Filed), signed_in, signed_out, preview_ready(Preview), moved(Moved),
        board_told(Overview), mail_told(str), failed(Problem): called in the thread in which it
        came about. Returns what ends it.
        """
        return self._facts.listen(fact, call)

    def _draft(self, lead_id: str) -> str:
        unsaved = self._unsaved_drafts.get(lead_id)
        return self._outbox.draft(lead_id) if unsaved is None else unsaved

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

    def _close_office(self) -> None:
        """The mail that is being sent is given a moment to end."""
        office, self._office = self._office, None
        if office is not None:
            office.close()

    def _recorded(self, filed: Filed) -> None:
        self._facts.tell("filed", filed)
        if filed.lead:
            self._facts.tell("lead_changed", filed.lead)
        self._facts.tell("queue_changed")

    # ---- workers

    def _errand(self, errand: Callable[[], object]) -> None:
        threading.Thread(target=self._run, args=(errand,), name="errand", daemon=True).start()

    def _run(self, errand: Callable[[], object]) -> None:
        with self._one_errand:
            try:
                errand()
            except RefusedByServer as error:
                self._facts.tell("failed", error.problem)
            except (SyncError, NotSaved) as error:
                kind = type(error).__name__.lower()
                self._facts.tell("failed", Problem(code=kind, message=str(error)))
            except sqlite3.ProgrammingError:
                if not self._closed:  # else the files were closed under an errand that came late
                    raise
