"""Whose lead it was when something was done on it, and which lead it has become since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_call, a_mutation, an_id, asked
from tests.server.door import Door, lead_of
from tests.server.served import Team
from tests.server.work.test_pushing import the_lead, the_timeline
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms


def test_of_one_push_only_what_a_former_owner_did_before_they_left_counts(team: Team) -> None:
    former, new, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(former)
    before = a_call(lead, "NA", at=team.server.office.moment.now())
    boss.do(a_mutation(lead, "reassigned", to=new.id, expected_owner=former.id, reason="leave"))
    after = a_call(lead, "NI", at=team.server.office.moment.now(), reason="no need")
    results = former.push(before, after)
    assert [result.get("note") for result in results] == [None, "kept_activity_only"]
    assert the_lead(new, lead.id)["status"] == "attempting"


def test_what_was_done_on_a_pools_lead_before_leaving_the_pool_still_counts(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    lead = team.a_lead()
    before = a_call(lead, "NA", at=team.server.office.moment.now())
    boss.call("PATCH", f"/v1/pools/{team.pool}", json={"members": []})
    after = a_call(lead, "NA", at=team.server.office.moment.now() + timedelta(milliseconds=500))
    results = rep.push(before, after)
    assert [result.get("note") for result in results] == [None, "kept_activity_only"]
    assert the_lead(boss, lead.id)["attempts"] == 1
    assert rep.call("GET", f"/v1/leads/{lead.id}").status_code == 404


def test_an_edit_by_a_clock_that_runs_ahead_is_taken(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    edit: dict[str, Any] = {"title": {"old": None, "new": "COO"}}
    rep.do(a_mutation(lead, "lead_edited", at=MONDAY + timedelta(days=300), **edit))
    assert the_lead(rep, lead.id)["title"] == "COO"


def test_what_is_done_on_a_merged_lead_applies_to_its_master(team: Team) -> None:
    rep = team.join()
    lead, master = team.a_lead(rep), team.a_lead(rep)
    merging = a_mutation(lead, "disposed", activity_id=an_id(), code="DUP", master=master.id)
    rep.do(merging, a_call(lead, "NA", after=1))
    rep.do(a_call(lead, "VM", after=2))
    assert the_lead(rep, master.id)["attempts"] == 2
    stored = the_lead(rep, lead.id)
    assert (stored["status"], stored.get("attempts", 0)) == ("merged", 0)
    rep.do(a_mutation(lead, "undone", after=3, mutation=merging.id), a_call(lead, "NA", after=4))
    stored = the_lead(rep, lead.id)
    assert (stored["status"], stored["attempts"]) == ("attempting", 1)


def test_a_touch_on_a_lead_that_joined_anothers_is_kept_there(team: Team) -> None:
    rep, other = team.join(), team.join()
    inquiry = {"type": "demo", "name": "Ida Berg", "email": f"{an_id()}@halden.example"}
    [first, added] = [
        a_mutation(None, "lead_added", lead_id=an_id(), inquiry=inquiry) for _ in range(2)
    ]
    other.do(first)
    theirs, merged = first.args["lead_id"], team.a_lead(rep)
    boss = team.join("lead")
    boss.do(a_mutation(merged, "disposed", activity_id=an_id(), code="DUP", master=theirs))
    now = team.server.office.moment.now()
    results = rep.push(
        added,
        a_call(replace(merged, id=added.args["lead_id"]), "NA", at=now),
        a_call(merged, "NA", at=now),
    )
    assert [(result["s"], result.get("note")) for result in results[1:]] == [
        ("ok", "kept_activity_only")
    ] * 2
    calls = [entry for entry in the_timeline(other, theirs) if entry["kind"] == "call"]
    assert len(calls) == len(results) - 1


def test_a_duplicate_names_another_lead_that_one_can_see(team: Team) -> None:
    rep, other = team.join(), team.join()
    lead, twin, foreign = team.a_lead(rep), team.a_lead(rep), team.a_lead(other)

    def merged(one: Lead, master: str) -> str | None:
        merging = a_mutation(one, "disposed", activity_id=an_id(), code="DUP", master=master)
        [result] = rep.push(merging)
        code: str | None = result.get("code")
        return code

    for master in (lead.id, foreign.id, "nobody"):
        assert merged(lead, master) == "unknown_master"
    assert merged(lead, twin.id) is None
    assert merged(twin, lead.id) == "unknown_master"


def test_a_new_inquiry_of_a_merged_person_reaches_the_master(team: Team) -> None:
    rep, door = team.join(), Door(team)
    known = door.take()
    lead = replace(team.a_lead(rep), id=known["lead_id"])
    master = team.a_lead(rep)
    email = lead_of(rep, known)["email"]
    rep.do(a_mutation(lead, "disposed", activity_id=an_id(), code="DUP", master=master.id))
    assert door.take(email=email)["lead_id"] == master.id


def test_an_undone_meeting_takes_the_lead_from_the_ae_again(team: Team) -> None:
    rep, ae = team.join(), team.join("ae")
    lead = team.a_lead(rep)

    def booked(after: int) -> Mutation:
        at = to_ms(MONDAY + timedelta(days=1))
        meeting = {"meeting_id": an_id(), "at": at, "length_min": 30, "ae": ae.id}
        return a_call(lead, "MTG", after=after, meeting=meeting)

    first, second = booked(1), booked(2)
    rep.do(*asked(lead), first, second)
    since = ae.get("/v1/sync")["since"]
    rep.do(a_mutation(lead, "undone", after=3, mutation=second.id))
    assert the_lead(ae, lead.id)["id"] == lead.id
    rep.do(a_mutation(lead, "undone", after=4, mutation=first.id))
    assert ae.call("GET", f"/v1/leads/{lead.id}").status_code == 404
    page = ae.get("/v1/sync", since=since, base=since)
    assert page["items"] == [{"op": "evict", "id": lead.id}]


def test_a_referral_sends_the_old_lead_to_nurture(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    colleague = {"lead_id": an_id(), "name": "Ida Berg", "email": f"{an_id()}@halden.example"}
    rep.do(a_call(lead, "REF", contact=colleague))
    assert the_lead(rep, lead.id)["status"] == "nurture"
    assert the_lead(rep, colleague["lead_id"])["status"] == "assigned"
