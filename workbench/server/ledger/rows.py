"""Many rows by one statement, straight through the driver.

SQLAlchemy goes through each value of each row again; on a push of 50 that took as long as SQLite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Executable

Row: TypeAlias = Mapping[str, Any]


def write_rows(connection: Connection, statement: Executable, rows: Sequence[Row]) -> int:
    """Rows of the same names, each value as the driver takes it; returns how many were written."""
    if not rows:
        return 0
    sql, told = _compiled(statement, connection.dialect, tuple(rows[0]))
    # Of one row psycopg would make a pipeline, which costs more than the row.
    given = told(rows[0]) if len(rows) == 1 else list(map(told, rows))
    return connection.exec_driver_sql(sql, given).rowcount


@lru_cache(maxsize=256)
def _compiled(
    statement: Any, dialect: Dialect, names: tuple[str, ...]
) -> tuple[str, Callable[[Row], Any]]:
    """The statement's text, and what its driver wants of a row: a tuple, or all by name."""
    compiled = statement.compile(dialect=dialect, column_keys=names)
    in_order = compiled.positiontup
    return str(compiled), dict if in_order is None else itemgetter(*in_order)
