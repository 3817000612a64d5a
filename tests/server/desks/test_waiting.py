"""Whoever waits for news hears of it, wherever it was written."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import ExitStack
from typing import Any

import requests
from sqlalchemy import delete, update

from tests.builders import a_mutation
from tests.server.desks.copies import Copy, gave, ids
from tests.server.served import Person, Team
from workbench.server import schema
from workbench.server.desks.waiters import MOST_OF_DEVICE, MOST_OF_PERSON, Waiters
from workbench.server.ledger.audiences import Slice
from workbench.server.ledger.writing import Committed, Ledger
from workbench.server.team.sessions import Caller
from workbench.wire import Position


def test_a_reassignment_is_on_both_reps_screens_within_a_second(team: Team) -> None:
    giver, taker, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(giver)
    seen: dict[str, tuple[list[tuple[str, str]], float]] = {}

    def wait(person: Person) -> None:
        since = person.get("/v1/sync")["since"]
        ready.wait()
        page = person.get("/v1/sync", since=since, base=since, wait=25)
        seen[person.id] = ids(page["items"]), time.monotonic()

    ready = threading.Barrier(3)
    waiting = [threading.Thread(target=wait, args=(person,)) for person in (giver, taker)]
    for thread in waiting:
        thread.start()
    ready.wait()
    time.sleep(0.1)
    began = time.monotonic()
    gave(boss, lead, giver, taker)
    for thread in waiting:
        thread.join()
    assert seen[giver.id][0] == [("evict", lead.id)]
    assert seen[taker.id][0] == [("put", lead.id)]
    assert max(at for _, at in seen.values()) - began < 1


def test_a_change_of_config_reaches_everybody_who_waits(team: Team) -> None:
    rep, mate = team.join(), team.join()
    since = rep.get("/v1/sync")["since"]
    page: dict[str, Any] = {}
    waiting = threading.Thread(
        target=lambda: page.update(rep.get("/v1/sync", since=since, base=since, wait=25))
    )
    waiting.start()
    mate.do(a_mutation(None, "availability_set", state="away"))
    waiting.join()
    [told] = page["config"]
    assert (told["key"], told["doc"]["availability"]) == (mate.id, "away")


def test_what_another_process_writes_reaches_who_waits(team: Team) -> None:
    rep = team.join()
    copy = Copy(rep).begin()
    result: list[dict[str, Any]] = []
    waiting = threading.Thread(
        target=lambda: result.append(copy.ask(since=copy.since, base=copy.since, wait=25))
    )
    waiting.start()
    time.sleep(0.1)
    office = team.server.office
    ledger = Ledger(office.store)  # a command's own, whose commits nobody here hears
    with ledger.write(team.id, office.moment.now()) as writing, writing.effect() as effect:
        effect.config("user", rep.id, {"name": "Somebody Else"})
    waiting.join()
    assert result[0]["config"][0]["doc"]["name"] == "Somebody Else"


def committed(seq: int, *audiences: str, team: str = "t", config: bool = False) -> Committed:
    return Committed(team, seq - 1, Position(seq, "aa"), frozenset(audiences), config)


def a_caller(id: str) -> Caller:
    return Caller(
        id=id, email="", name="", role="rep", team="t", team_name="", device=id, scope_version=0,
        scope_seq=0, disabled_at=None,
    )  # fmt: skip


def test_of_what_is_written_while_somebody_looks_only_news_of_theirs_has_them_look_again() -> None:
    slices = {
        "rep": Slice("t", frozenset({"user:rep", "pool:p"})),
        "mate": Slice("t", frozenset({"user:mate", "pool:p"})),
        "boss": Slice("t", frozenset({"leads:t"}), whole_team=True),
    }

    async def looked_again(*meanwhile: Committed) -> set[str]:
        waiters = Waiters()
        with ExitStack() as stack:
            looking = {id: stack.enter_context(waiters.registered()) for id in slices}
            for one in meanwhile:
                waiters.wake(one)
            for id, waiter in looking.items():
                waiters.settle(waiter, a_caller(id), slices[id], Position(5, "aa"))
            during = {id for id, waiter in looking.items() if waiter.news.is_set()}
            for waiter in looking.values():
                waiter.news.clear()
            for one in meanwhile:
                waiters.wake(one)
            # Who waits already hears of the same, but for team leads, who rest.
            after = {id for id, waiter in looking.items() if waiter.news.is_set()}
            assert during - {"boss"} <= after
        return during

    def look(*meanwhile: Committed) -> set[str]:
        return asyncio.run(looked_again(*meanwhile))

    assert look() == look(committed(6, "user:other", team="u")) == set()
    assert look(committed(5, "user:rep", "pool:p")) == set()  # they were told that
    assert look(committed(6, "user:rep")) - {"boss"} == {"rep"}
    assert look(committed(6, "user:other"), committed(7, "pool:p")) >= {"rep", "mate"}
    assert look(committed(4, config=True)) >= {"rep", "mate"}  # a history that was restored


def test_waiters_hold_no_connection(team: Team) -> None:
    rep = team.join()
    since = rep.get("/v1/sync")["since"]
    people = [Person(team.server, rep.id, "rep") for _ in range(8)]
    waiting = [
        threading.Thread(target=person.get, args=("/v1/sync",), kwargs={"since": since, "wait": 25})
        for person in people
    ]
    for thread in waiting:
        thread.start()
    store, waiters = team.server.office.store, team.server.office.waiters
    while waiters.count < len(people):
        time.sleep(0.01)
    # The tail borrows one for a moment, five times a second; a waiter would keep its own.
    while store.connections_in_use:
        time.sleep(0.01)
    assert waiters.count == len(people)
    team.a_lead(rep)
    for thread in waiting:
        thread.join()


def test_the_oldest_poll_of_a_device_is_answered_when_it_asks_too_often(team: Team) -> None:
    rep = team.join()
    waiters = team.server.office.waiters
    before = waiters.count
    waiting = [a_poll(rep) for _ in range(MOST_OF_DEVICE)]
    while waiters.count < before + MOST_OF_DEVICE:
        time.sleep(0.01)
    waiting.append(a_poll(rep))
    while all(thread.is_alive() for thread, _ in waiting):
        time.sleep(0.01)
    [told] = [answer for thread, answer in waiting if not thread.is_alive()]
    assert (told["items"], told["config"]) == ([], [])
    team.a_lead(rep)
    for thread, _ in waiting:
        thread.join()


def test_a_person_waits_at_so_many_desks_and_at_no_more(team: Team) -> None:
    rep = team.join()
    waiters = team.server.office.waiters
    before = waiters.count
    desks = [Person(team.server, rep.id, "rep") for _ in range(MOST_OF_PERSON)]
    waiting = [a_poll(desk) for desk in desks]
    while waiters.count < before + MOST_OF_PERSON:
        time.sleep(0.01)
    since = rep.get("/v1/sync")["since"]
    refused = rep.call("GET", "/v1/sync", params={"since": since, "wait": 25})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert int(refused.headers["Retry-After"]) > 0
    assert rep.call("GET", "/v1/sync", params={"since": since}).status_code == 200
    team.a_lead(rep)
    for thread, _ in waiting:
        thread.join()


def a_poll(person: Person) -> tuple[threading.Thread, dict[str, Any]]:
    """A long poll under way, and what it will be answered."""
    told: dict[str, Any] = {}
    session = requests.Session()
    session.trust_env = False
    session.headers.update(person.session.headers)
    address = person._server.address + "/v1/sync"
    since = person.get("/v1/sync")["since"]
    asked = {"since": since, "base": since, "wait": 25}
    thread = threading.Thread(
        target=lambda: told.update(session.get(address, params=asked, timeout=40).json())
    )
    thread.start()
    return thread, told


def test_a_history_that_was_restored_reaches_who_waits(team: Team) -> None:
    rep = team.join()
    known = rep.get("/v1/sync")
    answers: list[requests.Response] = []
    asked = {"since": known["since"], "base": known["since"], "wait": 25}
    claim = {"Sync-Claim": known["as_of"]}
    waiting = threading.Thread(
        target=lambda: answers.append(rep.call("GET", "/v1/sync", params=asked, headers=claim))
    )
    waiting.start()
    office = team.server.office
    while team.id not in office.waiters.seen:
        time.sleep(0.01)
    _restore(team, known["since"] - 1)
    waiting.join(10)
    assert (answers[0].status_code, answers[0].json()["reason"]) == (409, "history_lost")


def test_a_history_that_was_restored_and_has_grown_again_reaches_who_waits(team: Team) -> None:
    rep = team.join()
    known = rep.get("/v1/sync")
    office = team.server.office
    seen = {team.id: Position.parse(known["as_of"])}
    assert office.tail.news(seen) == []
    _restore(team, known["since"] - 2)
    ledger = Ledger(office.store)  # of another worker
    for n in range(4):
        with ledger.write(team.id, office.moment.now()) as writing, writing.effect() as effect:
            effect.config("stage", str(n), {})
    [told] = office.tail.news(seen)
    assert (told.before, told.config) == (known["since"], True)
    assert told.position.seq == known["since"] + 2


def _restore(team: Team, seq: int) -> None:
    """The team's history as it was at `seq`."""
    history, teams = schema.history, schema.team
    with team.server.office.store.write() as connection:
        later = (history.c.team == team.id) & (history.c.seq > seq)
        connection.execute(delete(history).where(later))
        connection.execute(update(teams).where(teams.c.id == team.id).values(seq=seq))
