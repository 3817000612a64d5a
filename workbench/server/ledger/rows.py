"""Rows by one statement, straight through the driver.

SQLAlchemy builds the text once. To run it goes through each value of each row again, spells out
anew each list that is looked for, and takes ten times as long for a short look as SQLite does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy import Row as SqlRow
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

Row: TypeAlias = Mapping[str, Any]
Telling: TypeAlias = Callable[[Row], Any]
"""What a driver wants of values by their names: a tuple of them in order, or all by name."""


def write_rows(connection: Connection, statement: Executable, rows: Sequence[Row]) -> int:
    """Rows of the same names, each value as the driver takes it; returns how many were written."""
    if not rows:
        return 0
    sql, told = _compiled(statement, connection.dialect, tuple(rows[0]))
    # Of one row psycopg would make a pipeline, which costs more than the row.
    given = told(rows[0]) if len(rows) == 1 else list(map(told, rows))
    cursor, _ = _done(connection, sql, given)
    return int(cursor.rowcount)


def read_rows(
    connection: Connection, statement: Executable, given: Row
) -> Sequence[SqlRow[*tuple[Any, ...]]]:
    """What is found, with the columns by name and each value as the driver has it: numbers and
    text, but no truth value. A list is given for each expanding parameter.
    """
    full = {name: _filled_up(value) for name, value in given.items()}
    lists = tuple((name, len(value)) for name, value in full.items() if isinstance(value, list))
    sql, told, own, places = _spelled_out(statement, connection.dialect, tuple(full), lists)
    for name, _ in lists:
        full.update(zip(places[name], full[name], strict=True))
    cursor, found = _done(connection, sql, told({**own, **full}))
    return list(map(_named(*(column[0] for column in cursor.description)), found))


def _done(connection: Connection, sql: str, given: Any) -> tuple[Any, Sequence[Any]]:
    """The driver's cursor, once this is done, and all it found; errors as SQLAlchemy tells them."""
    cursor = connection.connection.cursor()
    errors = connection.dialect.loaded_dbapi.Error
    try:
        (cursor.executemany if isinstance(given, list) else cursor.execute)(sql, given)
        return cursor, cursor.fetchall() if cursor.description else ()
    except errors as error:
        raise DBAPIError.instance(
            sql, None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error


def _filled_up(value: Any) -> Any:
    """A list with its last item again up to a power of two: so few texts serve any length."""
    if not isinstance(value, list):
        return value
    return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))


@lru_cache(maxsize=256)
def _compiled(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, Telling]:
    """The statement's text for rows of these names."""
    compiled = statement.compile(dialect=dialect, column_keys=names)
    return str(compiled), _telling(compiled.positiontup)


@lru_cache(maxsize=256)
def _spelled_out(
    statement: Any, dialect: Dialect, names: tuple[str, ...], lists: tuple[tuple[str, int], ...]
) -> tuple[str, Telling, Row, Mapping[str, list[str]]]:
    """The statement's text for lists of these lengths, with the values that it has itself, and
    the names of each list's items.
    """
    wanted = dict.fromkeys(names) | {name: [""] * length for name, length in lists}
    spelled = statement.compile(dialect=dialect).construct_expanded_state(wanted)
    own = {name: value for name, value in spelled.parameters.items() if name not in wanted}
    return spelled.statement, _telling(spelled.positiontup), own, spelled.parameter_expansion


def _telling(in_order: Sequence[str] | None) -> Telling:
    if in_order is None:
        return dict
    if len(in_order) > 1:
        return itemgetter(*in_order)
    return lambda row: tuple(row[name] for name in in_order)


@lru_cache(maxsize=256)
def _named(*columns: str) -> Callable[[Iterable[Any]], SqlRow[*tuple[Any, ...]]]:
    return result_tuple(columns)
