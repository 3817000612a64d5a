"""Taking a page in: what it says of each lead is read first, then stored all together.

A statement for each page and not for each lead: a third of the time, and while one runs the
window's thread can have the interpreter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from workbench.cache.lead_rows import Stored, drop_lead, put_leads
from workbench.cache.page import Item, text
from workbench.cache.told import Told, told

_PUT_ACTIVITY = "INSERT OR REPLACE INTO activity VALUES (?, ?, ?, ?)"


class _Activity(msgspec.Struct, gc=False):
    id: str
    occurred_at: int


class _Named(msgspec.Struct, gc=False):
    id: str


class _Taken(NamedTuple):
    told: Told
    doc: str
    activities: list[tuple[Any, ...]]
    older: int


_ACTIVITY, _NAMED = msgspec.json.Decoder(_Activity), msgspec.json.Decoder(_Named)


class TakingIn:
    """One page, in its transaction; `is_full`: leads come with all their history."""

    def __init__(
        self, connection: sqlite3.Connection, items: Collection[Item], *, is_full: bool
    ) -> None:
        self._connection = connection
        self._taken: dict[str, _Taken] = {}
        self.evicted: list[str] = []
        for item in items:
            if item.op == "evict":
                self._evict(item.id)
            elif item.op == "put":
                self._take(item)
        known = _known(connection, self._taken)
        for id, was in known.items():
            if was["seq"] > self._taken[id].told.values["seq"]:
                del self._taken[id]  # a live page was quicker than the backfill
        self.put = tuple(self._taken)
        self.new = frozenset(self._taken) - known.keys()
        self._store(known, is_full=is_full)

    def _evict(self, id: str) -> None:
        self.evicted.append(id)
        self._taken.pop(id, None)
        _forget(self._connection, id)

    def _take(self, item: Item) -> None:
        try:
            doc = text(item.lead)
            said = told(doc)
            id = said.values["id"]
            activities = [_row(id, one) for one in item.activities]
        except ValueError as misfit:
            self._quarantine(item, str(misfit))
        else:
            self._taken[id] = _Taken(said, doc, activities, item.older or 0)

    def _store(self, known: Mapping[str, Mapping[str, Any]], *, is_full: bool) -> None:
        stored = []
        for id, (said, doc, _, older) in self._taken.items():
            was = known.get(id)
            if was is not None and not is_full:
                older = older or was["older"]
            n = None if was is None else was["n"]
            stored.append(Stored(n, *said, doc, older))
        put_leads(self._connection, stored)
        rows = [row for taken in self._taken.values() for row in taken.activities]
        self._connection.executemany(_PUT_ACTIVITY, rows)

    def _quarantine(self, item: Item, why: str) -> None:
        """One lead that cannot be read must not stop the others."""
        try:
            id = _NAMED.decode(item.lead).id
        except ValueError:
            id = ""
        self._connection.execute(
            "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?)", (id, bytes(item.lead), why)
        )


def _row(lead: str, activity: msgspec.Raw) -> tuple[Any, ...]:
    said = _ACTIVITY.decode(activity)
    return said.id, lead, said.occurred_at, text(activity)


def _forget(connection: sqlite3.Connection, id: str) -> None:
    drop_lead(connection, id)
    for table in ("activity", "quarantine"):
        connection.execute(f"DELETE FROM {table} WHERE lead = ?", (id,))


def _known(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """What is cached of these leads."""
    found = connection.execute(
        "SELECT id, n, seq, older FROM lead WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([*ids]),),
    )
    return {row["id"]: row for row in found}
