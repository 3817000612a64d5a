"""A restore that is killed, or that comes to nothing, leaves the old store or the new, whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.server.upkeep.test_backup import a_database, a_store, names
from workbench.cli import main
from workbench.server import migrations, schema
from workbench.server.serving import alone, clear_drafts
from workbench.server.store import FILE_NAME, Store, address_of, open_store
from workbench.server.team import people
from workbench.server.upkeep.backup import Unkept, back_up
from workbench.server.upkeep.restore import restore

OLD, NEW = {"Ann Lee", "Ben Kim"}, {"Ann Lee"}
A_FEW, ALL = 5, 100


def killed_after(seconds: float, work: Callable[[], object]) -> None:
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def two_stores(folder: Path) -> tuple[Path, Path]:
    """A store of two people, and a backup from when there was one."""
    data, backup = folder / "store", folder / "copy.db"
    a_store(data)
    back_up(data, None, backup)
    store = open_store(data)
    people.add_user(store, email="b@b.example", name="Ben Kim", role="rep")
    store.close()
    return data, backup


def tried(folder: Path, times: int) -> None:
    data, backup = two_stores(folder)
    first = folder / "first"
    shutil.copytree(data, first)
    began = time.monotonic()
    restore(backup, data, None, replace=True)
    takes_s = time.monotonic() - began
    rng = random.Random(times)
    for _ in range(times):
        shutil.rmtree(data)
        shutil.copytree(first, data)
        killed_after(
            rng.uniform(0, 1.2 * takes_s), lambda: restore(backup, data, None, replace=True)
        )
        with closing(sqlite3.connect(data / FILE_NAME)) as left:
            assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        drafts = list(data.glob("restoring-*"))
        is_before = any((draft / FILE_NAME).exists() for draft in drafts)
        assert names(data) in (OLD, NEW)
        assert names(data) == OLD or not is_before
        store = Store(address_of(data, None), serving=False)
        with alone(store):
            told = clear_drafts(store)
        store.close()
        assert len(told) == len(drafts)
        assert not list(data.glob("restoring-*"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a fork of itself")
def test_a_restore_that_is_killed_leaves_one_store_whole(tmp_path: Path) -> None:
    tried(tmp_path, A_FEW)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a fork of itself")
def test_a_restore_that_is_killed_ever_again_leaves_one_store_whole(tmp_path: Path) -> None:
    tried(tmp_path, ALL)


def test_what_a_killed_restore_left_is_cleared_and_told(tmp_path: Path) -> None:
    data, backup = two_stores(tmp_path)
    draft = data / "restoring-x"
    store = Store(address_of(data, None), serving=False)
    for is_before, said in ((True, "the one from before"), (False, "the backup is in its place")):
        draft.mkdir()
        if is_before:
            shutil.copy(backup, draft / FILE_NAME)
        with alone(store):
            [told] = clear_drafts(store)
        assert said in told
        assert not draft.exists()
    store.close()


def stuck(version: str) -> str:
    """Of a store that calls itself so, what the next migration makes is there already."""
    return f"UPDATE alembic_version SET version_num = '{version}'"


def test_a_backup_that_cannot_be_upgraded_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    data, backup = two_stores(tmp_path)
    with closing(sqlite3.connect(backup)) as copy, copy:
        copy.execute(stuck(migrations.versions()[-1]))
    with pytest.raises(Unkept, match=r"already exists.*Nothing was changed"):
        restore(backup, data, None, replace=True)
    assert names(data) == OLD
    assert not list(data.glob("restoring-*"))


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="needs postgresql-client")
def test_a_dump_that_cannot_be_upgraded_leaves_the_database_as_it_was(
    postgresql: str, tmp_path: Path
) -> None:
    backup, newest = tmp_path / "copy.dump", migrations.versions()
    with a_database(postgresql, "stuck") as address:
        store = open_store(database_url=address)
        people.add_user(store, email="a@b.example", name="Ann Lee", role="rep")
        with store.write() as connection:
            connection.execute(text(stuck(newest[-1])))
        back_up(None, address, backup)
        with store.write() as connection:
            connection.execute(text(stuck(newest[0])))
        people.add_user(store, email="b@b.example", name="Ben Kim", role="rep")
        store.close()
        with pytest.raises(Unkept, match=r"already exists.*Nothing was changed"):
            restore(backup, None, address, replace=True)
        store = open_store(database_url=address)
        with store.read() as connection:
            assert set(connection.execute(select(schema.users.c.name)).scalars()) == OLD
        store.close()


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_copy_is_taken_where_the_store_lies(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--server", "http://127.0.0.1:9", command, str(tmp_path / "copy.db")]) == 2
    assert "on the server's own machine" in capsys.readouterr().err
