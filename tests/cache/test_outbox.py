import stat
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, a_lead, a_mutation
from workbench.cache.entry import Offset
from workbench.cache.erasure import erase
from workbench.cache.outbox import NotSaved, Outbox
from workbench.domain.mutation import Mutation
from workbench.wire import Position, Result, mutation_plain


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.db")


def append(outbox: Outbox, *mutations: Mutation) -> None:
    for mutation in mutations:
        with outbox.writing() as writing:
            writing.append(mutation, Offset(-840, 12))


def a_note(text: str = "hello") -> Mutation:
    return a_mutation(a_lead(), "touch_logged", activity_id="a", kind="note", note=text)


def accept(outbox: Outbox, *ids: str) -> None:
    with outbox.writing() as writing:
        writing.settle([Result(id=id, s="ok", seq=7) for id in ids], MONDAY)


def test_what_was_committed_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    note = a_note("Größe 😀 \x00")
    append(outbox, note)
    outbox.close()
    (entry,) = Outbox(tmp_path / "outbox.db").pending(50)
    assert mutation_plain(entry.mutation("robin")) == mutation_plain(note)
    assert entry.is_sound


def test_what_is_erased_tells_with_which_other_leads_something_was_done(outbox: Outbox) -> None:
    same = a_mutation(a_lead(), "merged", master="gone")
    append(outbox, same, a_note())
    assert erase(outbox, ["gone"]) == {same.lead}
    assert [entry.type for entry in outbox.pending(50)] == ["touch_logged"]


def test_a_call_that_passed_over_whoever_is_erased_is_still_to_be_told(outbox: Outbox) -> None:
    append(outbox, a_mutation(a_lead(), "call_started", call_id="c", over="gone"))
    assert erase(outbox, ["gone"]) == frozenset()
    assert [entry.type for entry in outbox.pending(50)] == ["call_started"]


def test_a_click_is_flushed_to_the_disk_and_nobody_else_may_read_the_file(outbox: Outbox) -> None:
    pragma = outbox.database.connection.execute
    assert pragma("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    assert pragma("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert stat.S_IMODE(outbox.database.path.stat().st_mode) == 0o600


def test_what_is_sent_is_the_stored_bytes_and_the_clock_beside_them(outbox: Outbox) -> None:
    append(outbox, a_note())
    (entry,) = outbox.pending(50)
    assert entry.sent.startswith(entry.body[:-1])
    assert entry.sent.endswith(b',"clock":{"offset_ms":-840,"age_s":12}}')


def test_a_full_disk_saves_nothing_and_says_so_and_later_goes_on(outbox: Outbox) -> None:
    append(outbox, a_note())
    connection = outbox.database.connection
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(NotSaved), outbox.writing() as writing:
        writing.append(a_note("x" * 100_000), Offset())
    assert len(outbox.pending(50)) == 1
    connection.execute("PRAGMA max_page_count = 1000000")
    append(outbox, a_note())
    assert len(outbox.pending(50)) == 2


def test_acknowledgements_are_counted_in_the_order_in_which_they_came(outbox: Outbox) -> None:
    notes = [a_note() for _ in range(3)]
    append(outbox, *notes)
    accept(outbox, notes[1].id)
    accept(outbox, notes[1].id, notes[0].id)
    assert [entry.ack_no for entry in outbox.entries("1")] == [2, 1, None]
    assert outbox.ack_no == 2


def test_a_row_overlays_until_a_pull_that_was_asked_for_after_its_acknowledgement(
    outbox: Outbox,
) -> None:
    note = a_note()
    append(outbox, note)
    assert outbox.overlaid_leads(0) == {note.lead}
    accept(outbox, note.id)
    assert outbox.overlaid_leads(0) == {note.lead}
    assert outbox.overlaid_leads(1) == frozenset()
    assert outbox.acked_leads(0, 1) == {note.lead}


def test_a_refused_row_overlays_no_more_and_is_kept(outbox: Outbox) -> None:
    note = a_note()
    append(outbox, note)
    with outbox.writing() as writing:
        refused = Result(id=note.id, s="rejected", code="not_yours", message="No.")
        writing.settle([refused], MONDAY)
    assert outbox.overlaid_leads(0) == frozenset()
    assert outbox.entries("state = 'rejected'")[0].result == refused


def test_after_a_restore_what_was_acknowledged_of_late_is_sent_again(outbox: Outbox) -> None:
    old, late, waiting = a_note(), a_note(), a_note()
    append(outbox, old, late, waiting)
    with outbox.writing() as writing:
        writing.settle([Result(id=old.id, s="ok")], MONDAY - timedelta(days=8))
        writing.settle([Result(id=late.id, s="ok")], MONDAY - timedelta(days=6))
        writing.merge_claim(Position(9, "a"), ())
        assert writing.begin_generation(lost=True, forget_claims=True, now=MONDAY) == 1
    assert [entry.id for entry in outbox.pending(50)] == [late.id, waiting.id]
    assert outbox.claims == ()
    with outbox.writing() as writing:
        writing.forget_old(MONDAY)
    assert [entry.id for entry in outbox.entries("1")] == [late.id, waiting.id]


positions = st.builds(Position, st.integers(1, 50), st.uuids().map(str))


@given(st.lists(st.tuples(positions, st.integers(0, 3)), max_size=8))
def test_a_claim_stays_until_a_request_that_carried_it_is_answered(
    answers: list[tuple[Position, int]],
) -> None:
    """Requests overlap: each was sent `back` answers ago, with the claims of that moment."""
    with tempfile.TemporaryDirectory() as directory:
        outbox = Outbox(Path(directory) / "outbox.db")
        known: list[tuple[Position, ...]] = [()]
        carried: set[Position] = set()
        for as_of, back in answers:
            proven = known[max(len(known) - 1 - back, 0)]
            carried |= set(proven)
            with outbox.writing() as writing:
                writing.merge_claim(as_of, proven)
            known.append(outbox.claims)
            assert as_of in outbox.claims
        shown = {as_of for as_of, _ in answers}
        assert shown - carried <= set(outbox.claims)
        outbox.close()
