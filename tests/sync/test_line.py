"""The line's rounds, one at a time, on files that do not take what they are given."""

from pathlib import Path

from tests.desk.seats import StoppedClock, a_desk
from workbench.sync.line import Line


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
