"""A backup is whole whatever is written meanwhile, and nothing is replaced by what is not."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, insert, select, text

from tests.builders import MONDAY, a_call
from tests.server.served import Team, served
from workbench.server import schema
from workbench.server.moment import Moment, real_ms
from workbench.server.serving import Unservable, alone
from workbench.server.store import FILE_NAME, Store, open_store
from workbench.server.team import people
from workbench.server.upkeep.backup import Unkept, back_up
from workbench.server.upkeep.restore import restore


def a_store(folder: Path) -> None:
    store = open_store(folder)
    people.add_user(store, email="a@b.example", name="Ann Lee", role="rep")
    store.close()


def names(folder: Path) -> set[str]:
    store = open_store(folder)
    try:
        with store.read() as connection:
            return set(connection.execute(select(schema.users.c.name)).scalars())
    finally:
        store.close()


def test_a_backup_taken_while_many_write_is_one_moment_of_the_store(tmp_path: Path) -> None:
    to, over = tmp_path / "copy.db", threading.Event()
    with served(open_store(tmp_path, serving=True), Moment.starting(MONDAY)) as server:
        team = Team.new(server)
        rep = team.join()
        leads = [team.a_lead(rep) for _ in range(20)]

        def work() -> None:
            for n in range(1000):
                if over.is_set():
                    return
                rep.do(a_call(leads[n % 20], "NA", after=n))

        worker = threading.Thread(target=work)
        worker.start()
        try:
            assert back_up(tmp_path, None, to) == to.stat().st_size
        finally:
            over.set()
            worker.join()
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.glob("copy*")} == {"copy.db"}
    with closing(sqlite3.connect(to)) as copy:
        [seq] = copy.execute("SELECT seq FROM team").fetchone()
        told = copy.execute("SELECT count(*), max(seq) FROM history").fetchone()
        [taken] = copy.execute("SELECT count(*) FROM mutation").fetchone()
        logged = copy.execute("SELECT count(*) FROM activity WHERE mutation IS NOT NULL")
        assert told == (seq, seq)
        assert logged.fetchone() == (taken,)


def test_a_backup_takes_no_other_files_name_and_no_store_where_there_is_none(
    tmp_path: Path,
) -> None:
    a_store(tmp_path / "store")
    to = tmp_path / "copy.db"
    to.write_text("mine")
    for data, where, why in (
        ("store", to, "exists already"),
        ("none", tmp_path / "new.db", "no store"),
        ("store", tmp_path / "nowhere" / "copy.db", "no folder"),
    ):
        with pytest.raises(Unkept, match=why):
            back_up(tmp_path / data, None, where)
    assert to.read_text() == "mine"
    assert not (tmp_path / "none").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_store_is_replaced_only_when_told_and_lies_beside_it_then(tmp_path: Path) -> None:
    data, to = tmp_path / "store", tmp_path / "copy.db"
    a_store(data)
    back_up(data, None, to)
    store = open_store(data)
    people.add_user(store, email="b@b.example", name="Ben Kim", role="rep")
    store.close()
    with pytest.raises(Unkept, match="--replace"):
        restore(to, data, None, replace=False)
    assert names(data) == {"Ann Lee", "Ben Kim"}
    done = restore(to, data, None, replace=True)
    assert names(data) == {"Ann Lee"}
    assert done.replaced == data / "team.db.replaced"
    with closing(sqlite3.connect(done.replaced)) as before:
        assert before.execute("SELECT count(*) FROM users").fetchone() == (2,)
    assert not list(data.glob("restoring-*"))
    assert restore(to, tmp_path / "new", None, replace=False).replaced is None
    assert names(tmp_path / "new") == {"Ann Lee"}


def test_what_is_no_whole_backup_of_ours_replaces_nothing(tmp_path: Path) -> None:
    data, to = tmp_path / "store", tmp_path / "copy.db"
    a_store(data)
    back_up(data, None, to)
    bytes_of = to.read_bytes()
    torn, words, strange, newer = (tmp_path / name for name in ("torn", "words", "strange", "new"))
    torn.write_bytes(bytes_of[:4096] + b"\x55" * 8192 + bytes_of[12288:])
    words.write_text("Dear all,")
    with closing(sqlite3.connect(strange)) as other:
        other.execute("CREATE TABLE t (x)")
    shutil.copy2(to, newer)
    with closing(sqlite3.connect(newer)) as copy, copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    for file, why in (
        (torn, "damaged"), (words, "no backup"), (strange, "no backup"), (newer, "newer release"),
        (tmp_path / "nowhere", "cannot be read"),
    ):  # fmt: skip
        with pytest.raises(Unkept, match=why):
            restore(file, data, None, replace=True)
    with pytest.raises(Unkept, match="--data"):
        restore(to, None, "postgresql://nobody@localhost/none", replace=True)
    assert names(data) == {"Ann Lee"}
    assert not list(data.glob("*.replaced")) + list(data.glob("restoring-*"))


def test_a_store_that_is_served_is_not_replaced_under_its_server(tmp_path: Path) -> None:
    data, to = tmp_path / "store", tmp_path / "copy.db"
    a_store(data)
    back_up(data, None, to)
    store = open_store(data)
    with alone(store), pytest.raises(Unservable, match="served already"):
        restore(to, data, None, replace=True)
    store.close()
    assert names(data) == {"Ann Lee"}


def test_a_damaged_store_gives_way_with_its_log_beside_it(tmp_path: Path) -> None:
    data, to = tmp_path / "store", tmp_path / "copy.db"
    a_store(data)
    back_up(data, None, to)
    (data / FILE_NAME).write_bytes(b"\x55" * 50_000)
    restore(to, data, None, replace=True)
    assert names(data) == {"Ann Lee"}
    assert (data / f"{FILE_NAME}.replaced").read_bytes() == b"\x55" * 50_000


def test_a_letter_that_waited_long_is_not_sent_after_a_restore(tmp_path: Path) -> None:
    data, to = tmp_path / "store", tmp_path / "copy.db"
    store = open_store(data)
    team = people.ensure_team(store, None)
    with store.write() as connection:
        for id, ago_ms in (("old", 7_200_000), ("young", 60_000)):
            row = {"id": id, "team": team, "lead": "l", "inquiry": id, "doc": "{}", "tries": 0}
            connection.execute(insert(schema.letter).values(**row, next_at=real_ms() - ago_ms))
    store.close()
    back_up(data, None, to)
    assert restore(to, tmp_path / "new", None, replace=False).letters == 1
    store = open_store(tmp_path / "new")
    with store.read() as connection:
        waiting = select(schema.letter.c.id).where(schema.letter.c.next_at.is_not(None))
        assert connection.execute(waiting).scalars().all() == ["young"]
    store.close()


@contextmanager
def a_database(postgresql: str, name: str) -> Iterator[str]:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgresql.replace("/postgres?", f"/{name}?")


def test_a_database_is_dumped_and_put_back_as_one(postgresql: str, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed (Debian: apt install postgresql-client)")
    to = tmp_path / "copy.dump"
    with a_database(postgresql, "kept") as address:
        store = open_store(database_url=address)
        people.add_user(store, email="a@b.example", name="Ann Lee", role="rep")
        back_up(None, address, to)
        people.add_user(store, email="b@b.example", name="Ben Kim", role="rep")
        before = seq_of(store)
        with pytest.raises(Unkept, match="stop the server"):
            restore(to, None, address, replace=True)
        store.close()
        with pytest.raises(Unkept, match="--replace"):
            restore(to, None, address, replace=False)
        restore(to, None, address, replace=True)
        store = open_store(database_url=address)
        with store.read() as connection:
            assert connection.execute(select(schema.users.c.name)).scalars().all() == ["Ann Lee"]
            again = connection.execute(text("SELECT count(*) FROM pg_indexes")).scalar_one()
        assert seq_of(store) <= before
        assert again > 50
        store.close()


def test_without_the_databases_programs_a_sentence_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unkept, match="pg_dump is not on this machine; it comes with PostgreSQL"):
        back_up(None, "postgresql://nobody@localhost/none", tmp_path / "copy.dump")
    assert not list(tmp_path.iterdir())


def seq_of(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.max(schema.team.c.seq))).scalar_one())
