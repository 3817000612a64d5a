"""Which leads stand in a list and in which order, asked of their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from workbench.cache import counted
from workbench.cache.asked import Asked
from workbench.cache.traits import ALL, SORTED, Sort
from workbench.domain.priority import LIFT_RINGING

QUEUE_LIMIT = 200
LIST_LIMIT = 5000
"""How many leads a list that is not the queue holds; search finds the others."""

_P = """worth * CASE WHEN boost_from <= :now AND :now < boost_until THEN :boost ELSE 1 END
    / (rank_min + max(:now - waiting_since, 0) / 60000.0)"""
_PATCHED = "id NOT IN (SELECT value FROM json_each(:patched))"
_CALLABLE = """(lift > 0 OR channel <> 'call'
    OR area NOT IN (SELECT value FROM json_each(:closed)))"""
_OFFERED = "offer_to = :me AND (offer_until IS NULL OR offer_until > :now)"


def _clauses(asked: Asked, *clauses: str) -> str:
    parts = list(clauses)
    if asked.type is not None:
        parts.append("type = :type")
    if asked.narrow:
        parts.append(asked.narrow.clause)
    if asked.patched:
        parts.append(_PATCHED)
    return " AND ".join(parts) or "1"


def ranked(connection: sqlite3.Connection, asked: Asked) -> list[Sequence[Any]]:
    """(lift, P, waiting since, id) of the first of those that are due, best first; what is being
    offered to me stands above them, due or not.
    """
    offered = _offered(connection, asked)
    asked = _beside(offered, asked)
    found = connection.execute(
        f"SELECT lift, {_P} AS p, waiting_since, id FROM lead INDEXED BY lead_in_queue"
        f" WHERE {_clauses(asked, _due(asked))}"
        f" ORDER BY lift DESC, p DESC, waiting_since, id LIMIT {QUEUE_LIMIT}",
        asked.values,
    )
    return [*((LIFT_RINGING, 0.0, since, id) for since, id in offered), *found]


def _offered(connection: sqlite3.Connection, asked: Asked) -> list[tuple[int, str]]:
    """(since when, id) of the leads that are being offered to me."""
    found = connection.execute(
        "SELECT offer_from, id FROM lead INDEXED BY lead_offered"
        f" WHERE {_clauses(asked, _OFFERED)} ORDER BY offer_from, id",
        asked.values,
    )
    return [tuple(row) for row in found]


def _beside(offered: Iterable[tuple[int, str]], asked: Asked) -> Asked:
    """The same question without those that are offered."""
    ids = [id for _, id in offered]
    return replace(asked, patched=[*asked.patched, *ids]) if ids else asked


LISTS = {
    "mine": ("owner IS :me AND is_open = 1", "due_at IS NULL, due_at, id"),
    "later": ("queue_from > :now", "queue_from, id"),
    "all": ("1", "arrived_at DESC, id"),
}
_COUNTED = {"mine": "owner = coalesce(:me, '') AND is_open", "later": "is_queued", "all": "1"}
OF_TRAITS: Mapping[str, Sort] = {"mine": "due", "all": "newest"}
"""The lists that traits alone tell, and the sort that is their own order."""


def listed(connection: sqlite3.Connection, view: str, asked: Asked) -> list[Sequence[Any]]:
    """(what it is sorted by, id) in order."""
    condition, order = LISTS[view]
    key = {"mine": "due_at", "later": "queue_from", "all": "-arrived_at"}[view]
    found = connection.execute(
        f"SELECT {key}, id FROM lead WHERE {_clauses(asked, condition)}"
        f" ORDER BY {order} LIMIT {LIST_LIMIT}",
        asked.values,
    )
    return found.fetchall()


def sorted_otherwise(
    connection: sqlite3.Connection, view: str, asked: Asked
) -> list[Sequence[Any]]:
    """(what it is sorted by, id) of a view's leads in the order that was asked for."""
    assert asked.narrow.sort is not None
    key = SORTED[asked.narrow.sort]
    condition = f"({_due(asked)} OR {_OFFERED})" if view == "now" else LISTS[view][0]
    found = connection.cursor()
    found.row_factory = None  # plain pairs: there are thousands
    found.execute(
        f"SELECT {key}, id FROM trait WHERE {_narrowed(view, asked, condition)}"
        f" ORDER BY 1, id LIMIT {LIST_LIMIT}",
        asked.values,
    )
    return found.fetchall()


def _narrowed(view: str, asked: Asked, condition: str) -> str:
    """What holds of a row of `trait` of a lead that is in a view and in what was asked for."""
    bounds = _clauses(replace(asked, narrow=ALL), condition)
    if view not in OF_TRAITS:
        bounds = f"n IN (SELECT n FROM lead WHERE {bounds})"
    return " AND ".join([bounds, *asked.narrow.parts()])


def _due(asked: Asked) -> str:
    return f"queue_from <= :now AND {_CALLABLE}" if asked.closed else "queue_from <= :now"


def count(connection: sqlite3.Connection, view: str, asked: Asked) -> int:
    if view != "now" and not asked.narrow:
        return _counted(connection, view, asked)
    offered = _offered(connection, asked) if view == "now" else []
    condition = LISTS[view][0] if view in LISTS else _due(asked)
    asked = _beside(offered, asked)
    where = f"FROM lead WHERE {_clauses(asked, condition)}"
    if asked.narrow:
        where = f"FROM trait WHERE {_narrowed(view, asked, condition)}"
    return _number(connection, where, asked) + len(offered)


def _counted(connection: sqlite3.Connection, view: str, asked: Asked) -> int:
    """Time moves none of it but what has become due."""
    number = counted.total(connection, _COUNTED[view], asked.values)
    if view == "later":
        number -= _number(connection, "FROM lead WHERE queue_from <= :now", asked)
    if asked.patched:
        # Each by its id, whatever SQLite thinks of the other condition.
        patched = "FROM json_each(:patched) AS one CROSS JOIN lead ON lead.id = one.value"
        number -= _number(connection, f"{patched} WHERE {LISTS[view][0]}", asked)
    return number


def _number(connection: sqlite3.Connection, where: str, asked: Asked) -> int:
    return int(connection.execute(f"SELECT count(*) {where}", asked.values).fetchone()[0])


Known: TypeAlias = tuple[str, int | None, int | None, float, str]
"""Of a handoff: to whom, when its decision is due, its meeting and that one's minutes, the lead."""


def handed(
    connection: sqlite3.Connection, patched: Collection[str], *, most: int = LIST_LIMIT
) -> list[Known]:
    """What is undecided, or accepted and still open."""
    found = connection.execute(
        "SELECT handed_to, decide_by, meets_at, meets_min, id FROM lead INDEXED BY lead_handed"
        f" WHERE handed_to IS NOT NULL AND {_PATCHED} LIMIT {most}",
        {"patched": json.dumps(list(patched))},
    )
    return [tuple(row) for row in found]


def next_queue_from(
    connection: sqlite3.Connection, now: datetime, patched: Collection[str]
) -> int | None:
    """When the first of those that are not due comes."""
    asked = Asked(now=now, patched=patched)
    found = connection.execute(
        f"SELECT min(queue_from) FROM lead WHERE {_clauses(asked, 'queue_from > :now')}",
        asked.values,
    ).fetchone()
    at: int | None = found[0]
    return at
