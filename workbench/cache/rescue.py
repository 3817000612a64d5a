"""Opens an outbox whatever became of its file: what can be read of a damaged one is kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from workbench.cache.database import DAMAGE, delete_database
from workbench.cache.entry import Offset, State
from workbench.cache.outbox import NotSaved, Outbox
from workbench.cache.writing import Writing
from workbench.domain.frozen import dataclass
from workbench.domain.plain import EPOCH
from workbench.domain.record import Mutation
from workbench.wire import Result

STATES = get_args(State)
COLUMNS = (
    "n", "id", "type", "v", "lead", "body", "sha256", "offset_ms", "age_s", "occurred_at", "state",
    "ack_no", "result", "attempts", "settled_at",
)  # fmt: skip
NO_ROW = (ValueError, TypeError, KeyError, IndexError)
"""What making a row of torn values can raise."""
STEPS = 1000
MOST_ROWS = 100_000
MOST = 1e13
"""No moment and no offset is this many milliseconds."""
SMALL_TABLES = {"meta": 2, "draft": 4, "call": 5, "mail": 10, "batch": 2}
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
    except (*DAMAGE, *NO_ROW):
        return _rescue(path)
    except NotSaved as error:
        if isinstance(error.__cause__, sqlite3.OperationalError):
            raise  # the disk is full or read-only, the file is not at fault
        return _rescue(path)
    if outbox.database.is_sound_throughout() and _reads_well(outbox):
        return outbox, None
    outbox.close()
    return _rescue(path)


def _reads_well(outbox: Outbox) -> bool:
    """SQLite does not notice a byte that changed within a row, nor a page that nobody reads."""
    try:
        outbox.calls()
        with contextlib.suppress(_Tried), outbox.database.write() as connection:
            note = Mutation(id="", type="", lead="", at=EPOCH, args={"note": "x" * 10_000})
            Writing(connection).append(note, Offset())
            raise _Tried
        return all(e.is_sound and e.state in STATES for e in outbox.entries("1"))
    except (*DAMAGE, *NO_ROW):
        return False


class _Tried(Exception):
    """Ends a trial write, so that it leaves nothing."""


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
    damaged.text_factory = lambda text: text.decode(errors="replace")
    try:
        damaged.set_progress_handler(_Budget().spend, STEPS)
        rows = list(_rows(damaged))
        with outbox.database.write() as connection:
            for row in rows:
                with contextlib.suppress(sqlite3.Error, *NO_ROW):
                    _keep(connection, row)
            for table, width in SMALL_TABLES.items():
                for found in _readable(damaged, f"SELECT * FROM {table}"):
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute(
                            f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * width)})",
                            tuple(found),
                        )
        made = _made(damaged, rows)
    finally:
        damaged.close()
    saved = len(outbox.entries("1"))
    return outbox, Rescue(saved=saved, lost=max(made - saved, 0), aside=aside)


def _rows(damaged: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every row that can be read by its number and whose checksum holds; names may be torn."""
    n, misses = 1, 0
    while misses < FAR_PAST_THE_END:
        for values in _readable(damaged, f"SELECT rowid, * FROM outbox WHERE rowid = {n}"):
            row = dict(zip(COLUMNS, tuple(values)[1:], strict=False)) | {"n": n}
            body, sha256 = row.get("body"), row.get("sha256")
            if isinstance(body, bytes) and hashlib.sha256(body).digest() == sha256:
                yield row
                misses = -1
        misses += 1
        n += 1


def _keep(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """What the bytes say stands; a state that cannot be is sent again, which changes nothing."""
    stored = json.loads(row["body"])
    state, result, ack_no = row["state"], row["result"], row["ack_no"]
    try:
        known = state in STATES and (result is None or Result(**json.loads(result)))
    except (ValueError, TypeError):
        known = False
    if not known or not isinstance(ack_no, int | None):
        state, result, ack_no = "pending", None, None
    kept = {
        **{name: stored[name] for name in ("id", "type", "v", "lead", "occurred_at")},
        **{name: row[name] for name in ("n", "body", "sha256")},
        "state": state,
        "result": result,
        "ack_no": ack_no,
        "offset_ms": _number(row["offset_ms"]) or 0,
        "age_s": _number(row["age_s"]),
        "settled_at": _number(row["settled_at"]),
    }
    connection.execute(
        f"INSERT OR IGNORE INTO outbox ({', '.join(kept)})"
        f" VALUES ({', '.join(':' + name for name in kept)})",
        kept,
    )


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and abs(value) < MOST else None


def _made(damaged: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many rows there were, as far as the file still says: they leave from the old end."""
    last = [row[0] for row in _readable(damaged, "SELECT seq FROM sqlite_sequence")]
    numbers = [row["n"] for row in rows] + [n for n in last if isinstance(n, int)]
    first = min((row["n"] for row in rows), default=1)
    return max(numbers) - first + 1 if numbers else 0


def _readable(damaged: sqlite3.Connection, question: str) -> Iterator[sqlite3.Row]:
    try:
        yield from islice(damaged.execute(question), MOST_ROWS)
    except (*DAMAGE, *NO_ROW):
        return


class _Budget:
    """Pages that point at each other could be walked for ever."""

    def __init__(self) -> None:
        self._left = 20_000

    def spend(self) -> int:
        self._left -= 1
        return int(self._left < 0)
