"""The real server, broken on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Select, delete, false, insert, update

from workbench.server import schema
from workbench.server.calls import sync
from workbench.server.desks import pulling
from workbench.server.ledger import history
from workbench.server.ledger.audiences import Slice
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.rows import Row, write_rows
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.team import sessions
from workbench.server.work import pushing


@contextmanager
def sequence_taken_early() -> Iterator[None]:
    """As a database's own sequence: whoever fails leaves a gap."""
    write, close, team = Ledger.write, Writing.close, schema.team

    @contextmanager
    def early(self: Ledger, of: str, *more: Any, **named: Any) -> Iterator[Writing]:
        with self.store.write() as connection:
            connection.execute(update(team).where(team.c.id == of).values(seq=team.c.seq + 1))
        with write(self, of, *more, **named) as writing:
            yield writing

    def late(self: Writing) -> None:
        mine = update(team).where(team.c.id == self.team)
        self.connection.execute(mine.values(seq=team.c.seq - 1))
        close(self)

    with patch.object(Ledger, "write", early), patch.object(Writing, "close", late):
        yield


@contextmanager
def told_apart_in_another_transaction() -> Iterator[None]:
    """What was taken is remembered after the commit of what it did."""
    push, table = pushing.push, schema.mutation
    later: list[Row] = []

    def without(connection: Connection, statement: Any, rows: Sequence[Row]) -> None:
        if getattr(statement, "table", None) is table:
            later.extend(rows)
        else:
            write_rows(connection, statement, rows)

    def in_two(ledger: Ledger, *more: Any) -> str:
        later.clear()
        told = push(ledger, *more)
        if later:
            with ledger.store.write() as connection:
                connection.execute(insert(table), later)
        return told

    from workbench.server.calls import work

    with (
        patch("workbench.server.ledger.stamping.write_rows", without),
        patch.object(work, "push", in_two),
    ):
        yield


def never_told_apart() -> AbstractContextManager[Any]:
    """Each push is taken as if it were the first."""

    def forgotten(writing: Writing, ids: Sequence[str]) -> dict[str, Any]:
        table = schema.mutation
        writing.connection.execute(delete(table).where(table.c.id.in_(ids)))
        return {}

    return patch.object(pushing, "_stored", forgotten)


def nobody_is_evicted() -> AbstractContextManager[Any]:
    evicted = pulling._evicted

    def none(slice: Slice, *columns: Any) -> Select[Any]:
        return evicted(slice, *columns).where(false())

    return patch.object(pulling, "_evicted", none)


def no_tag() -> AbstractContextManager[Any]:
    """A position is believed by its number alone."""

    class Anything(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

    real = history._tags

    def tags(*asked: Any) -> Mapping[int, str]:
        return dict.fromkeys(real(*asked), Anything())

    return patch.object(history, "_tags", tags)


def everybody_sees_all() -> AbstractContextManager[Any]:
    ways = pulling._ways
    return patch.object(pulling, "_ways", lambda slice: ways(replace(slice, whole_team=True)))


def a_page_splits_a_seq() -> AbstractContextManager[Any]:
    puts = pulling._puts

    def first_of_each(*asked: Any, **named: Any) -> list[str]:
        items = puts(*asked, **named)
        by_seq = {json.loads(item)["lead"]["seq"]: item for item in reversed(items)}
        return [item for item in items if item in by_seq.values()]

    return patch.object(pulling, "_puts", first_of_each)


def erasure_that_tells_nobody() -> AbstractContextManager[Any]:
    return patch.object(Effect, "erase", lambda self, lead_id: None)


def erased_only_where_it_is_seen() -> AbstractContextManager[Any]:
    """A desk that starts over is not told whom it has to forget."""
    beginning = pulling.beginning

    def untold(*asked: Any, **named: Any) -> pulling.Page:
        return replace(beginning(*asked, **named), items=())

    return patch.object(sync, "beginning", untold)


def rules_that_reach_only_newcomers() -> AbstractContextManager[Any]:
    told = pulling._config

    def first_only(connection: Connection, team: str, since: int, upto: int) -> tuple[str, ...]:
        return () if since else told(connection, team, since, upto)

    return patch.object(pulling, "_config", first_only)


def a_scope_that_changes_unseen() -> AbstractContextManager[Any]:
    caller = sessions._caller
    return patch.object(sessions, "_caller", lambda row: replace(caller(row), scope_seq=0))
