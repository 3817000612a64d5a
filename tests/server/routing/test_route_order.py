"""The order in which it is decided who gets a lead: each arm, and what it says of itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_mutation
from tests.server.door import Door, entries_of, lead_of
from tests.server.policy.rules import (
    NIGHT,
    a_pool,
    a_rule,
    agree,
    an_account,
    clock_of,
    set_pool,
    set_user,
)
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms


def routed(person: Person, told: dict[str, Any]) -> dict[str, Any]:
    """How the timeline tells the newest routing."""
    entry: dict[str, Any] = next(e for e in entries_of(person, told) if e["kind"] == "assigned")
    return entry


def away(person: Person, **more: Any) -> None:
    person.do(a_mutation(None, "availability_set", user=person.id, state="away", **more))


# ---- before any rotation


def test_a_competitor_is_disqualified_with_the_reason_and_without_a_clock(team: Team) -> None:
    team.join()
    an_account(team, "rival.example", "competitor")
    told = Door(team).take(email="spy@rival.example")
    assert (told["owner"], told["pool"], told["due_at"]) == (None, None, None)
    assert "Excluded: is a competitor." in told["why"]
    boss = team.join("lead")
    assert lead_of(boss, told)["status"] == "disqualified"
    assert routed(boss, told)["rule"] == "exclusion"


def test_a_customers_inquiry_goes_to_the_owner_of_the_account(team: Team) -> None:
    team.join(name="Ann")
    carla = team.join("ae", name="Carla")
    an_account(team, "customer.example", "customer", carla)
    told = Door(team).take(email="it@customer.example")
    assert told["owner"] == carla.id
    said = routed(carla, told)
    assert (said["rule"], said["to_name"]) == ("customer", "Carla")
    assert said["reason"] == "Halden Freight is a customer of Carla."


def test_a_customer_comes_before_the_owner_the_lead_had(team: Team) -> None:
    team.join(name="Ann")
    door, carla = Door(team), team.join("ae", name="Carla")
    told = door.take(email="it@customer.example")
    an_account(team, "customer.example", "customer", carla)
    assert door.take(email="it@customer.example")["owner"] == carla.id
    assert told["owner"] != carla.id


def test_who_is_back_within_the_promise_keeps_their_lead(team: Team) -> None:
    ann, bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    told = door.take(email="again@halden.example")
    mine = {ann.id: ann, bob.id: bob}[told["owner"]]
    away(mine, until=to_ms(MONDAY + timedelta(minutes=3)))
    again = door.take(email="again@halden.example")
    assert again["owner"] == mine.id
    assert routed(mine, again)["rule"] == "re-inquiry"
    away(mine, until=to_ms(MONDAY + timedelta(hours=3)))
    assert door.take(email="again@halden.example")["owner"] != mine.id


def test_the_owner_of_a_named_account_comes_before_any_territory(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    a_pool(team, "Europe", bob)
    agree(team, more=a_rule("Germans", "Europe", countries=["DE"]))
    an_account(team, "named.example", "named", ann)
    told = Door(team).take(email="one@named.example", country="DE")
    assert told["owner"] == ann.id
    assert routed(ann, told)["rule"] == "named account"


def test_the_owner_of_a_named_account_has_caps_and_absences_too(team: Team) -> None:
    ann, bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    an_account(team, "named.example", "named", ann)
    owners = [door.take(email=f"n{n}@named.example")["owner"] for n in range(4)]
    assert owners == [ann.id, ann.id, ann.id, bob.id]
    away(ann)
    told = door.take(type="content", email="away@named.example")
    assert told["owner"] == bob.id
    assert routed(bob, told)["passed"] == ["Ann is away"]


# ---- territory and product


def test_the_first_rule_that_matches_all_it_names_decides(team: Team) -> None:
    ann, bob, cem = (team.join(name=name) for name in ("Ann", "Bob", "Cem"))
    a_pool(team, "Large", bob)
    a_pool(team, "Europe", cem)
    rules = a_rule("Large Germans", "Large", countries=["DE"], employees=[500, 5000])
    agree(team, more=rules + a_rule("Germans", "Europe", countries=["DE"]))
    door = Door(team)
    assert door.take(country="DE", employees=900)["owner"] == bob.id
    assert door.take(country="DE", employees=90)["owner"] == cem.id
    told = door.take(country="FR", employees=900)
    assert told["owner"] == ann.id
    assert routed(ann, told)["rule"] == "default pool"
    told = door.take(country="DE", employees=90)
    said = routed(cem, told)
    assert (said["rule"], said["pool_name"]) == ("Germans", "Europe")
    assert said["reason"] == "It is the turn of Cem. “Germans” sends it to Europe."


def test_rules_ask_for_source_type_region_product_and_language(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    a_pool(team, "Special", bob)
    product = '\n[products.fleet]\nlabel = "Fleet"\nwords = ["trucks"]\n'
    rules = (
        a_rule("Partners", "Special", types=["partner"])
        + a_rule("Fair", "Special", sources=["fair"])
        + a_rule("Bavaria", "Special", regions=["DE-BY"])
        + a_rule("Fleet", "Special", products=["fleet"])
        + a_rule("French", "Special", languages=["fr"])
    )
    agree(team, more=product + rules)
    door = Door(team)
    special: list[dict[str, Any]] = [
        {"type": "partner"}, {"source": "Fair"}, {"country": "DE", "region": "BY"},
        {"page": "/our-trucks"}, {"language": "fr-CA"},
    ]  # fmt: skip
    assert {door.take(**{"type": "trial", **more})["owner"] for more in special} == {bob.id}
    assert door.take(type="trial", page="/boats", language="de")["owner"] == ann.id


def test_a_blank_that_decides_says_so(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    a_pool(team, "Europe", bob)
    rules = a_rule("Germans", "Europe", countries=["DE"]) + a_rule("UK", "Europe", countries=["GB"])
    agree(team, more=rules)
    told = Door(team).take(phone="")
    assert told["owner"] == ann.id
    assert "Country is blank, so “Germans”, “UK” could not decide." in routed(ann, told)["reason"]


def test_a_rule_for_a_pool_that_was_renamed_says_so_and_the_next_is_asked(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    europe = a_pool(team, "Europe", bob)
    agree(team, more=a_rule("Germans", "Europe", countries=["DE"]))
    set_pool(team, europe, name="DACH")
    told = Door(team).take(country="DE")
    assert told["owner"] == ann.id
    assert "“Germans” names the pool Europe, which is not there." in routed(ann, told)["reason"]


# ---- language


def test_whoever_speaks_the_language_of_the_lead_has_it(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    set_user(team, bob, languages=["de", "en"])
    door = Door(team)
    assert [door.take(type="content", language="de-AT")["owner"] for _ in range(3)] == [bob.id] * 3
    told = door.take(type="content", language="de")
    said = routed(bob, told)
    assert (said["candidates"], said["passed"]) == (["Bob"], ["Ann does not speak “de”"])
    # Ann is owed her turns, and nobody speaks Danish.
    told = door.take(type="content", language="da")
    assert told["owner"] == ann.id
    assert "Nobody who can take it speaks “da”." in routed(ann, told)["reason"]
    assert "Language is blank" in routed(ann, door.take(type="content"))["reason"]


def test_a_team_may_do_without_languages(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    set_user(team, bob, languages=["de"])
    agree(team, ("by_language = true", "by_language = false"))
    door = Door(team)
    owners = {door.take(type="content", language="de")["owner"] for _ in range(2)}
    assert owners == {ann.id, bob.id}


# ---- hours, and whom a pool passes on to


def test_who_is_out_of_hours_is_passed_over_while_somebody_is_in(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    agree(team, more=NIGHT)
    set_user(team, ann, calendar="night")
    told = Door(team).take(type="content")
    assert told["owner"] == bob.id
    assert routed(bob, told)["passed"] == ["Ann is out of hours"]


def test_a_closed_pool_passes_hand_raisers_on_and_their_calendar_runs(team: Team) -> None:
    _ann, bob = team.join(name="Ann"), team.join(name="Bob")
    day = NIGHT + '\n[calendars.day]\nzone = "UTC"\nhours = { mon = ["9:00-18:00"] }\n'
    agree(team, more=day)
    us = a_pool(team, "US", bob, calendar="day")
    set_pool(team, team.pool, calendar="night", passes_to=us)
    told = Door(team).take()
    assert (told["owner"], told["pool"]) == (bob.id, us)
    said = routed(bob, told)
    assert said["reason"] == "It is the turn of Bob in US, as nobody in Everybody can take it."
    assert said["passed"] == ["Ann is out of hours"]
    assert said["calendar"] == clock_of(lead_of(bob, told))["calendar"] == "day"
    assert clock_of(lead_of(bob, told))["due_at"] < to_ms(MONDAY + timedelta(hours=1))


def test_what_raises_no_hand_is_not_passed_on_and_starts_at_the_opening(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    agree(team, more=NIGHT)
    us = a_pool(team, "US", bob)
    set_pool(team, team.pool, calendar="night", passes_to=us)
    told = Door(team).take(type="content")
    assert told["owner"] == ann.id
    assert routed(ann, told)["reason"] == "It is the turn of Ann, out of hours."
    assert clock_of(lead_of(ann, told))["started_at"] == to_ms(MONDAY + timedelta(hours=10))


def test_the_same_rotation_works_out_of_hours_where_nobody_else_is_open(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    agree(team, more=NIGHT)
    us = a_pool(team, "US", bob, calendar="night")
    set_pool(team, team.pool, calendar="night", passes_to=us)
    told = Door(team).take()
    assert told["owner"] == ann.id
    assert clock_of(lead_of(ann, told))["calendar"] == "night"


def test_pools_that_pass_to_each_other_end_with_the_first_ones_audience(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    us = a_pool(team, "US", bob, passes_to=team.pool)
    set_pool(team, team.pool, passes_to=us)
    away(ann)
    away(bob)
    told = Door(team).take()
    assert (told["owner"], told["pool"]) == (None, team.pool)
    assert routed(ann, told)["passed"] == ["Ann is away", "Bob is away"]


# ---- whose calendar runs


def test_the_policy_says_whose_calendar_runs(team: Team) -> None:
    ann, door = team.join(name="Ann"), Door(team)
    paris = (
        '[calendars.paris]\nzone = "Asia/Tokyo"\nregion = "FR"\nhours = { tue = ["9:00-17:00"] }'
    )
    agree(team, more=f"{NIGHT}\n{paris}\n")
    set_pool(team, team.pool, calendar="night")
    set_user(team, ann, calendar="paris")

    def ran_on(**fields: Any) -> tuple[str | None, str | None]:
        clock = clock_of(lead_of(ann, door.take(type="content", **fields)))
        return clock.get("calendar"), clock.get("zone")

    assert ran_on() == ("night", None)
    agree(team, ('runs_on = "pool"', 'runs_on = "rep"'))
    assert ran_on() == ("paris", None)
    agree(team, ('runs_on = "rep"', 'runs_on = "team"'))
    assert ran_on() == (None, None)
    agree(team, ('runs_on = "team"', 'runs_on = "lead"'))
    assert ran_on(country="FR", phone="+33 1 42685300") == ("paris", "Europe/Paris")
    assert ran_on(country="DE", phone="+49 30 5550000") == (None, "Europe/Berlin")


# ---- what is kept


def test_an_owned_lead_keeps_the_pool_it_came_through_and_goes_back_there(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    boss = team.join("lead")
    europe = a_pool(team, "Europe", bob)
    agree(team, more=a_rule("Germans", "Europe", countries=["DE"]))
    told = Door(team).take(country="DE")
    assert (told["owner"], told["pool"]) == (bob.id, europe)
    assert boss.get("/v1/leads", pool=europe)["leads"] == []
    batch = boss.post(
        "/v1/leads/reassign",
        {"ids": [told["lead_id"]], "to": ann.id, "reason": "leave", "preview": False},
    )
    assert lead_of(ann, told)["pool"] == europe
    boss.post(f"/v1/batches/{batch['batch_id']}/undo", {})
    assert (lead_of(bob, told)["owner"], lead_of(bob, told)["pool"]) == (bob.id, europe)
    bob.do(a_mutation(Lead(id=told["lead_id"]), "released", expected_owner=bob.id))
    assert lead_of(bob, told)["pool"] == europe
    assert [lead["id"] for lead in boss.get("/v1/leads", pool=europe)["leads"]] == [told["lead_id"]]
