"""Where a team's rows live: one SQLite file or one PostgreSQL database, opened and migrated.

Reads run in one snapshot. On SQLite one connection of this process writes, in line; only a store
opened for serving checkpoints, so that two processes never do it at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import URL

from workbench.server import migrations

FILE_NAME = "team.db"
WAITS, WAIT_S = 500, 0.005
LOG_PAGES = 4000
"""How long SQLite's log grows before it is folded in (16 MB): a page that many commits wrote is
copied once. A longer one would need a second table to be looked up in.
"""
ON_POSTGRESQL = (
    "-c lock_timeout=2s -c idle_in_transaction_session_timeout=5s "
    "-c synchronous_commit=on "  # whatever the database says: what was answered is on its disk
    "-c jit=off"  # to compile a report takes longer than to answer it
)


class Closed(Exception):
    """The store was closed; what is still to be done is done by whoever serves it next."""


class Store:
    """Made by `open_store`. `kind` is "sqlite" or "postgresql"."""

    def __init__(self, url: URL, *, serving: bool) -> None:
        self.url = url
        self.kind = url.get_backend_name()
        self._in_line = threading.Lock()
        self._is_closed = False
        if self.kind == "sqlite":
            self._reader = create_engine(
                url,
                pool_size=16,
                max_overflow=32,
                pool_use_lifo=True,  # each keeps 2 MB of pages, and few are needed at a time
                hide_parameters=True,
            )
            _prepare(self._reader, begin="BEGIN", pages=0, more=("query_only=ON",))
            # One connection for all that is written here; `_in_line` gives it to one at a time.
            self._writer = create_engine(
                url,
                poolclass=StaticPool,
                connect_args={"check_same_thread": False},
                hide_parameters=True,
            )
            _prepare(self._writer, begin="BEGIN IMMEDIATE", pages=LOG_PAGES if serving else 0)
        else:
            self._writer = create_engine(
                url,
                pool_size=20,
                max_overflow=30,
                pool_use_lifo=True,  # what was used last has its statements prepared
                pool_pre_ping=True,
                hide_parameters=True,
                isolation_level="READ COMMITTED",
                connect_args={"options": ON_POSTGRESQL},
            )
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed at the end. What desks see goes through the ledger.

        Raises Closed.
        """
        with self._in_line if self.kind == "sqlite" else nullcontext():
            if self._is_closed:
                raise Closed
            with self._writer.begin() as connection:
                yield connection

    def leave_nothing_behind(self) -> None:
        """What was deleted leaves SQLite's log, too, as far as nobody reads in it."""
        if self.kind == "sqlite":
            with self._in_line, closing(self._writer.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    @property
    def connections_in_use(self) -> int:
        pools = {self._reader.pool, self._writer.pool}
        return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    def close(self) -> None:
        """Whoever was cut off gives back the connection first: later nobody would close it."""
        self._is_closed = True
        for _ in range(WAITS):
            if not self.connections_in_use:
                break
            time.sleep(WAIT_S)
        # The writer last: the last connection to leave a SQLite file folds its log into it.
        self._reader.dispose()
        # A chore may write in a thread that nothing ends. Closed under its statement, SQLite would
        # go on in memory that is free; left open, the file is as whole as after a crash.
        if self._in_line.acquire(timeout=WAITS * WAIT_S):
            self._writer.dispose()
            self._in_line.release()


def open_store(
    data_dir: Path | None = None, database_url: str | None = None, *, serving: bool = False
) -> Store:
    """The store in a folder or at an address, created and migrated; also while it is served.

    Raises ValueError where neither or both are given or the address is of another database.
    """
    url = address_of(data_dir, database_url)
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.migrate(url)
    return Store(url, serving=serving)


def address_of(data_dir: Path | None, database_url: str | None) -> URL:
    """Raises ValueError as `open_store` does."""
    if (data_dir is None) == (database_url is None):
        raise ValueError("A store is either a folder (--data) or a database (--database).")
    if data_dir is not None:
        return URL.create("sqlite", database=str(data_dir / FILE_NAME))
    url = make_url(str(database_url))
    match url.get_backend_name():
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite":
            return url
        case other:
            raise ValueError(f"A store is SQLite or PostgreSQL, not “{other}”.")


def _prepare(engine: Engine, *, begin: str, pages: int, more: tuple[str, ...] = ()) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin ourselves: sqlite3 would begin late
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # an answered push or inquiry survives a power cut
            "busy_timeout=5000",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is erased leaves the disk
            f"wal_autocheckpoint={pages}",
            *more,
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
