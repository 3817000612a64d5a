"""A nurtured lead comes back to whoever had it, with a clock."""

from __future__ import annotations

from typing import Any

from tests.builders import MONDAY, a_mutation
from tests.server.door import Door, a_call_on, entries_of, lead_of
from tests.server.served import Person, Team
from workbench.domain.plain import to_ms
from workbench.server.intake.recycling import recycle


def test_a_nurtured_lead_comes_back_to_its_owner_with_a_clock_and_a_step(team: Team) -> None:
    rep, door = team.join(), Door(team)
    told = put_off(rep, door)
    bring_back(team, told)
    lead = lead_of(rep, told)
    assert (lead["status"], lead["type"], lead["owner"]) == ("recycled", "recycled", rep.id)
    assert lead["clocks"][-1]["type"] == "recycled"
    assert lead["step"]["label"]
    assert said_of(rep, told, "recycled") == ["Visited the pricing page."]


def test_it_goes_to_somebody_else_where_its_owner_is_away(team: Team) -> None:
    ann, door = team.join(name="Ann"), Door(team)
    told = put_off(ann, door)
    bob = team.join(name="Bob")
    ann.do(a_mutation(None, "availability_set", user=ann.id, state="away"))
    bring_back(team, told)
    assert lead_of(bob, told)["owner"] == bob.id


def test_who_is_outside_the_icp_stays_in_nurture(team: Team) -> None:
    boss, door = team.join("lead"), Door(team)
    told = door.take(type="content", country="CN")
    bring_back(team, told)
    lead = lead_of(boss, told)
    assert (lead["status"], lead.get("clocks", [])) == ("nurture", [])


def put_off(rep: Person, door: Door) -> dict[str, Any]:
    """A demo inquiry that the rep has put off: not now."""
    told = door.take(received_at=to_ms(MONDAY))
    rep.do(a_call_on(told, "NOW", reason="no timeline", revisit_on="2027-02-01"))
    assert lead_of(rep, told)["status"] == "nurture"
    return told


def bring_back(team: Team, told: dict[str, Any]) -> None:
    office = team.server.office
    with office.ledger.write(team.id, office.moment.now()) as writing:
        lead = writing.lock([told["lead_id"]])[told["lead_id"]].lead
        with writing.effect() as effect:
            recycle(writing, lead, effect, "Visited the pricing page.")


def said_of(person: Person, told: dict[str, Any], kind: str) -> list[str]:
    """The reasons in a lead's entries of a kind, oldest first."""
    entries = entries_of(person, told)
    return [entry["reason"] for entry in reversed(entries) if entry["kind"] == kind]
