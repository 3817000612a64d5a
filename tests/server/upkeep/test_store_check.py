"""What the doctor says of a store: what is well, what to look at, what is wrong and what to do."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from workbench.checkup import Finding
from workbench.cli import main
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.moment import real_ms, real_now
from workbench.server.serving import alone
from workbench.server.store import FILE_NAME, Store, open_store
from workbench.server.team import people
from workbench.server.upkeep.store_check import look_at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    people.ensure_team(store, "North")
    yield store
    store.close()


def found(folder: Path, what: str) -> Finding:
    [finding] = [one for one in look_at(folder, None) if one.what == what]
    return finding


def run(store: Store, statement: str, **values: object) -> None:
    with store.write() as connection:
        connection.execute(text(statement), values)


def team_of(store: Store) -> str:
    return people.ensure_team(store, None)


def test_a_new_store_is_well_and_is_not_changed_by_being_asked(
    store: Store, tmp_path: Path
) -> None:
    store.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    assert {one.state for one in look_at(tmp_path, None)} == {"ok"}
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_folder_without_a_store_stays_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--data", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out.startswith("wrong  store: there is none in ")
    assert not (tmp_path / "none").exists()


def test_programs_are_told_the_same_as_json(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json", "--data", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert {"what": "alarms", "said": "none is late", "state": "ok", "advice": ""} in told[
        "findings"
    ]


def test_an_older_stores_tables_are_told_and_a_newer_ones_are_not_understood(
    store: Store, tmp_path: Path
) -> None:
    run(store, "UPDATE alembic_version SET version_num = '0001'")
    assert found(tmp_path, "tables").state == "look"
    run(store, "UPDATE alembic_version SET version_num = '9999'")
    assert found(tmp_path, "tables").state == "wrong"


def test_damage_is_wrong_and_names_the_backup(store: Store, tmp_path: Path) -> None:
    store.close()
    path = tmp_path / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_users_team'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA journal_mode = DELETE")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x55" * size)
    finding = next(one for one in look_at(tmp_path, None) if one.state == "wrong")
    assert "backup" in finding.advice
    path.write_bytes(b"\x55" * 100_000)
    assert [one.state for one in look_at(tmp_path, None)] == ["wrong"]


def test_what_rings_late_is_wrong_only_where_somebody_should_ring_it(
    store: Store, tmp_path: Path
) -> None:
    hours_ago = to_ms(real_now() - timedelta(hours=3))
    row = {"team": "", "name": "tidy", "next_at": hours_ago}
    with store.write() as connection:
        connection.execute(insert(schema.chore).values(**row))
    assert found(tmp_path, "served").said == "not at the moment"
    assert found(tmp_path, "chores").state == "ok"
    with alone(store):
        assert found(tmp_path, "served").said == "at this moment"
        finding = found(tmp_path, "chores")
    assert (finding.state, finding.said) == ("wrong", "the first was due 3 h ago")


def test_what_was_written_in_the_future_tells_of_a_wrong_clock(
    store: Store, tmp_path: Path
) -> None:
    with store.write() as connection:
        connection.execute(update(schema.history).values(at=real_ms() + 90_000))
    finding = found(tmp_path, "clock")
    assert finding.state == "wrong"
    assert finding.said.endswith("s off against what was written last")


def test_a_policy_that_cannot_be_read_is_wrong(store: Store, tmp_path: Path) -> None:
    run(store, "UPDATE policy SET text = replace(text, 'chance = 0.08', 'chance = 8')")
    finding = found(tmp_path, "policy of North")
    assert finding.state == "wrong"
    assert "needs a share from 0 to 1" in finding.said


def test_a_policy_whose_review_is_overdue_is_to_be_looked_at(store: Store, tmp_path: Path) -> None:
    run(store, "UPDATE policy SET review_by = '2020-01-31'")
    assert "due for review on 2020-01-31" in found(tmp_path, "policy of North").said


def test_a_mail_server_that_does_not_answer_is_wrong(store: Store, tmp_path: Path) -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))  # and nobody listens there
        account = {
            "team": team_of(store), "host": "127.0.0.1", "port": bound.getsockname()[1],
            "security": "none", "sender": "a@b.example",
        }  # fmt: skip
        with store.write() as connection:
            connection.execute(insert(schema.mail_account).values(**account))
        assert found(tmp_path, "mail of North").state == "wrong"


def test_letters_moves_and_receivers_that_wait_are_to_be_looked_at(
    store: Store, tmp_path: Path
) -> None:
    team, ago = team_of(store), real_ms() - 7_200_000
    letter = {"id": "l", "team": team, "lead": "x", "inquiry": "x", "doc": "{}", "tries": 2}
    batch = {"id": "b", "team": team, "user": "u", "state": "open", "doc": "{}", "at": ago}
    receiver = {
        "id": "r", "team": team, "url": "https://crm.example/in", "kinds": "[]", "secret": "s",
        "at": ago, "next_at": 0, "failed": 3, "failing_since": ago, "error": "timed out",
    }  # fmt: skip
    with store.write() as connection:
        connection.execute(insert(schema.letter).values(**letter, next_at=ago))
        connection.execute(insert(schema.batch).values(**batch))
        connection.execute(insert(schema.receiver).values(**receiver))
    looked = {one.what: one.said for one in look_at(tmp_path, None) if one.state == "look"}
    assert looked.keys() == {"letters", "moves", "receiver crm.example of North"}
    assert "timed out" in looked["receiver crm.example of North"]


def test_a_postgresql_store_is_looked_at_in_the_same_way(postgresql: str) -> None:
    open_store(database_url=postgresql).close()
    told = {one.what: one for one in look_at(None, postgresql)}
    assert told["database"].said.startswith("PostgreSQL ")
    assert {told[what].state for what in ("tables", "database", "clock", "TLS")} == {"ok"}


def test_a_database_that_is_not_there_is_one_wrong_line() -> None:
    [finding] = look_at(None, "postgresql://nobody@127.0.0.1:9/none")
    assert finding.state == "wrong"
