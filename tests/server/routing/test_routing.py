"""Who gets what comes in, and what nobody gets."""

from __future__ import annotations

from tests.builders import a_mutation
from tests.server.door import Door, a_call_on, entries_of, lead_of
from tests.server.served import Team


def test_a_newsletter_is_nurtured_and_nobody_is_called(team: Team) -> None:
    team.join()
    told = Door(team).take(type="newsletter")
    assert (told["owner"], told["due_at"]) == (None, None)
    assert lead_of(team.join("lead"), told)["status"] == "nurture"


def test_outside_the_icp_only_a_hand_raiser_keeps_its_clock(team: Team) -> None:
    team.join()
    door = Door(team)
    assert door.take(type="content", country="CN")["due_at"] is None
    assert door.take(type="demo", country="CN")["due_at"] is not None


def test_who_is_excluded_is_disqualified_without_a_clock(team: Team) -> None:
    team.join()
    told = Door(team).take(title="Student")
    assert (told["owner"], told["due_at"]) == (None, None)
    assert lead_of(team.join("lead"), told)["status"] == "disqualified"


def test_a_newsletter_takes_no_open_lead_away(team: Team) -> None:
    team.join()
    door = Door(team)
    told = door.take(email="stay@halden.example")
    door.take(type="newsletter", email="stay@halden.example")
    assert lead_of(team.join("lead"), told)["status"] == "assigned"


def test_a_closed_lead_opens_again_with_a_new_clock(team: Team) -> None:
    rep, door = team.join(), Door(team)
    told = door.take(email="back@halden.example")
    rep.do(a_call_on(told, "NI", reason="no need"))
    assert lead_of(rep, told)["status"] == "disqualified"
    again = door.take(email="back@halden.example", type="pricing")
    assert again["lead_id"] == told["lead_id"]
    assert again["due_at"] is not None
    assert lead_of(rep, told)["status"] == "assigned"


def test_do_not_contact_opens_no_clock_and_stands_with_the_team_leads(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = door.take(email="never@halden.example")
    rep.do(a_call_on(told, "DNC"))
    again = door.take(email="never@halden.example")
    assert again["lead_id"] == told["lead_id"]
    assert (again["owner"], again["due_at"]) == (None, None)
    assert lead_of(boss, told)["status"] == "disqualified"
    assert rep.call("GET", f"/v1/leads/{told['lead_id']}").status_code == 404


def test_who_is_away_is_passed_over_and_the_reason_is_kept(team: Team) -> None:
    away, here = team.join(name="Ann Away"), team.join(name="Bob Here")
    away.do(a_mutation(None, "availability_set", user=away.id, state="away"))
    told = Door(team).take()
    assert told["owner"] == here.id
    assigned = next(e for e in entries_of(here, told) if e["kind"] == "assigned")
    assert assigned["passed"] == ["Ann Away is away"]
    assert assigned["reason"].startswith("It is the turn of Bob Here")


def test_a_returning_person_whose_owner_is_away_goes_to_somebody_else(team: Team) -> None:
    one, two = team.join(name="Ann"), team.join(name="Bob")
    door = Door(team)
    told = door.take(email="urgent@halden.example")
    owner, other = (one, two) if told["owner"] == one.id else (two, one)
    owner.do(a_mutation(None, "availability_set", user=owner.id, state="away"))
    again = door.take(email="urgent@halden.example")
    assert (again["lead_id"], again["owner"]) == (told["lead_id"], other.id)


def test_leads_are_shared_by_turns_until_the_cap_and_then_wait_in_the_pool(team: Team) -> None:
    reps = [team.join(name=name) for name in ("Ann", "Bob")]
    door = Door(team)
    owners = [door.take()["owner"] for _ in range(6)]
    assert sorted(owners) == sorted([rep.id for rep in reps] * 3)
    told = door.take()
    assert (told["owner"], told["pool"]) == (None, team.pool)
    assert "Ann has 3 untouched hand-raisers" in told["why"]
    assert lead_of(reps[0], told).get("status", "new") == "new"
