"""Whose inquiry it is, and what another one does: FIELD.md §2, a sentence each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import a_call, a_mutation
from tests.server.door import Door, a_call_on, entries_of, lead_of
from tests.server.served import Person, Team
from workbench.domain.lead import Lead

IDA = {"name": "Ida Berg", "email": "ida@halden.example", "phone": None}
OUTSIDE = {"country": "Japan"}
"""A country that the sample policy does not serve."""


def of(told: dict[str, Any]) -> Lead:
    return Lead(id=told["lead_id"])


def closed(rep: Person, told: dict[str, Any], code: str = "NI") -> None:
    more = {"NOW": {"revisit_on": "2027-02-01"}}.get(code, {})
    rep.do(a_call_on(told, code, **more, **({} if code == "DNC" else {"reason": "no need"})))


# ---- keys


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Ida.Berg@Halden.example", "ida.berg@halden.example"),
        ("ida@halden.example", "ida+trial@halden.example"),
        ("idaberg@gmail.com", "ida.berg+x@googlemail.com"),
    ],
)
def test_one_mailbox_is_one_person_however_it_is_written(
    team: Team, first: str, again: str
) -> None:
    team.join()
    door = Door(team)
    told = [door.take(email=email, phone=None) for email in (first, again)]
    assert told[0]["lead_id"] == told[1]["lead_id"]


def test_dots_count_where_the_mailer_counts_them(team: Team) -> None:
    team.join()
    door = Door(team)
    told = [door.take(email=f"{name}@halden.example", phone=None) for name in ("i.da", "ida")]
    assert told[0]["lead_id"] != told[1]["lead_id"]


# ---- another inquiry


def test_on_an_open_lead_it_keeps_its_type_and_opens_a_second_clock(team: Team) -> None:
    rep, door = team.join(), Door(team)
    first = door.take(**IDA, type="content")
    second = door.take(**IDA, type="demo")
    lead = lead_of(rep, first)
    assert second["lead_id"] == first["lead_id"]
    assert [clock["type"] for clock in lead["clocks"]] == ["content", "demo"]
    assert second["due_at"] < first["due_at"]
    assert lead["owner"] == rep.id


def test_a_touch_meets_every_open_clock(team: Team) -> None:
    rep, door = team.join(), Door(team)
    told = door.take(**IDA, type="content")
    door.take(**IDA, type="demo")
    rep.do(a_call(of(told), "NA", at=team.server.office.moment.now()))
    assert all(clock["met_at"] for clock in lead_of(rep, told)["clocks"])


def test_a_hand_raiser_starts_the_cadence_anew_and_any_other_keeps_its_place(team: Team) -> None:
    rep, door = team.join(), Door(team)
    ida = {**IDA, "phone": "+49 30 5551234"}
    told = door.take(**ida, type="demo")
    rep.do(a_call(of(told), "NA", at=team.server.office.moment.now()))
    placed = lead_of(rep, told)["step"]["number"]
    door.take(**ida, type="content")
    assert lead_of(rep, told)["step"]["number"] == placed > 1
    door.take(**ida, type="pricing")
    assert lead_of(rep, told)["step"]["number"] == 1


def test_it_goes_to_another_where_the_owner_is_away(team: Team) -> None:
    rep, other, door = team.join(name="Robin"), team.join(name="Sam"), Door(team)
    told = door.take(**IDA)
    owner, free = (rep, other) if told["owner"] == rep.id else (other, rep)
    owner.do(a_mutation(None, "availability_set", state="away"))
    again = door.take(**IDA, type="pricing")
    assert (again["lead_id"], again["owner"]) == (told["lead_id"], free.id)


@pytest.mark.parametrize("code", ["NI", "NOW"])
def test_a_closed_or_nurtured_lead_reopens_with_its_own_type_at_the_same_owner(
    team: Team, code: str
) -> None:
    rep, door = team.join(), Door(team)
    told = door.take(**IDA, type="demo")
    closed(rep, told, code)
    again = door.take(**IDA, type="content")
    lead = lead_of(rep, told)
    assert (again["lead_id"], again["owner"]) == (told["lead_id"], rep.id)
    assert (lead["type"], lead["status"]) == ("content", "assigned")
    assert again["due_at"] is not None


def test_a_customer_s_goes_to_the_account_s_owner(team: Team) -> None:
    rep, boss, door = team.join(name="Robin"), team.join("lead"), Door(team)
    told = door.take(**IDA)
    assert told["owner"] == rep.id
    keeper = team.join(name="Kim")
    listed = {"domain": "halden.example", "name": "Halden", "kind": "customer", "owner": keeper.id}
    boss.post("/v1/accounts", listed, status=201)
    again = door.take(**IDA, type="contact_sales")
    assert (again["lead_id"], again["owner"]) == (told["lead_id"], keeper.id)
    assert again["due_at"] is not None


def test_on_do_not_contact_it_opens_no_clock_and_stands_with_the_team_leads(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = door.take(**IDA)
    closed(rep, told, "DNC")
    again = door.take(**IDA, type="pricing")
    assert (again["lead_id"], again["owner"], again["due_at"]) == (told["lead_id"], None, None)
    assert rep.call("GET", f"/v1/leads/{told['lead_id']}").status_code == 404
    assert lead_of(boss, told)["status"] == "disqualified"


def test_a_team_lead_lifts_do_not_contact_and_what_was_asked_meanwhile_is_open(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = door.take(**IDA)
    opted = a_call_on(told, "DNC")
    rep.do(opted)
    door.take(**IDA, type="pricing")
    now = team.server.office.moment.now()
    boss.do(a_mutation(of(told), "undone", at=now, mutation=opted.id))
    lead = lead_of(boss, told)
    assert lead.get("status", "new") == "new"
    assert "barred" not in lead
    assert [inquiry.get("verdict", "work") for inquiry in lead["inquiries"]] == ["work", "work"]
    assert len(lead["clocks"]) == 1
    assert lead["standing"]["queue_from"]


@pytest.mark.parametrize("how", ["DNC", "opted_out"])
def test_who_set_do_not_contact_takes_it_back_in_the_same_shift_only(team: Team, how: str) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = door.take(**IDA)
    now = team.server.office.moment.now()
    opted = (
        a_call(of(told), "DNC", at=now)
        if how == "DNC"
        else a_mutation(of(told), "opted_out", at=now, channels=["call", "email"])
    )
    rep.do(replace(opted, at=now - timedelta(hours=13)))
    undone = a_mutation(of(told), "undone", at=now, mutation=opted.id)
    [result] = rep.push(undone)
    assert result["message"].endswith("later a team lead can.")
    boss.do(a_mutation(of(told), "undone", at=now, mutation=opted.id))


def test_a_hand_raiser_outside_the_icp_keeps_its_own_target(team: Team) -> None:
    team.join()
    told = Door(team).take(**IDA, **OUTSIDE, type="demo")
    assert told["due_at"] is not None


def test_any_other_outside_the_icp_goes_to_nurture_with_no_clock(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    told = Door(team).take(**IDA, **OUTSIDE, type="webinar")
    assert (told["owner"], told["due_at"]) == (None, None)
    assert lead_of(boss, told)["status"] == "nurture"
    assert rep.call("GET", f"/v1/leads/{told['lead_id']}").status_code == 404


def test_what_is_neither_in_nor_out_keeps_its_type_s_clock(team: Team) -> None:
    rep = team.join()
    told = Door(team).take(**IDA, type="webinar")
    assert (told["owner"], told["due_at"] is not None) == (rep.id, True)


# ---- possible duplicates


def found(person: Person, told: dict[str, Any]) -> list[str]:
    return [e["lead"] for e in entries_of(person, told) if e["kind"] == "possible_duplicate"]


@pytest.mark.parametrize(
    "again",
    [
        {"email": "i.berg@halden.example"},
        {"email": "ida.private@gmail.com", "company": "HALDEN FREIGHT GmbH"},
        {"email": "ida2@halden.example", "name": "IDA BERG", "company": None},
    ],
)
def test_the_same_name_at_the_same_company_is_offered_and_not_merged(
    team: Team, again: dict[str, Any]
) -> None:
    boss, door = team.join("lead"), Door(team)
    first = door.take(**IDA)
    second = door.take(**{**IDA, **again})
    assert second["lead_id"] != first["lead_id"]
    assert found(boss, second) == [first["lead_id"]]
    said = "Possible duplicate of Ida Berg, who is known by another address."
    assert said in second["why"]
    assert said not in first["why"]


@pytest.mark.parametrize(
    "other",
    [{"name": "Ida Bergh"}, {"name": "Ida"}, {"email": "i@acme.example", "company": "Acme"}],
)
def test_another_name_or_another_company_is_another_person(
    team: Team, other: dict[str, Any]
) -> None:
    boss, door = team.join("lead"), Door(team)
    door.take(**IDA)
    assert found(boss, door.take(**{**IDA, "email": "i@halden.example", **other})) == []


def test_a_rep_merges_into_what_was_offered_though_it_is_a_colleague_s(team: Team) -> None:
    rep, other, door = team.join(name="Robin"), team.join(name="Sam"), Door(team)
    first = door.take(**IDA)
    second = door.take(**{**IDA, "email": "i.berg@halden.example"})
    people = {rep.id: rep, other.id: other}
    assert first["owner"] != second["owner"]
    theirs, mine = people[first["owner"]], people[second["owner"]]
    mine.do(a_mutation(of(second), "merged", after=1, master=first["lead_id"]))
    assert len(lead_of(theirs, first)["inquiries"]) == 2
    third = door.take(**{**IDA, "email": "berg@halden.example"})
    assert found(people[third["owner"]], third) == [first["lead_id"]]
