"""The real desk, its cache and its line, broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from tests.sim.actors import Actor
from workbench.cache import cache, lead_rows, outbox, taking_in
from workbench.cache.cache import Cursor
from workbench.cache.database import Database
from workbench.cache.entry import Entry
from workbench.cache.erasure import erase
from workbench.cache.generations import Generations
from workbench.cache.outbox import Outbox
from workbench.cache.outbox_tables import UPGRADES
from workbench.cache.writing import Writing
from workbench.desk.overlay import Overlay
from workbench.sync import puller, pusher
from workbench.sync.puller import Puller
from workbench.sync.server_clock import Sent, ServerClock
from workbench.wire import Position, Result


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


def _advancing(
    change: Callable[[Cursor, Cursor], Cursor],
) -> AbstractContextManager[Any]:
    real = cache.advanced

    def advanced(cursor: Cursor, **how: Any) -> Cursor:
        return change(cursor, real(cursor, **how))

    return patch.object(puller, "advanced", advanced)


def claim_overwritten() -> AbstractContextManager[Any]:
    def merge_claim(self: Writing, as_of: Position, proven: Any) -> None:
        self.put("claims", str(as_of))

    return patch.object(Writing, "merge_claim", merge_claim)


@contextmanager
def no_generation() -> Iterator[None]:
    """The new cache has the name of the old one."""
    begin = Writing.begin_generation

    def same(self: Writing, **how: Any) -> int:
        number = begin(self, **how) - 1
        self.put("cache_gen", str(number))
        return number

    def kept(self: Generations, retired: cache.Cache) -> None:
        self._retired.append(retired)

    with (
        patch.object(Writing, "begin_generation", same),
        patch.object(Generations, "_retire", kept),
    ):
        yield


def activities_by_the_cursor() -> AbstractContextManager[Any]:
    ask = Puller._ask

    def asked(self: Puller, path: str, params: Mapping[str, Any], wait_s: float = 0) -> Any:
        if "base" in params:
            params = {**params, "base": params["since"]}
        return ask(self, path, params, wait_s)

    return patch.object(Puller, "_ask", asked)


def nothing_is_sent_again() -> AbstractContextManager[Any]:
    begin = Writing.begin_generation

    def lossy(self: Writing, **how: Any) -> int:
        return begin(self, **{**how, "lost": False})

    return patch.object(Writing, "begin_generation", lossy)


def _after_settling(statement: str) -> AbstractContextManager[Any]:
    settle = Writing.settle

    def settled(self: Writing, *more: Any) -> None:
        settle(self, *more)
        self.connection.execute(statement)

    return patch.object(Writing, "settle", settled)


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


@contextmanager
def overlay_by_sequence() -> Iterator[None]:
    """A row is shown until the cursor has passed the seq of its effect.

    A page that is not the last one passes it before the lead comes, if that was changed again
    since. With `base` in the cursor's place it would be right: in a generation all that was
    acknowledged lies below a base that was asked for later, as each request proves its claims.
    """
    by_seq = (
        "(state = 'pending' OR state = 'acked' AND json_extract(result, '$.seq') > :covers_ack)"
    )
    entries, renew = Overlay.entries, Overlay._renew_all

    @contextmanager
    def passed(self: Overlay) -> Iterator[None]:
        """What has come to stand where acknowledgements are counted."""
        cursor = self._caches.shown.cursor
        known = replace(cursor, covers_ack=cursor.since or 0)
        with patch.object(cache.Cache, "cursor", known):
            yield

    def shown(self: Overlay, lead_id: str) -> list[Entry]:
        with passed(self):
            return entries(self, lead_id)

    def renewed(self: Overlay) -> None:
        with passed(self):
            renew(self)

    with (
        patch.object(outbox, "OVERLAYS", by_seq),
        patch.object(Overlay, "entries", shown),
        patch.object(Overlay, "_renew_all", renewed),
    ):
        yield


def claim_of_the_cursor_alone() -> AbstractContextManager[Any]:
    """What a push was answered proves nothing later."""
    merge = Writing.merge_claim

    def merged(self: Writing, *of: Any) -> None:
        if Actor.current is None or Actor.current.name != "pusher":
            merge(self, *of)

    return patch.object(Writing, "merge_claim", merged)


def base_before_the_backfill_ends() -> AbstractContextManager[Any]:
    return _advancing(lambda before, to: replace(to, base=to.since or 0))


@contextmanager
def ticked_before_the_commit() -> Iterator[None]:
    """What was done lies in memory until it is sent."""
    append, pending = Writing.append, Outbox.pending
    held: dict[str, list[tuple[Any, ...]]] = {}

    def hold(self: Writing, *what: Any) -> None:
        held.setdefault(self.get("client_id"), []).append(what)

    def stored(self: Outbox, most: int) -> list[Entry]:
        waiting = held.pop(self.get("client_id"), [])
        if waiting:
            with self.writing() as writing:
                for what in waiting:
                    append(writing, *what)
        return pending(self, most)

    with patch.object(Writing, "append", hold), patch.object(Outbox, "pending", stored):
        yield


def erased_and_kept() -> AbstractContextManager[Any]:
    """The cache forgets who was erased, the outbox does not."""
    return patch.object(puller, "erase", lambda outbox, leads: frozenset())


def erased_and_still_overlaid() -> AbstractContextManager[Any]:
    """What went with somebody is still shown on the leads of others."""

    def silent(outbox: Outbox, leads: Collection[str]) -> frozenset[str]:
        erase(outbox, leads)
        return frozenset()

    return patch.object(puller, "erase", silent)


def old_rows_kept_after_a_promotion() -> AbstractContextManager[Any]:
    """The new cache begins with what the one before held."""
    begun = Generations.begun

    @contextmanager
    def filled(self: Generations, generation: int) -> Iterator[None]:
        before = self.filling.database.path
        with begun(self, generation):
            yield
        known = self.filling.database.connection
        known.execute("ATTACH ? AS before", (str(before),))
        for table in ("lead", "activity"):
            known.execute(f"INSERT INTO {table} SELECT * FROM before.{table}")
        known.execute("DETACH before")

    return patch.object(Generations, "begun", filled)


def upgraded_and_emptied() -> AbstractContextManager[Any]:
    emptied = {version: f"{lacks};\n\nDELETE FROM outbox" for version, lacks in UPGRADES.items()}
    return patch.dict(UPGRADES, emptied)


def old_columns_believed() -> AbstractContextManager[Any]:
    """A cache of an older release is taken as it is, though its search is empty."""
    prepare = Database._prepare

    def believing(self: Database, schema: str, version: int, upgrades: Mapping[int, str]) -> None:
        prepare(self, schema, version, {version - 1: "DELETE FROM activity", **upgrades})

    return patch.object(Database, "_prepare", believing)


def history_kept_of_what_left() -> AbstractContextManager[Any]:
    def forget(connection: Any, lead_id: str) -> None:
        lead_rows.drop_lead(connection, lead_id)

    return patch.object(taking_in, "_forget", forget)


def left_on_the_disk() -> AbstractContextManager[Any]:
    return patch.object(cache.Cache, "leave_nothing_behind", lambda self: None)


def time_told_by_what_slept() -> AbstractContextManager[Any]:
    """An answer is as old as the monotonic clock says, which stands still in a suspend."""
    sample = ServerClock.sample

    def trusting(self: ServerClock, sent: Sent, server_ms: int) -> None:
        passed = self._monotonic() - sent.monotonic
        sample(self, replace(sent, wall=self._wall() - passed), server_ms)

    return patch.object(ServerClock, "sample", trusting)
