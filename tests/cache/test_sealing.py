"""Files that only the keyring's key opens: no byte of them is readable, and no row gets lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import stat
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.builders import MONDAY, a_lead, a_mutation
from tests.desk.seats import fill
from workbench.cache import mails
from workbench.cache.cache import VERSION, Cursor
from workbench.cache.database import connect
from workbench.cache.entry import Offset, StartedCall
from workbench.cache.generations import Generations
from workbench.cache.mails import Mail
from workbench.cache.outbox import Outbox
from workbench.cache.rescue import open_outbox, take_in
from workbench.cache.sealing import locked_files, salt_of, seal
from workbench.wire import Result

pytest.importorskip("sqlcipher3", reason="comes as a wheel for most systems")
KEY = "5e" * 32 + "a1" * 16
ANOTHER = "c0" * 32 + "b2" * 16
TABLES = ("meta", "outbox", "draft", "call", "mail", "batch", "sqlite_sequence")
WORD = "quintessa"


def a_day(path: Path, key: str | None = None, *, notes: int = 3) -> None:
    """An outbox with something in each table, closed: `notes` unsent, and a mail."""
    outbox = Outbox(path, key)
    settled = [a_mutation(a_lead(), "touch_logged", kind="note", note=f"{WORD} {n}") for n in "ab"]
    with outbox.writing() as writing:
        writing.put("user", '{"id":"robin"}')
        writing.put("server", "http://127.0.0.1:9")
        for mutation in settled:
            writing.append(mutation, Offset(-840, 12), batch="at once")
        results = [
            Result(id=settled[0].id, s="ok", seq=7),
            Result(id=settled[1].id, s="rejected", code="erased", message="Gone."),
        ]
        writing.settle(results, MONDAY)
        for n in range(notes):
            note = a_mutation(a_lead(), "touch_logged", kind="note", note=f"{WORD} {n} " * 200)
            writing.append(note, Offset())
        writing.save_draft("L1", f"{WORD} wants", MONDAY)
        writing.start_call(StartedCall(id="c", lead="L1", number=WORD, started_at=MONDAY))
        mail = Mail(
            id="m", lead="L1", message_id="<m>", to=WORD, subject="", text="", made_at=MONDAY
        )
        mails.put(writing.connection, mail)
    outbox.close()


def rows_of(path: Path, key: str | None) -> dict[str, list[tuple[Any, ...]]]:
    with contextlib.closing(connect(path, key)) as connection:
        return {
            table: sorted(map(tuple, connection.execute(f"SELECT * FROM {table}")))
            for table in TABLES
        }


def on_disk(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.iterdir() if path.is_file())


def test_nothing_of_a_sealed_file_can_be_read_nor_opened_by_another_key(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db", KEY)
    caches = Generations(tmp_path, 0, KEY)
    lead = a_lead(name="Quintessa Marvelling")
    fill(caches, lead)
    with outbox.writing() as writing:
        writing.save_draft(lead.id, WORD, MONDAY)
    for moment in ("in the log", "in the file"):
        bytes_there = on_disk(tmp_path).lower()
        for trace in (b"sqlite format", b"quintessa", b"marvelling", lead.id.encode()):
            assert trace not in bytes_there, moment
        for database in (outbox.database, caches.shown.database):
            database.checkpoint(truncate=True)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    outbox.close()
    caches.close()
    for key in (None, ANOTHER):
        with (
            pytest.raises(sqlite3.DatabaseError),
            contextlib.closing(connect(tmp_path / "outbox.db", key)) as stranger,
        ):
            stranger.execute("SELECT * FROM meta").fetchall()
    assert Outbox(tmp_path / "outbox.db", KEY).draft(lead.id) == WORD


def test_a_plain_outbox_is_sealed_with_every_row_and_nothing_plain_is_left(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    a_day(path)
    before = rows_of(path, None)
    assert all(before.values())
    outbox, rescue = open_outbox(path, KEY)
    outbox.close()
    assert rescue is None
    assert rows_of(path, KEY) == before
    assert WORD.encode() not in on_disk(tmp_path)
    assert salt_of(path) == KEY[64:]


def killed_at(line: int, path: Path) -> bool:
    """A process of its own seals and is killed when it meets its `line`-th line; whether it was."""
    child = os.fork()
    if child == 0:
        met: set[int] = set()

        def count(frame: FrameType, event: str, _told: object) -> Any:
            if not frame.f_code.co_filename.endswith("sealing.py"):
                return None
            met.add(frame.f_lineno)
            if len(met) == line:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        sys.settrace(count)
        seal(path, KEY)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_line_of_the_sealing_no_row_is_lost(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    a_day(tmp_path / "plain" / "outbox.db")
    before = rows_of(tmp_path / "plain" / "outbox.db", None)
    line = 0
    was_killed = True
    while was_killed:
        line += 1
        folder = tmp_path / str(line)
        shutil.copytree(tmp_path / "plain", folder)
        was_killed = killed_at(line, folder / "outbox.db")
        outbox, rescue = open_outbox(folder / "outbox.db", KEY)
        outbox.close()
        assert rescue is None
        assert rows_of(folder / "outbox.db", KEY) == before
        assert WORD.encode() not in on_disk(folder)
    assert line > 30


def test_where_the_sealed_copy_finds_no_room_the_plain_outbox_stands(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    a_day(path)
    before = rows_of(path, None)
    (tmp_path / "outbox.db.sealing").mkdir()  # no file can be made there
    outbox, rescue = open_outbox(path, KEY)
    assert (outbox.key, rescue) == (None, None)
    outbox.close()
    assert rows_of(path, None) == before


def left_locked(path: Path, key: str | None, user: str) -> Outbox:
    """Somebody's day whose key is lost, and what `user` did since; `key` is the one of today."""
    a_day(path, KEY, notes=3)
    outbox, rescue = open_outbox(path, key)
    assert rescue is not None
    assert (rescue.locked, rescue.saved, rescue.lost) == (True, 0, 4)  # a mail, too
    assert outbox.unsent() == 0
    outbox.close()
    outbox, rescue = open_outbox(path, key)
    assert rescue is None  # it is said once
    with outbox.writing() as writing:
        writing.append(a_mutation(a_lead(), "snoozed", until=1), Offset())
        writing.put("user", user)
        writing.put("server", "http://127.0.0.1:9")
    return outbox


@pytest.mark.parametrize("key", [None, ANOTHER])
def test_a_lost_key_tells_what_was_unsent_and_once_it_is_back_all_of_it_is_sent(
    tmp_path: Path, key: str | None
) -> None:
    path = tmp_path / "outbox.db"
    outbox = left_locked(path, key, '{"id":"robin"}')
    (aside,) = locked_files(path)
    kept = tmp_path / "as it was before a kill"
    shutil.copy(aside, kept)
    for _ in range(2):
        take_in(aside, KEY, outbox)
        assert outbox.unsent() == 5
        assert outbox.count("rejected") == 1
        assert outbox.draft("L1") == f"{WORD} wants"
        assert not aside.exists()
        shutil.copy(kept, aside)


def test_what_somebody_else_left_locked_is_not_sent_as_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    outbox = left_locked(path, None, '{"id":"sam"}')
    (aside,) = locked_files(path)
    take_in(aside, KEY, outbox)
    assert outbox.unsent() == 1
    assert aside.exists()


@pytest.mark.parametrize("length", [0, 7, 100, 4096, 3 * 4096 + 50])
def test_of_a_sealed_file_that_was_cut_off_what_is_whole_is_kept_and_the_rest_is_counted(
    tmp_path: Path, length: int
) -> None:
    path = tmp_path / "outbox.db"
    a_day(path, KEY, notes=12)
    os.truncate(path, length)
    outbox, rescue = open_outbox(path, KEY)
    assert rescue is not None
    assert all(entry.is_sound for entry in outbox.entries("1"))
    assert rescue.lost >= 13 - outbox.unsent()
    with outbox.writing() as writing:
        writing.append(a_mutation(a_lead(), "snoozed", until=1), Offset())


def test_a_cache_without_its_key_and_a_plain_one_are_begun_anew(tmp_path: Path) -> None:
    lead = a_lead()
    for before, now in ((KEY, ANOTHER), (KEY, None), (None, KEY)):
        folder = tmp_path / f"{before} {now}"
        folder.mkdir()
        caches = Generations(folder, 0, before)
        fill(caches, lead)
        caches.close()
        caches = Generations(folder, 0, now)
        assert caches.shown.cursor == Cursor()
        fill(caches, lead)
        caches.close()
        assert Generations(folder, 0, now).shown.lead(lead.id) is not None


def test_a_sealed_cache_of_an_older_release_is_begun_anew(tmp_path: Path) -> None:
    caches = Generations(tmp_path, 0, KEY)
    fill(caches, a_lead())
    caches.shown.database.connection.execute(f"PRAGMA user_version = {VERSION - 1}")
    caches.close()
    caches = Generations(tmp_path, 0, KEY)
    assert caches.shown.cursor == Cursor()
    caches.close()


def test_none_and_true_are_kept_in_a_sealed_file_as_in_a_plain_one(tmp_path: Path) -> None:
    values = (None, True, False, 1, 0.5, "ä", b"a")
    for key in (None, KEY):
        with contextlib.closing(connect(tmp_path / f"{key}.db", key)) as connection:
            asked = "SELECT typeof(value), value FROM (SELECT ? AS value)"
            kept = [tuple(connection.execute(asked, (value,)).fetchone()) for value in values]
            assert kept == [
                ("null", None), ("integer", 1), ("integer", 0), ("integer", 1), ("real", 0.5),
                ("text", "ä"), ("blob", b"a"),
            ]  # fmt: skip


def test_an_error_of_a_sealed_file_is_the_same_error(tmp_path: Path) -> None:
    with contextlib.closing(connect(tmp_path / "a.db", KEY)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="syntax"):
            connection.execute("nonsense")
        connection.execute("CREATE TABLE one (id PRIMARY KEY)")
        with pytest.raises(sqlite3.IntegrityError):
            connection.executemany("INSERT INTO one VALUES (?)", [(1,), (1,)])
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
