"""Alarms ring by themselves: once, whoever looks, and whatever is restarted in between."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import update

from tests.builders import MONDAY
from tests.server.served import Person, Team, served
from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.clocks.chores import Chore, Chores
from workbench.server.clocks.timers import Timers, ring
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.store import Store, open_store

TOO_LATE = MONDAY + timedelta(minutes=16)
ALL = ["offered", "reassigned", "told", "warned", "warned"]


def kinds(person: Person, lead: Lead) -> list[str]:
    """The entries that the clock has left on its timeline."""
    entries = person.get(f"/v1/leads/{lead.id}/activities")["activities"]
    return sorted(entry["kind"] for entry in entries if entry["kind"] != "inquiry")


def test_what_is_overdue_rings_in_order_in_one_write(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = team.a_lead(ann)
    assert ring(team.server.office.ledger, team.id, TOO_LATE) == (1, 5)
    assert kinds(bob, lead) == ALL
    entries = bob.get(f"/v1/leads/{lead.id}/activities")["activities"]
    assert len({entry["seq"] for entry in entries if entry["kind"] != "inquiry"}) == 1


def test_several_who_look_at_once_share_the_work_and_each_alarm_rings_once(team: Team) -> None:
    ann, boss = team.join(name="Ann"), team.join("lead")
    for name in ("Bob", "Cid", "Dan"):
        team.join(name=name)
    leads = [team.a_lead(ann, type="content", waited=0) for _ in range(150)]
    ledgers = [Ledger(team.server.office.store) for _ in range(4)]
    too_late = MONDAY + timedelta(days=5)
    with ThreadPoolExecutor(4) as pool:
        rung = sum(pool.map(lambda ledger: ring_all(ledger, team, too_late), ledgers))
    assert rung == 4 * len(leads)
    assert {tuple(kinds(boss, lead)) for lead in leads[:20]} == {
        ("offered", "told", "warned", "warned")
    }


def ring_all(ledger: Ledger, team: Team, now: datetime) -> int:
    """As one worker does: until nothing is left that nobody else has in hand."""
    total = 0
    while True:
        leads, rung = ring(ledger, team.id, now)
        total += rung
        if not leads:
            return total


def test_an_alarm_survives_a_restart_and_rings_once(tmp_path: Path) -> None:
    with served(open_store(tmp_path, serving=True), Moment.starting(MONDAY)) as server:
        team = Team.new(server)
        ann, bob = team.join(name="Ann"), team.join(name="Bob")
        lead = team.a_lead(ann)
    late = Moment.starting(TOO_LATE)
    for _ in range(2):
        with served(open_store(tmp_path, serving=True), late, by_itself=True) as server:
            bob = Person(server, bob.id, "rep")
            wait_for(bob, lead)
            looked_twice(server.office.timers)
            assert kinds(bob, lead) == ALL


def wait_for(person: Person, lead: Lead) -> None:
    began = time.monotonic()
    while person.call("GET", f"/v1/leads/{lead.id}").status_code != 200:
        assert time.monotonic() - began < 10
        time.sleep(0.02)


def looked_twice(timers: Timers) -> None:
    for _ in range(2):
        before = timers.age_s
        while timers.age_s >= before:
            before = timers.age_s
            time.sleep(0.01)


def test_their_age_and_what_they_rang_can_be_watched(tmp_path: Path) -> None:
    moment = Moment.starting(TOO_LATE)
    with served(open_store(tmp_path, serving=True), moment, by_itself=True) as server:
        team = Team.new(server)
        bob = team.join(name="Bob")
        wait_for(bob, team.a_lead(team.join(name="Ann")))
        told = requests.get(server.address + "/v1/health", timeout=5).json()
        assert told["timer_age_s"] >= 0
        lines = requests.get(server.address + "/metrics", timeout=5).text.splitlines()
        assert "workbench_alarms_total 5" in lines


def test_a_lead_that_cannot_be_read_holds_up_no_other(
    team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    broken, whole = team.a_lead(ann), team.a_lead(ann)
    ledger = team.server.office.ledger
    with ledger.store.write() as connection:
        spoilt = update(schema.lead).where(schema.lead.c.id == broken.id).values(doc="{}")
        connection.execute(spoilt)
    assert ring(ledger, team.id, TOO_LATE) == (2, 5)
    assert kinds(bob, whole) == ALL
    assert "they are put off" in caplog.text
    assert ring(ledger, team.id, TOO_LATE) == (0, 0)


def test_a_chore_is_done_by_one_of_those_who_find_it_due(store: Store) -> None:
    done: Counter[datetime] = Counter()
    chore = Chore(
        name="count", every=timedelta(days=1), at=timedelta(hours=2),
        do=lambda _ledger, now: done.update([now.replace(second=0, microsecond=0)]),
    )  # fmt: skip
    for now in (MONDAY, MONDAY, MONDAY + timedelta(hours=15), MONDAY + timedelta(hours=16.1)):
        workers = [Chores(Ledger(store), Moment.starting(now)) for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda worker: worker.see_to(chore), workers))
    assert done == {MONDAY: 1, MONDAY.replace(day=24, hour=2, minute=6): 1}
