"""One file and its threads, and which of SQLite's errors say that it is torn."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from workbench.cache.database import Database, connect, is_damage

KEY = "5e" * 48


def a_database(path: Path) -> Database:
    return Database(path, schema="CREATE TABLE one (a TEXT UNIQUE)", version=1, durable=False)


def test_a_file_is_not_closed_under_a_thread_that_works_in_it(tmp_path: Path) -> None:
    database = a_database(tmp_path / "a.db")
    begun, closed = threading.Event(), threading.Event()
    found: list[int] = []

    def work_on() -> None:
        with database.read() as connection:
            begun.set()
            closed.wait()
            found.append(connection.execute("SELECT count(*) FROM one").fetchone()[0])

    worker = threading.Thread(target=work_on)
    worker.start()
    begun.wait()
    database.close()
    closed.set()
    worker.join()
    assert found == [0]


@pytest.mark.parametrize("key", [None, KEY])
def test_a_torn_file_is_damaged_and_what_is_asked_wrongly_of_a_sound_one_is_not(
    tmp_path: Path, key: str | None
) -> None:
    (tmp_path / "torn.db").write_bytes(b"no database at all" * 300)
    torn, sound = (connect(tmp_path / f"{name}.db", key) for name in ("torn", "sound"))
    with pytest.raises(sqlite3.DatabaseError) as told:
        torn.execute("SELECT * FROM sqlite_schema").fetchall()
    assert is_damage(told.value)
    with pytest.raises(sqlite3.DatabaseError) as told:
        sound.execute("SELECT CAST(x'ff' AS TEXT)").fetchall()
    assert is_damage(told.value)
    sound.execute("CREATE TABLE one (a TEXT UNIQUE)")
    for wrong in ("INSERT INTO one VALUES (1), (1)", "SELECT b FROM one", "SELECT ?"):
        with pytest.raises(sqlite3.DatabaseError) as told:
            sound.execute(wrong)
        assert not is_damage(told.value)
    for connection in (torn, sound):
        connection.close()


def test_a_closed_file_is_not_taken_for_a_torn_one(tmp_path: Path) -> None:
    database = a_database(tmp_path / "a.db")
    assert database.is_sound()
    database.connection.close()
    with pytest.raises(sqlite3.ProgrammingError):
        database.is_sound()
