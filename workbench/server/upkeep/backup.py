"""Copies of a store, taken in one snapshot while it may be served."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from workbench.server.store import address_of

BUSY_S = 5


class Unkept(Exception):
    """A copy that cannot be taken, or put back; the sentence says why."""


def back_up(data_dir: Path | None, database_url: str | None, to: Path) -> int:
    """Returns its size in bytes. A file that stands there already is left alone. Raises Unkept."""
    url = address_of(data_dir, database_url)
    if to.exists():
        raise Unkept(f"{to} exists already; name another file.")
    if not to.parent.is_dir():
        raise Unkept(f"{to.parent} is no folder.")
    draft = to.with_name(f"{to.name}.part")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(mode=0o600)  # it holds what the store holds
        if url.get_backend_name() == "sqlite":
            _copy_file(Path(url.database or ""), draft)
        else:
            dump(url, draft)
        put_in_place(draft, to)
    except OSError as error:
        raise Unkept(f"{to} cannot be written: {error.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)
    return to.stat().st_size


def _copy_file(path: Path, draft: Path) -> None:
    """In one step, so that no write meanwhile makes it begin anew; writers do not wait for it."""
    if not path.exists():
        raise Unkept(f"There is no store in {path.parent}.")
    try:
        with closing(opened(path)) as store, closing(opened(draft)) as copy:
            store.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            check_sound(copy, path)
    except sqlite3.Error as error:
        raise Unkept(f"{path} cannot be copied: {error}.") from None


def opened(path: Path) -> sqlite3.Connection:
    """As a command does beside a server: it never checkpoints by itself."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def check_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Raises Unkept, or `sqlite3.Error`."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise Unkept(f"{path} is damaged ({found}). An older backup may be whole.")


def dump(url: URL, to: Path) -> None:
    """A PostgreSQL database by its own program. Raises Unkept."""
    how = ("--format=custom", "--no-owner", "--no-privileges")
    run("pg_dump", *how, f"--file={to}", url=url)


def run(name: str, *arguments: str, url: URL | None = None) -> str:
    """One of PostgreSQL's programs, at a database; what it printed. Raises Unkept."""
    program = shutil.which(name)
    if program is None:
        needed = "on Debian: apt install postgresql-client"
        raise Unkept(f"{name} is not on this machine; it comes with PostgreSQL ({needed}).")
    environment = dict(os.environ)
    if url is not None:
        # The password not on the command line, which every user of the machine can read.
        environment |= {"PGPASSWORD": str(url.password)} if url.password is not None else {}
        at = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        arguments = (f"--dbname={at}", *arguments)
    done = subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise Unkept(f"{name}: {said[0]}")
    return done.stdout


def put_in_place(draft: Path, to: Path) -> None:
    """On the disk before it has its name."""
    _make_sure(draft)
    draft.replace(to)
    if os.name != "nt":  # which opens no directory, and needs not
        _make_sure(to.parent)


def _make_sure(path: Path) -> None:
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
