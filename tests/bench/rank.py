"""G5: the first 200 of the ranked queue, 10,000 due of 100,000, against the bare SELECT; and the
same 10,000 of a million.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.bench.pairs import Figure, compared, median_ms
from tests.bench.sealed import opened
from tests.bench.stock import DUE, LEADS, a_profile
from tests.builders import MONDAY
from workbench.desk.desk import Desk, open_desk
from workbench.domain.plain import to_ms
from workbench.sync.server_clock import ServerClock

TIMES = 15
RAW = """
SELECT id FROM lead WHERE queue_from <= :now ORDER BY worth
    * CASE WHEN boost_from <= :now AND :now < boost_until THEN 5.0 ELSE 1.0 END
    / (rank_min + (:now - waiting_since) / 60000.0) DESC LIMIT 200
"""
_COLUMNS = "id, queue_from, worth, rank_min, waiting_since, boost_from, boost_until"


def figures() -> Iterator[Figure]:
    asked = {"now": to_ms(MONDAY)}
    with a_profile() as directory, a_profile() as larger:
        raw = _raw(directory)
        desk = _desk(directory)
        yield compared(
            "G5",
            f"ranked first 200, {DUE:,} due of {LEADS:,} leads",
            lambda: median_ms(lambda: desk.queue("now"), TIMES),
            lambda: median_ms(lambda: raw.execute(RAW, asked).fetchall(), TIMES),
            budget=1.6,
        )
        raw.close()
        _grow(larger)
        large = _desk(larger)
        yield compared(
            "G5 million",
            f"the same of {10 * LEADS:,} leads; of {LEADS:,} for a floor",
            lambda: median_ms(lambda: large.queue("now"), TIMES),
            lambda: median_ms(lambda: desk.queue("now"), TIMES),
            budget=1.25,
        )
        desk.close()
        large.close()


def _desk(directory: Path) -> Desk:
    clock = ServerClock()
    desk = open_desk(directory, clock=clock)
    clock.run_from(to_ms(MONDAY), 1.0)
    return desk


def _raw(directory: Path) -> sqlite3.Connection:
    """The same moments in a table and an index of their own."""
    raw = sqlite3.connect(directory / "raw.db")
    raw.execute(f"CREATE TABLE lead ({_COLUMNS})")
    cached = opened(directory / "cache.0.db").execute(f"SELECT {_COLUMNS} FROM lead")
    places = ", ".join("?" * len(cached.description))
    raw.executemany(f"INSERT INTO lead VALUES ({places})", map(tuple, cached))
    raw.execute(
        "CREATE INDEX due ON lead"
        " (queue_from, worth, rank_min, waiting_since, boost_from, boost_until, id)"
    )
    raw.commit()
    return raw


def _grow(directory: Path) -> None:
    """Ten times as many leads, without their documents; none of the new ones is due."""
    cache = opened(directory / "cache.0.db")
    cache.execute("PRAGMA synchronous = OFF")
    names = [row[1] for row in cache.execute("PRAGMA table_info(lead)") if row[1] != "n"]
    new = {"id": "id || '-' || copy", "doc": "''"}
    cache.execute(
        f"WITH RECURSIVE copies (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies"
        f" WHERE copy < 10) INSERT INTO lead ({', '.join(names)})"
        f" SELECT {', '.join(new.get(name, name) for name in names)} FROM copies, lead"
        f" WHERE queue_from > {to_ms(MONDAY)}"
    )
    cache.commit()
    cache.close()
