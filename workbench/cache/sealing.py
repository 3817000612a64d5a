"""Sealed files: which are, how a plain outbox becomes one, and what is told beside it in plain.

A file is sealed by SQLCipher with a key that lies in the system's keyring, under the file's salt:
its first bytes, so that a copy or a moved folder finds its key too.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import NamedTuple

from workbench.cache.database import connect, delete_database

KEY_DIGITS = 64
"""Of the 96 hex digits that a key is given as; the others are the salt."""
_PLAIN = b"SQLite format 3\0"


def can_seal() -> bool:
    from importlib.util import find_spec

    return find_spec("sqlcipher3") is not None


def salt_of(path: Path) -> str | None:
    """In hex; None where the file is plain, empty or not there."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN))
    except FileNotFoundError:
        return None
    return None if head in (b"", _PLAIN) else head.hex()


def is_plain(path: Path) -> bool:
    """False for one that is empty or not there."""
    return salt_of(path) is None and path.exists() and path.stat().st_size > 0


def opens(path: Path, key: str | None) -> bool:
    """Whether a sealed file is this key's."""
    return key is not None and salt_of(path) == key[KEY_DIGITS:]


def locked_files(outbox: Path) -> list[Path]:
    """Sealed outboxes that were laid aside while their key was not there, the oldest first."""
    return sorted(outbox.parent.glob(f"{outbox.stem}.locked-*{outbox.suffix}"))


def seal(path: Path, key: str) -> None:
    """Put a sealed copy in the place of a plain file that nobody has open, row by row the same.

    Any step may be the last one: up to the one that replaces it, the plain file is whole.
    Raises `sqlite3.DatabaseError`, OSError; then the plain file stands.
    """
    draft = path.with_name(f"{path.name}.sealing")
    delete_database(draft)
    # A log that stayed would be read into the file that takes this one's place.
    plain = connect(path)
    try:
        mode = plain.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        version = plain.execute("PRAGMA user_version").fetchone()[0]
    finally:
        plain.close()
    if mode != "delete":
        raise OSError(f"{path.name} is open elsewhere")
    draft.touch(mode=0o600)
    sealed = connect(draft, key)
    try:
        sealed.execute("PRAGMA synchronous = OFF")  # nobody needs it before it is whole
        sealed.execute("ATTACH ? AS plain KEY ''", (str(path),))
        sealed.execute("SELECT sqlcipher_export('main', 'plain')")
        sealed.execute(f"PRAGMA main.user_version = {version}")
        for table in ("sqlite_schema", *_tables(sealed)):
            what = "type, name, sql" if table == "sqlite_schema" else "*"
            for one, other in (("plain", "main"), ("main", "plain")):
                differing = sealed.execute(
                    f"SELECT {what} FROM {one}.{table} EXCEPT SELECT {what} FROM {other}.{table}"
                )
                if differing.fetchone() is not None:
                    raise OSError(f"{table} was not copied whole")
    finally:
        sealed.close()
    _make_sure(draft)
    draft.replace(path)
    _make_sure(path.parent)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM plain.sqlite_schema WHERE type = 'table'")
    return [row[0] for row in found]


def _make_sure(path: Path) -> None:
    """A file is on the disk; of a directory, what was renamed in it."""
    if path.is_dir() and os.name == "nt":
        return  # which opens no directory, and needs not
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Told(NamedTuple):
    """`last`: the newest row's number, which only grows."""

    unsent: int
    last: int
    is_sealed: bool


class Tally:
    """What an outbox held, in plain beside it: told should its key, its log or itself be lost.

    Written in place once a commit is sure and not synced, as it costs a click little: after a
    crash it may tell of less than there is, never of more.
    """

    def __init__(self, outbox: Path) -> None:
        self._path = outbox.with_suffix(".unsent")
        self._told: Told | None = None

    def told(self) -> Told | None:
        """None where nothing was."""
        try:
            unsent, last, how = self._path.read_text(encoding="ascii").split()
            return Told(int(unsent), int(last), how == "sealed")
        except (OSError, ValueError):
            return None

    def tell(self, told: Told) -> None:
        if told == self._told:
            return
        how = b"sealed" if told.is_sealed else b"plain "
        with contextlib.suppress(OSError):  # what is precious is in the outbox
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(handle, b"%-12d %-12d %s\n" % (told.unsent, told.last, how))
            finally:
                os.close(handle)
            self._told = told
