"""A PostgreSQL that keeps what it acknowledged, and is stopped, robbed and restored under load."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.server import cluster

SAFE = "-c max_connections=150"
"""fsync, full_page_writes and synchronous_commit are on unless told otherwise."""
OURS = "application_name = '' AND pid <> pg_backend_pid() AND backend_type = 'client backend'"


class Database:
    def __init__(self, bin: Path, address: str) -> None:
        self.address = address
        self._bin = bin

    def connect(self) -> psycopg.Connection[Any]:
        """An observer's; what it says of itself keeps it out of what is done to the server's."""
        return psycopg.connect(self.address, autocommit=True, application_name="observer")

    def pull_the_plug(self) -> None:
        cluster.stop(self._bin, self.address, "immediate")

    def start(self) -> None:
        cluster.start(self._bin, self.address, SAFE)

    def kill_backends(self, rng: random.Random, for_s: float) -> int:
        """One of the server's connections after another; returns how many."""
        until, killed = time.monotonic() + for_s, 0
        with self.connect() as connection:
            while time.monotonic() < until:
                found = connection.execute(f"SELECT pid FROM pg_stat_activity WHERE {OURS}")
                if pids := [pid for (pid,) in found.fetchall()]:
                    one = (rng.choice(pids),)
                    connection.execute("SELECT pg_terminate_backend(%s)", one)
                    killed += 1
                time.sleep(rng.uniform(0.02, 0.2))
        return killed

    def in_use(self) -> int:
        """How many of the server's connections do something, or keep a transaction open."""
        with self.connect() as connection:
            found = f"SELECT count(*) FROM pg_stat_activity WHERE {OURS} AND state <> 'idle'"
            [[count]] = connection.execute(found).fetchall()
        return int(count)

    @contextmanager
    def held(self, *statements: str) -> Iterator[None]:
        """A transaction of somebody else's, open as long as the block."""
        with psycopg.connect(self.address, application_name="observer") as connection:
            for statement in statements:
                connection.execute(statement)
            yield
            connection.rollback()

    @contextmanager
    def bait(self, leads: list[str]) -> Iterator[None]:
        """Somebody who locks leads in the order in which nobody else does."""
        stopping = threading.Event()

        def lock_backwards() -> None:
            with self.connect() as connection:
                while not stopping.is_set():
                    with suppress(psycopg.errors.DeadlockDetected), connection.transaction():
                        for id in sorted(leads, reverse=True):
                            row = "SELECT 1 FROM lead WHERE id = %s FOR UPDATE"
                            connection.execute(row, (id,))
                            time.sleep(0.01)
                    time.sleep(0.05)

        thread = threading.Thread(target=lock_backwards)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()

    def is_counter_held(self) -> bool:
        """Whether a transaction of the server's has raised the counter and is not over."""
        with self.connect() as connection, connection.transaction():
            free = connection.execute("SELECT 1 FROM team FOR UPDATE SKIP LOCKED").fetchall()
        return not free

    def backed_up(self) -> None:
        found = shutil.which("pg_basebackup")  # of the client's programs, which may lie elsewhere
        assert found
        to = ("-D", "backup", "-X", "stream", "-c", "fast", "-h", str(self._folder))
        cluster.run(Path(found).parent, self.address, "pg_basebackup", "-U", "workbench", *to)

    def restore(self) -> None:
        """As it was when it was backed up."""
        self.pull_the_plug()
        data, lost = self._folder / "data", self._folder / f"lost-{time.monotonic_ns()}"
        data.rename(lost)
        (self._folder / "backup").rename(data)
        self.start()

    @property
    def _folder(self) -> Path:
        return cluster.folder_of(self.address)


@contextmanager
def database(bin: Path) -> Iterator[Database]:
    with cluster.cluster(bin, SAFE) as address:
        yield Database(bin, address)
