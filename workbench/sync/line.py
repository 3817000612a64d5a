"""The line to the server: two threads that pull and push, their patience, and how it stands.

Nothing here ends a thread but `stop`: whatever goes wrong is said, and tried again.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from workbench.cache.cache import Cache
from workbench.cache.database import is_damage
from workbench.cache.generations import Generations
from workbench.cache.outbox import NotSaved, Outbox
from workbench.domain.tongue import tr
from workbench.sync.errors import (
    Busy,
    Locked,
    Resync,
    SignedOut,
    SyncError,
    TooOld,
)
from workbench.sync.hearing import Hearing
from workbench.sync.patience import SERVER_S, Patience
from workbench.sync.puller import Puller
from workbench.sync.pusher import Pusher
from workbench.sync.server_clock import ServerClock
from workbench.sync.session import Session

logger = logging.getLogger(__name__)
Kind: TypeAlias = Literal[
    "locked", "signed_out", "too_old", "disk_full", "offline", "starting", "online"
]
WORST_FIRST: tuple[Kind, ...] = (
    "locked", "signed_out", "too_old", "disk_full", "offline", "starting", "online",
)  # fmt: skip
RARELY_S = 600.0
"""How often to look whether an update or an unlocking has come."""
TOLD_EVERY_S = 1.0
"""How often it is told, while a cache is filled, that it still is."""
COMMITS_TOGETHER = 2
"""So many of a backfill move into the file at once: each time the disk is waited for. Until then
they lie in the log, some 16 MB each."""
PAINTED_S = 0.05
"""So long the window is left alone with the first page: all is painted for the first time."""
AT_ODDS = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InternalError)
"""What was pulled and what is kept do not go together."""
INTERRUPTS_S = 0.05
HANDS_S = 5.0
"""Sooner than this after the last time, a hand at the desk makes nobody try again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one of the two threads fares, or both: the worse of them."""

    kind: Kind
    since: datetime
    problem: str = ""
    retry_at: datetime | None = None


class Line:
    def __init__(
        self,
        outbox: Outbox,
        caches: Generations,
        session: Session,
        clock: ServerClock,
        hearing: Hearing,
        *,
        rng: random.Random | None = None,
    ) -> None:
        self.session = session
        self.synced_at: datetime | None = None
        self._outbox = outbox
        self._caches = caches
        self._clock = clock
        self._hearing = hearing
        self._looks_from, self._told_at = 0.0, -TOLD_EVERY_S
        self._unmoved = 0
        self._stopping = threading.Event()
        self._resyncing = threading.Lock()
        self._is_tidy = False
        self._pulled: Cache | None = None
        self._puller = Puller(outbox, caches, session, clock, hearing)
        self._pusher = Pusher(outbox, session, clock, hearing)
        self._rounds = {"puller": self._pull_once, "pusher": self._push_once}
        self._standings = {name: Standing("starting", clock.now()) for name in self._rounds}
        self._patience = {name: Patience(rng, SERVER_S) for name in self._rounds}
        self._wakes = {name: threading.Event() for name in self._standings}
        self._threads = [
            threading.Thread(target=self._keep_on, args=(name,), name=name, daemon=True)
            for name in self._standings
        ]

    # ---- from any thread

    @property
    def standing(self) -> Standing:
        return min(self._standings.values(), key=lambda each: WORST_FIRST.index(each.kind))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def poke(self) -> None:
        """Something new waits in the outbox; a click does not wait out a patience."""
        self._wakes["pusher"].set()

    def sync_now(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    def begin_anew(self) -> None:
        """The cache was found damaged. The server may hold a poll for it, and the window is empty
        meanwhile: it is broken off, perhaps before it was sent, until the new cache is filled.
        """
        self._resync("damaged", self._caches.filling.generation)
        while self._pulled is not self._caches.filling:
            self._wakes["puller"].set()
            self.session.api.interrupt()
            if self._stopping.wait(INTERRUPTS_S):
                return

    def look_again(self) -> None:
        """Somebody is at the desk: an outage is not waited out, but tried once at once.

        What the server asked for is, for whoever asks again meets a herd.
        """
        now = self._clock.monotonic()
        if self.standing.kind == "offline" and now >= self._looks_from:
            self._looks_from = now + HANDS_S
            self.sync_now()

    def stop(self) -> None:
        """At once, even in a long poll."""
        self._stopping.set()
        self.sync_now()
        self.session.api.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=5)

    # ---- the threads

    def _pull_once(self) -> float:
        cache = self._caches.filling
        is_first = cache.cursor.since is None
        if cache is not self._pulled:
            if not cache.database.is_sound():
                raise sqlite3.DatabaseError(f"{cache.database.path.name} is damaged")  # not a text
            if cache.was_cut_off:  # perhaps just after something was evicted
                cache.leave_nothing_behind()
            self._pulled = cache
        # A long poll would leave “offline” standing for as long as nothing new comes.
        self._puller.step(at_once=self._standings["puller"].kind != "online")
        self.synced_at = self._clock.now()
        filling = self._caches.filling
        self._unmoved += 1
        if self._unmoved >= COMMITS_TOGETHER or not filling.cursor.below:
            filling.database.checkpoint()
            self._unmoved = 0
        return PAINTED_S if is_first else 0.0

    def _push_once(self) -> float | None:
        if not self._is_tidy:
            with self._outbox.writing() as writing:
                writing.forget_old(self._clock.device_now())
            self._is_tidy = True
        if self._pusher.step():
            return 0.0
        self._outbox.database.checkpoint()
        return None

    def _keep_on(self, name: str) -> None:
        wake = self._wakes[name]
        while not self._stopping.is_set():
            wait_s = self.go_round(name)
            if self._stopping.is_set():
                return
            if wait_s is None or wait_s > 0:
                wake.wait(wait_s)
            wake.clear()

    def go_round(self, name: str) -> float | None:
        """Pull or push once; returns after how many seconds again, None: only when woken."""
        patience = self._patience[name]
        wait_s: float | None
        kind: Kind = "online"
        problem = ""
        try:
            wait_s = self._round(name)
        except SignedOut as error:
            kind, problem, wait_s = "signed_out", str(error), None
        except Locked as error:
            kind, problem, wait_s = "locked", str(error), RARELY_S
        except TooOld as error:
            kind, problem, wait_s = "too_old", str(error), RARELY_S
        except Busy as error:
            kind, problem = "offline", str(error)
            wait_s = patience.after_failure(error.retry_after)
            self._looks_from = self._clock.monotonic() + wait_s
        except (NotSaved, sqlite3.OperationalError) as error:
            kind, problem, wait_s = "disk_full", str(error), patience.after_failure()
        except SyncError as error:
            kind, problem, wait_s = "offline", str(error), patience.after_failure()
        except Exception:
            logger.exception("the %s met what it does not know", name)
            kind = "offline"
            problem = tr("Something went wrong here; it was written to the log.")
            wait_s = patience.after_failure()
        if not self._stopping.is_set():
            self._stands(name, kind, problem, wait_s)
        return wait_s

    def _round(self, name: str) -> float | None:
        generation, patience = self._caches.filling.generation, self._patience[name]
        try:
            wait_s = self._rounds[name]()
            if wait_s is not None:
                patience.reset()
            return wait_s
        except Resync as error:
            reason = error.reason
        except SyncError:
            if self._caches.filling.generation == generation:
                raise
            return 0.0  # it was broken off: what it asked for was for another cache
        except sqlite3.DatabaseError as error:
            if self._stopping.is_set():  # the files may be closed already
                return None
            if is_damage(error):
                # Its words name files, tables and columns, but for what could not be decoded.
                said = str(error).partition(" with text ")[0]  # not a text
                logger.warning("the cache cannot be used: %s", said)
                reason = "damaged"
            elif isinstance(error, AT_ODDS):
                logger.exception("the %s met what its file does not take", name)
                reason = "at_odds"
            else:
                raise
        self._resync(reason, generation)
        return patience.after_failure()

    def _stands(self, name: str, kind: Kind, problem: str, wait_s: float | None) -> None:
        before, now = self.standing, self._clock.now()
        own = self._standings[name]
        retry_at = now + timedelta(seconds=wait_s) if wait_s and kind != "online" else None
        since = own.since if own.kind == kind else now
        self._standings[name] = Standing(kind, since, problem, retry_at)
        if kind == "online" and own.kind == "offline":
            # The server is back: whoever else waits for that need not wait on.
            for other in self._wakes.keys() - {name}:
                self._wakes[other].set()
        after = self.standing
        is_other = replace(before, retry_at=None) != replace(after, retry_at=None)
        if is_other or (name == "puller" and self._is_to_tell()):
            try:
                self._hearing.line_changed()
            except sqlite3.Error:
                logger.exception("how the line stands could not be told")

    def _is_to_tell(self) -> bool:
        """Of each page that came; of a backfill, now and then."""
        at = self._clock.monotonic()
        if self._caches.filling.cursor.below and at < self._told_at + TOLD_EVERY_S:
            return False
        self._told_at = at
        return True

    def _resync(self, reason: str, generation: int) -> None:
        """Fill a new cache beside the one on the screen; the second thread to ask finds it done."""
        with self._resyncing:
            if self._stopping.is_set() or self._caches.filling.generation != generation:
                return
            logger.warning("pulling everything again: %s", reason)
            begun = self._caches.begun(self._outbox.generation + 1)
            with begun, self._outbox.writing() as writing:
                writing.begin_generation(
                    lost=reason == "history_lost",
                    forget_claims=reason in ("history_lost", "cursor_expired"),
                    now=self._clock.device_now(),
                )
            if reason == "damaged":  # nobody can look at it any more
                self._caches.swap()
                self._hearing.filled()
            self.poke()
