"""Pools and people as the team sets them up: hours, languages, who answers for what."""

from __future__ import annotations

from typing import Any

from tests.server.policy.rules import NIGHT, a_pool, agree, set_pool, set_user
from tests.server.served import Person, Team


def pools_of(person: Person) -> dict[str, dict[str, Any]]:
    return {pool["name"]: pool for pool in person.get("/v1/pools")["pools"]}


def config(person: Person) -> dict[tuple[str, str], Any]:
    items = person.get("/v1/sync")["config"]
    return {(item["kind"], item["key"]): item["doc"] for item in items}


def test_a_pool_has_hours_a_pool_to_pass_on_to_and_somebody_who_answers(team: Team) -> None:
    boss, rep = team.join("lead", name="Lea"), team.join()
    agree(team, more=NIGHT)
    us = a_pool(team, "US", rep)
    set_pool(team, team.pool, calendar="night", passes_to=us)
    told = pools_of(boss)
    everybody = told["Everybody"]
    assert (everybody["calendar"], everybody["passes_to"]) == ("night", us)
    assert everybody["lead"] == told["US"]["lead"] == boss.id
    assert config(rep)["pool", team.pool] == {
        "name": "Everybody", "default": True, "members": [], "lead": boss.id,
        "calendar": "night", "passes_to": us,
    }  # fmt: skip
    set_pool(team, team.pool, calendar="", passes_to=None)
    everybody = pools_of(boss)["Everybody"]
    assert (everybody["calendar"], everybody["passes_to"]) == ("", None)


def test_another_team_lead_answers_when_the_first_has_gone(team: Team) -> None:
    ops, rep = team.join("ops"), team.join()
    assert pools_of(ops)["Everybody"]["lead"] is None
    first, second = team.join("lead", name="Lea"), team.join("lead", name="Leo")
    named = a_pool(team, "US", lead=second.id)
    docs = config(rep)
    assert docs["pool", team.pool]["lead"] == first.id
    assert docs["pool", named]["lead"] == second.id
    assert ops.call("PATCH", f"/v1/users/{first.id}", json={"disabled": True}).status_code == 200
    assert config(rep)["pool", team.pool]["lead"] == second.id


def test_what_is_not_there_is_refused_by_name(team: Team) -> None:
    boss, rep = team.join("lead"), team.join()

    def refused(path: str, **change: Any) -> str:
        answer = boss.call("PATCH", path, json=change)
        assert answer.status_code == 422, answer.text
        return str(answer.json()["field"])

    pool = f"/v1/pools/{team.pool}"
    assert refused(pool, calendar="mars") == "calendar"
    assert refused(pool, passes_to=team.pool) == "passes_to"
    assert refused(pool, passes_to="none") == "passes_to"
    assert refused(pool, lead=rep.id) == "lead"
    assert refused(f"/v1/users/{rep.id}", calendar="mars") == "calendar"
    assert refused(f"/v1/users/{rep.id}", languages=["Klingon"]) == "languages"
    wrong = {"name": "New", "calendar": "mars"}
    assert boss.call("POST", "/v1/pools", json=wrong).json()["field"] == "calendar"
    assert set(pools_of(boss)) == {"Everybody"}


def test_a_user_has_hours_and_languages_that_desks_know(team: Team) -> None:
    rep, boss = team.join(name="Ann"), team.join("lead")
    agree(team, more=NIGHT)
    set_user(team, rep, calendar="night", languages=["DE", "en-GB", "de"])
    [told] = [user for user in boss.get("/v1/users")["users"] if user["id"] == rep.id]
    assert (told["calendar"], told["languages"]) == ("night", ["de", "en"])
    doc = config(rep)["user", rep.id]
    assert (doc["calendar"], doc["languages"]) == ("night", ["de", "en"])
