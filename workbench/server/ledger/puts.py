"""Rows of known leads that are to be stored: at once, or with all others when the write ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, update

from workbench.server import schema
from workbench.server.ledger.rows import write_rows

LeadRow: TypeAlias = Mapping[str, Any]
"""All that changes of a lead, and its `lead_id`."""


class Puts:
    """What a push puts waits, and needs no savepoint, until somebody asks for the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, LeadRow] = {}
        self._late: dict[str, LeadRow] | None = None
        self._savepoint = ExitStack()

    @property
    def connection(self) -> Connection:
        """With all stored that was put, and in the savepoint of a late effect."""
        late, self._late = self._late, None
        self._store(list(self.take_waiting().values()))
        if late is not None:
            self._savepoint.enter_context(self._connection.begin_nested())
            self._store(list(late.values()))
        return self._connection

    @contextmanager
    def late_savepoint(self) -> Iterator[None]:
        """What is put until the block ends is gone where the block raises."""
        self._late = {}
        try:
            with ExitStack() as self._savepoint:
                yield
            self._waiting |= self._late or {}
        finally:
            self._late = None

    def put(self, rows: Sequence[LeadRow]) -> None:
        if self._late is None:
            self._store(rows)
        else:
            self._late |= {row["lead_id"]: row for row in rows}

    def take_waiting(self) -> dict[str, LeadRow]:
        """By lead, what whoever asks for it now has to store."""
        waiting, self._waiting = self._waiting, {}
        return waiting

    def _store(self, rows: Sequence[LeadRow]) -> None:
        write_rows(self._connection, PUT, rows)


PUT = update(schema.lead).where(schema.lead.c.id == bindparam("lead_id"))
