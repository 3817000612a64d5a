"""Taking a page in: what it says of each lead is read first, then stored all together.

A statement for each page and not for each lead: a third of the time, and while one runs the
window's thread can have the interpreter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

from workbench.cache.lead_rows import Stored, drop_lead, put_leads
from workbench.cache.told import told
from workbench.domain.plain import Misfit
from workbench.wire import compact

_PUT_ACTIVITY = "INSERT OR REPLACE INTO activity VALUES (?, ?, ?, ?)"


class TakingIn:
    """One page, in its transaction; `is_full`: leads come with all their history."""

    def __init__(
        self, connection: sqlite3.Connection, items: Collection[Mapping[str, Any]], *, is_full: bool
    ) -> None:
        self._connection = connection
        self._is_full = is_full
        self._known = _known(connection, items)
        self._put: dict[str, Stored] = {}
        self._activities: dict[str, list[tuple[Any, ...]]] = {}
        self.new: set[str] = set()
        self.evicted: list[str] = []
        for item in items:
            match item.get("op", "put"):
                case "evict":
                    self._evict(item["id"])
                case "put":
                    self._take(item)
        self._store()

    @property
    def put(self) -> tuple[str, ...]:
        return tuple(self._put)

    def _evict(self, id: str) -> None:
        self.evicted.append(id)
        for held in (self._put, self._activities, self._known):
            held.pop(id, None)
        _forget(self._connection, id)

    def _take(self, item: Mapping[str, Any]) -> None:
        try:
            values, words = told(item["lead"])
        except (Misfit, KeyError) as misfit:
            self._quarantine(item, str(misfit))
            return
        id, known = values["id"], self._known.get(values["id"])
        if known is not None and known["seq"] > values["seq"]:
            return  # a live page was quicker than the backfill
        older = item.get("older") or 0
        if known is None:
            self.new.add(id)
        elif not self._is_full:
            older = older or known["older"]
        n = known["n"] if known else None
        self._put[id] = Stored(n, values, words, compact(item["lead"]), older)
        self._activities[id] = [
            (doc["id"], id, doc["occurred_at"], compact(doc)) for doc in item.get("activities", ())
        ]

    def _store(self) -> None:
        put_leads(self._connection, list(self._put.values()))
        rows = [row for rows in self._activities.values() for row in rows]
        self._connection.executemany(_PUT_ACTIVITY, rows)

    def _quarantine(self, item: Mapping[str, Any], why: str) -> None:
        """One lead that cannot be read must not stop the others."""
        lead = item.get("lead") or {}
        self._connection.execute(
            "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?)",
            (str(lead.get("id")), compact(dict(item)), why),
        )


def _forget(connection: sqlite3.Connection, id: str) -> None:
    drop_lead(connection, id)
    for table in ("activity", "quarantine"):
        connection.execute(f"DELETE FROM {table} WHERE lead = ?", (id,))


def _known(
    connection: sqlite3.Connection, items: Collection[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """What is cached of the leads that a page puts."""
    ids = [(item.get("lead") or {}).get("id") for item in items]
    found = connection.execute(
        "SELECT id, n, seq, older FROM lead WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return {row["id"]: row for row in found}
