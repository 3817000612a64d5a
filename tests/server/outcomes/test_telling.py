"""Outcomes go back: signed, in order for each lead, each until it was taken or given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.builders import a_call, a_mutation, an_id
from tests.server.door import Door, a_call_on
from tests.server.outcomes.hook import Hook
from tests.server.outcomes.listening import Listening, Sent, listening
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.metrics.report_rules import OutcomeRules
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.outcomes import owed, receivers
from workbench.server.outcomes.courier import Courier
from workbench.server.team.signatures import is_genuine, stamp_of


@pytest.fixture
def crm() -> Iterator[Listening]:
    with listening() as server:
        yield server


@pytest.fixture
def rep(team: Team) -> Person:
    return team.join()


def wait_until(done: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if found := done():
            return found
        time.sleep(0.02)
    raise AssertionError("It did not happen.")


def test_a_call_goes_back_signed_and_under_the_id_of_the_system_it_came_from(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm)
    told = Door(team).take(external_id="CRM 4711")
    rep.do(a_call_on(told, "NI", reason="no need"))
    wait_until(lambda: len(crm.taken) == 3)
    assert [one.kind for one in crm.taken] == ["touch", "disposition", "stage"]
    for one in crm.taken:
        stamp = stamp_of(one.headers)
        assert stamp is not None
        assert is_genuine(stamp, one.body, [hook.secret], time.time())
        data = one.told["data"]
        assert data["lead"] == told["lead_id"]
        assert (data["external_id"], data["source"]) == ("CRM 4711", "web")
    assert crm.taken[1].told["data"]["disposition"]["code"] == "NI"
    assert crm.taken[2].told["data"]["stage"]["stage"] == "disqualified"
    assert len({one.id for one in crm.taken}) == 3


def test_what_is_taken_back_is_told_as_undone(team: Team, rep: Person, crm: Listening) -> None:
    Hook(team, crm, "disposition")
    lead = team.a_lead(rep)
    call = a_call(lead, "NA")
    rep.do(call, a_mutation(lead, "undone", mutation=call.id, after=1))
    wait_until(lambda: len(crm.taken) == 2)
    first, second = (one.told["data"]["disposition"] for one in crm.taken)
    assert first["id"] == second["id"]
    assert "undone" not in first
    assert second["undone"] is True


def test_only_the_kinds_asked_for_are_told_and_only_of_the_own_team(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm, "touch")
    stranger = Hook(Team.new(team.server), crm)
    lead = team.a_lead(rep)
    rep.do(a_call(lead, "NA"))
    wait_until(lambda: crm.taken)
    assert [one.kind for one in crm.taken] == ["touch"]
    assert (len(hook.rows()), stranger.rows()) == (1, [])


def test_a_refused_mutation_owes_nobody_anything(team: Team, rep: Person, crm: Listening) -> None:
    hook = Hook(team, crm)
    lead = team.a_lead(rep)
    assert rep.push(a_call(lead, "NI"))[0]["s"] == "rejected"  # without its reason
    assert hook.rows() == []


def test_one_that_failed_comes_again_under_its_id_and_before_what_follows_it(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm, "touch", "disposition", by_hand=True)
    lead = team.a_lead(rep)
    rep.do(*(a_call(lead, "NA", after=n) for n in range(3)))
    crm.answer = lambda _sent: 500
    hook.go_round()
    hook.go_round()
    assert len({one.id for one in crm.sent}) == 1
    assert (hook.to().failed, hook.to().error) == (2, "500")
    crm.answer = lambda _sent: 204
    while hook.go_round():
        pass
    assert crm.sent[0].id == crm.taken[0].id
    assert [one.id for one in crm.taken] == [row.id for row in hook.rows()]
    assert (hook.to().failed, hook.to().failing_since) == (0, None)


def test_a_lead_that_is_refused_holds_up_no_other(team: Team, rep: Person, crm: Listening) -> None:
    hook = Hook(team, crm, "touch", by_hand=True)
    poison, other = team.a_lead(rep), team.a_lead(rep)
    crm.answer = lambda sent: 400 if sent.lead == poison.id else 200
    for n in range(3):
        rep.do(a_call(poison, "NA", after=n), a_call(other, "NA", after=n))
    while hook.go_round():
        pass
    assert [one.lead for one in crm.taken] == [other.id] * 3
    assert len({one.id for one in crm.sent if one.lead == poison.id}) == 1
    assert next(row.error for row in hook.rows() if row.lead == poison.id) == "400"


def test_a_receiver_that_is_down_is_asked_once_a_round_and_then_left_alone(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm, "touch", by_hand=True)
    crm.answer = lambda _sent: 503
    rep.do(*(a_call(team.a_lead(rep), "NA") for _ in range(4)))
    assert hook.go_round() is False
    assert len(crm.sent) == 1


def test_what_nobody_takes_for_days_is_given_up_and_stands_in_the_trail(
    team: Team, rep: Person, crm: Listening
) -> None:
    lead, hook = team.join("lead"), Hook(team, crm, "touch", by_hand=True)
    crm.answer = lambda _sent: 503
    rep.do(*(a_call(team.a_lead(rep), "NA") for _ in range(3)))
    hook.go_round()
    hook.go_round(later_h=71)
    assert all(row.next_at for row in hook.rows())
    hook.go_round(later_h=2)
    assert [(row.next_at, row.sent_at) for row in hook.rows()] == [(None, None)] * 3
    says = [one["says"] for one in lead.get("/v1/audit")["entries"]]
    assert f"The server gave up telling {crm.url} of 3 outcomes: 503." in says
    config = lead.get("/v1/sync")["config"]
    [told] = [one["doc"] for one in config if one["kind"] == "given_up"]
    assert (told["host"], told["n"]) == ("127.0.0.1", 3)
    crm.answer = lambda _sent: 200
    rep.do(a_call(team.a_lead(rep), "NA"))
    hook.go_round()
    assert [one.id for one in crm.taken] == [hook.rows()[-1].id]


def test_patience_grows_to_its_longest_and_is_never_the_same_twice(team: Team) -> None:
    rules = OutcomeRules(again_s=10, again_most_min=10)
    for tries, most_s in ((1, 10), (2, 20), (4, 80), (9, 600), (5000, 600)):
        pauses = {owed._pause_ms(tries, rules) for _ in range(50)}
        assert len(pauses) > 10
        assert most_s * 500 <= min(pauses) <= max(pauses) <= most_s * 1000


def test_two_workers_never_send_one_at_the_same_time_and_each_goes_once(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook, office = Hook(team, crm, "touch"), team.server.office
    at_once, most = [0], [0]
    line = threading.Lock()

    def slowly(_sent: Sent) -> int:
        with line:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.01)
        with line:
            at_once[0] -= 1
        return 200

    crm.answer = slowly
    leads = [team.a_lead(rep) for _ in range(5)]
    rep.do(*(a_call(lead, "NA", after=n) for n in range(4) for lead in leads))
    couriers = [Courier(office.ledger, office.moment) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        while len(crm.taken) < 20:
            taken = list(threads.map(lambda one: one._take(), couriers))
            assert sum(receiver.id == hook.id for one in taken for receiver in one) <= 1
            work = [
                (one, receiver)
                for one, found in zip(couriers, taken, strict=True)
                for receiver in found
            ]
            list(threads.map(lambda pair: pair[0].serve(pair[1]), work))
    assert most[0] == 1
    assert len({one.id for one in crm.sent}) == len(crm.sent) == 20
    for lead in leads:
        mine = [one.id for one in crm.taken if one.lead == lead.id]
        assert mine == [row.id for row in hook.rows() if row.lead == lead.id]


def test_a_worker_that_died_leaves_what_it_took_to_the_next(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm, "touch")
    to = schema.receiver
    with hook.store.write() as connection:  # somebody took it a moment ago, and died
        mine = update(to).where(to.c.id == hook.id)
        connection.execute(mine.values(next_at=real_ms() + 1500))
    rep.do(a_call(team.a_lead(rep), "NA"))
    time.sleep(0.2)
    assert crm.sent == []
    wait_until(lambda: crm.taken)


def test_an_import_of_old_leads_owes_nobody_anything(
    team: Team, rep: Person, crm: Listening
) -> None:
    hook = Hook(team, crm)
    Door(team).take()
    team.a_lead(rep)
    assert hook.rows() == []


def test_who_is_removed_is_owed_nothing_more(team: Team, rep: Person, crm: Listening) -> None:
    crm.answer = lambda _sent: 500
    hook = Hook(team, crm)
    lead: Lead = team.a_lead(rep)
    rep.do(a_call(lead, "NA"))
    assert receivers.remove(hook.store, team.id, crm.url) == crm.url
    rep.do(a_call(lead, "NA", after=1))
    assert hook.rows() == []


def test_an_erased_person_is_told_of_no_more(team: Team, rep: Person, crm: Listening) -> None:
    crm.answer = lambda _sent: 500
    hook, ops = Hook(team, crm), team.join("ops")
    lead = team.a_lead(rep)
    rep.do(a_call(lead, "NA"))
    assert ops.post("/v1/privacy/export", {"lead": lead.id})["outcome"]
    receipt = ops.post("/v1/privacy/erase", {"lead": lead.id, "reason": "asked for"})
    assert receipt["erased"]["outcome"] == 3
    assert hook.rows() == []


def test_no_seq_is_taken_for_telling(team: Team, rep: Person, crm: Listening) -> None:
    seq = select(schema.team.c.seq).where(schema.team.c.id == team.id)
    hook, store = Hook(team, crm), team.server.office.store
    lead = team.a_lead(rep)
    with store.read() as connection:
        before = connection.execute(seq).scalar_one()
    rep.do(a_mutation(lead, "touch_logged", activity_id=an_id(), kind="email"))
    wait_until(lambda: hook.rows() and all(row.sent_at for row in hook.rows()))
    with store.read() as connection:
        assert connection.execute(seq).scalar_one() == before + 1
        count = select(func.count()).where(schema.history.c.team == team.id)
        assert connection.execute(count).scalar_one() == before + 1
