"""A team API that is really served, and people of a team who call it."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import requests
import uvicorn
from sqlalchemy import select

from tests.builders import a_lead
from workbench.domain.activity import inquiry_entry
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.server import schema
from workbench.server.api import create_app
from workbench.server.clocks.chores import Chores
from workbench.server.clocks.timers import Timers
from workbench.server.moment import Moment, real_ms
from workbench.server.office import Office
from workbench.server.store import Store
from workbench.server.team import people, sessions
from workbench.server.work.handovers import Handovers
from workbench.wire import Role, mutation_plain

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a thread of this process, on loopback."""

    address: str
    office: Office


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@contextmanager
def served(store: Store, moment: Moment, *, by_itself: bool = False) -> Iterator[Served]:
    """`by_itself`: alarms and chores go by the same clock; else by one on which none is due yet."""
    app = create_app(store, moment)
    office: Office = app.state.office
    if not by_itself:
        stopped = Moment(LONG_AGO, 0, LONG_AGO)
        office.timers = Timers(office.ledger, stopped)
        office.chores = Chores(office.ledger, stopped)
        office.handovers = Handovers(office.ledger, stopped)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.office)
    finally:
        app.state.office.waiters.close_soon()
        server.should_exit = True
        thread.join()


class Person:
    """Somebody of a team, signed in."""

    def __init__(self, server: Served, id: str, role: Role) -> None:
        self.id = id
        self.role = role
        self._server = server
        with server.office.store.write() as connection:
            self.tokens = sessions.open_session(connection, id, "test", real_ms())
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {self.tokens.access}"

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, self._server.address + path, timeout=30, **more)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, *, status: int = 200) -> Any:
        answer = self.call("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def push(self, *mutations: Mutation, offset_ms: float = 0) -> list[dict[str, Any]]:
        """The results."""
        plain = [
            mutation_plain(mutation) | {"clock": {"offset_ms": offset_ms, "age_s": 1}}
            for mutation in mutations
        ]
        results: list[dict[str, Any]] = self.post("/v1/push", {"mutations": plain})["results"]
        return results

    def do(self, *mutations: Mutation) -> None:
        """Push what has to go well."""
        for result in self.push(*mutations):
            assert result["s"] == "ok", result


@dataclass(frozen=True, slots=True)
class Team:
    """A team of its own on the shared server; people join by role."""

    server: Served
    id: str
    name: str

    @classmethod
    def new(cls, server: Served) -> Team:
        store = server.office.store
        name = f"Team {next(_numbers)}"
        return cls(server, people.ensure_team(store, name), name)

    def join(self, role: Role = "rep", name: str = "Robin Ode") -> Person:
        store = self.server.office.store
        email = f"person{next(_numbers)}@sample.example"
        user = people.add_user(store, email=email, name=name, role=role, team=self.name)
        return Person(self.server, user.id, role)

    @property
    def pool(self) -> str:
        """The default pool's id."""
        pool = schema.pool.c
        chosen = select(pool.id).where(pool.team == self.id, pool.is_default)
        with self.server.office.store.read() as connection:
            return str(connection.execute(chosen).scalars().first())

    def a_lead(self, owner: Person | None = None, **fields: Any) -> Lead:
        """A stored lead: its owner's, or the pool's."""
        email = f"lead{next(_numbers)}@halden.example"
        lead = a_lead(owner=owner.id if owner else None, **{"email": email, **fields})
        lead = replace(lead, pool=None if owner else self.pool)
        office = self.server.office
        with (
            office.ledger.write(self.id, office.moment.now()) as writing,
            writing.effect() as effect,
        ):
            effect.put(lead)
            effect.log(lead.id, [inquiry_entry(lead.inquiries[0])])
        return lead
