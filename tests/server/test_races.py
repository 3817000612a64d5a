"""What two do at once, and what reaches a server from beside it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests.builders import a_call, a_mutation
from tests.server.door import Door, inquiry
from tests.server.served import Person, Team
from workbench.server import schema
from workbench.server.intake import entering as intake
from workbench.server.intake import reception
from workbench.server.reports import rollup
from workbench.server.serving import Unservable, alone, serve
from workbench.server.store import Store, open_store
from workbench.server.team import people, pools


# SQLite has one writer, so nothing can come between there.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_what_is_written_while_an_inquiry_is_taken_in_is_known_to_the_next(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    door.take()
    reached, go_on = threading.Event(), threading.Event()
    taking = reception._take_in

    def slowly(*args: Any) -> Any:
        taken = taking(*args)
        reached.set()
        go_on.wait(5)
        return taken

    monkeypatch.setattr(reception, "_take_in", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(door.take)
        reached.wait(5)
        bob.do(a_mutation(None, "availability_set", state="away"))
        go_on.set()
        first.result()
    monkeypatch.undo()
    assert {door.take()["owner"] for _ in range(2)} == {ann.id}


def test_a_key_whose_inquiry_was_refused_is_as_good_as_new(team: Team) -> None:
    door = Door(team)
    assert door.send({"type": "party"}, Idempotency_Key="once").status_code == 422
    with team.server.office.store.read() as connection:
        marks = select(schema.idempotency).where(schema.idempotency.c.key == "once")
        assert connection.execute(marks).all() == []


def test_one_inquiry_that_the_database_refuses_costs_no_other_of_its_commit(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.join()
    doors = [Door(team) for _ in range(6)]
    take = intake.Intake.take

    def refusing(self: Any, arrival: Any, effect: Any) -> Any:
        if arrival.reading.facts.get("company") == "Broken":
            self._writing.connection.execute(text("INSERT INTO team (id) VALUES (NULL)"))
        return take(self, arrival, effect)

    monkeypatch.setattr(intake.Intake, "take", refusing)
    monkeypatch.setattr(reception, "GATHER_S", 0.2)
    bodies = [inquiry(company="Broken" if n == 2 else "Halden") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda door, body: door.send(body).status_code, doors, bodies))
    assert [status == 202 for status in answers] == [n != 2 for n in range(6)]


def test_a_position_that_no_database_can_hold_is_refused(team: Team) -> None:
    rep = team.join()
    for claim in (f"{10**30}.abc", "-5.abc", "x.abc"):
        answer = rep.call("GET", "/v1/sync", headers={"Sync-Claim": claim})
        assert (answer.status_code, answer.json()["field"]) == (422, "Sync-Claim")


def test_a_password_given_by_somebody_else_ends_the_sessions_that_are_open(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    fresh = {"password": "a password for everybody"}
    assert boss.call("PATCH", f"/v1/users/{rep.id}", json=fresh).status_code == 200
    assert rep.call("GET", "/v1/me").status_code == 401
    ops = team.join("ops")
    other = Person(team.server, ops.id, "ops")
    assert ops.call("PATCH", f"/v1/users/{ops.id}", json=fresh).status_code == 200
    assert (ops.call("GET", "/v1/me").status_code, other.call("GET", "/v1/me").status_code) == (
        200,
        401,
    )


def test_a_team_is_there_as_a_whole_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise OSError("the disk is full")

    name = f"Broken {time.monotonic_ns()}"
    with monkeypatch.context() as patch:
        patch.setattr(pools, "enter_pool", broken)
        with pytest.raises(OSError, match="disk"):
            people.ensure_team(store, name)
    with ThreadPoolExecutor(4) as pool:
        ids = {pool.submit(people.ensure_team, store, name) for _ in range(4)}
    assert len({id.result() for id in ids}) == 1
    id = people.ensure_team(store, name)
    with store.read() as connection:
        mine = select(schema.pool.c.id).where(schema.pool.c.team == id)
        assert len(connection.execute(mine).all()) == 1


def test_a_folder_is_served_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with alone(store), pytest.raises(Unservable, match="served already"):
        serve(tmp_path)
    store.close()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("order", ["id", "seq"])
def test_counting_and_a_batch_wait_for_each_other_only_where_one_locks_in_another_order(
    team: Team, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    rep, office = team.join(), team.server.office
    first, second = sorted((team.a_lead(rep) for _ in range(2)), key=lambda lead: lead.id)
    rep.do(a_call(first, "NA"))  # so that it is the later one by its seq
    monkeypatch.setattr(rollup, "HOLD", rollup.HOLD.order_by(None).order_by(schema.lead.c[order]))
    held = threading.Event()

    def count() -> None:
        held.wait(5)
        rollup.catch_up(office.store, team.id)

    def move() -> None:
        with office.ledger.write(team.id, office.moment.now()) as writing:
            writing.lock([first.id])
            held.set()
            wait_for_a_lock(office.store)
            writing.lock([second.id])

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(one) for one in (count, move)]
        failed = [error for one in both if (error := one.exception()) is not None]
    assert len(failed) == (0 if order == "id" else 1)
    for error in failed:
        assert isinstance(error, OperationalError)
        assert isinstance(error.orig, DeadlockDetected)


def wait_for_a_lock(store: Store) -> None:
    """Until somebody waits for a row that another holds."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with store.read() as connection:
            if connection.execute(waiting).scalar():
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waits.")
