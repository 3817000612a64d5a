"""Out of office: open leads are lent, and come back by themselves as far as they are not closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, a_call, a_mutation
from tests.server.door import Door
from tests.server.served import Person, Team
from tests.server.work.test_held_back import on_the_phone, wrapped_up
from tests.server.work.test_reassigning import give, owner_of
from workbench.domain.plain import to_ms
from workbench.server.moment import Moment
from workbench.server.work.handovers import Handovers

THURSDAY = MONDAY + timedelta(days=3)


def lend(
    boss: Person, user: Person, cover: str, *, status: int = 200, since: Any = None, **more: Any
) -> dict[str, Any]:
    asked = {"user": user.id, "cover": cover, "until": to_ms(THURSDAY), "reason": "ill", **more}
    asked |= {"from": since} if since is not None else {}
    told: dict[str, Any] = boss.post("/v1/covers", asked, status=status)
    return told


def at(team: Team, moment: datetime) -> None:
    """What the server does by itself then."""
    Handovers(team.server.office.ledger, Moment(moment, 0, moment)).look()


def availability(boss: Person, user: Person) -> str:
    users = boss.get("/v1/users")["users"]
    return str(next(one["availability"] for one in users if one["id"] == user.id))


def test_a_rep_calls_in_sick_is_covered_and_has_back_what_is_not_closed(team: Team) -> None:
    mia, bob, boss = team.join(name="Mia"), team.join(name="Bob"), team.join("lead")
    leads = [team.a_lead(mia, waited=5) for _ in range(23)]
    callbacks, steps = leads[:4], leads[4:10]
    later = to_ms(MONDAY + timedelta(hours=2))
    for lead in callbacks:
        mia.do(a_call(lead, "CB", after=-2, callback_at=later))
    for lead in steps:
        mia.do(a_call(lead, "NA", after=-2))
    before = {lead.id: boss.get(f"/v1/leads/{lead.id}") for lead in leads}

    [move] = lend(boss, mia, bob.id, preview=True)["moves"]
    assert (move["name"], move["leads"]) == ("Bob", 23)
    assert owner_of(boss, leads[0]) == mia.id
    done = lend(boss, mia, bob.id)
    assert (done["state"], done["moved"]) == ("lent", 23)
    assert {owner_of(boss, lead) for lead in leads} == {bob.id}
    assert availability(boss, mia) == "away"
    for lead in (*callbacks, *steps):
        now = boss.get(f"/v1/leads/{lead.id}")
        assert [now.get(k) for k in ("callback_at", "step", "clocks")] == [
            before[lead.id].get(k) for k in ("callback_at", "step", "clocks")
        ]

    closed, worked = leads[10], leads[11]
    bob.do(a_call(closed, "NI", after=1, reason="no need"), a_call(worked, "INT", after=1))
    at(team, THURSDAY - timedelta(seconds=1))
    assert owner_of(boss, worked) == bob.id
    at(team, THURSDAY)
    assert owner_of(boss, closed) == bob.id
    assert {owner_of(boss, lead) for lead in leads if lead is not closed} == {mia.id}
    entries = boss.get(f"/v1/leads/{worked.id}/activities")["activities"]
    assert [one["user"] for one in entries if one["kind"] == "call"] == [bob.id]
    assert availability(boss, mia) == "available"
    [told] = boss.get("/v1/covers")["covers"]
    assert (told["state"], told["user_name"], told["cover_name"]) == ("ended", "Mia", "Bob")
    assert told["leads"] == 23


def test_a_cover_that_is_planned_begins_on_its_day_and_can_be_dropped_before(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    tomorrow = MONDAY + timedelta(days=1)
    planned = lend(boss, mia, bob.id, since=tomorrow.isoformat())
    assert planned["state"] == "planned"
    lend(boss, mia, bob.id, status=409)
    assert boss.call("DELETE", f"/v1/covers/{planned['cover_id']}").json()["moved"] == 0
    at(team, tomorrow)
    assert owner_of(boss, lead) == mia.id
    lend(boss, mia, bob.id, since=to_ms(tomorrow))
    at(team, tomorrow - timedelta(minutes=1))
    assert (owner_of(boss, lead), availability(boss, mia)) == (mia.id, "available")
    at(team, tomorrow)
    assert (owner_of(boss, lead), availability(boss, mia)) == (bob.id, "away")


def test_a_cover_that_is_ended_early_gives_back_at_once(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    done = lend(boss, mia, bob.id)
    bob.do(a_call(lead, "NA", after=1))
    path = f"/v1/covers/{done['cover_id']}"
    assert boss.call("DELETE", path).json()["moved"] == 1
    assert (owner_of(boss, lead), availability(boss, mia)) == (mia.id, "available")
    assert boss.call("DELETE", path).status_code == 409


def test_a_cover_that_is_undone_leaves_with_the_cover_what_was_worked(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead, worked = team.a_lead(mia), team.a_lead(mia)
    done = lend(boss, mia, bob.id)
    bob.do(a_call(worked, "NA", after=1))
    back = boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    assert [one["id"] for one in back["refused"]] == [worked.id]
    assert (owner_of(boss, lead), owner_of(boss, worked)) == (mia.id, bob.id)
    assert availability(boss, mia) == "available"
    at(team, THURSDAY)
    assert owner_of(boss, worked) == bob.id


def test_a_pool_covers_and_what_its_members_claim_comes_back_too(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    claimed, waiting = team.a_lead(mia), team.a_lead(mia)
    lend(boss, mia, team.pool)
    assert owner_of(boss, waiting) is None
    bob.do(a_mutation(claimed, "claimed", expected_owner=None))
    assert owner_of(boss, claimed) == bob.id
    at(team, THURSDAY)
    assert (owner_of(boss, claimed), owner_of(boss, waiting)) == (mia.id, mia.id)


def test_what_was_given_to_somebody_else_meanwhile_stays_there(team: Team) -> None:
    mia, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    by_hand, by_batch, still = (team.a_lead(mia) for _ in range(3))
    lend(boss, mia, bob.id)
    bob.do(a_mutation(by_hand, "reassigned", after=1, to=cid.id, expected_owner=bob.id, reason=""))
    give(boss, ids=[by_batch.id], to=cid.id)
    at(team, THURSDAY)
    owners = [owner_of(boss, lead) for lead in (by_hand, by_batch, still)]
    assert owners == [cid.id, cid.id, mia.id]


def test_a_cover_who_is_covered_in_turn_gives_everything_back_to_whom_it_is(team: Team) -> None:
    mia, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    hers, his = team.a_lead(mia), team.a_lead(bob)
    lend(boss, mia, bob.id)
    wednesday = THURSDAY - timedelta(days=1)
    lend(boss, bob, cid.id, until=to_ms(wednesday))
    assert {owner_of(boss, lead) for lead in (hers, his)} == {cid.id}
    at(team, wednesday)
    assert {owner_of(boss, lead) for lead in (hers, his)} == {bob.id}
    at(team, THURSDAY)
    assert (owner_of(boss, hers), owner_of(boss, his)) == (mia.id, bob.id)


def test_who_comes_back_first_is_not_given_what_went_back_already(team: Team) -> None:
    mia, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    hers = team.a_lead(mia)
    lend(boss, mia, bob.id)
    lend(boss, bob, cid.id, until=to_ms(THURSDAY + timedelta(days=1)))
    at(team, THURSDAY)
    assert owner_of(boss, hers) == mia.id
    at(team, THURSDAY + timedelta(days=1))
    assert owner_of(boss, hers) == mia.id


def test_a_call_of_the_cover_is_waited_for_when_the_cover_ends(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    done = lend(boss, mia, bob.id)
    call = on_the_phone(bob, lead)
    told = boss.call("DELETE", f"/v1/covers/{done['cover_id']}").json()
    assert [one["id"] for one in told["waiting"]] == [lead.id]
    assert owner_of(boss, lead) == bob.id
    bob.do(wrapped_up(lead, call))
    assert owner_of(boss, lead) == mia.id


def test_what_a_call_has_settled_is_not_lent_after_it(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    call = on_the_phone(mia, lead)
    lend(boss, mia, bob.id)
    mia.do(wrapped_up(lead, call, code="NI", reason="no need"))
    assert owner_of(boss, lead) == mia.id


def test_whose_cover_has_gone_meanwhile_is_away_all_the_same(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    lend(boss, mia, bob.id, since=to_ms(MONDAY + timedelta(days=1)))
    boss.call("PATCH", f"/v1/users/{bob.id}", json={"disabled": True})
    at(team, MONDAY + timedelta(days=1))
    assert (owner_of(boss, lead), availability(boss, mia)) == (mia.id, "away")
    at(team, THURSDAY)
    assert (owner_of(boss, lead), availability(boss, mia)) == (mia.id, "available")


def test_new_leads_of_the_absent_go_where_those_of_anybody_away_go(team: Team) -> None:
    mia, bob, boss, door = team.join(), team.join(), team.join("lead"), Door(team)
    lend(boss, mia, team.pool)
    assert {door.take()["owner"] for _ in range(3)} == {bob.id}


def test_to_say_that_one_is_away_with_a_cover_means_the_same(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead, closed = team.a_lead(mia), team.a_lead(mia)
    until = to_ms(THURSDAY)
    mia.do(a_mutation(None, "availability_set", state="away", cover=bob.id, until=until))
    at(team, team.server.office.moment.now())
    assert owner_of(boss, lead) == bob.id
    bob.do(a_call(closed, "NI", after=1, reason="no need"))
    mia.do(a_mutation(None, "availability_set", after=60, state="available"))
    at(team, team.server.office.moment.now())
    assert (owner_of(boss, lead), owner_of(boss, closed)) == (mia.id, bob.id)
    assert availability(boss, mia) == "available"


def test_a_desk_that_nobody_touches_ends_no_cover(team: Team) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(mia)
    lend(boss, mia, bob.id)
    for state in ("away", "available"):
        mia.do(a_mutation(None, "availability_set", state=state))
    at(team, team.server.office.moment.now())
    assert owner_of(boss, lead) == bob.id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": to_ms(MONDAY - timedelta(days=1))}, "until"),
        ({"until": "next week"}, "until"),
        ({"until": "2026-11-26T09:00"}, "until"),
        ({"cover": "nobody"}, "cover"),
        ({"user": "nobody"}, "user"),
    ],
)
def test_a_cover_that_cannot_be_names_what_is_wrong(
    team: Team, change: dict[str, Any], field: str
) -> None:
    mia, bob, boss = team.join(), team.join(), team.join("lead")
    asked = {"user": mia.id, "cover": bob.id, "until": to_ms(THURSDAY), **change}
    assert boss.post("/v1/covers", asked, status=422)["field"] == field


def test_nobody_covers_for_themselves(team: Team) -> None:
    mia, boss = team.join(), team.join("lead")
    assert lend(boss, mia, mia.id, status=422)["field"] == "cover"
    [result] = mia.push(a_mutation(None, "availability_set", state="away", cover=mia.id))
    assert result["message"] == "Nobody covers for themselves; choose somebody else or a pool."


def test_covers_read_as_sentences_in_the_audit_trail(team: Team) -> None:
    mia, bob = team.join(name="Mia"), team.join(name="Bob")
    boss = team.join("lead", name="Ada Boss")
    team.a_lead(mia)
    done = lend(boss, mia, bob.id)
    boss.call("DELETE", f"/v1/covers/{done['cover_id']}")
    says = [entry["says"] for entry in boss.get("/v1/audit")["entries"]][:4]
    assert says == [
        "Ada Boss gave back 1 lead to Mia: “ill”.",
        "Ada Boss ended the cover of Mia.",
        "Ada Boss lent 1 lead to Bob: “ill”.",
        "Ada Boss had Bob cover Mia until 26 Nov 2026, 10:00 UTC: “ill”.",
    ]
