"""The line's rounds, one at a time, on files that do not take what they are given."""

import contextlib
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.seats import StoppedClock, a_desk
from workbench.sync.line import Line
from workbench.wire import Position


def a_line(folder: Path) -> Line:
    """Of somebody whose server is out of reach."""
    desk = a_desk(folder)
    session = desk._session("http://127.0.0.1:9", "robin@sample.example")
    return Line(desk._outbox, desk._caches, session, StoppedClock(), desk._ear)


def test_an_outbox_that_cannot_be_written_is_said_and_tried_again(tmp_path: Path) -> None:
    line = a_line(tmp_path)
    line._outbox.database.connection.execute("PRAGMA query_only = 1")
    assert line.go_round("pusher") is not None
    assert line.standing.kind == "disk_full"
    line._outbox.database.connection.execute("PRAGMA query_only = 0")
    assert line.go_round("pusher") is None


def test_a_resync_for_which_the_disk_has_no_room_is_said_and_tried_again(tmp_path: Path) -> None:
    line = a_line(tmp_path)
    path = line._caches.filling.database.path
    line._caches.close()
    path.write_bytes(b"no database at all" * 300)
    line._outbox.database.connection.execute("PRAGMA query_only = 1")
    assert line.go_round("puller") is not None
    assert line.standing.kind == "disk_full"
    line._outbox.database.connection.execute("PRAGMA query_only = 0")
    line.go_round("puller")
    assert line._caches.filling.generation == 1


def test_a_file_that_was_closed_under_a_round_ends_it_and_nothing_is_pulled_again(
    tmp_path: Path,
) -> None:
    line = a_line(tmp_path)
    line._caches.filling.database.connection.close()
    assert line.go_round("puller") is not None
    assert line.standing.problem
    line._stopping.set()
    line.go_round("puller")
    assert line._outbox.generation == line._caches.filling.generation == 0


def test_what_the_cache_does_not_take_is_told_in_the_log_and_heals_beside_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line = a_line(tmp_path)
    cache = line._caches.filling
    cache.database.connection.execute("DROP TABLE found")
    cache.database.connection.execute("CREATE TABLE found (found CHECK (found <> 'optimize'))")
    cache.was_cut_off = True
    line.go_round("puller")
    # Not of the text: where a test before kept a logbook, that leaves out what errors say.
    [met] = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert "CHECK constraint failed" in str(met)
    assert line._caches.filling.generation == 1
    assert line._caches.shown is cache


@contextmanager
def no_file_can_be_opened() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
    held = []
    try:
        with contextlib.suppress(OSError):
            while True:
                held.append(os.dup(2))
        yield
    finally:
        for each in held:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_new_cache_that_finds_no_room_leaves_claims_and_number_as_they_were(
    tmp_path: Path,
) -> None:
    line = a_line(tmp_path)
    with line._outbox.writing() as writing:
        writing.merge_claim(Position(7, "99"), ())
    with no_file_can_be_opened(), pytest.raises(sqlite3.OperationalError):
        line._resync("history_lost", 0)
    assert line._outbox.claims == (Position(7, "99"),)
    assert line._outbox.generation == line._caches.filling.generation == 0
    line._resync("history_lost", 0)
    assert not line._outbox.claims
    assert line._outbox.generation == line._caches.filling.generation == 1
