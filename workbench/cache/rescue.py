"""Opens an outbox whatever became of its file: what can be read of a damaged one is kept."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.cache.database import delete_database
from workbench.cache.entry import read_entry
from workbench.cache.outbox import Outbox

COLUMNS = (
    "n, id, type, v, lead, body, sha256, offset_ms, age_s, occurred_at, state, ack_no, result,"
    " attempts, settled_at"
)
SMALL_TABLES = {"meta": 2, "draft": 4, "call": 5}
FAR_PAST_THE_END = 1000
"""How many numbers that cannot be read in a row end the search in a file whose end is unknown."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """What became of a damaged outbox; `aside` is where its copy lies."""

    saved: int
    lost: int
    aside: Path


def open_outbox(path: Path) -> tuple[Outbox, Rescue | None]:
    try:
        outbox = Outbox(path)
    except sqlite3.DatabaseError:
        return _rescue(path)
    if outbox.database.is_sound():
        return outbox, None
    outbox.close()
    return _rescue(path)


def _rescue(path: Path) -> tuple[Outbox, Rescue]:
    aside = path.with_name(f"{path.stem}.damaged-{time.time_ns()}{path.suffix}")
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copy2(source, aside.with_name(aside.name + suffix))
    delete_database(path)
    outbox = Outbox(path)
    damaged = sqlite3.connect(aside, isolation_level=None)
    damaged.row_factory = sqlite3.Row
    try:
        rows = list(_rows(damaged))
        with outbox.writing():
            for row in rows:
                outbox.database.connection.execute(
                    f"INSERT OR IGNORE INTO outbox ({COLUMNS}) VALUES ({', '.join('?' * 15)})",
                    tuple(row),
                )
            for table, width in SMALL_TABLES.items():
                for row in _readable(damaged, f"SELECT * FROM {table}"):
                    outbox.database.connection.execute(
                        f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * width)})",
                        tuple(row),
                    )
        last = max((row["n"] for row in rows), default=0)
        lost = _made_between(damaged, last) - len(rows)
    finally:
        damaged.close()
    return outbox, Rescue(saved=len(rows), lost=max(lost, 0), aside=aside)


def _rows(damaged: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Every row that can be read by its number and whose checksum holds."""
    n, misses = 1, 0
    while misses < FAR_PAST_THE_END:
        found = list(_readable(damaged, f"SELECT {COLUMNS} FROM outbox WHERE n = {n}"))
        if found and _holds(found[0]):
            yield found[0]
            misses = 0
        else:
            misses += 1
        n += 1


def _holds(row: sqlite3.Row) -> bool:
    try:
        return read_entry(row).is_sound
    except (TypeError, ValueError):
        return False


def _made_between(damaged: sqlite3.Connection, last: int) -> int:
    """How many rows there were, as far as the file still says: rows leave from the old end only."""
    numbers = [row[0] for row in _readable(damaged, "SELECT seq FROM sqlite_sequence")]
    firsts = [row[0] for row in _readable(damaged, "SELECT min(n) FROM outbox") if row[0]]
    return max([last, *numbers]) - min([*firsts, last or 1]) + 1 if last or numbers else 0


def _readable(damaged: sqlite3.Connection, question: str) -> Iterator[sqlite3.Row]:
    try:
        yield from damaged.execute(question)
    except sqlite3.DatabaseError:
        return
