"""The invariants that one transaction of a desk's files can see; see `workbench.invariants`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from workbench import invariants
from workbench.cache.entry import read_meta, read_positions
from workbench.invariants import hold

if TYPE_CHECKING:
    from workbench.cache.cache import Cache, Cursor
    from workbench.cache.outbox import Outbox
    from workbench.cache.page import Item
    from workbench.cache.writing import Writing

FULL = 2
ON_TIMELINES = ("touch_logged", "disposed")
BECOMES = {
    "pending": ("pending", "acked", "rejected", "discarded"),
    "acked": ("acked",),
    "rejected": ("rejected", "discarded"),
    "discarded": ("discarded",),
}
"""And what was acknowledged is pending again in a new generation."""


def outbox(writing: Writing) -> AbstractContextManager[None]:
    """Around what a transaction of the outbox does."""
    return _outbox(writing) if invariants.ON else nullcontext()


@contextmanager
def _outbox(writing: Writing) -> Iterator[None]:
    connection = writing.connection
    [synchronous] = connection.execute("PRAGMA synchronous").fetchone()
    hold(synchronous == FULL, "I10", "a commit of the outbox does not wait for the disk")
    before, was = _rows(connection), _meta(connection)
    yield
    after, now = _rows(connection), _meta(connection)
    if was["client_id"] != now["client_id"]:
        waiting = [id for id, row in before.items() if row["state"] == "pending"]
        hold(not waiting, "I1", f"{waiting} wait while another person sits down")
        return
    is_anew = now["cache_gen"] > was["cache_gen"]
    hold(is_anew or now["cache_gen"] == was["cache_gen"], "I4", "the generation fell")
    hold(is_anew or now["ack_no"] >= was["ack_no"], "I4", "the count of acknowledgements fell")
    hold(is_anew or now["claims"] or not was["claims"], "I4", "the claims were forgotten")
    for id, row in before.items():
        if id in after:
            _goes_on(id, row, after[id], is_anew=is_anew)
        else:
            may_go = row["state"] in ("acked", "discarded") or id in writing.erased
            hold(may_go, "I1", f"{id} is gone, and was {row['state']}")
    numbers = [row["ack_no"] for row in after.values() if row["state"] == "acked"]
    is_counted = all(n is not None and n <= now["ack_no"] for n in numbers)
    hold(is_counted and len({*numbers}) == len(numbers), "I5", "acknowledgements are not in line")


def _goes_on(id: str, row: sqlite3.Row, now: sqlite3.Row, *, is_anew: bool) -> None:
    stays = (row["n"], row["sha256"]) == (now["n"], now["sha256"])
    hold(stays, "I1", f"{id} is another one than was stored")
    was, state = row["state"], now["state"]
    may = state in BECOMES[was] or (is_anew and (was, state) == ("acked", "pending"))
    hold(may, "I1", f"{id} was {was} and is {state}")


def _rows(connection: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    found = connection.execute("SELECT id, n, sha256, state, ack_no FROM outbox")
    return {row["id"]: row for row in found}


def _meta(connection: sqlite3.Connection) -> dict[str, Any]:
    return {
        "client_id": read_meta(connection, "client_id"),
        "cache_gen": int(read_meta(connection, "cache_gen") or 0),
        "ack_no": int(read_meta(connection, "ack_no") or 0),
        "claims": read_positions(read_meta(connection, "claims")),
    }


def page(
    connection: sqlite3.Connection, items: Collection[Item], to: Cursor
) -> AbstractContextManager[None]:
    """Around what takes a page in."""
    return _page(connection, items, to) if invariants.ON else nullcontext()


@contextmanager
def _page(connection: sqlite3.Connection, items: Collection[Item], to: Cursor) -> Iterator[None]:
    put, gone = _named(items)
    before = _seqs(connection, put)
    yield
    after = _seqs(connection, put | gone)
    fell = {id for id, seq in before.items() if seq > after.get(id, seq)}
    hold(not fell, "I4", f"{fell} fell")
    beyond = {id for id in put if after.get(id, 0) > (to.since or 0)}
    hold(not beyond, "I6", f"{beyond} are of a seq behind the page, which ends with {to.since}")
    left = gone - put
    kept = after.keys() & left | _timelines(connection, left)
    hold(not kept, "I3", f"{kept} left, and something of them is kept")


def _named(items: Collection[Item]) -> tuple[set[str], set[str]]:
    """Which leads a page puts, and which it takes away."""
    put = {str(json.loads(bytes(item.lead))["id"]) for item in items if item.op == "put"}
    return put, {item.id for item in items if item.op == "evict"}


def _seqs(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, int]:
    asked = "SELECT id, seq FROM lead WHERE id IN (SELECT value FROM json_each(?))"
    return dict(map(tuple, connection.execute(asked, (json.dumps([*ids]),))))


def _timelines(connection: sqlite3.Connection, ids: Collection[str]) -> set[str]:
    asked = "SELECT lead FROM activity WHERE lead IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(asked, (json.dumps([*ids]),))}


def covered(outbox: Outbox, cache: Cache, after: int, up_to: int) -> None:
    """What no longer overlays is in the cache, where its lead is shown with all its history."""
    if not invariants.ON:
        return
    rows = outbox.entries("ack_no > :after AND ack_no <= :up_to", after=after, up_to=up_to)
    for row in rows:
        lead = cache.lead(row.lead or "")
        if row.type not in ON_TIMELINES or lead is None or lead.status == "merged":
            continue
        is_seen = cache.holds(str(row.mutation(None).args["activity_id"]))
        hold(is_seen or cache.activities(lead.id)[1], "I5", f"{row.type} {row.id} vanished")
