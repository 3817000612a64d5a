"""The database goes away and comes back while desks wait and work."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import requests
from sqlalchemy import text

from tests.builders import MONDAY, a_call
from tests.server.cluster import cluster, programs, restart
from tests.server.served import Person, Served, Team, served
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.server.moment import Moment
from workbench.server.store import open_store

PATIENCE_S = 20


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[str, Served]]:
    """A cluster that may be restarted, and a server of it whose alarms ring."""
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with cluster(bin) as address:
        store = open_store(database_url=address, serving=True)
        with served(store, Moment.starting(MONDAY), by_itself=True) as server:
            yield address, server


def eventually(question: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not question():
        assert time.monotonic() < until
        time.sleep(0.05)


def serves(server: Served) -> bool:
    return requests.get(server.address + "/v1/health", timeout=10).status_code == 200


def restarted(address: str) -> None:
    bin = programs()
    assert bin is not None
    restart(bin, address)


def test_a_restart_of_the_database_costs_a_moment_and_no_waiter(
    own: tuple[str, Served],
) -> None:
    address, server = own
    team = Team.new(server)
    rep = team.join()
    lead = team.a_lead(rep)
    since = rep.get("/v1/sync")["since"]
    pages: list[Any] = []
    waiting = threading.Thread(
        target=lambda: pages.append(rep.get("/v1/sync", since=since, base=since, wait=25))
    )
    waiting.start()
    eventually(lambda: team.id in server.office.waiters.seen)
    restarted(address)
    eventually(lambda: serves(server))
    Person(server, rep.id, "rep").do(a_call(lead, "NA"))
    waiting.join(10)
    assert [item["lead"]["id"] for item in pages[0]["items"]] == [lead.id]
    eventually(lambda: server.office.tail.age_s < 1)


def killed(name: str) -> None:
    """In the server's own loop: rounds end as by an error that nothing foresaw."""
    for task in asyncio.all_tasks():
        if task.get_name() == name:
            task.cancel()


def test_rounds_that_died_while_the_database_restarted_under_load_go_again(
    own: tuple[str, Served],
) -> None:
    address, server = own
    team = Team.new(server)
    boss, reps = team.join("lead"), [team.join() for _ in range(4)]
    leads = [team.a_lead(rep) for rep in reps]
    over, loop = threading.Event(), server.office.waiters._loop
    assert loop is not None
    with ThreadPoolExecutor(4) as pool:
        busy = [pool.submit(work, *pair, over) for pair in zip(reps, leads, strict=True)]
        for name in ("tail", "timers", "chores"):
            loop.call_soon_threadsafe(killed, name)
        restarted(address)
        eventually(lambda: serves(server))
        over.set()
        done = [one.result() for one in busy]
    rounds = {one.name: one for one in server.office.rounds}
    for name in ("tail", "timers", "chores"):
        eventually(lambda one=rounds[name]: one.revivals == 1 and one.age_s < 5)  # type: ignore[misc]  # mypy infers no default
    told = requests.get(server.address + "/v1/health", timeout=10).json()["rounds"]
    assert {name for name, one in told.items() if one["revivals"]} == {"tail", "timers", "chores"}
    for rep, lead, made in zip(reps, leads, done, strict=True):
        entries = rep.get(f"/v1/leads/{lead.id}/activities")["activities"]
        assert sum(entry["kind"] == "call" for entry in entries) == made
    late = team.a_lead(reps[0], waited=60)
    eventually(lambda: "warned" in kinds(boss, late))


def work(rep: Person, lead: Lead, over: threading.Event) -> int:
    """Call after call until `over`, each sent until it is taken; how many were made."""
    for n in itertools.count():
        if over.is_set():
            return n
        send(rep, a_call(lead, "NA", after=n))
    raise AssertionError


def send(rep: Person, call: Mutation) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            rep.do(call)
        except AssertionError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


def kinds(boss: Person, lead: Lead) -> set[str]:
    entries = boss.get(f"/v1/leads/{lead.id}/activities")["activities"]
    return {entry["kind"] for entry in entries}


def test_what_is_answered_is_on_the_databases_disk_whatever_the_database_says(
    postgresql: str,
) -> None:
    with psycopg.connect(postgresql) as plain:
        assert plain.execute("SHOW synchronous_commit").fetchone() == ("off",)
    store = open_store(database_url=postgresql)
    with store.write() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    store.close()
