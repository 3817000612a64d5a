"""The database goes away and comes back while desks wait."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import requests

from tests.builders import MONDAY, a_call
from tests.server.cluster import cluster, programs, restart
from tests.server.served import Person, Team, served
from workbench.server.moment import Moment
from workbench.server.store import open_store


def test_a_restart_of_the_database_costs_a_moment_and_no_waiter() -> None:
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with (
        cluster(bin) as address,
        served(open_store(database_url=address, serving=True), Moment.starting(MONDAY)) as server,
    ):
        team = Team.new(server)
        rep = team.join()
        lead = team.a_lead(rep)
        since = rep.get("/v1/sync")["since"]
        pages: list[Any] = []
        waiting = threading.Thread(
            target=lambda: pages.append(rep.get("/v1/sync", since=since, base=since, wait=25))
        )
        waiting.start()
        while team.id not in server.office.waiters.seen:
            time.sleep(0.01)
        restart(bin, address)
        began = time.monotonic()
        while requests.get(server.address + "/v1/health", timeout=10).status_code != 200:
            assert time.monotonic() - began < 5
            time.sleep(0.05)
        Person(server, rep.id, "rep").do(a_call(lead, "NA"))
        waiting.join(10)
        assert [item["lead"]["id"] for item in pages[0]["items"]] == [lead.id]
        while server.office.tail.age_s > 1:
            assert time.monotonic() - began < 10
            time.sleep(0.05)
