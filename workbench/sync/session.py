"""Who is signed in: the tokens, their renewal by one thread at a time, and where they are kept."""

from __future__ import annotations

import contextlib
import platform
import threading
import time
from collections.abc import Iterator
from typing import Any

from workbench.domain.plain import Misfit, from_plain
from workbench.domain.tongue import tr
from workbench.sync.errors import RefusedByServer, SignedOut, SyncError, no_workbench
from workbench.sync.keychain import Keychain
from workbench.sync.server_clock import ServerClock
from workbench.sync.team_api import TeamApi
from workbench.wire import Problem, User

RENEW_BEFORE_S = 60.0


class Session:
    """One account on one server; shared by the threads that call."""

    def __init__(self, api: TeamApi, keychain: Keychain, clock: ServerClock) -> None:
        self.api = api
        self._keychain = keychain
        self._clock = clock
        self._renewing = threading.Lock()
        self._access: str | None = None
        self._good_until = 0.0
        self.user: User | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the next start is signed in without a password."""
        return self._keychain.is_persistent

    def sign_in(self, email: str, password: str) -> User:
        """Raises RefusedByServer for a wrong password, Offline, Locked."""
        body = {"email": email.strip(), "password": password, "device": platform.node()[:200]}
        try:
            answer = self.api.post("/v1/auth/login", body)
        except SignedOut as wrong:
            problem = Problem(code="wrong_password", message=str(wrong), field="password")
            raise RefusedByServer(problem, 401) from None
        return self._take(answer)

    def call(self, method: str, path: str, **how: Any) -> Any:
        """`TeamApi.call` with a token, renewed once where it has run out. Raises SyncError."""
        token = self._token()
        try:
            return self.api.call(method, path, token=token, **how)
        except SignedOut:
            return self.api.call(method, path, token=self._token(instead_of=token), **how)

    def stream(self, method: str, path: str, **how: Any) -> Iterator[bytes]:
        """`TeamApi.stream` with a token, renewed once where it has run out. Raises SyncError."""
        token = self._token()
        try:
            yield from self.api.stream(method, path, token=token, **how)
        except SignedOut:  # before the first part, if ever
            again = self._token(instead_of=token)
            yield from self.api.stream(method, path, token=again, **how)

    def _token(self, *, instead_of: str | None = None) -> str:
        with self._renewing:
            access = self._access
            if access is None or access == instead_of or time.monotonic() > self._good_until:
                refresh = self._keychain.read()
                if refresh is None:
                    raise SignedOut(tr("You are signed out; sign in again. Nothing is lost."))
                self._take(self.api.post("/v1/auth/refresh", {"refresh": refresh}))
                access = self._access
            if access is None:
                raise SignedOut(tr("You are signed out; sign in again. Nothing is lost."))
            return access

    def _take(self, answer: Any) -> User:
        try:
            user = from_plain(User, answer["user"])
            self._access = answer["access"]
            self._good_until = time.monotonic() + answer["expires_in"] - RENEW_BEFORE_S
            self._keychain.keep(answer["refresh"])
        except (Misfit, KeyError, TypeError):
            raise no_workbench() from None
        told = answer.get("clock")
        if told:
            self._clock.run_from(told["at"], told["speed"])
        else:
            self._clock.run_real()
        self.user = user
        return user

    def sign_out(self) -> None:
        """Here at once; the server hears of it if it can be reached."""
        access, self._access = self._access, None
        self._keychain.forget()
        if access is not None:
            with contextlib.suppress(SyncError):  # the token dies there by itself
                self.api.post("/v1/auth/logout", {}, token=access)
