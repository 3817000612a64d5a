"""The server of one world: the real application on a real SQLite file, without its threads."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal
from unittest import mock

from fastapi import FastAPI
from sqlalchemy import Connection, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from tests.sim.first_file import PEOPLE, first_file, folder
from tests.sim.network import Answer, Letter
from tests.sim.world import World
from workbench import wire
from workbench.domain.mutation import Mutation
from workbench.server import schema
from workbench.server.api import create_app
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment, real_ms
from workbench.server.office import Office
from workbench.server.policy import policies
from workbench.server.store import FILE_NAME, Store
from workbench.server.team import people, sessions
from workbench.server.work.taking import Taking

Fault = Literal["before", "after"]


class SlipStore(Store):
    """A store whose next commits fail when they are told to, with the disk's own error."""

    def __init__(self, url: URL) -> None:
        super().__init__(url, serving=True)
        self.fails: Fault | None = None
        self.in_write: list[str] = []
        self.done: Counter[str] = Counter()
        """Mutation → how often it was made so, in what is committed."""

    @contextmanager
    def write(self) -> Iterator[Connection]:
        fails, self.fails = self.fails, None
        error = OperationalError("COMMIT", None, sqlite3.OperationalError("disk I/O error"))
        self.in_write = []
        with super().write() as connection:
            yield connection
            if fails == "before":
                raise error
        self.done.update(self.in_write)
        if fails == "after":
            raise error

    def close(self) -> None:
        super().close()
        self._is_closed = False  # another file is put in its place, and it goes on


@cache
def _store() -> SlipStore:
    """One for all worlds, whose files come and go: it remembers what it compiled."""
    return SlipStore(URL.create("sqlite", database=str(folder() / FILE_NAME)))


@cache
def _app() -> FastAPI:
    return create_app(_store(), Moment())


class _AtOnce:
    """Staff that does what it is given before it answers."""

    def submit(self, work: Callable[[], None]) -> None:
        work()

    def shutdown(self) -> None:
        pass


class House:
    def __init__(self, world: World) -> None:
        self.world = world
        self.store = _store()
        self.app = _app()
        self._file = folder() / FILE_NAME
        self._waiting: dict[asyncio.Task[Answer], Letter] = {}
        self._beside: sqlite3.Connection | None = None
        self.restores = 0
        first, self.key = first_file()
        self.put_back(first, Counter())
        self.users = self._users()
        self.tokens = {name: self.sign_in(name).access for name in ("lena", "olga")}

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Until the end of the block each mutation that is made so is counted."""
        do, store = Taking.do, self.store

        def counting(taking: Taking, mutation: Mutation, effect: Effect) -> str | None:
            note = do(taking, mutation, effect)
            store.in_write.append(mutation.id)
            return note

        try:
            with mock.patch.object(Taking, "do", counting):
                yield
        finally:
            self._cut_off()
            self.world.loop.turn()
            self._look_away()

    # ---- its life

    def start(self) -> None:
        """A process that has just begun; whoever waited for the one before is cut off."""
        self._cut_off()
        policies._known.clear()
        office = Office(self.store, Ledger(self.store), Moment())
        office.reception._staff.shutdown()
        office.reception._staff = _AtOnce()  # type: ignore[assignment]  # all that is asked of one
        self.app.state.office = office
        office.ledger.listen(office.waiters.notice)
        self.world.loop.call_soon(office.waiters.open)
        self.world.loop.turn()

    def look_for_news(self) -> None:
        """As the tail does five times a second."""
        for committed in self.office.tail.news(self.office.waiters.seen):
            self.office.waiters.notice(committed)

    def _cut_off(self) -> None:
        for task in self._waiting:
            task.cancel()
        self._waiting.clear()

    def look(self) -> sqlite3.Connection:
        """The server's file, beside the server; each question is a snapshot of its own."""
        if self._beside is None:
            self._beside = sqlite3.connect(self._file)
        return self._beside

    def _look_away(self) -> None:
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def backup(self) -> tuple[bytes, Counter[str]]:
        return self.look().serialize(), Counter(self.store.done)

    def restore(self, backup: tuple[bytes, Counter[str]]) -> None:
        self.restores += 1
        self.put_back(*backup)

    def put_back(self, content: bytes, done: Counter[str]) -> None:
        self._look_away()
        self.store.close()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(content)
        self.store.done = Counter(done)
        self.store.fails = None
        self.start()

    @property
    def office(self) -> Office:
        office: Office = self.app.state.office
        return office

    # ---- who calls

    def take(self, letter: Letter) -> None:
        """A desk's request arrives; its answer comes at once, or later if it waits for news."""
        task = self.world.loop.create_task(
            self._call(letter.method, letter.path, letter.query, letter.headers, letter.body)
        )
        self._waiting[task] = letter

    def answers(self) -> list[Letter]:
        """Whose answers have come since this was asked."""
        self.world.loop.turn()
        ready = [task for task in self._waiting if task.done()]
        letters = []
        for task in ready:
            letter = self._waiting.pop(task)
            letter.answer = task.result()
            letters.append(letter)
        return letters

    @property
    def waiting(self) -> list[Letter]:
        return list(self._waiting.values())

    def ask(self, name: str, method: str, path: str, data: Any = None) -> Answer:
        """A call of somebody who is near the server: nothing is lost on the way."""
        headers = {"authorization": f"Bearer {self.tokens.get(name) or self.key}"}
        body = b"" if data is None else json.dumps(data).encode()
        if body:
            headers["content-type"] = "application/json"
        task = self.world.loop.create_task(self._call(method, path, "", headers, body))
        self.world.loop.turn()
        return task.result()

    def sign_in(self, name: str) -> sessions.Tokens:
        """As after a password: a device of their own."""
        with self.store.write() as connection:
            return sessions.open_session(connection, self.users[name].id, "sim", real_ms())

    def expire(self, name: str) -> None:
        """The access tokens of somebody run out."""
        device, token = schema.device, schema.token
        mine = select(device.c.id).where(device.c.user == self.users[name].id)
        with self.store.write() as connection:
            connection.execute(token.delete().where(token.c.device.in_(mine)))

    def _users(self) -> dict[str, wire.User]:
        found = (people.find_user(self.store, f"{name}@sample.example") for name in PEOPLE)
        return {name: people._user(row) for name, row in zip(PEOPLE, found, strict=True)}

    async def _call(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> Answer:
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "scheme": "http", "server": ("127.0.0.1", 7),
            "client": ("127.0.0.1", 5000), "app": self.app,
            "headers": [(n.encode(), v.encode("latin-1")) for n, v in headers.items()],
        }  # fmt: skip
        parts: list[bytes] = []
        begun: dict[str, Any] = {}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            begun.update(message)
            parts.append(message.get("body", b""))

        try:
            await self.app(scope, receive, send)  # type: ignore[arg-type]  # ASGI's own dicts
        except Exception:
            if "status" not in begun:
                raise
        told = {name.decode(): value.decode() for name, value in begun["headers"]}
        return Answer(begun["status"], told, b"".join(parts))
