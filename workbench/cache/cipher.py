"""SQLCipher's connection with the errors of `sqlite3`: nobody needs to know what opened a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # the wheel has no types

# What it has no adapter for it asks for one, by two errors that it swallows: of a lead's row of
# cells without a value that was a third of the time.
dbapi2.register_adapter(type(None), lambda none: none)
dbapi2.register_adapter(bool, int)


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def told(*args: Any, **how: Any) -> Any:
        try:
            return call(*args, **how)
        except dbapi2.Error as error:
            raise getattr(sqlite3, type(error).__name__)(*error.args) from error

    return told


class Cursor(dbapi2.Cursor):  # type: ignore[misc]  # as above
    execute = _told(dbapi2.Cursor.execute)
    executemany = _told(dbapi2.Cursor.executemany)
    fetchone = _told(dbapi2.Cursor.fetchone)
    fetchmany = _told(dbapi2.Cursor.fetchmany)
    fetchall = _told(dbapi2.Cursor.fetchall)
    __next__ = _told(dbapi2.Cursor.__next__)


class Connection(dbapi2.Connection):  # type: ignore[misc]  # as above
    """Can be referred to weakly, as `database.Connection` can."""

    @_told
    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


def connect(path: Path | str, key: str, **how: Any) -> sqlite3.Connection:
    """`key`: 64 hex digits of the key, 32 of the file's salt; nothing is derived from a word."""
    connection: Any = _told(dbapi2.connect)(path, factory=Connection, **how)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    connection.row_factory = dbapi2.Row
    as_sqlite3: sqlite3.Connection = connection
    return as_sqlite3
