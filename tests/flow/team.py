"""A real team: its store, the team API on loopback in a process of its own, desks that sign in."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import requests

from tests.builders import MONDAY, an_inquiry
from tests.flow import serving
from tests.server.hashing import cheap_passwords
from workbench.desk.desk import Desk, open_desk
from workbench.server.store import FILE_NAME, Store, open_store
from workbench.server.team import people
from workbench.wire import Problem, Role

PASSWORD = "a long enough password"
PATIENCE_S = 60.0
_numbers = itertools.count(1)


def eventually(question: Callable[[], Any], within_s: float = PATIENCE_S) -> Any:
    """The first true answer; it fails when none comes."""
    until = time.monotonic() + within_s
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.01)


@cache
def _empty_store() -> bytes:
    with TemporaryDirectory() as folder:
        open_store(Path(folder)).close()
        return (Path(folder) / FILE_NAME).read_bytes()


class Team:
    """A store in `directory`, not served before `start`. Its clock says Monday, ten o'clock."""

    def __init__(
        self, directory: Path, *, clock: str = MONDAY.isoformat(), speed: float = 1.0
    ) -> None:
        self.directory = directory
        self.clock = clock
        self.speed = speed
        self.desks: list[Desk] = []
        self.emails: dict[str, str] = {}
        self.port = 0
        self._set_to, self._set_at = "", 0.0
        self._server: ForkServerProcess | None = None
        self._key = ""

    # ---- who is there

    def join(self, *names: str, role: Role = "rep") -> None:
        with self._opened() as store, cheap_passwords():
            for name in names:
                email = f"{name.lower()}@sample.example"
                user = people.add_user(store, email=email, name=name, role=role, password=PASSWORD)
                self.emails[user.id] = email

    def disable(self, name: str) -> None:
        with self._opened() as store:
            people.disable_user(store, f"{name.lower()}@sample.example")

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        path = self.directory / FILE_NAME
        if not path.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_empty_store())
        store = open_store(self.directory)
        yield store
        store.close()

    # ---- the server

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self._key:
            with self._opened() as store:
                self._key = people.add_source(store, name="Web form")
        self._server, self.port = serving.start(
            self.directory, self.port, self._clock_now(), self.speed
        )
        for desk in self.desks:
            desk.sync_now()

    def _clock_now(self) -> datetime | None:
        """A server that is started again goes on: what was done meanwhile is not in its future."""
        if not self.clock:
            return None
        if self.clock != self._set_to:  # the first time, or to another hour
            self._set_to, self._set_at = self.clock, time.monotonic()
        passed = timedelta(seconds=(time.monotonic() - self._set_at) * self.speed)
        return datetime.fromisoformat(self.clock) + passed

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._server is not None:
            self.send(how)
            self._server.join(15)
            assert self._server.exitcode is not None, "it did not end in time"
            self._server = None

    def send(self, signal: int) -> None:
        """To the server's process."""
        assert self._server is not None
        assert self._server.pid is not None
        os.kill(self._server.pid, signal)

    # ---- what comes from outside

    def inquire(self, **fields: Any) -> dict[str, Any]:
        """A form is sent; what the server says of it."""
        answer = self.post_inquiry(**fields)
        assert answer.status_code == 202, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def post_inquiry(self, **fields: Any) -> requests.Response:
        n = next(_numbers)
        person = {"name": f"Person {n}", "email": f"person{n}@company{n}.example", "phone": None}
        told = {**an_inquiry(**person, company=f"Company {n}"), **fields}
        headers = {"Authorization": f"Bearer {self._key}"}
        return requests.post(f"{self.address}/v1/inquiries", json=told, headers=headers, timeout=10)

    def ask(self, name: str, method: str, path: str, **body: Any) -> requests.Response:
        """A call of the API as this person, without a desk."""
        login = {"email": f"{name.lower()}@sample.example", "password": PASSWORD}
        told = requests.post(f"{self.address}/v1/auth/login", json=login, timeout=10).json()
        headers = {"Authorization": f"Bearer {told['access']}"}
        return requests.request(
            method, self.address + path, json=body or None, headers=headers, timeout=10
        )

    # ---- desks

    def desk(self, name: str) -> Desk:
        """Signed in, and its first pull complete."""
        desk = self.open_desk(name)
        self.sign_in(desk, name)
        eventually(lambda: desk.sync_state().complete)
        return desk

    def open_desk(self, name: str) -> Desk:
        folder = self.directory / f"desk of {name}"
        folder.mkdir(exist_ok=True)
        desk = open_desk(folder)
        self.desks.append(desk)
        return desk

    def sign_in(self, desk: Desk, name: str, password: str = PASSWORD) -> None:
        told: list[Problem | None] = []
        desk.listen("signed_in", lambda: told.append(None))
        desk.listen("failed", told.append)
        desk.sign_in(self.address, f"{name.lower()}@sample.example", password)
        eventually(lambda: told)
        if told[0] is not None:
            raise AssertionError(told[0].message)

    def owner_of(self, lead: str, *desks: Desk) -> Desk:
        found: Desk = eventually(
            lambda: next((desk for desk in desks if desk.card(lead) is not None), None)
        )
        return found

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for desk in self.desks:
            desk.close()
        self.stop()


def is_settled(desk: Desk) -> bool:
    """All is sent, and what came of it is in the cache."""
    state = desk.sync_state()
    return state.kind == "online" and state.unsent == 0
