"""A lead on which somebody is on a call: it goes where a batch wants it once that is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_call, a_mutation, an_id
from tests.server.served import Person, Team
from tests.server.work.test_reassigning import give, owner_of
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms
from workbench.domain.worked import CALL_LONGEST
from workbench.server.moment import Moment
from workbench.server.work.handovers import Handovers


def on_the_phone(person: Person, lead: Lead) -> str:
    call = an_id()
    person.do(a_mutation(lead, "call_started", call_id=call))
    return call


def wrapped_up(
    lead: Lead, call: str, *, after: float = 1, code: str = "INT", **more: Any
) -> Mutation:
    at = to_ms(MONDAY + timedelta(minutes=after))
    touch = {"activity_id": an_id(), "kind": "call", "at": at, "duration_s": 30, "call_id": call}
    more |= {"activity_id": an_id(), "code": code, "touch": touch}
    return a_mutation(lead, "disposed", after=after, **more)


def entries(boss: Person, lead: Lead, kind: str) -> list[dict[str, Any]]:
    told = boss.get(f"/v1/leads/{lead.id}/activities")["activities"]
    return [entry for entry in told if entry["kind"] == kind]


def test_who_is_on_a_call_keeps_the_lead_until_the_wrap_up_and_is_told(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    calling, other = team.a_lead(ann), team.a_lead(ann)
    call = on_the_phone(ann, calling)
    ids = [calling.id, other.id]
    preview = give(boss, ids=ids, to=bob.id, preview=True)
    assert preview["waiting"] == [
        {"id": calling.id, "why": "Ann is on a call with this lead until the wrap-up."}
    ]
    done = give(boss, ids=ids, to=bob.id, preview_id=preview["preview_id"])
    assert (done["moved"], done["refused"]) == (1, [])
    assert [one["id"] for one in done["waiting"]] == [calling.id]
    assert owner_of(boss, calling) == ann.id
    since = ann.get("/v1/sync")["since"]
    [told] = entries(ann, calling, "promised_away")
    assert told["reason"] == "Bob has it once this call is wrapped up."
    ann.do(wrapped_up(calling, call))
    assert owner_of(boss, calling) == bob.id
    [gone] = ann.get("/v1/sync", since=since, base=since)["items"]
    assert (gone["op"], gone["told"]["to_name"]) == ("evict", "Bob")
    assert boss.get(f"/v1/leads/{calling.id}")["status"] == "connected"


def test_what_is_filed_with_the_wrap_up_and_before_it_counts_in_full(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(ann)
    call = on_the_phone(ann, lead)
    give(boss, ids=[lead.id], to=bob.id)
    results = ann.push(
        wrapped_up(lead, call, after=-2),
        a_mutation(lead, "snoozed", after=-1, until=to_ms(MONDAY + timedelta(days=1))),
    )
    assert [result.get("note") for result in results] == [None, None]
    assert owner_of(boss, lead) == bob.id


def test_a_call_of_which_nothing_more_is_heard_is_waited_for_an_hour(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(ann)
    on_the_phone(ann, lead)
    done = give(boss, ids=[lead.id], to=bob.id)
    ledger = team.server.office.ledger

    def look(after: timedelta) -> None:
        at = MONDAY + after
        Handovers(ledger, Moment(at, 0, at)).look()

    look(CALL_LONGEST - timedelta(minutes=1))
    assert owner_of(boss, lead) == ann.id
    look(CALL_LONGEST + timedelta(minutes=1))
    assert owner_of(boss, lead) == bob.id
    assert boss.post(f"/v1/batches/{done['batch_id']}/undo", {})["moved"] == 1
    assert owner_of(boss, lead) == ann.id


def test_what_waited_when_the_batch_was_taken_back_stays(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(ann)
    call = on_the_phone(ann, lead)
    done = give(boss, ids=[lead.id], to=bob.id)
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    ann.do(wrapped_up(lead, call))
    assert owner_of(boss, lead) == ann.id


def test_of_two_batches_that_wait_the_first_has_it(team: Team) -> None:
    ann, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    lead = team.a_lead(ann)
    call = on_the_phone(ann, lead)
    give(boss, ids=[lead.id], to=bob.id)
    give(boss, ids=[lead.id], to=cid.id)
    ann.do(wrapped_up(lead, call))
    assert owner_of(boss, lead) == bob.id
    bob.do(a_call(lead, "NA", after=5))
    assert owner_of(boss, lead) == bob.id
