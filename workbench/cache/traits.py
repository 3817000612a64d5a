"""By what a list can be narrowed and sorted: a few values of each lead, in narrow rows.

A lead's own row is as wide as its document; to look into these instead costs a tenth. A condition
means the same in SQL, for what is cached, and in Python, for what the outbox overlays.
Instants are epoch milliseconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Literal, TypeAlias, get_args

from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead

Column: TypeAlias = Literal[
    "type", "status", "owner", "pool", "source", "country", "score", "is_open", "is_clock",
    "due_at", "callback_at", "arrived_at",
]  # fmt: skip
Sort: TypeAlias = Literal["score", "newest", "due"]

SCHEMA = """
CREATE TABLE trait (n INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
    status TEXT NOT NULL, owner TEXT, pool TEXT, source TEXT, country TEXT, score INTEGER NOT NULL,
    is_open INTEGER NOT NULL, is_clock INTEGER NOT NULL, due_at INTEGER, callback_at INTEGER,
    arrived_at INTEGER NOT NULL)
"""
_KEPT = ("id", *get_args(Column))
_PUT = f"INSERT OR REPLACE INTO trait (n, {', '.join(_KEPT)}) VALUES (?{', ?' * len(_KEPT)})"
_kept = itemgetter(*_KEPT)
SORTED: dict[Sort, str] = {
    "score": "-score",
    "newest": "-arrived_at",
    "due": "coalesce(due_at, 9e15)",
}


@dataclass(frozen=True, slots=True)
class OneOf:
    column: Column
    values: tuple[str | int | None, ...]

    def holds(self, traits: Mapping[str, Any]) -> bool:
        return traits[self.column] in self.values


@dataclass(frozen=True, slots=True)
class Within:
    """From `low` on and below `high`; None is open, and what has no value is never within."""

    column: Column
    low: int | None = None
    high: int | None = None

    def holds(self, traits: Mapping[str, Any]) -> bool:
        value = traits[self.column]
        return (
            value is not None
            and (self.low is None or value >= self.low)
            and (self.high is None or value < self.high)
        )


Condition: TypeAlias = OneOf | Within


@dataclass(frozen=True, slots=True)
class Narrow:
    """All conditions must hold; `sort` instead of the list's own order."""

    conditions: tuple[Condition, ...] = ()
    sort: Sort | None = None

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def holds(self, lead: Lead, columns: Mapping[str, Any]) -> bool:
        traits = {**columns, **beside(lead)} if self.conditions else columns
        return all(condition.holds(traits) for condition in self.conditions)

    @property
    def clause(self) -> str:
        """On a row of `lead`, with the names of `values`."""
        return (
            "EXISTS (SELECT 1 FROM trait WHERE trait.n = lead.n"
            f" AND {' AND '.join(self.parts()) or '1'})"
        )

    @property
    def values(self) -> dict[str, Any]:
        return {
            f"c{number}_{place}": value
            for number, condition in enumerate(self.conditions)
            for place, value in enumerate(_bound(condition))
        }

    def parts(self) -> list[str]:
        """Each condition on a row of `trait`."""
        return [_sql(condition, f":c{number}_") for number, condition in enumerate(self.conditions)]


ALL = Narrow()


def put_traits(
    connection: sqlite3.Connection, numbered: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    """Of leads by their number: their columns, and what stands `beside` those."""
    connection.executemany(_PUT, [(n, *_kept(values)) for n, values in numbered])


def drop_traits(connection: sqlite3.Connection, lead_id: str) -> None:
    connection.execute("DELETE FROM trait WHERE n = (SELECT n FROM lead WHERE id = ?)", (lead_id,))


def sort_key(columns: Mapping[str, Any], sort: Sort) -> float:
    match sort:
        case "score":
            return -float(columns["score"])
        case "newest":
            return -float(columns["arrived_at"])
        case "due":
            return 9e15 if columns["due_at"] is None else float(columns["due_at"])


def known(connection: sqlite3.Connection, column: Column) -> list[str]:
    """What stands there, in order; for completing what somebody types."""
    found = connection.execute(
        f"SELECT DISTINCT {column} FROM trait WHERE {column} IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in found]


def beside(lead: Lead) -> dict[str, Any]:
    """What a row of the queue does not show."""
    source = lead.newest_inquiry.source if lead.inquiries else None
    return {"pool": lead.pool, "source": source, "country": lead.country}


def _bound(condition: Condition) -> Sequence[str | int | None]:
    if isinstance(condition, OneOf):
        return condition.values
    return (condition.low, condition.high)


def _sql(condition: Condition, name: str) -> str:
    column = f"trait.{condition.column}"
    if isinstance(condition, OneOf):
        one = (f"{column} IS {name}{place}" for place in range(len(condition.values)))
        return f"({' OR '.join(one) or '0'})"
    low = f"{column} >= {name}0" if condition.low is not None else f"{name}0 IS NULL"
    high = f"{column} < {name}1" if condition.high is not None else f"{name}1 IS NULL"
    return f"({column} IS NOT NULL AND {low} AND {high})"
