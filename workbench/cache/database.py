"""One SQLite file: a connection for each thread, one writer at a time, closed to other users."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUSY_MS = 5000
DURABLE_ROOM_KB = 256
"""Of pages in memory: what is durable is written once and sent once. With SQLite's 2 MB a day of
work stays there.
"""
_SCHEMA_OF = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, tbl_name"


class Connection(sqlite3.Connection):
    """Can be referred to weakly, so that a thread's connection goes when the thread does."""


def connect(path: Path, key: str | None = None, **how: Any) -> sqlite3.Connection:
    """In autocommit; with a `key` the file is encrypted, and a wrong one fails as damage does."""
    if key is not None:
        from workbench.cache.cipher import connect as connect_encrypted  # where its wheel is

        return connect_encrypted(path, key, isolation_level=None, **how)
    connection = sqlite3.connect(path, isolation_level=None, factory=Connection, **how)
    connection.row_factory = sqlite3.Row
    return connection


class Database:
    """A file of ours, made with `schema` where there is none; encrypted where there is a `key`.

    `durable`: a commit that returned survives a power cut (`synchronous=FULL`). `upgrades`: what a
    file of an older version lacks. Raises
    `sqlite3.DatabaseError` for a file that is no database, WrongSchema for one of another version.
    """

    def __init__(
        self,
        path: Path,
        *,
        schema: str,
        version: int,
        durable: bool,
        upgrades: Mapping[int, str] | None = None,
        key: str | None = None,
    ) -> None:
        self.path = path
        self._key = key
        self._durable = durable
        self._schema = schema
        self._local = threading.local()
        self._connections: weakref.WeakKeyDictionary[sqlite3.Connection, threading.Thread]
        self._connections = weakref.WeakKeyDictionary()
        # SQLite before 3.51.3 can damage a file while two connections write or checkpoint at once.
        self._writing = threading.Lock()
        path.touch(mode=0o600)
        try:
            self._prepare(schema, version, upgrades or {})
        except BaseException:
            self.close()
            raise

    def _prepare(self, schema: str, version: int, upgrades: Mapping[int, str]) -> None:
        found = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if found == version:
            return
        missing = upgrades.get(found) if found else schema
        if missing is None:
            raise WrongSchema(f"{self.path.name} has schema {found}, not {version}")
        with self.write() as connection:
            for statement in missing.split(";\n\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version}")

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's own, in autocommit: each read is its own snapshot."""
        try:
            connection: sqlite3.Connection = self._local.connection
        except AttributeError:
            connection = self._local.connection = self._connect()
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = connect(
            self.path,
            self._key,
            timeout=BUSY_MS / 1000,
            check_same_thread=False,  # only so that `close` may close another thread's
        )
        self._connections[connection] = threading.current_thread()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
        connection.execute("PRAGMA fullfsync = 1")
        if self._durable:
            connection.execute(f"PRAGMA cache_size = -{DURABLE_ROOM_KB}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        # A click must not pay for a checkpoint: a sync thread makes them.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end of the block, or as if it had not begun."""
        connection = self.connection
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk was full or failed.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One snapshot for several reads."""
        connection = self.connection
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def checkpoint(self, *, truncate: bool = False) -> None:
        """Move what was committed into the file; `truncate` leaves nothing behind in the log."""
        with self._writing:
            self.connection.execute(
                f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})"
            )

    def is_sound(self) -> bool:
        """Raises `sqlite3.DatabaseError` where it cannot be told: of the disk, of a closed file."""
        try:
            return self._checked("quick_check")
        except DAMAGE as error:
            if is_of_no_file(error):
                raise
            return False

    def is_sound_throughout(self) -> bool:
        """For a small file that is precious: every index and the schema too, and it can be written.

        What `quick_check` passes can still fail at the next write. Raises
        `sqlite3.OperationalError` where the disk is at fault.
        """
        fresh = sqlite3.connect(":memory:")
        try:
            for statement in self._schema.split(";\n\n"):
                fresh.execute(statement)
            expected = fresh.execute(_SCHEMA_OF).fetchall()
            if not self._checked("integrity_check"):
                return False
            connection = self.connection
            return [tuple(row) for row in connection.execute(_SCHEMA_OF)] == expected
        except DAMAGE as error:
            if is_fault_of_the_disk(error):
                raise
            return False
        finally:
            fresh.close()

    def _checked(self, pragma: str) -> bool:
        return bool(self.connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0] == "ok")

    def close(self) -> None:
        """Close every thread's connection; the file can then be moved or deleted.

        A thread that still works keeps its own: closed under a statement, it ends the process.
        """
        with self._writing:
            for connection, thread in list(self._connections.items()):
                if not _is_at_work(thread):
                    connection.close()
        self._local = threading.local()


def _is_at_work(thread: threading.Thread) -> bool:
    """The main thread waits for whoever closes its files."""
    beside = thread not in (threading.current_thread(), threading.main_thread())
    return beside and thread.is_alive()


class WrongSchema(Exception):
    """A file written by another version of the program."""


DAMAGE = (sqlite3.DatabaseError, WrongSchema, UnicodeDecodeError, OverflowError)
"""What reading a torn file can raise: sqlite3 decodes names and messages that are in it."""

OUR_FAULTS = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError)
"""A file that was closed, a question that cannot be asked."""
NO_TEXT = "Could not decode to UTF-8"
"""SQLite's driver goes on with what it could not decode."""
SHUT = (
    "database or disk is full", "unable to open database file",
    "attempt to write a readonly database", "database is locked",
)  # fmt: skip
"""SQLite's words, which SQLCipher has without its codes: no room, no right, no turn."""


def is_shut(error: BaseException) -> bool:
    """It may open another time: the file itself is as it was."""
    return isinstance(error, sqlite3.OperationalError) and str(error) in SHUT


def is_fault_of_the_disk(error: BaseException) -> bool:
    """The file itself is as it was, or nobody can tell."""
    failed = isinstance(error, sqlite3.OperationalError) and str(error) == "disk I/O error"
    return failed or is_shut(error)


def is_of_no_file(error: BaseException) -> bool:
    """The disk is at fault, or we are."""
    return is_fault_of_the_disk(error) or isinstance(error, OUR_FAULTS)


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """It is torn or no database, or what was read is no text.

    Of SQLite's codes these alone (SQLITE_CORRUPT, SQLITE_NOTADB) have no class of their own; the
    classes are there in sealed files, too, whose errors have no codes.
    """
    if isinstance(error, sqlite3.OperationalError):
        return str(error).startswith(NO_TEXT)
    return type(error) is sqlite3.DatabaseError


def tells_of_damage(error: BaseException) -> bool:
    """Whether whoever reads a file meets such an error where it is damaged, if not there alone."""
    if isinstance(error, sqlite3.DatabaseError):
        return is_damage(error)
    return isinstance(error, ValueError)  # of bytes, of JSON, of what it says


def delete_database(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
