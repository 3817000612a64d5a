"""A thousand clients at a real server: how soon they hear, and how they come back."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import select

from tests.campaign.clients import Order, Told
from tests.campaign.database import Database, database
from tests.campaign.serving import Server
from tests.campaign.team import Rep, a_team, gaps
from tests.campaign.tries import Fault, Outcome, Try
from tests.server.cluster import programs
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.store import Store, open_store
from workbench.server.team import sessions

CLIENTS = 1000
AWAY_S = 6.0
LOOKS, LOOK_S = 20, 0.1
"""At the database, before its server is killed."""
LASTS_MS = 2 * 3_600_000
"""So long at least these clients need not renew their sessions, which they cannot."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Reps with a lead each, signed in; the server is theirs alone, and so is its PostgreSQL."""

    server: Server
    store: Store
    people: list[tuple[str, str]]
    database: Database | None = None

    @contextmanager
    def working(self, a_second: float, seed: int = 0) -> Iterator[Callable[[], Told]]:
        """All wait, and so many of their writes come in a second; the call ends it and is told."""
        command = [sys.executable, "-m", "tests.campaign.clients"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            order = Order(self.server.port, self.people, a_second, seed)
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps(asdict(order)), file=process.stdin, flush=True)
            assert process.stdout.readline() == "ready\n"

            def ended() -> Told:
                said, _ = process.communicate("end\n")
                return Told(**json.loads(said))

            try:
                yield ended
            finally:
                process.kill()

    def connections_in_use(self) -> int:
        time.sleep(LOOK_S)
        return self.database.in_use() if self.database else 0

    def heard(self, a_second: float, for_s: float, seed: int = 0) -> Told:
        with self.working(a_second, seed) as ended:
            time.sleep(for_s)
            return ended()

    def outcome(self, told: Told, recovery_s: float) -> Outcome:
        """What was taken has one entry each, and has come to its client."""
        entry = schema.activity.c.mutation
        with self.store.read() as connection:
            effects = Counter(connection.execute(select(entry)).scalars())
        counts = [effects[id] for id in told.acked]
        assert gaps(self.store) == 0
        return Outcome(counts.count(0) + told.unheard, sum(n > 1 for n in counts), recovery_s)


@contextmanager
def crowd(
    folder: Path, *, clients: int = CLIENTS, workers: int = 1, on_postgresql: bool = False
) -> Iterator[Crowd]:
    _allow_files()
    if not on_postgresql:
        with _crowd(open_store(folder), clients, ("--data", str(folder)), workers) as made:
            yield made
        return
    bin = programs()
    assert bin is not None
    with database(bin) as db:
        where = ("--database", db.address)
        with _crowd(open_store(database_url=db.address), clients, where, workers) as made:
            yield replace(made, database=db)


@contextmanager
def _crowd(store: Store, clients: int, where: tuple[str, ...], workers: int) -> Iterator[Crowd]:
    people = [_signed_in(store, rep) for rep in a_team(store, clients, leads=1)]
    server = Server(*where, workers=workers, is_checked=False)
    server.start()
    try:
        yield Crowd(server, store, people)
    finally:
        server.kill()
        store.close()


def _signed_in(store: Store, rep: Rep) -> tuple[str, str]:
    with store.write() as connection:
        tokens = sessions.open_session(connection, rep.id, "crowd", real_ms() + LASTS_MS)
        return tokens.access, rep.leads[0]


def _allow_files() -> None:
    """A socket is one, and there are two a client."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def stage(
    folder: Path, *, workers: int = 1, on_postgresql: bool = False, clients: int = CLIENTS,
    away_s: float = AWAY_S,
) -> Iterator[Try]:  # fmt: skip
    with crowd(folder, clients=clients, workers=workers, on_postgresql=on_postgresql) as there:

        def killed(seed: int) -> Outcome:
            with there.working(20, seed) as ended:
                in_use = [there.connections_in_use() for _ in range(LOOKS)]
                there.server.kill()
                time.sleep(away_s)
                there.server.start()
                ready = time.monotonic()
                time.sleep(2)
                told = ended()
            assert told.cut_off >= clients
            assert max(in_use) * 10 < clients, in_use  # who waits holds none
            held = f"while they wait at most {max(in_use)} connections in use"
            outcome = there.outcome(told, told.back_at - ready)
            return replace(outcome, measured=held if there.database else "")

        yield killed


FAULTS = (
    Fault(
        name=f"server killed for 6 s, {CLIENTS:,} clients", times=5, stage=stage, runs="alone"
    ),
    Fault(
        name=f"two workers on PostgreSQL killed for 6 s, {CLIENTS:,} clients", times=3,
        stage=partial(stage, workers=2, on_postgresql=True), runs="alone",
        cannot=lambda: "" if programs() else "PostgreSQL is not installed",
    ),
)  # fmt: skip
