"""Many leads to other hands, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_call
from tests.server.served import Person, Team
from workbench.server import schema
from workbench.server.clocks.timers import ring
from workbench.server.work import batches, reassigning
from workbench.server.work.moves import plan


def give(boss: Person, status: int = 200, **what: Any) -> dict[str, Any]:
    told: dict[str, Any] = boss.post(
        "/v1/leads/reassign", {"reason": "leave", "preview": False, **what}, status=status
    )
    return told


def owner_of(boss: Person, lead: Any) -> str | None:
    owner: str | None = boss.get(f"/v1/leads/{lead.id}").get("owner")
    return owner


def test_a_preview_says_who_gets_how_many_and_moves_nothing(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(3)]
    ids = [lead.id for lead in leads] + ["stranger"]
    told = give(boss, ids=ids, to=bob.id, preview=True)
    [move] = told["moves"]
    assert (move["to"], move["name"], move["leads"]) == (bob.id, "Bob", 3)
    assert set(move["ids"]) == {lead.id for lead in leads}
    assert told["from"] == [{"from": ann.id, "name": "Ann", "leads": 3}]
    assert told["refused"] == [{"id": "stranger", "why": "There is no such lead."}]
    assert owner_of(boss, leads[0]) == ann.id


def test_leads_move_both_desks_follow_and_undo_takes_them_back(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(3)]
    ids = {lead.id for lead in leads}
    since = ann.get("/v1/sync")["since"]
    preview = give(boss, ids=sorted(ids), to=bob.id, preview=True)
    done = give(boss, ids=sorted(ids), to=bob.id, preview_id=preview["preview_id"])
    assert (done["moved"], done["refused"]) == (3, [])
    gone = ann.get("/v1/sync", since=since, base=since)["items"]
    come = bob.get("/v1/sync", since=since, base=since)["items"]
    assert {item["id"] for item in gone if item["op"] == "evict"} == ids
    assert {item["lead"]["id"] for item in come if item["op"] == "put"} == ids
    assert {item["lead"]["owner"] for item in come} == {bob.id}

    bob.do(a_call(leads[0], "NA", after=1))
    back = boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    assert back["moved"] == 2
    assert back["refused"] == [{"id": leads[0].id, "why": "Somebody has worked it since."}]
    assert [owner_of(boss, lead) for lead in leads] == [bob.id, ann.id, ann.id]
    entries = boss.get(f"/v1/leads/{leads[1].id}/activities")["activities"]
    assert [entry["undone"] for entry in entries if entry["kind"] == "reassigned"] == [True]
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {}, status=409)


def test_what_changed_since_the_preview_stays(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    still, worked = team.a_lead(ann), team.a_lead(ann)
    ids = [still.id, worked.id]
    preview = give(boss, ids=ids, to=bob.id, preview=True)["preview_id"]
    ann.do(a_call(worked, "NA", after=1))
    done = give(boss, ids=ids, to=bob.id, preview_id=preview)
    assert done["moved"] == 1
    assert done["refused"] == [{"id": worked.id, "why": "It changed since the preview."}]
    give(boss, ids=ids, to=bob.id, preview_id=preview, status=409)


def test_the_owner_clock_restarts_and_the_leads_clock_runs_on(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = team.a_lead(ann, waited=3)
    before = boss.get(f"/v1/leads/{lead.id}")
    give(boss, ids=[lead.id], to=bob.id)
    after = boss.get(f"/v1/leads/{lead.id}")
    assert after["clocks"] == before["clocks"]
    assert "assigned_at" not in before
    assert after["assigned_at"] > 0


def test_leads_are_balanced_among_those_who_are_here(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    for _ in range(4):
        team.a_lead()
    told = give(boss, filter={"pool": team.pool}, to="balance", preview=True)
    assert {(move["to"], move["leads"]) for move in told["moves"]} == {(ann.id, 2), (bob.id, 2)}


def test_a_lead_from_the_pool_is_assigned_and_back_it_is_new(team: Team) -> None:
    ann, boss = team.join(name="Ann"), team.join("lead")
    lead = team.a_lead()
    done = give(boss, ids=[lead.id], to=ann.id)
    assert boss.get(f"/v1/leads/{lead.id}")["status"] == "assigned"
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    back = boss.get(f"/v1/leads/{lead.id}")
    assert (back.get("status", "new"), back["pool"]) == ("new", team.pool)


def test_a_cap_only_warns(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    ids = [team.a_lead(ann).id for _ in range(4)]
    told = give(boss, ids=ids, to=bob.id, preview=True)
    assert told["warnings"] == ["Bob would have 4 untouched hand-raisers; the cap is 3."]
    assert give(boss, ids=ids, to=bob.id)["moved"] == 4


def test_a_rep_cannot_and_a_stranger_is_no_target(team: Team) -> None:
    ann, boss = team.join(), team.join("lead")
    lead = team.a_lead(ann)
    give(ann, ids=[lead.id], to=ann.id, status=403)
    assert give(boss, ids=[lead.id], to="nobody", status=422)["field"] == "to"
    other = Team.new(team.server).join("lead")
    assert give(other, ids=[lead.id], to=other.id)["refused"][0]["id"] == lead.id


def test_what_a_crash_left_open_is_carried_on(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = team.a_lead(ann)
    office = team.server.office
    with office.store.write() as connection:
        chosen = schema.lead.c.id == lead.id
        planned = plan(connection, team.id, chosen, [], bob.id, MONDAY)
        batches.enter(connection, team.id, boss.id, planned, "open", "leave", MONDAY)
    reassigning.resume(office.ledger, office.moment.now())
    assert owner_of(boss, lead) == bob.id


def test_what_the_clock_did_meanwhile_is_no_work_and_an_offer_ends_with_a_move(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    cid = team.join(name="Cid")
    lead, ledger = team.a_lead(ann, waited=20), team.server.office.ledger
    ring(ledger, team.id, MONDAY - timedelta(minutes=15))
    offered = bob if boss.get(f"/v1/leads/{lead.id}")["offer"]["to"] == bob.id else cid
    other = cid if offered is bob else bob
    done = give(boss, ids=[lead.id], to=other.id)
    assert offered.call("GET", f"/v1/leads/{lead.id}").status_code == 404
    assert "offer" not in other.get(f"/v1/leads/{lead.id}")
    assert ring(ledger, team.id, MONDAY + timedelta(minutes=8))[1] > 0
    assert boss.post(f"/v1/batches/{done['batch_id']}/undo", {})["moved"] == 1
    assert owner_of(boss, lead) == ann.id
