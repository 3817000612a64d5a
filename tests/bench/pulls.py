"""G9: all leads of somebody into a searchable, durable cache. G10: the window meanwhile.

The floor fetches the same pages by the same library, parses them and stores each in one
transaction: a lead's document, what ranks it, and its words for search by any part of them.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from tests.bench.onscreen import said
from tests.bench.pages import serving
from tests.bench.pairs import Figure, compared
from tests.bench.stock import ME
from tests.flow.screen import a_screen
from workbench.desk.desk import open_desk

LEADS, PAIRS = 100_000, 3
LATE_MS, LATEST_MS = 5.0, 33.0
GIVE_UP_S = 600.0
FLOOR = """
CREATE TABLE lead (id TEXT PRIMARY KEY, seq INTEGER, name TEXT, company TEXT, owner TEXT,
    status TEXT, queue_from INTEGER, doc TEXT);
CREATE INDEX lead_in_queue ON lead (queue_from, id);
CREATE VIRTUAL TABLE found USING fts5 (words, tokenize = 'trigram');
"""


def figures(leads: int = LEADS) -> Iterator[Figure]:
    logging.disable()  # no keyring here
    with serving(leads) as address:
        what = f"{leads:,} leads pulled into a searchable cache"
        yield compared(
            "G9", what, lambda: _ours(address), lambda: _floor(address), unit="s", budget=1.3,
            pairs=PAIRS,
        )  # fmt: skip
        floor_s = _floor(address)
        with a_screen() as screen, tempfile.TemporaryDirectory() as folder:
            seen: dict[str, float] = json.loads(said(screen, "pulled", address, folder))
    what = "the first page of them painted, beside the floor of all"
    yield _figure("G9", what, seen["painted_s"], "s", floor_s, 0.3)
    what = "a 5 ms timer of the window late meanwhile"
    yield _figure("G10 P99", what, seen["p99_ms"], "ms", LATE_MS)
    yield _figure("G10 max", what, seen["max_ms"], "ms", LATEST_MS)


def _figure(
    name: str, what: str, value: float, unit: str, floor: float, budget: float = 1.0
) -> Figure:
    return Figure(
        name=name, what=what, value=value, unit=unit, floor=floor, ratio=value / floor,
        budget=budget,
    )  # fmt: skip


def _ours(address: str) -> float:
    """Seconds from signing in to a cache that has everything."""
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        began = time.perf_counter()
        desk.sign_in(address, ME.email, "password")
        while not desk.sync_state().complete:
            if time.perf_counter() - began > GIVE_UP_S:
                raise TimeoutError("the pull did not end")
            time.sleep(0.02)
        took = time.perf_counter() - began
        desk.close()
    return took


def _floor(address: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(FLOOR)
        session = requests.Session()
        began = time.perf_counter()
        below = session.get(f"{address}/v1/sync").json()["since"] + 1
        while below:
            page = session.get(f"{address}/v1/sync/backfill?below={below}").json()
            below = page["below"]
            _store(connection, [item["lead"] for item in page["items"]])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        took = time.perf_counter() - began
        connection.close()
    return took


def _store(connection: sqlite3.Connection, leads: list[dict[str, Any]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT OR REPLACE INTO lead VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                lead["id"], lead["seq"], lead["name"], lead["company"], lead.get("owner"),
                lead.get("status"), lead["standing"]["queue_from"], json.dumps(lead),
            )
            for lead in leads
        ],
    )  # fmt: skip
    words = [(f"{lead['name']} {lead['company']} {lead['email']}",) for lead in leads]
    connection.executemany("INSERT INTO found (words) VALUES (?)", words)
    connection.execute("COMMIT")
