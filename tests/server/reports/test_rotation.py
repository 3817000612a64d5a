"""How fair the rotation was, and which rules sent leads the wrong way."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from tests.builders import a_mutation
from tests.server.door import Door, entries_of, lead_of
from tests.server.policy.rules import a_pool, a_rule, agree
from tests.server.reports.turns import fair
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.routing.refilling import refill

DAYS = {"from": "2026-11-23", "to": "2026-11-24"}


def ratios(told: dict[str, Any]) -> dict[str, float]:
    return {row["name"]: row["ratio"] for row in told["rows"]}


def reassign(boss: Person, told: dict[str, Any], to: Person, reason: str) -> None:
    body = {"ids": [told["lead_id"]], "to": to.id, "reason": reason, "preview": False}
    assert boss.post("/v1/leads/reassign", body)["moved"] == 1


def test_who_was_away_expected_nothing_meanwhile(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    door = Door(team)
    for _ in range(4):
        door.take(type="content")
    bob.do(a_mutation(None, "availability_set", user=bob.id, state="away"))
    for _ in range(3):
        door.take(type="content")
    told = boss.get("/v1/reports/fairness", **DAYS)
    assert ratios(told) == {"Ann": 1.0, "Bob": 1.0}
    assert {row["name"]: (row["n"], row["expected"]) for row in told["rows"]} == {
        "Ann": (5, 5.0),
        "Bob": (2, 2.0),
    }
    assert (told["n"], told["median"]) == (7, 1.0)
    assert "weight ÷ the weights" in told["definition"]
    assert ann.id in {row["user"] for row in told["rows"]}


def test_a_rep_sees_themselves_and_the_teams_median(team: Team) -> None:
    ann, _bob, door = team.join(name="Ann"), team.join(name="Bob"), Door(team)
    for _ in range(3):
        door.take(type="content")
    told = ann.get("/v1/reports/fairness", **DAYS)
    assert list(ratios(told)) == ["Ann"]
    assert (told["n"], told["median"]) == (3, 1.0)


def test_a_rule_answers_for_what_was_reassigned_because_it_was_wrong(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    a_pool(team, "Europe", bob)
    agree(team, more=a_rule("Germans", "Europe", countries=["DE"]))
    door = Door(team)
    wrong, late, mistaken, _ = (door.take(country="DE", type="trial") for _ in range(4))
    other = door.take(country="FR", type="trial")
    reassign(boss, wrong, ann, "Wrong territory")
    reassign(boss, late, ann, "she was late")
    reassign(boss, mistaken, ann, "wrong product")
    body = {"ids": [other["lead_id"]], "to": bob.id, "reason": "wrong product", "preview": False}
    batch = boss.post("/v1/leads/reassign", body)
    boss.post(f"/v1/batches/{batch['batch_id']}/undo", {})
    told = boss.get("/v1/reports/routing", **DAYS)
    assert told["rows"] == [
        {"rule": "Germans", "n": 4, "misrouted": 2, "share": 0.5},
        {"rule": "default pool", "n": 1, "misrouted": 0, "share": 0.0},
    ]
    assert (told["n"], told["misrouted"], told["share"]) == (5, 2, 0.4)
    assert [row["n"] for row in ann.get("/v1/reports/routing", **DAYS)["rows"]] == [1]


def test_a_colleagues_word_on_the_card_counts_as_well(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    told = Door(team).take(type="content")
    owner, other = (ann, bob) if told["owner"] == ann.id else (bob, ann)
    lead, why = Lead(id=told["lead_id"]), "wrong territory"
    owner.do(a_mutation(lead, "reassigned", to=other.id, expected_owner=owner.id, reason=why))
    [row] = owner.get("/v1/reports/routing", **DAYS)["rows"]
    assert (row["rule"], row["misrouted"]) == ("default pool", 1)


def test_a_rule_answers_for_what_had_to_wait_for_somebody_too(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    a_pool(team, "Europe", bob)
    agree(team, more=a_rule("Germans", "Europe", countries=["DE"]))
    bob.do(a_mutation(None, "availability_set", user=bob.id, state="away"))
    told = Door(team).take(country="DE", type="trial")
    bob.do(a_mutation(None, "availability_set", user=bob.id, state="available"))
    office = team.server.office
    assert refill(office.ledger, team.id, office.moment.now()) == 1
    reassign(boss, told, ann, "wrong territory")
    mine = {"rule": "Germans", "n": 1, "misrouted": 1, "share": 1.0}
    assert bob.get("/v1/reports/routing", **DAYS)["rows"] == [mine]
    assert boss.get("/v1/reports/routing", **DAYS)["rows"] == [mine]


def test_a_report_is_of_the_days_that_were_asked_for(team: Team) -> None:
    team.join(name="Ann")
    boss = team.join("lead")
    Door(team).take(type="content")
    assert boss.get("/v1/reports/fairness", to="2026-11-23")["n"] == 0
    assert boss.get("/v1/reports/fairness")["n"] == 1
    instant = {"from": "2026-11-23T09:00:00+00:00"}
    assert boss.get("/v1/reports/routing", **instant)["n"] == 1
    refused = boss.call("GET", "/v1/reports/fairness", params={"from": "yesterday"})
    assert (refused.status_code, refused.json()["field"]) == (422, "from")
    assert boss.call("GET", "/v1/reports/gossip").status_code == 404


def test_fairness_is_recounted_from_the_timelines(team: Team) -> None:
    reps, boss = [team.join(name=name) for name in ("Ann", "Bob", "Cy")], team.join("lead")
    door, rng = Door(team), random.Random(3)
    with team.server.office.store.write() as connection:
        pool_member = schema.pool_member
        mine = update(pool_member).where(pool_member.c.user == reps[0].id)
        connection.execute(mine.values(weight=3))
    told = []
    for _ in range(40):
        rep = rng.choice(reps)
        state = rng.choice(["away", "available", "available"])
        rep.do(a_mutation(None, "availability_set", user=rep.id, state=state))
        told.append(door.take(type="content"))
        if rng.random() < 0.2:
            door.take(type="content", email=lead_of(boss, told[-1])["email"])
    leads = [lead_of(boss, one) for one in told]
    timelines = [
        ([inquiry["received_at"] for inquiry in lead["inquiries"]], entries_of(boss, one))
        for lead, one in zip(leads, told, strict=True)
    ]
    answer = boss.get("/v1/reports/fairness", **DAYS)
    recount = fair(timelines, answer["from"], answer["to"])
    rows = {row["user"]: (row["n"], row["expected"], row["ratio"]) for row in answer["rows"]}
    assert rows == recount["rows"]
    assert (answer["n"], answer["median"]) == (recount["n"], recount["median"])
    assert len(rows) == 3
    assert answer["n"] > 0


def test_unsynced_is_the_age_of_the_newest_word_of_each_persons_desks(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    ages_s = {ann.id: (7200, 90), bob.id: (86400,)}
    with team.server.office.store.write() as connection:
        device = schema.device
        connection.execute(delete(device).where(device.c.user.in_(ages_s)))
        for user, ages in ages_s.items():
            for n, age in enumerate(ages):
                seen = real_ms() - age * 1000
                connection.execute(
                    insert(device).values(
                        id=f"{user}{n}", user=user, name="desk", created_at=seen, seen_at=seen
                    )
                )
    rows = boss.get("/v1/reports/unsynced")["rows"]
    found = {row["user"]: row["age_s"] for row in rows}
    for user, ages in ages_s.items():
        assert found[user] == pytest.approx(min(ages), abs=30)
