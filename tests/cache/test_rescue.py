import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, a_lead, a_mutation
from workbench.cache import database
from workbench.cache.entry import Offset
from workbench.cache.outbox import Outbox
from workbench.cache.rescue import open_outbox
from workbench.cache.sealing import can_seal
from workbench.wire import Result

KEYS = [None, "5e" * 32 + "a1" * 16] if can_seal() else [None]
ROWS = 12
PAGE = 4096


def written(path: Path, key: str | None = None, *, after: int = 0) -> dict[str, bytes]:
    """An outbox of notes, closed, `after` others that have left it; id → stored bytes."""
    outbox = Outbox(path, key)
    with outbox.writing() as writing:
        writing.connection.execute("INSERT INTO sqlite_sequence VALUES ('outbox', ?)", (after,))
    lead = a_lead()
    for n in range(ROWS):
        note = a_mutation(lead, "touch_logged", activity_id=str(n), kind="note", note="x" * 900)
        with outbox.writing() as writing:
            writing.append(note, Offset())
    stored = {entry.id: entry.body for entry in outbox.entries("1")}
    outbox.database.checkpoint(truncate=True)
    outbox.close()
    return stored


def test_a_sound_outbox_needs_no_rescue(tmp_path: Path) -> None:
    stored = written(tmp_path / "outbox.db")
    outbox, rescue = open_outbox(tmp_path / "outbox.db")
    assert rescue is None
    assert len(outbox.pending(50)) == len(stored)


def test_a_file_that_is_no_database_is_laid_aside(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    path.write_bytes(b"what is this" * 500)
    outbox, rescue = open_outbox(path)
    assert rescue is not None
    assert rescue.aside.read_bytes() == b"what is this" * 500
    assert outbox.pending(50) == []


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 4), st.sampled_from(KEYS))
def test_whatever_is_torn_no_wrong_row_is_left_to_be_sent(
    rng: random.Random, tears: int, key: str | None
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "outbox.db"
        stored = written(path, key)
        torn = bytearray(path.read_bytes())
        for _ in range(tears):
            page = rng.randrange(len(torn) // PAGE) * PAGE
            at = max(page + rng.choice([0, rng.randrange(PAGE - 64)]), 100)
            tear = [rng.randbytes(64), bytes(64), b"\xff" * 64, torn[page + 64 : page + 128]]
            torn[at : at + 64] = rng.choice(tear)
        path.write_bytes(torn)
        outbox, rescue = open_outbox(path, key)
        kept = outbox.entries("1")
        assert all(entry.is_sound for entry in kept)
        assert all(stored.get(entry.id) == entry.body for entry in kept)
        if rescue is not None:
            assert rescue.saved == len(kept)
        if key is not None:  # each of its pages is signed
            assert rescue is not None
            assert rescue.lost == ROWS - len(kept)
        with outbox.writing() as writing:
            writing.append(a_mutation(a_lead(), "snoozed", until=1), Offset())
        outbox.close()


def test_a_row_that_cannot_be_read_is_counted_and_the_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    stored = written(path)
    torn = bytearray(path.read_bytes())
    at = torn.index(b"x" * 900)
    torn[at : at + 64] = b"?" * 64
    path.write_bytes(torn)
    outbox, rescue = open_outbox(path)
    assert rescue is not None
    assert (rescue.saved, rescue.lost) == (ROWS - 1, 1)
    assert {entry.id for entry in outbox.pending(50)} < stored.keys()


@pytest.mark.parametrize(
    "torn",
    ["DELETE FROM meta WHERE k = 'ack_no'", "UPDATE outbox SET ack_no = 2 WHERE ack_no = 1",
     "UPDATE outbox SET ack_no = ack_no + 700 WHERE ack_no = 3"],
)  # fmt: skip
def test_what_was_acknowledged_out_of_line_is_sent_again(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "outbox.db"
    ids = [*written(path)]
    outbox = Outbox(path)
    with outbox.writing() as writing:
        writing.settle([Result(id=id, s="ok", seq=1) for id in ids[:4]], MONDAY)
    with outbox.database.write() as connection:
        connection.execute(torn)
    outbox.close()
    outbox, rescue = open_outbox(path)
    assert rescue is not None
    assert (rescue.saved, rescue.lost) == (ROWS, 0)
    acked = [entry.ack_no for entry in outbox.entries("state = 'acked'")]
    assert len({*acked}) == len(acked)
    assert all(n is not None and n <= outbox.ack_no for n in acked)
    assert len(outbox.pending(50)) + len(acked) == ROWS
    outbox.close()


@pytest.mark.parametrize(
    ("name", "torn"),
    [("client_id", "CAST(x'b1' AS TEXT) || v"), ("client_id", "'\ufffd' || v"),
     ("cache_gen", "'7x'"), ("claims", "'5.\ufffd'"), ("user", "'{'")],
)  # fmt: skip
def test_what_a_desk_keeps_of_itself_is_forgotten_where_it_says_nothing(
    tmp_path: Path, name: str, torn: str
) -> None:
    path = tmp_path / "outbox.db"
    stored = written(path)
    with Outbox(path).database.write() as connection:
        connection.execute("INSERT OR IGNORE INTO meta VALUES (?, '')", (name,))
        connection.execute(f"UPDATE meta SET v = {torn} WHERE k = ?", (name,))
    outbox, rescue = open_outbox(path)
    assert rescue is not None
    assert (rescue.saved, rescue.lost) == (len(stored), 0)
    assert str(UUID(outbox.get("client_id"))) == outbox.get("client_id")
    assert (outbox.claims, outbox.get("user")) == ((), "")
    assert outbox.generation == (name == "claims")  # a cache without an origin is pulled again


def test_in_a_file_whose_old_rows_have_left_the_others_are_found(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    written(path, after=20_000)
    torn = bytearray(path.read_bytes())
    at = torn.index(b"x" * 900)
    torn[at : at + 64] = b"?" * 64
    path.write_bytes(torn)
    _, rescue = open_outbox(path)
    assert rescue is not None
    assert rescue.saved == ROWS - 1


def without_its_log(tmp_path: Path, key: str | None, *, sent: int = 0) -> tuple[Path, list[str]]:
    """Found so after a kill: five rows in the file, and seven only in a log that is gone."""
    path = tmp_path / "made" / "outbox.db"
    path.parent.mkdir()
    outbox = Outbox(path, key)
    ids = []
    for n in range(ROWS):
        note = a_mutation(a_lead(), "touch_logged", kind="note", note=f"note {n}")
        ids.append(note.id)
        with outbox.writing() as writing:
            writing.append(note, Offset())
        if n == 4:
            outbox.database.checkpoint()
    with outbox.writing() as writing:
        writing.settle([Result(id=id, s="ok", seq=1) for id in ids[:sent]], MONDAY)
    left = shutil.copytree(path.parent, tmp_path / "left", ignore=lambda *_: ["outbox.db-wal"])
    outbox.close()
    return left / "outbox.db", ids


@pytest.mark.parametrize("key", KEYS)
def test_rows_that_were_only_in_a_log_that_is_gone_are_counted_once(
    tmp_path: Path, key: str | None
) -> None:
    path, ids = without_its_log(tmp_path, key)
    outbox, rescue = open_outbox(path, key)
    assert rescue is not None
    assert (rescue.saved, rescue.lost) == (5, ROWS - 5)
    assert [entry.id for entry in outbox.pending(50)] == ids[:5]
    outbox.close()
    assert open_outbox(path, key)[1] is None


@pytest.mark.parametrize("key", KEYS)
def test_of_a_log_that_is_gone_only_what_was_not_sent_is_missed(
    tmp_path: Path, key: str | None
) -> None:
    path, _ = without_its_log(tmp_path, key, sent=ROWS - 2)
    _, rescue = open_outbox(path, key)
    assert rescue is not None
    assert rescue.lost == 2
    (tmp_path / "again").mkdir()
    path, _ = without_its_log(tmp_path / "again", key, sent=ROWS)
    assert open_outbox(path, key)[1] is None


def test_an_outbox_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    written(path)
    path.unlink()
    _, rescue = open_outbox(path)
    assert rescue is not None
    assert (rescue.saved, rescue.lost) == (0, ROWS)
    assert not rescue.locked


def test_a_file_that_another_process_writes_is_not_taken_for_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outbox.db"
    stored = written(path)
    monkeypatch.setattr(database, "BUSY_MS", 20)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            open_outbox(path)
    outbox, rescue = open_outbox(path)
    assert rescue is None
    assert len(outbox.pending(50)) == len(stored)


@pytest.mark.parametrize("key", KEYS)
def test_a_file_that_cannot_be_opened_is_not_taken_for_a_damaged_one(
    tmp_path: Path, key: str | None
) -> None:
    path = tmp_path / "outbox.db"
    path.mkdir()
    with pytest.raises((OSError, sqlite3.OperationalError)):
        open_outbox(path, key)
    assert list(tmp_path.iterdir()) == [path]
