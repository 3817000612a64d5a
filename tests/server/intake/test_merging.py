"""A duplicate goes into its master and comes out again: facts, clocks, timelines, who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import a_call, a_mutation, an_id
from tests.server.desks.copies import Copy
from tests.server.door import Door, inquiry, lead_of
from tests.server.served import Person, Team
from tests.server.work.test_pushing import the_lead, the_timeline
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation


def duplicate(lead: Lead, master: Lead, **more: Any) -> Mutation:
    return a_mutation(lead, "merged", **{"after": 1, **more}, master=master.id)


def coded(lead: Lead, master: Lead, **more: Any) -> Mutation:
    more = {"after": 1, **more}
    return a_mutation(lead, "disposed", **more, activity_id=an_id(), code="DUP", master=master.id)


def taken_back(lead: Lead, mutation: Mutation, **more: Any) -> Mutation:
    return a_mutation(lead, "undone", **{"after": 9, **more}, mutation=mutation.id)


def shown(person: Person, id: str) -> list[tuple[str, bool]]:
    """The kinds of a timeline's entries and whether each is struck through."""
    entries = the_timeline(person, id)
    return sorted((entry["kind"], entry.get("undone", False)) for entry in entries)


def test_the_master_has_both_histories_and_the_earliest_promise(team: Team) -> None:
    rep = team.join()
    early, master = team.a_lead(rep, waited=3, title="COO"), team.a_lead(rep, waited=1)
    rep.do(a_call(early, "NA"), coded(early, master))
    whole = the_lead(rep, master.id)
    assert len(whole["inquiries"]) == len(whole["clocks"]) == 2
    assert all(clock["met_at"] for clock in whole["clocks"])
    assert (whole["attempts"], whole["title"]) == (1, "COO")
    assert shown(rep, master.id) == [
        ("call", False), ("disposed", False), ("inquiry", False), ("inquiry", False),
        ("merged", False),
    ]  # fmt: skip
    assert [clock["voided"] for clock in the_lead(rep, early.id)["clocks"]] == [True]


def test_what_was_logged_in_the_same_push_is_taken_over_too(team: Team) -> None:
    rep = team.join()
    lead, master = team.a_lead(rep), team.a_lead(rep)
    rep.do(a_call(lead, "VM"), duplicate(lead, master), a_call(lead, "NA", after=2))
    assert the_lead(rep, master.id)["attempts"] == 2
    assert [kind for kind, _ in shown(rep, master.id)].count("call") == 2


def test_who_is_known_by_the_duplicate_s_address_is_known_as_the_master(team: Team) -> None:
    rep, door = team.join(), Door(team)
    old, new = door.take(email="ida@halden.example"), door.take(email="ida.b@mail.example")
    rep.do(duplicate(Lead(id=new["lead_id"]), Lead(id=old["lead_id"])))
    again = door.take(email="ida.b@mail.example", type="pricing")
    assert again["lead_id"] == old["lead_id"]
    assert len(lead_of(rep, old)["inquiries"]) == 3


def test_taken_back_both_are_as_they_were_but_for_later_work_on_the_master(team: Team) -> None:
    rep = team.join()
    lead, master = team.a_lead(rep, waited=3), team.a_lead(rep, waited=1)
    rep.do(a_call(lead, "INT"))
    before = the_lead(rep, lead.id)
    merging = duplicate(lead, master)
    rep.do(merging, a_call(master, "NA", after=2))
    rep.do(taken_back(lead, merging))
    back, whole = the_lead(rep, lead.id), the_lead(rep, master.id)
    assert (back["status"], back["clocks"]) == ("connected", before["clocks"])
    assert (whole["attempts"], len(whole["inquiries"]), whole["code"]) == (1, 1, "NA")
    assert ("call", False) in shown(rep, lead.id)
    assert shown(rep, master.id).count(("call", True)) == 1
    assert shown(rep, master.id).count(("call", False)) == 1


def test_merged_again_the_history_is_there_again(team: Team) -> None:
    rep = team.join()
    lead, master = team.a_lead(rep), team.a_lead(rep)
    first = duplicate(lead, master)
    rep.do(a_call(lead, "NA"), first)
    rep.do(taken_back(lead, first))
    rep.do(duplicate(lead, master, after=20))
    assert the_lead(rep, master.id)["attempts"] == 1
    assert shown(rep, master.id).count(("call", False)) == 1


def test_a_duplicate_s_duplicate_comes_out_of_every_master(team: Team) -> None:
    rep = team.join()
    first, second, third = (team.a_lead(rep) for _ in range(3))
    merging = duplicate(first, second)
    rep.do(a_call(first, "NA"), merging, duplicate(second, third, after=2))
    assert len(the_lead(rep, third.id)["inquiries"]) == 3
    rep.do(taken_back(first, merging))
    assert len(the_lead(rep, third.id)["inquiries"]) == 2
    assert the_lead(rep, third.id).get("attempts", 0) == 0
    assert shown(rep, third.id).count(("call", False)) == 0
    assert the_lead(rep, second.id)["status"] == "merged"
    assert the_lead(rep, first.id)["status"] == "attempting"


def test_a_touch_of_the_duplicate_is_taken_back_on_its_master(team: Team) -> None:
    rep = team.join()
    lead, master = team.a_lead(rep), team.a_lead(rep)
    call, merging = a_call(lead, "NA"), duplicate(lead, master)
    rep.do(call, merging)
    rep.do(taken_back(lead, call))
    assert the_lead(rep, master.id).get("attempts", 0) == 0
    assert ("call", True) in shown(rep, master.id)
    assert ("call", True) in shown(rep, lead.id)
    rep.do(taken_back(lead, merging, after=10))
    assert the_lead(rep, lead.id).get("attempts", 0) == 0


def test_a_merge_is_taken_back_in_the_same_shift_or_by_a_team_lead(team: Team) -> None:
    rep, other, boss = team.join(), team.join(), team.join("lead")
    lead, master = team.a_lead(rep), team.a_lead(rep)
    now = team.server.office.moment.now()
    merging = duplicate(lead, master, at=now - timedelta(hours=13))
    rep.do(merging)
    [late] = rep.push(taken_back(lead, merging, at=now))
    assert late["message"].endswith("later a team lead can.")
    [foreign] = other.push(taken_back(lead, merging, at=now))
    assert foreign["code"] == "not_yours"
    boss.do(taken_back(lead, merging, at=now))
    assert the_lead(rep, lead.id)["status"] == "assigned"


def test_a_master_that_nobody_has_goes_to_who_had_the_duplicate(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    quiet = door.take(type="newsletter")
    assert quiet["owner"] is None
    lead = team.a_lead(rep)
    merging = duplicate(lead, Lead(id=quiet["lead_id"]))
    boss.do(merging)
    assert (lead_of(rep, quiet)["owner"], lead_of(rep, quiet)["status"]) == (rep.id, "assigned")
    boss.do(taken_back(lead, merging))
    assert rep.call("GET", f"/v1/leads/{quiet['lead_id']}").status_code == 404
    assert lead_of(boss, quiet)["status"] == "nurture"


def test_what_a_desk_followed_is_what_a_fresh_one_sees(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    lead, master = team.a_lead(rep, waited=4), team.a_lead(rep, waited=2)
    call = a_call(lead, "NA")
    rep.do(call)
    copies = [Copy(rep).begin(), Copy(boss).begin()]
    merging = duplicate(lead, master)
    for work in (
        [merging, a_call(lead, "VM", after=2)],
        [taken_back(lead, call, after=3)],
        [taken_back(lead, merging, after=4)],
        [duplicate(lead, master, after=5), a_call(master, "NA", after=6)],
    ):
        rep.do(*work)
        for copy in copies:
            copy.follow()
            fresh = Copy(copy.person).begin()
            assert (copy.leads, copy.activities) == (fresh.leads, fresh.activities)


def test_a_lead_that_is_merged_already_takes_no_other(team: Team) -> None:
    rep = team.join()
    first, second, third = (team.a_lead(rep) for _ in range(3))
    rep.do(duplicate(first, second))
    [result] = rep.push(duplicate(third, first))
    assert result["code"] == "unknown_master"


def test_a_lead_of_another_is_no_master(team: Team) -> None:
    rep, other = team.join(), team.join()
    [result] = rep.push(duplicate(team.a_lead(rep), team.a_lead(other)))
    assert result["code"] == "unknown_master"


def test_two_duplicates_that_arrive_at_once_leave_one_lead_and_two_inquiries(team: Team) -> None:
    rep, door = team.join(), Door(team)
    told = [door.take(**inquiry(name="Ida Berg")) for _ in range(2)]
    [first, second] = [Lead(id=one["lead_id"]) for one in told]
    rep.do(duplicate(first, second))
    assert len(the_lead(rep, second.id)["inquiries"]) == 2
