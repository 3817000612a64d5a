"""Each invariant that a desk's files can see, broken on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.breaking import breaks
from tests.builders import MONDAY, a_call, a_lead, a_mutation
from tests.desk.seats import items, items_of
from workbench import invariants
from workbench.cache import lead_rows, taking_in, upheld
from workbench.cache.cache import Cache, Cursor
from workbench.cache.entry import Offset
from workbench.cache.erasure import erase
from workbench.cache.outbox import Outbox
from workbench.domain.activity import entries
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.wire import Position, Result

TO = Cursor(since=10, base=10, complete=True)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """What was done first is accepted, the second refused, the third waits."""
    outbox = Outbox(tmp_path / "outbox.db")
    results = [Result(id="a", s="ok", seq=7), Result(id="b", s="rejected", code="no")]
    with outbox.writing() as writing:
        for id in ("a", "b", "c"):
            writing.append(a_mutation(a_lead(), "claimed", id=id), Offset(0, 0))
        writing.settle(results, MONDAY)
        writing.merge_claim(Position(7, "t"), ())
    return outbox


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    cache = Cache(tmp_path, 0)
    cache.begin(0, ())
    return cache


@pytest.mark.parametrize(
    ("which", "statement"),
    [
        ("I1", "DELETE FROM outbox WHERE id = 'b'"),
        ("I1", "DELETE FROM outbox WHERE id = 'c'"),
        ("I1", "UPDATE outbox SET state = 'pending' WHERE id = 'a'"),
        ("I1", "UPDATE outbox SET state = 'pending' WHERE id = 'b'"),
        ("I1", "UPDATE outbox SET sha256 = zeroblob(32) WHERE id = 'c'"),
        ("I1", "UPDATE meta SET v = 'another' WHERE k = 'client_id'"),
        ("I4", "UPDATE meta SET v = '-1' WHERE k = 'cache_gen'"),
        ("I4", "UPDATE meta SET v = '0' WHERE k = 'ack_no'"),
        ("I4", "UPDATE meta SET v = '' WHERE k = 'claims'"),
        ("I5", "UPDATE outbox SET ack_no = 9 WHERE id = 'a'"),
        ("I5", "UPDATE outbox SET state = 'acked', ack_no = 1 WHERE id = 'c'"),
    ],
)
def test_a_commit_of_the_outbox_that_would_break_one_is_undone(
    which: str, statement: str, outbox: Outbox
) -> None:
    outbox.database.connection.execute("INSERT OR IGNORE INTO meta VALUES ('cache_gen', '0')")
    before = outbox.entries("1")
    with breaks(which), outbox.writing() as writing:
        writing.connection.execute(statement)
    assert outbox.entries("1") == before


def test_a_commit_that_does_not_wait_for_the_disk_is_none(outbox: Outbox) -> None:
    outbox.database.connection.execute("PRAGMA synchronous = NORMAL")
    with breaks("I10"), outbox.writing() as writing:
        writing.append(a_mutation(a_lead(), "claimed"), Offset(0, 0))


def test_what_may_leave_the_outbox_or_be_sent_again_may_do_so(outbox: Outbox) -> None:
    with outbox.writing() as writing:
        assert writing.begin_generation(lost=True, forget_claims=True, now=MONDAY) == 1
    waiting = outbox.pending(9)
    assert [entry.id for entry in waiting] == ["a", "c"]
    erase(outbox, [str(entry.lead) for entry in waiting])
    assert [entry.id for entry in outbox.entries("1")] == ["b"]


def accepted(tmp_path: Path, lead: Lead) -> tuple[Outbox, Mutation]:
    outbox, call = Outbox(tmp_path / "outbox.db"), a_call(lead, "NA")
    with outbox.writing() as writing:
        writing.append(call, Offset(0, 0))
        writing.settle([Result(id=call.id, s="ok", seq=9)], MONDAY)
    return outbox, call


def test_accepted_work_that_neither_cache_nor_overlay_shows_is_noticed(
    tmp_path: Path, cache: Cache
) -> None:
    lead = a_lead()
    outbox, call = accepted(tmp_path, lead)
    cache.absorb(items_of(lead), (), TO)
    with breaks("I5"):
        upheld.covered(outbox, cache, 0, 1)
    cache.absorb(items_of(lead, activities=entries(call)), (), TO)
    upheld.covered(outbox, cache, 0, 1)


def test_a_page_that_reaches_behind_its_cursor_is_not_taken_in(cache: Cache) -> None:
    with breaks("I6"):
        cache.absorb(items_of(replace(a_lead(), seq=11)), (), TO)
    assert cache.cursor.since == 0


def test_a_lead_that_would_fall_is_noticed(cache: Cache) -> None:
    lead = replace(a_lead(), seq=9)
    cache.absorb(items_of(lead), (), TO)
    connection = cache.database.connection
    with breaks("I4"), upheld.page(connection, items_of(lead), TO):
        connection.execute("UPDATE lead SET seq = 8")


def test_what_is_kept_of_a_lead_that_left_is_noticed(cache: Cache) -> None:
    lead = a_lead()
    cache.absorb(items_of(lead, activities=entries(a_call(lead, "NA"))), (), TO)
    gone = items({"op": "evict", "id": lead.id})
    with breaks("I3"), patch.object(taking_in, "_forget", lead_rows.drop_lead):
        cache.absorb(gone, (), TO)
    cache.absorb(gone, (), TO)


def test_where_nobody_looks_nothing_is_noticed(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invariants, "ON", False)
    with outbox.writing() as writing:
        writing.connection.execute("DELETE FROM outbox")
    assert outbox.entries("1") == []
