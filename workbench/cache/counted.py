"""How many leads there are, kept while they come and go: nobody has to look at each of them.

To count a hundred thousand in their indexes would hold the window for 35 ms where these are sealed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

SCHEMA = """
CREATE TABLE counted (owner TEXT NOT NULL, is_open INTEGER NOT NULL, is_queued INTEGER NOT NULL,
    leads INTEGER NOT NULL, PRIMARY KEY (owner, is_open, is_queued)) WITHOUT ROWID
"""
_MOVE = """INSERT INTO counted
    SELECT coalesce(owner, ''), is_open, queue_from IS NOT NULL, :by * count(*) FROM lead
    WHERE n IN (SELECT value FROM json_each(:these)) GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET leads = leads + excluded.leads"""


def come(connection: sqlite3.Connection, these: Collection[int]) -> None:
    """After they were stored, by their numbers."""
    connection.execute(_MOVE, {"by": 1, "these": json.dumps([*these])})


def leave(connection: sqlite3.Connection, these: Collection[int]) -> None:
    """Before they are stored anew or dropped."""
    connection.execute(_MOVE, {"by": -1, "these": json.dumps([*these])})


def total(connection: sqlite3.Connection, where: str, values: Mapping[str, Any]) -> int:
    found = connection.execute(f"SELECT coalesce(sum(leads), 0) FROM counted WHERE {where}", values)
    return int(found.fetchone()[0])
