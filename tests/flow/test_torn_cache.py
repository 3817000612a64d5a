"""A start on a cache that is torn where the first paint reads it, under Xvfb."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.desk.seats import a_desk
from tests.flow.screen import a_screen, eventually
from workbench.cache.outbox import Outbox

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("torn", ["lead_in_queue", "lead", "config"])
def test_a_window_opens_on_a_torn_cache_and_another_one_is_begun(tmp_path: Path, torn: str) -> None:
    folder = tmp_path / "profiles" / "default"
    folder.mkdir(parents=True)
    a_desk(folder, *(a_lead(name=f"Lead {n}") for n in range(30))).close()
    zero_root_of(folder / "cache.0.db", torn)
    with a_screen() as screen:
        own = {**os.environ, **screen.environment, "WORKBENCH_HOME": str(tmp_path)}
        start = [sys.executable, "-m", "workbench"]
        with subprocess.Popen(start, cwd=CHECKOUT, env=own, stderr=subprocess.PIPE) as desk:
            try:
                screen.window("Workbench")
                eventually("an empty cache", lambda: is_empty(folder))
                assert desk.poll() is None
            finally:
                desk.terminate()


def zero_root_of(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        [[root]] = connection.execute(asked, (name,)).fetchall()
        [[size]] = connection.execute("PRAGMA page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\0" * size)


def is_empty(folder: Path) -> bool:
    """What is on the screen now can be read, and holds nothing."""
    outbox = Outbox(folder / "outbox.db")
    generation = outbox.generation
    outbox.close()
    path = folder / f"cache.{generation}.db"
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        try:
            [[leads]] = connection.execute("SELECT count(*) FROM lead").fetchall()
        except sqlite3.DatabaseError:
            return False
        return bool(leads == 0)
