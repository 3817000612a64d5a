"""A file that may fail anywhere: what can still be read of its rows, and nothing that is wrong."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.cache.database import DAMAGE, connect
from workbench.cache.entry import NO_ROW, STATES, checksum
from workbench.wire import Result

COLUMNS = (
    "n", "id", "type", "v", "lead", "body", "sha256", "offset_ms", "age_s", "occurred_at", "state",
    "ack_no", "result", "attempts", "settled_at",
)  # fmt: skip
STEPS = 1000
MOST_ROWS = 100_000
MOST = 10**13
"""No moment and no offset is this many milliseconds."""
SMALL_TABLES = {"meta": 2, "draft": 4, "call": 5, "mail": 10, "batch": 2}
FAR, FAR_IN_A_SEALED_FILE = 1000, 50
"""How many numbers in a row that cannot be read end a search; there each is a file opened anew."""


class Torn:
    def __init__(self, path: Path, key: str | None) -> None:
        self._path = path
        self._key = key
        self._budget = _Budget()
        self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._path, self._key)
        connection.text_factory = lambda text: text.decode(errors="replace")
        connection.set_progress_handler(self._budget.spend, STEPS)
        return connection

    def ask(self, question: str) -> Iterator[sqlite3.Row]:
        """As many rows as come before one that cannot be read."""
        try:
            yield from islice(self._connection.execute(question), MOST_ROWS)
        except (*DAMAGE, *NO_ROW):
            if self._key:  # after one bad page SQLCipher reads nothing more
                self.close()
                self._connection = self._connect()

    def rows(self) -> list[dict[str, Any]]:
        """Every row that can be read by its number and whose checksum holds; names may be torn.

        Looked for around each number that the file still tells: the old ones have left it.
        """
        found: dict[int, dict[str, Any] | None] = {}
        for start in dict.fromkeys([*self._numbers(), 1]):
            for step in (1, -1):
                self._walk(start, step, found)
        return [row for _, row in sorted(found.items()) if row is not None]

    def _walk(self, n: int, step: int, found: dict[int, dict[str, Any] | None]) -> None:
        misses = 0
        while misses < (FAR_IN_A_SEALED_FILE if self._key else FAR) and 0 < n < MOST:
            if n not in found:
                found[n] = self._row(n)
            misses = 0 if found[n] else misses + 1
            n += step

    def _row(self, n: int) -> dict[str, Any] | None:
        for values in self.ask(f"SELECT rowid, * FROM outbox WHERE rowid = {n}"):
            row = dict(zip(COLUMNS, tuple(values)[1:], strict=False)) | {"n": n}
            body, sha256 = row.get("body"), row.get("sha256")
            if isinstance(body, bytes) and checksum(body) == sha256:
                return row
        return None

    def _numbers(self) -> list[int]:
        """Of the newest row and the oldest one, as far as the file still says."""
        asked = ("seq FROM sqlite_sequence", "max(rowid) FROM outbox", "min(rowid) FROM outbox")
        told = [row[0] for what in asked for row in self.ask(f"SELECT {what}")]
        return [n for n in told if isinstance(n, int) and 0 < n < MOST]

    def made(self, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
        """How many there were and the last one's number, as far as the file still says: they
        leave from the old end.
        """
        told = [row[0] for row in self.ask("SELECT seq FROM sqlite_sequence")]
        numbers = [row["n"] for row in rows] + [n for n in told if isinstance(n, int)]
        first = min((row["n"] for row in rows), default=1)
        last = max(numbers, default=0)
        return (last - first + 1 if numbers else 0), last

    def copy(self, tables: Sequence[str], to: sqlite3.Connection, *, over: bool) -> None:
        """`over`: a row of the same name there gives way, else it stays."""
        how = "REPLACE" if over else "IGNORE"
        for table in tables:
            places = ", ".join("?" * SMALL_TABLES[table])
            for found in self.ask(f"SELECT * FROM {table}"):
                with contextlib.suppress(sqlite3.Error):
                    to.execute(f"INSERT OR {how} INTO {table} VALUES ({places})", tuple(found))

    def close(self) -> None:
        self._connection.close()


def keep(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
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


class _Budget:
    """Pages that point at each other could be walked for ever."""

    def __init__(self) -> None:
        self._left = 20_000

    def spend(self) -> int:
        self._left -= 1
        return int(self._left < 0)
