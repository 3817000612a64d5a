"""G5: the first 200 of the ranked queue, 10,000 due of 100,000, against the bare SELECT."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.pairs import Figure, compared, median_ms
from tests.bench.stock import stock
from workbench.desk.desk import open_desk
from workbench.domain.plain import to_ms

LEADS, DUE, TIMES = 100_000, 10_000, 15
RAW = """
SELECT id FROM lead WHERE queue_from <= :now ORDER BY worth
    * CASE WHEN boost_from <= :now AND :now < boost_until THEN 5.0 ELSE 1.0 END
    / (rank_min + (:now - waiting_since) / 60000.0) DESC LIMIT 200
"""
_COLUMNS = "id, queue_from, worth, rank_min, waiting_since, boost_from, boost_until"


def figures() -> Iterator[Figure]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        stock(directory, leads=LEADS, due=DUE, now=now)
        raw = _raw(directory)
        desk = open_desk(directory)
        asked = {"now": to_ms(now)}
        yield compared(
            "G5",
            f"ranked first 200, {DUE:,} due of {LEADS:,} leads",
            lambda: median_ms(lambda: desk.queue("now"), TIMES),
            lambda: median_ms(lambda: raw.execute(RAW, asked).fetchall(), TIMES),
            budget=2.5,
        )
        desk.close()
        raw.close()


def _raw(directory: Path) -> sqlite3.Connection:
    """The same moments in a table and an index of their own."""
    raw = sqlite3.connect(directory / "raw.db")
    raw.execute(f"ATTACH '{directory / 'cache.0.db'}' AS cache")
    raw.execute(f"CREATE TABLE lead AS SELECT {_COLUMNS} FROM cache.lead")
    raw.execute(
        "CREATE INDEX due ON lead"
        " (queue_from, worth, rank_min, waiting_since, boost_from, boost_until, id)"
    )
    raw.commit()
    return raw
