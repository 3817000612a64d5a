"""What an older release left on disks is today's, and not a row of it is lost."""

from __future__ import annotations

import contextlib
import gzip
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.builders import MONDAY
from tests.desk.seats import StoppedClock
from tests.flow.team import Team, eventually, is_settled
from tests.upgrades.__main__ import PLACE
from workbench.cache import cache, outbox_tables
from workbench.cache.database import connect
from workbench.cache.rescue import open_outbox
from workbench.cache.sealing import can_seal, is_plain, seal
from workbench.desk.desk import Desk, open_desk
from workbench.wire import PROTO

KEY = "5e" * 32 + "a1" * 16
Rows = dict[str, list[dict[str, Any]]]


def recorded(what: str) -> list[Path]:
    return sorted(PLACE.glob(f"{what}.*"))


def made(record: Path, path: Path) -> Path:
    """The file as it lay on somebody's disk."""
    if record.suffix == ".gz":
        path.write_bytes(gzip.decompress(record.read_bytes()))
        return path
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(record.read_text(encoding="utf-8"))
    return path


def rows_of(path: Path, key: str | None = None) -> Rows:
    with contextlib.closing(connect(path, key)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for (name,) in map(tuple, tables)
        }


def ids_in(path: Path) -> set[str]:
    with contextlib.closing(connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM lead")}


def are_kept(before: Rows, after: Rows) -> bool:
    """Each row, in each column that it had."""
    return all(
        any(old.items() <= new.items() for new in after[table])
        for table, rows in before.items()
        for old in rows
    )


def test_this_release_is_recorded() -> None:
    assert (PLACE / f"outbox.{outbox_tables.VERSION}.sql").exists(), "python -m tests.upgrades"
    assert (PLACE / f"cache.{cache.VERSION}.db.gz").exists(), "python -m tests.upgrades"
    assert (PLACE / f"pushes.{PROTO}.json").exists(), "python -m tests.upgrades"


@pytest.mark.parametrize("record", recorded("outbox"), ids=lambda path: path.stem)
def test_an_older_outbox_is_todays_with_each_of_its_rows(record: Path, tmp_path: Path) -> None:
    path = made(record, tmp_path / "outbox.db")
    before = rows_of(path)
    assert all(before[table] for table in ("meta", "outbox", "draft", "call"))
    outbox, rescue = open_outbox(path)
    assert rescue is None
    assert [entry.is_sound for entry in outbox.entries("1")] == [True] * len(before["outbox"])
    outbox.close()
    assert are_kept(before, rows_of(path))


@pytest.mark.skipif(not can_seal(), reason="comes as a wheel for most systems")
@pytest.mark.parametrize("record", recorded("outbox"), ids=lambda path: path.stem)
def test_an_older_sealed_outbox_is_todays_and_stays_sealed(record: Path, tmp_path: Path) -> None:
    path = made(record, tmp_path / "outbox.db")
    before = rows_of(path)
    seal(path, KEY)
    outbox, rescue = open_outbox(path, KEY)
    outbox.close()
    assert rescue is None
    assert not is_plain(path)
    assert are_kept(before, rows_of(path, KEY))


@pytest.mark.parametrize("left", recorded("cache"), ids=lambda path: path.stem)
@pytest.mark.parametrize("record", recorded("outbox"), ids=lambda path: path.stem)
def test_todays_desk_opens_an_older_folder_with_all_that_was_unsent(
    record: Path, left: Path, tmp_path: Path
) -> None:
    path = made(record, tmp_path / "outbox.db")
    pending = [row["id"] for row in rows_of(path)["outbox"] if row["state"] == "pending"]
    leads = ids_in(made(left, tmp_path / "cache.0.db"))
    desk = open_desk(tmp_path, clock=StoppedClock(MONDAY))
    assert [entry.id for entry in desk._outbox.pending(50)] == pending
    assert len(desk.attention()) == 1
    shown = {id: desk.card(id) for id in desk.queue("all")}
    # A cache of other tables is pulled again; one of today's is shown as it is.
    assert shown.keys() == (leads if left.name == f"cache.{cache.VERSION}.db.gz" else set())
    assert all(shown.values())
    desk.close()


def test_a_desk_that_is_too_old_drains_before_it_is_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Team(tmp_path)
    served.join("Robin")
    served.join("Tess", role="lead")
    with served:
        robin, tess = served.desk("Robin"), served.desk("Tess")
        lead = served.inquire()["lead_id"]
        eventually(lambda: robin.card(lead))
        robin.close()
        served.desks.remove(robin)
        with monkeypatch.context() as older:
            older.setattr("workbench.sync.team_api.PROTO", PROTO - 1)
            robin = served.open_desk("Robin")
            served.sign_in(robin, "Robin")
        eventually(lambda: robin.sync_state().kind == "too_old")
        robin.log_touch(lead, "email", note="of an old desk")
        eventually(lambda: robin.sync_state().unsent == 0)
        assert robin.sync_state().kind == "too_old"
        assert robin.attention() == []
        arrived = served.inquire()["lead_id"]
        eventually(lambda: notes(tess, lead) == ["of an old desk"] and tess.card(arrived))
        assert robin.card(arrived) is None
        robin.close()
        served.desks.remove(robin)
        robin = served.open_desk("Robin")
        served.sign_in(robin, "Robin")
        eventually(lambda: is_settled(robin) and notes(robin, lead) == ["of an old desk"])
        eventually(lambda: robin.card(arrived))


def notes(desk: Desk, lead: str) -> list[str]:
    card = desk.card(lead)
    kept = card.activities if card else ()
    return [one.args.get("note", "") for one in kept if one.kind == "email"]
