"""Leads that stand with a pool: given out when somebody can take them, offered, claimed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.builders import a_mutation
from tests.server.door import Door, a_call_on, entries_of, lead_of
from tests.server.policy.rules import agree
from tests.server.routing.test_rotation import available
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server.clocks.timers import Timers, ring
from workbench.server.routing.refilling import refill

OFFERS = ('mode = "assign"', 'mode = "offer" ')


def test_a_cap_that_frees_takes_from_the_pool_the_oldest_boosted_first(team: Team) -> None:
    ann, door = team.join(name="Ann"), Door(team)
    mine = [door.take() for _ in range(3)]
    office = team.server.office
    now = office.moment.now()
    late, fresh = (
        door.take(received_at=to_ms(now - timedelta(minutes=minutes))) for minutes in (60, 1)
    )
    assert lead_of(ann, fresh).get("owner") is None
    assert refill(office.ledger, team.id, now) == 0
    ann.do(a_call_on(mine[0], "NA"))
    assert refill(office.ledger, team.id, now) == 1
    assert lead_of(ann, fresh)["owner"] == ann.id
    assert lead_of(ann, late).get("owner") is None
    told = next(e for e in entries_of(ann, fresh) if e["kind"] == "assigned")
    assert (told["to_name"], told["rule"]) == ("Ann", "rotation")


def test_who_comes_back_takes_what_waited_meanwhile(team: Team) -> None:
    ann, door, office = team.join(name="Ann"), Door(team), team.server.office
    available(ann, "away")
    told = door.take(type="content")
    assert refill(office.ledger, team.id, office.moment.now()) == 0
    available(ann, "available")
    Timers(office.ledger, office.moment).look()
    assert lead_of(ann, told)["owner"] == ann.id


def test_what_somebody_put_with_a_pool_waits_for_who_claims_it(team: Team) -> None:
    ann, door, office = team.join(name="Ann"), Door(team), team.server.office
    told = door.take(type="content")
    ann.do(a_mutation(Lead(id=told["lead_id"]), "released", expected_owner=ann.id))
    assert refill(office.ledger, team.id, office.moment.now()) == 0
    assert lead_of(ann, told).get("owner") is None


def test_an_offered_lead_stands_in_the_pool_until_one_of_two_has_claimed_it(team: Team) -> None:
    ann, bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    agree(team, OFFERS)
    told = door.take()
    assert (told["owner"], told["pool"]) == (None, team.pool)
    lead = lead_of(ann, told)
    offer = lead["offer"]
    assert offer["until"] - offer["since"] == 2 * 60_000
    said = next(e for e in entries_of(bob, told) if e["kind"] == "assigned")
    first = {ann.id: "Ann", bob.id: "Bob"}[offer["to"]]
    assert (said["offered_to"], said["offered_name"]) == (offer["to"], first)
    assert said["reason"] == f"It is offered to {first} for 2 min."

    def claim(person: Person) -> str:
        mutation = a_mutation(
            Lead(id=told["lead_id"]), "claimed", user=person.id, expected_owner=None
        )
        [result] = person.push(mutation)
        return str(result.get("code") or result["s"])

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(claim, (ann, bob)))
    assert sorted(results) == ["ok", "owner_changed"]
    winner = (ann, bob)[results.index("ok")]
    lead = lead_of(winner, told)
    assert (lead["owner"], lead["pool"]) == (winner.id, team.pool)


def test_an_offer_is_made_to_whose_turn_it_is_and_counts_as_their_turn(team: Team) -> None:
    ann, bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    agree(team, OFFERS)
    offered = [lead_of(ann, door.take())["offer"]["to"] for _ in range(4)]
    assert sorted(offered) == sorted([ann.id, bob.id] * 2)


def test_the_backup_of_an_owner_who_is_gone_is_shown_the_lead_no_more(team: Team) -> None:
    people = {
        person.id: person for person in (team.join(name=name) for name in ("Ann", "Bob", "Cem"))
    }
    door, office = Door(team), team.server.office
    told = door.take(email="again@halden.example")
    owner = people.pop(told["owner"])
    ring(office.ledger, team.id, office.moment.now() + timedelta(minutes=6))
    backup = people.pop(lead_of(owner, told)["offer"]["to"])
    assert lead_of(backup, told)["owner"] == owner.id
    for person in (owner, backup):
        available(person, "away")
    [third] = people.values()
    assert door.take(email="again@halden.example")["owner"] == third.id
    assert "offer" not in lead_of(third, told)
    assert backup.call("GET", f"/v1/leads/{told['lead_id']}").status_code == 404


def test_one_inquiry_more_leaves_an_offer_as_it_is(team: Team) -> None:
    ann, door = team.join(name="Ann"), Door(team)
    agree(team, OFFERS)
    told = door.take(email="again@halden.example")
    offer = lead_of(ann, told)["offer"]
    again = door.take(email="again@halden.example", type="pricing")
    assert "It is offered to Ann already." in again["why"]
    assert lead_of(ann, told)["offer"] == offer
