"""The desk and its server: signing in and out, how the line stands.

What needs the network runs in a worker and comes back as a fact.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.cache import mails
from workbench.cache.database import tells_of_damage
from workbench.cache.generations import Generations
from workbench.cache.outbox import NotSaved, Outbox
from workbench.desk.listener import Listener
from workbench.desk.views import Filed, SyncState
from workbench.desk.workplace import Workplace
from workbench.domain.plain import Misfit, from_plain, to_plain
from workbench.domain.tongue import tr
from workbench.sync.errors import RefusedByServer
from workbench.sync.file_key import WhyPlain
from workbench.sync.server_clock import ServerClock
from workbench.wire import Problem, User, compact

if TYPE_CHECKING:
    from workbench.sync.line import Line
    from workbench.sync.session import Session

MENDS_EVERY_S = 5.0
"""All of the cache is read no sooner than this after the last time."""


class Online(Workplace):
    _ear: Listener

    def __init__(
        self, outbox: Outbox, caches: Generations, clock: ServerClock, *, proxy: str
    ) -> None:
        super().__init__(outbox, caches, clock)
        self._proxy = proxy
        self._line: Line | None = None
        self._opened_at = clock.now()
        self._mends_from = 0.0
        self.why_plain: WhyPlain = ""
        clock.recall(outbox.get("clock"))
        self.user = self._kept_user()
        self._overlay.user = self.me

    def start(self) -> None:
        """Start to sync, if somebody is signed in; loads what the first paint did not need."""
        if self.user is not None:
            self._errand(self._resume)

    def close(self) -> None:
        """Ends at once, even in a long poll; what was done is on disk already."""
        self._closed = True
        self._hang_up()
        self._close_office()
        with contextlib.suppress(NotSaved), self._outbox.writing() as writing:
            writing.put("clock", self._clock.kept())
        with self._counting:  # it ends between two questions
            self._caches.close()
        self._outbox.close()

    def use_proxy(self, proxy: str) -> None:
        """From the next sign-in or start on; empty is none."""
        self._proxy = proxy

    @property
    def server(self) -> str:
        """The address that somebody signed in at; empty before the first time."""
        return self._outbox.get("server")

    def sync_now(self) -> None:
        if self._line is not None:
            self._line.sync_now()

    def look_again(self) -> None:
        """A hand at the desk during an outage: perhaps the network is back."""
        if self._line is not None:
            self._line.look_again()

    def mend(self, error: BaseException) -> bool:
        """Begin another cache where `error` tells of damage and there is some; returns whether."""
        caches = self._caches
        if not tells_of_damage(error) or all(
            cache.is_sound() for cache in {caches.shown, caches.filling}
        ):
            return False
        if self._line is not None:
            self._line.begin_anew()
        else:
            self._empty_cache()
            self._overlay.start_over()
            self._facts.tell("queue_changed")
        return True

    def met(self, error: BaseException) -> None:
        """Nobody caught `error`: what is damaged is pulled again.

        A fault of ours may come with each tick, and all of the cache is read to tell.
        """
        now = self.monotonic()
        if tells_of_damage(error) and now >= self._mends_from:
            self._mends_from = now + MENDS_EVERY_S
            self._errand(lambda: self.mend(error))

    def sync_state(self) -> SyncState:
        line = self._line
        waiting, refused = self._mail_count()
        state = SyncState(
            kind="signed_out" if self.user is None else "starting",
            since=self._opened_at,
            unsent=self._outbox.count("pending") + waiting,
            refused=self._outbox.count("rejected") + refused,
            complete=self._caches.shown.cursor.complete,
            clock_certain=self._clock.is_certain,
            clock_off=self._offset,
            why_plain=self.why_plain,
        )
        if line is None:
            return state
        standing = line.standing
        return replace(
            state,
            kind=standing.kind,
            since=standing.since,
            synced_at=line.synced_at,
            retry_at=standing.retry_at,
            problem=standing.problem,
            token_kept=line.session.is_kept,
        )

    def _mail_count(self) -> tuple[int, int]:
        return mails.count(self._outbox.database.connection)

    # ---- signing in and out

    def sign_in(self, server: str, email: str, password: str) -> None:
        """Ends with `signed_in`, or with `failed` and its sentence."""
        self._errand(lambda: self._sign_in(server, email, password))

    def sign_out(self) -> None:
        """The token and the cache go, unsent work stays for the same person; `signed_out`."""
        self._errand(self._sign_out)

    def _sign_in(self, server: str, email: str, password: str) -> None:
        session = self._session(server, email)
        user = session.sign_in(email, password)
        try:
            self._seat(user, session.api.server)
        except RefusedByServer:
            session.sign_out()
            raise
        self._hang_up()
        self._connect(session)
        self._facts.tell("signed_in")
        self._facts.tell("queue_changed")

    def _seat(self, user: User, server: str) -> None:
        """This profile is this person's now. Raises RefusedByServer while another's work waits."""
        before = self._kept_user(even_signed_out=True)
        another = before is not None and (
            before.id != user.id or self._outbox.get("server") != server
        )
        if before is not None and another:
            unsettled = sum(self._mail_count()) + self._outbox.count("rejected")
            if unsettled or self._outbox.count("pending"):
                said = tr(
                    "Work of {name} waits here unsent. Let them sign in here once, or start the "
                    "desk with another profile.",
                    name=before.name,
                )
                raise RefusedByServer(Problem(code="work_waits", message=said), 0)
            self._hang_up()
            self._close_office()
            with self._outbox.writing() as writing:
                writing.forget_everything()
            self._empty_cache()
        with self._outbox.writing() as writing:
            writing.put("user", compact(to_plain(user)))
            writing.put("server", server)
            writing.put("signed_out", "")
            writing.put("clock", self._clock.kept())
        self.user = user
        self._overlay.user = user.id
        self._overlay.start_over()

    def _sign_out(self) -> None:
        line = self._line
        if line is not None:
            line.session.sign_out()
        self._hang_up()
        with self._outbox.writing() as writing:
            writing.put("signed_out", "yes")
        self._empty_cache()
        self.user = None
        self._overlay.user = None
        self._overlay.start_over()
        self._facts.tell("signed_out")
        self._facts.tell("queue_changed")

    def _empty_cache(self) -> None:
        begun = self._caches.begun(self._outbox.generation + 1)
        with begun, self._outbox.writing() as writing:
            writing.begin_generation(lost=False, forget_claims=False, now=self._clock.device_now())
        self._caches.swap()

    def _kept_user(self, *, even_signed_out: bool = False) -> User | None:
        kept = self._outbox.get("user")
        if not kept or (self._outbox.get("signed_out") and not even_signed_out):
            return None
        try:
            return from_plain(User, json.loads(kept))
        except Misfit:
            return None

    def _resume(self) -> None:
        if self.user is not None and self._line is None:
            self._connect(self._session(self._outbox.get("server"), self.user.email))

    def _session(self, server: str, email: str) -> Session:
        from workbench.sync.keychain import Keychain
        from workbench.sync.session import Session
        from workbench.sync.team_api import TeamApi

        api = TeamApi(server, client_id=self._outbox.get("client_id"), proxy=self._proxy)
        keychain = Keychain(f"{email.strip().lower()} at {api.server}")  # not a text
        return Session(api, keychain, self._clock)

    def _connect(self, session: Session) -> None:
        from workbench.sync.line import Line

        if self._closed:
            session.api.close()
            return
        self._line = Line(self._outbox, self._caches, session, self._clock, self._ear)
        self._line.start()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.stop()

    def _recorded(self, filed: Filed) -> None:
        if self._line is not None:
            self._line.poke()
        super()._recorded(filed)
        self._facts.tell("sync_changed", self.sync_state())
