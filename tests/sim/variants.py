"""The real code, broken on purpose: each of these has to be caught, or the checks are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, TypeAlias
from unittest.mock import patch

from sqlalchemy import Connection, Select, delete, false, insert, update

from tests.sim.actors import Actor
from tests.sim.house import first_file
from tests.sim.simulation import Simulation
from workbench.cache import cache, leads, outbox
from workbench.cache.cache import Cursor
from workbench.cache.entry import Entry
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.server import schema
from workbench.server.desks import pulling
from workbench.server.ledger import history, stamping
from workbench.server.ledger.audiences import Slice
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.team import sessions
from workbench.server.work import pushing
from workbench.sync import puller, pusher
from workbench.sync.puller import Puller
from workbench.sync.server_clock import Sent, ServerClock
from workbench.wire import Position, Result

Broken: TypeAlias = Callable[[], AbstractContextManager[Any]]


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
    run, push = stamping._run, pushing.push
    table, later = schema.mutation, []

    def without(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
        if getattr(statement, "table", None) is table:
            later.extend(rows)
        else:
            run(connection, statement, rows)

    def in_two(ledger: Ledger, *more: Any) -> str:
        later.clear()
        told = push(ledger, *more)
        if later:
            with ledger.store.write() as connection:
                connection.execute(insert(table), later)
        return told

    from workbench.server.calls import work

    with patch.object(stamping, "_run", without), patch.object(work, "push", in_two):
        yield


def never_told_apart() -> AbstractContextManager[Any]:
    """Each push is taken as if it were the first."""

    def forgotten(writing: Writing, ids: Sequence[str]) -> dict[str, Any]:
        table = schema.mutation
        writing.connection.execute(delete(table).where(table.c.id.in_(ids)))
        return {}

    return patch.object(pushing, "_stored", forgotten)


@contextmanager
def new_id_on_a_retry() -> Iterator[None]:
    sent, read = Entry.sent.fget, pusher.read_results  # type: ignore[attr-defined]  # of a property
    known: dict[str, str] = {}

    def renamed(entry: Entry) -> bytes:
        body: bytes = sent(entry)
        if entry.id not in known.values():
            known[entry.id] = entry.id
            return body
        fresh = f"{entry.id[:-6]}{len(known):06x}"
        known[fresh] = entry.id
        return body.replace(entry.id.encode(), fresh.encode(), 1)

    def named_back(items: Sequence[Any]) -> list[Result]:
        return [replace(result, id=known.get(result.id, result.id)) for result in read(items)]

    with (
        patch.object(Entry, "sent", property(renamed)),
        patch.object(pusher, "read_results", named_back),
    ):
        yield


def nobody_is_evicted() -> AbstractContextManager[Any]:
    evicted = pulling._evicted

    def none(slice: Slice, *columns: Any) -> Select[Any]:
        return evicted(slice, *columns).where(false())

    return patch.object(pulling, "_evicted", none)


def _advancing(
    change: Callable[[Cursor, Cursor], Cursor],
) -> AbstractContextManager[Any]:
    real = cache.advanced

    def advanced(cursor: Cursor, **how: Any) -> Cursor:
        return change(cursor, real(cursor, **how))

    return patch.object(puller, "advanced", advanced)


def claim_overwritten() -> AbstractContextManager[Any]:
    def merge_claim(self: outbox.Writing, as_of: Position, proven: Any) -> None:
        self.put("claims", str(as_of))

    return patch.object(outbox.Writing, "merge_claim", merge_claim)


@contextmanager
def no_generation() -> Iterator[None]:
    """The new cache has the name of the old one."""
    begin = outbox.Writing.begin_generation

    def same(self: outbox.Writing, **how: Any) -> int:
        number = begin(self, **how) - 1
        self.put("cache_gen", str(number))
        return number

    def kept(self: Generations, retired: cache.Cache) -> None:
        self._retired.append(retired)

    with (
        patch.object(outbox.Writing, "begin_generation", same),
        patch.object(Generations, "_retire", kept),
    ):
        yield


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


def activities_by_the_cursor() -> AbstractContextManager[Any]:
    ask = Puller._ask

    def asked(self: Puller, path: str, params: Mapping[str, Any], wait_s: float = 0) -> Any:
        if "base" in params:
            params = {**params, "base": params["since"]}
        return ask(self, path, params, wait_s)

    return patch.object(Puller, "_ask", asked)


def nothing_is_sent_again() -> AbstractContextManager[Any]:
    begin = outbox.Writing.begin_generation

    def lossy(self: outbox.Writing, **how: Any) -> int:
        return begin(self, **{**how, "lost": False})

    return patch.object(outbox.Writing, "begin_generation", lossy)


def _after_settling(statement: str) -> AbstractContextManager[Any]:
    settle = outbox.Writing.settle

    def settled(self: outbox.Writing, *more: Any) -> None:
        settle(self, *more)
        self.connection.execute(statement)

    return patch.object(outbox.Writing, "settle", settled)


def deleted_once_acknowledged() -> AbstractContextManager[Any]:
    return _after_settling("DELETE FROM outbox WHERE state = 'acked'")


def refused_and_forgotten() -> AbstractContextManager[Any]:
    return _after_settling("DELETE FROM outbox WHERE state = 'rejected'")


@contextmanager
def covers_what_came_meanwhile() -> Iterator[None]:
    """The acknowledgements counted when the poll is answered, not when it is sent."""
    live, of = Puller._live, {}

    def lively(self: Puller, *more: Any, **named: Any) -> None:
        of[Actor.current] = self._outbox
        live(self, *more, **named)

    def late(before: Cursor, to: Cursor) -> Cursor:
        return replace(to, covers_ack=of[Actor.current].ack_no) if to.complete else to

    with patch.object(Puller, "_live", lively), _advancing(late):
        yield


def base_before_the_backfill_ends() -> AbstractContextManager[Any]:
    return _advancing(lambda before, to: replace(to, base=to.since or 0))


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


@contextmanager
def ticked_before_the_commit() -> Iterator[None]:
    """What was done lies in memory until it is sent."""
    append, pending = outbox.Writing.append, Outbox.pending
    held: dict[str, list[tuple[Any, ...]]] = {}

    def hold(self: outbox.Writing, *what: Any) -> None:
        held.setdefault(self.get("client_id"), []).append(what)

    def stored(self: Outbox, most: int) -> list[Entry]:
        waiting = held.pop(self.get("client_id"), [])
        if waiting:
            with self.writing() as writing:
                for what in waiting:
                    append(writing, *what)
        return pending(self, most)

    with patch.object(outbox.Writing, "append", hold), patch.object(Outbox, "pending", stored):
        yield


def a_scope_that_changes_unseen() -> AbstractContextManager[Any]:
    caller = sessions._caller
    return patch.object(sessions, "_caller", lambda row: replace(caller(row), scope_seq=0))


def history_kept_of_what_left() -> AbstractContextManager[Any]:
    def forget(connection: Any, lead_id: str) -> None:
        leads.drop_lead(connection, lead_id)

    return patch.object(cache, "_forget", forget)


def left_on_the_disk() -> AbstractContextManager[Any]:
    return patch.object(cache.Cache, "_leave_nothing_behind", lambda self: None)


def time_told_by_what_slept() -> AbstractContextManager[Any]:
    """An answer is as old as the monotonic clock says, which stands still in a suspend."""
    sample = ServerClock.sample

    def trusting(self: ServerClock, sent: Sent, server_ms: int) -> None:
        passed = self._monotonic() - sent.monotonic
        sample(self, replace(sent, wall=self._wall() - passed), server_ms)

    return patch.object(ServerClock, "sample", trusting)


def caught(variant: Broken, most: int) -> str:
    """By which seed, and how; empty where none of the first `most` did."""
    first_file()  # by code that is whole
    for seed in range(most):
        simulation = Simulation(seed)
        try:
            with variant():
                simulation.run()
        except Exception as error:  # noqa: BLE001 - whatever shows that it is broken
            return f"seed {seed}: {type(error).__name__}: {error}"
    return ""


CAUGHT_AT_ONCE: tuple[Broken, ...] = (
    sequence_taken_early, told_apart_in_another_transaction, never_told_apart, new_id_on_a_retry,
    no_generation, activities_by_the_cursor, base_before_the_backfill_ends, everybody_sees_all,
    a_page_splits_a_seq, ticked_before_the_commit,
)  # fmt: skip
VARIANTS: tuple[Broken, ...] = (
    *CAUGHT_AT_ONCE, nobody_is_evicted, claim_overwritten, no_tag, nothing_is_sent_again,
    deleted_once_acknowledged, refused_and_forgotten, covers_what_came_meanwhile,
    a_scope_that_changes_unseen, history_kept_of_what_left, left_on_the_disk,
    time_told_by_what_slept,
)  # fmt: skip
