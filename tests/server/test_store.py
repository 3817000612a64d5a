from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
import requests
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.server.served import Person, Served, Team
from workbench.domain.mutation import Refusal
from workbench.server import schema
from workbench.server.migrations import migrate
from workbench.server.moment import real_ms
from workbench.server.serving import Unservable, serve
from workbench.server.store import FILE_NAME, Closed, Store, address_of, open_store
from workbench.server.team import people, sessions


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.write() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, schema.metadata) == []


def test_a_store_of_an_earlier_release_is_brought_up_and_counts_anew(tmp_path: Path) -> None:
    migrate(address_of(tmp_path, None), to="0002")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as older:
        older.execute("INSERT INTO team VALUES ('t', 'North', 'UTC', 7, 0)")
        older.execute("INSERT INTO rollup (team, seq, rules) VALUES ('t', 7, 'as then')")
        older.commit()
    store = open_store(tmp_path)
    with store.write() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, schema.metadata) == []
        assert connection.execute(text("SELECT count(*) FROM rollup")).scalar() == 0
    store.close()


def test_every_error_is_a_code_and_a_sentence(team: Team) -> None:
    person = team.join("ops")
    for method, path, status in (
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/leads/none", 404),
        ("DELETE", "/v1/me", 405),
        ("GET", "/v1/sync?since=-1", 422),
        ("GET", "/v1/leads?limit=many", 422),
        ("POST", "/v1/users", 422),
    ):
        answer = person.call(method, path)
        problem = answer.json()
        assert answer.status_code == status
        assert problem["message"].endswith("."), problem
        assert problem["code"]
        if status == 422:
            assert problem["field"]


def test_health_tells_the_database_and_the_age_of_the_tail(server: Served, store: Store) -> None:
    told = requests.get(server.address + "/v1/health", timeout=10).json()
    assert told["database"] == store.kind
    assert told["tail_age_s"] < 5
    assert "workbench_waiters" in requests.get(server.address + "/metrics", timeout=10).text


def test_a_new_member_of_a_pool_begins_at_its_median(team: Team) -> None:
    one, two = team.join(), team.join()
    with team.server.office.store.write() as connection:
        for rep, turns in ((one, 10), (two, 30)):
            connection.execute(
                text('UPDATE pool_member SET turns = :turns WHERE "user" = :user'),
                {"turns": turns, "user": rep.id},
            )
    three = team.join()
    with team.server.office.store.read() as connection:
        begins_at = connection.execute(
            text('SELECT turns FROM pool_member WHERE "user" = :user'), {"user": three.id}
        ).scalar()
    assert begins_at == 20


def test_a_store_of_one_team_needs_no_name_and_one_of_two_asks_which(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    user = people.add_user(store, email="a@b.example", name="Ann Lee", role="rep", team="North")
    assert user.team_name == "North"
    assert people.ensure_team(store, None) == user.team
    people.ensure_team(store, "South", "Europe/Berlin")
    with pytest.raises(Refusal, match=r"North, South"):
        people.ensure_team(store, None)
    with pytest.raises(Refusal):
        people.add_user(store, email="A@b.example", name="Ann", role="rep", team="North")
    store.close()


def test_what_cannot_be_served_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unservable, match="PostgreSQL"):
        serve(tmp_path, workers=2)
    with pytest.raises(Unservable, match="loopback"):
        serve(tmp_path, host="0.0.0.0", speed=2)


def test_a_server_says_when_it_is_ready_and_answers_held_polls_before_it_goes(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.server.serving import serve;"
        "serve(Path(sys.argv[1]), port=0)"
    )
    store = open_store(tmp_path)
    people.add_user(
        store, email="a@b.example", name="Ann Lee", role="rep", password="correct horse battery"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    word, address = process.stdout.readline().split()
    assert word == "ready"
    login = {"email": "a@b.example", "password": "correct horse battery"}
    access = requests.post(address + "/v1/auth/login", json=login, timeout=10).json()["access"]
    signed = {"Authorization": f"Bearer {access}"}
    since = requests.get(address + "/v1/sync", headers=signed, timeout=10).json()["since"]
    # A command on the served store: the server hears of it by its history.
    people.add_user(store, email="b@b.example", name="Ben Kim", role="rep")
    held = requests.get(
        f"{address}/v1/sync?since={since}&wait=25", headers=signed, timeout=30
    ).json()
    assert "Ben Kim" in [item["doc"].get("name") for item in held["config"]]
    signed_in = list(devices(store, persons=10, each=20))
    since = requests.get(address + "/v1/sync", headers=signed_in[0], timeout=10).json()["since"]
    url = f"{address}/v1/sync?since={since}&base={since}&wait=25"
    with ThreadPoolExecutor(200) as pool:
        polls = [pool.submit(requests.get, url, headers=one, timeout=60) for one in signed_in]
        while requests.get(address + "/v1/health", timeout=10).json()["waiters"] < 200:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        answers = [poll.result() for poll in polls]
    process.communicate(timeout=20)
    # Each at once: whoever still waits when the grace is over is cut off, and hears nothing.
    assert {(answer.status_code, *answer.json()["items"]) for answer in answers} == {(200,)}
    store.close()


def devices(store: Store, *, persons: int, each: int) -> Iterator[dict[str, str]]:
    """What each of them sends to say who it is."""
    users = [
        people.add_user(store, email=f"{n}@c.example", name=f"Cy {n}", role="rep").id
        for n in range(persons)
    ]
    with store.write() as connection:
        for user in users * each:
            opened = sessions.open_session(connection, user, "test", real_ms())
            yield {"Authorization": f"Bearer {opened.access}"}


def test_several_desks_of_one_person_are_devices_of_their_own(team: Team) -> None:
    rep = team.join()
    Person(team.server, rep.id, "rep")
    assert len(rep.get("/v1/devices")["devices"]) == 2


def test_a_store_is_closed_after_whoever_still_reads_in_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    begun, done = threading.Event(), threading.Event()

    def read_on() -> None:
        with store.read():
            begun.set()
            time.sleep(0.05)
            done.set()

    reader = threading.Thread(target=read_on)
    reader.start()
    begun.wait()
    store.close()
    assert done.is_set()
    reader.join()


def test_a_store_is_closed_after_whoever_still_writes_in_it_and_nobody_begins_anew(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    begun = threading.Event()
    written: list[str] = []

    def write_on() -> None:
        for name in ("North", "South"):
            with suppress(Closed), store.write() as connection:
                begun.set()
                time.sleep(0.05)
                team = {"id": name, "name": name, "zone": "UTC", "seq": 0, "at": 0}
                connection.execute(
                    text("INSERT INTO team VALUES (:id, :name, :zone, :seq, :at)"), team
                )
                written.append(name)

    writer = threading.Thread(target=write_on)
    writer.start()
    begun.wait()
    store.close()
    assert written == ["North"]
    writer.join()
    assert written == ["North"]
