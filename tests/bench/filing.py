"""G4: what a disposition costs the store, against one raw durable row of the same bytes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.pairs import Figure, compared, median_ms
from tests.bench.sealed import profile_key
from tests.bench.stock import stock
from workbench.cache.entry import Offset
from workbench.cache.outbox import Outbox
from workbench.desk.desk import open_desk
from workbench.domain.record import Mutation
from workbench.identity import new_id

LEADS, TIMES = 1000, 10
BODY = "x" * 400


def figures() -> Iterator[Figure]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        stock(directory, leads=LEADS, due=LEADS, now=now)
        raw = _raw(directory / "raw.db")
        outbox = Outbox(directory / "written.db", profile_key(directory))
        yield compared(
            "G4",
            "what a disposition writes, durable, against a raw row",
            lambda: median_ms(lambda: _write(outbox, now), TIMES),
            lambda: median_ms(lambda: _write_raw(raw), TIMES),
            budget=3.0,
        )
        outbox.close()
        desk = open_desk(directory)
        leads = iter(desk.queue("now"))
        yield compared(
            "G4 judged",
            "the same with the rules: clock, cadence and standing settled anew",
            lambda: median_ms(lambda: desk.dispose(next(leads), "NA", touch_kind="call"), TIMES),
            lambda: median_ms(lambda: _write_raw(raw), TIMES),
        )
        desk.close()
        raw.close()


def _write(outbox: Outbox, at: datetime) -> None:
    """As `Desk.dispose` does: the row goes in; the call and the notes that it names go."""
    disposed = Mutation(id=new_id(), type="disposed", lead="00000001", at=at, args={"note": BODY})
    with outbox.writing() as writing:
        writing.append(disposed, Offset())
        writing.close_call("the call")
        writing.save_draft("00000001", "", at)


def _raw(file: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE outbox (n INTEGER PRIMARY KEY, body TEXT)")
    return raw


def _write_raw(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO outbox (body) VALUES (?)", (BODY,))
    raw.execute("COMMIT")
