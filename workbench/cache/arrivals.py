"""What reports count of each cached lead, kept beside it from the first look at a dashboard on.

From then on the database itself notes which leads changed, so that nobody who takes a page in
waits for a number; whoever looks counts those anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from workbench.cache.cache import Cache
from workbench.domain.lead import Lead
from workbench.domain.metrics.arrivals import COUNTS, CUTS, LENGTHS, Arrival, arrivals_of
from workbench.domain.metrics.counting import counting_rules
from workbench.domain.metrics.reached import reached_by
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.wire import compact, read_lead

TOGETHER = 200
_COLUMNS = ("lead", "inquiry", "received_at", "overdue_at", *CUTS, *COUNTS, *LENGTHS)
_TYPES = ", ".join(
    ["lead TEXT NOT NULL", "inquiry TEXT NOT NULL", "received_at INTEGER NOT NULL",
     "overdue_at INTEGER", *(f"{name} TEXT NOT NULL" for name in CUTS),
     *(f"{name} INTEGER NOT NULL" for name in COUNTS), *(f"{name} INTEGER" for name in LENGTHS)]
)  # fmt: skip
_REACHED = "(lead TEXT NOT NULL, goal TEXT NOT NULL, at INTEGER NOT NULL, rep TEXT NOT NULL)"
_ARRIVAL = (
    f"CREATE TABLE arrival ({_TYPES})",
    "CREATE INDEX arrival_by_day ON arrival (received_at)",
    "CREATE INDEX arrival_by_lead ON arrival (lead)",
)
_BESIDE = (
    f"CREATE TABLE reached {_REACHED}",
    "CREATE INDEX reached_by_day ON reached (at)",
    "CREATE INDEX reached_by_lead ON reached (lead)",
    "CREATE TABLE uncounted (lead TEXT PRIMARY KEY, came_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX uncounted_by_day ON uncounted (came_at)",
    "CREATE TABLE told (name TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID",
    (
        "CREATE TRIGGER lead_came AFTER INSERT ON lead BEGIN"
        " INSERT OR REPLACE INTO uncounted VALUES (NEW.id, NEW.arrived_at); END"
    ),
    (
        "CREATE TRIGGER lead_changed AFTER UPDATE OF doc ON lead BEGIN"
        " INSERT OR REPLACE INTO uncounted VALUES (NEW.id, NEW.arrived_at); END"
    ),
    (
        "CREATE TRIGGER lead_left AFTER DELETE ON lead BEGIN"
        " DELETE FROM arrival WHERE lead = OLD.id; DELETE FROM reached WHERE lead = OLD.id;"
        " DELETE FROM uncounted WHERE lead = OLD.id; END"
    ),
)
_PUT = f"VALUES ({', '.join('?' * len(_COLUMNS))})"
_NEXT = (
    "SELECT lead.id, lead.seq, lead.doc FROM uncounted JOIN lead ON lead.id = uncounted.lead"
    f" ORDER BY came_at DESC LIMIT {TOGETHER}"
)
RULES = "rules"
"""Under which name it is kept by which rules the rows were counted."""


def recall(cache: Cache, name: str) -> Plain:
    """What was kept under this name; None where nothing was, or nobody has ever looked."""
    connection = cache.database.connection
    if not _is_begun(connection):
        return None
    found = connection.execute("SELECT doc FROM told WHERE name = ?", (name,)).fetchone()
    return None if found is None else json.loads(found[0])


def keep(cache: Cache, name: str, doc: Plain) -> None:
    with cache.database.write() as connection:
        connection.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (name, compact(doc)))


def uncounted(cache: Cache) -> int:
    found = cache.database.connection.execute("SELECT count(*) FROM uncounted").fetchone()
    return int(found[0])


def begin(cache: Cache, policy: Policy) -> None:
    """Make the tables where there are none; where the rules have changed all is to be counted."""
    rules = counting_rules(policy)
    if recall(cache, RULES) == rules:
        return
    with cache.database.write() as connection:
        if not _is_begun(connection):
            for statement in _BESIDE:
                connection.execute(statement)
        # Made anew, for what is counted may stand in columns that it had not.
        for statement in ("DROP TABLE IF EXISTS arrival", *_ARRIVAL):
            connection.execute(statement)
        for table in ("reached", "told"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT OR REPLACE INTO uncounted SELECT id, arrived_at FROM trait")
        connection.execute("INSERT INTO told VALUES (?, ?)", (RULES, compact(rules)))


def count_some(cache: Cache, policy: Policy) -> bool:
    """Count the newest of those that changed; whether there may be more."""
    rows = cache.database.connection.execute(_NEXT).fetchall()
    leads = [(seq, read_lead(json.loads(doc))) for _, seq, doc in rows]
    arrivals = [[arrival_row(one) for one in arrivals_of(lead, policy)] for _, lead in leads]
    reached = [reached_rows(lead, policy) for _, lead in leads]
    with cache.database.write() as connection:
        for (seq, lead), came, brought in zip(leads, arrivals, reached, strict=True):
            as_read = "SELECT 1 FROM lead WHERE id = ? AND seq = ?"
            if connection.execute(as_read, (lead.id, seq)).fetchone() is None:
                continue  # a page came between: it is counted with the next ones
            for table in ("arrival", "reached", "uncounted"):
                connection.execute(f"DELETE FROM {table} WHERE lead = ?", (lead.id,))
            put(connection, "arrival", came)
            put(connection, "reached", brought)
    return len(rows) == TOGETHER


def overlay(connection: sqlite3.Connection, leads: Iterable[Lead], policy: Policy) -> None:
    """Beside what is kept, what stands in memory alone: leads as unsent work has left them."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE TEMP TABLE unsent_arrival ({_TYPES})")
    connection.execute(f"CREATE TEMP TABLE unsent_reached {_REACHED}")
    for lead in leads:
        put(connection, "unsent_arrival", [arrival_row(one) for one in arrivals_of(lead, policy)])
        put(connection, "unsent_reached", reached_rows(lead, policy))


def put(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    marks = _PUT if table.endswith("arrival") else "VALUES (?, ?, ?, ?)"
    connection.executemany(f"INSERT INTO {table} {marks}", rows)


def arrival_row(one: Arrival) -> tuple[Any, ...]:
    return (
        one.lead,
        one.inquiry,
        to_ms(one.received_at),
        None if one.overdue_at is None else to_ms(one.overdue_at),
        *(one.cuts.get(name, "") for name in CUTS),
        *(one.counts.get(name, 0) for name in COUNTS),
        *(one.lengths.get(name) for name in LENGTHS),
    )


def reached_rows(lead: Lead, policy: Policy) -> list[tuple[Any, ...]]:
    return [(lead.id, one.goal, to_ms(one.at), one.rep) for one in reached_by(lead, policy)]


def _is_begun(connection: sqlite3.Connection) -> bool:
    made = "SELECT 1 FROM sqlite_schema WHERE name = 'lead_left'"
    return connection.execute(made).fetchone() is not None
