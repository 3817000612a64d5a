"""What the cache keeps beside a lead's document: what a row shows, what ranks it, its words.

Everything that time moves is stored as moments, so that one covering index answers who is due.
Instants are epoch milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from workbench.cache import counted
from workbench.cache.traits import drop_traits, put_traits
from workbench.domain.priority import LIFT_REPLY

SCHEMA = f"""
CREATE TABLE lead (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    doc TEXT NOT NULL,
    older INTEGER NOT NULL,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    type TEXT NOT NULL,
    asked TEXT NOT NULL,
    step TEXT,
    status TEXT NOT NULL,
    owner TEXT,
    is_open INTEGER NOT NULL,
    score INTEGER NOT NULL,
    arrived_at INTEGER NOT NULL,
    is_clock INTEGER NOT NULL,
    starts_at INTEGER,
    due_at INTEGER,
    target_min REAL NOT NULL,
    calendar TEXT,
    clock_zone TEXT,
    paused_from INTEGER,
    paused_until INTEGER,
    met_after_s REAL,
    callback_at INTEGER,
    offer_to TEXT,
    offer_from INTEGER,
    offer_until INTEGER,
    area TEXT NOT NULL,
    queue_from INTEGER,
    lift INTEGER NOT NULL,
    worth REAL NOT NULL,
    rank_min REAL NOT NULL,
    waiting_since INTEGER,
    boost_from INTEGER,
    boost_until INTEGER,
    channel TEXT,
    handed_to TEXT,
    decide_by INTEGER,
    meets_at INTEGER,
    meets_min REAL NOT NULL
);

CREATE INDEX lead_in_queue ON lead (queue_from, lift, worth, rank_min, waiting_since, boost_from,
    boost_until, channel, area, type, owner, id) WHERE queue_from IS NOT NULL;

CREATE INDEX lead_offered ON lead (offer_to, offer_until) WHERE offer_to IS NOT NULL;

CREATE INDEX lead_handed ON lead (handed_to, decide_by, meets_at, meets_min, id)
    WHERE handed_to IS NOT NULL;

CREATE INDEX lead_replied ON lead (owner, is_open, queue_from, id) WHERE lift = {LIFT_REPLY};

CREATE INDEX lead_by_owner ON lead (owner, is_open, due_at, id, queue_from, is_clock, arrived_at,
    type);

CREATE INDEX lead_by_arrival ON lead (arrived_at, id);

CREATE TABLE area (key TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE VIRTUAL TABLE found USING fts5 (words, tokenize = 'trigram')
"""

_NAMES = (
    "id", "seq", "name", "company", "type", "asked", "step", "status", "owner", "is_open", "score",
    "arrived_at", "is_clock", "starts_at", "due_at", "target_min", "calendar", "clock_zone",
    "paused_from", "paused_until", "met_after_s", "callback_at", "offer_to", "offer_from",
    "offer_until", "area", "queue_from", "lift", "worth", "rank_min", "waiting_since",
    "boost_from", "boost_until", "channel", "handed_to", "decide_by", "meets_at", "meets_min",
)  # fmt: skip
_ALL = (*_NAMES, "doc", "older")
_INSERT = f"INSERT INTO lead (n, {', '.join(_ALL)}) VALUES (?{', ?' * len(_ALL)})"
_UPDATE = f"UPDATE lead SET {', '.join(name + ' = ?' for name in _ALL)} WHERE n = ?"
_SHOWN = f"""SELECT json_group_array(json_array({", ".join(_NAMES)})) FROM lead
    WHERE id IN (SELECT value FROM json_each(?))"""
_named = itemgetter(*_NAMES)


class Stored(NamedTuple):
    """A lead as it is to be kept; `n` None for one that is new here."""

    n: int | None
    values: Mapping[str, Any]
    words: str
    doc: str
    older: int

    @property
    def row(self) -> tuple[Any, ...]:
        return (*_named(self.values), self.doc, self.older)


def put_leads(connection: sqlite3.Connection, leads: Sequence[Stored]) -> None:
    """Each of them once."""
    [[last]] = connection.execute("SELECT coalesce(max(n), 0) FROM lead").fetchall()
    known = [(lead.n, lead) for lead in leads if lead.n is not None]
    new = list(enumerate((lead for lead in leads if lead.n is None), last + 1))
    counted.leave(connection, [n for n, _ in known])
    connection.executemany(_INSERT, [(n, *lead.row) for n, lead in new])
    connection.executemany(_UPDATE, [(*lead.row, n) for n, lead in known])
    counted.come(connection, [n for n, _ in (*new, *known)])
    areas = {lead.values["area"] for lead in leads}
    connection.executemany("INSERT OR IGNORE INTO area VALUES (?)", [(key,) for key in areas])
    put_traits(connection, [(n, lead.values) for n, lead in (*new, *known)])
    connection.executemany(
        "INSERT INTO found (rowid, words) VALUES (?, ?)", [(n, lead.words) for n, lead in new]
    )
    connection.executemany(
        "UPDATE found SET words = :words WHERE rowid = :n AND words <> :words",
        [{"n": n, "words": lead.words} for n, lead in known],
    )


def drop_lead(connection: sqlite3.Connection, lead_id: str) -> None:
    found = connection.execute("SELECT n FROM lead WHERE id = ?", (lead_id,))
    counted.leave(connection, [row["n"] for row in found])
    drop_traits(connection, lead_id)
    connection.execute(
        "DELETE FROM found WHERE rowid = (SELECT n FROM lead WHERE id = ?)", (lead_id,)
    )
    connection.execute("DELETE FROM lead WHERE id = ?", (lead_id,))


def shown(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """All in one: with each row of its own the window would let go of Python, and would have to
    wait for the thread that fills the cache to have it back.
    """
    [[found]] = connection.execute(_SHOWN, (json.dumps(list(ids)),))
    return {cells[0]: dict(zip(_NAMES, cells, strict=True)) for cells in json.loads(found)}
