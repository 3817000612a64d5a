from __future__ import annotations

from typing import get_args

import pytest

from tests.builders import a_mutation, an_id
from tests.server.served import Person, Served, Team
from workbench.domain.mutation import BODIES
from workbench.server import roles
from workbench.wire import Role

EVERY_ROLE = get_args(Role)
MANAGES = ("lead", "ops")


@pytest.fixture
def calls(server: Served) -> set[str]:
    described = Person(server, *_somebody(server)).get("/openapi.json")["paths"]
    return {f"{method.upper()} {path}" for path, item in described.items() for method in item}


def _somebody(server: Served) -> tuple[str, Role]:
    return Team.new(server).join("ops").id, "ops"


def test_each_call_that_is_served_has_its_row(calls: set[str]) -> None:
    assert calls | {"GET /openapi.json"} == set(roles.CALLS)


def test_each_mutation_has_its_row() -> None:
    assert set(BODIES) == set(roles.MUTATIONS)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_each_role_may_call_what_its_row_says_and_nothing_else(team: Team, role: Role) -> None:
    person = team.join(role)
    for call, who in roles.CALLS.items():
        if isinstance(who, str):
            continue
        method, path = call.split()
        if path == "/v1/auth/logout":
            continue
        answer = person.call(method, path.replace("{id}", "none"), json={})
        refused = answer.status_code == 403 and answer.json()["code"] == "not_yours"
        assert refused != (role in who), (call, answer.text)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_each_role_may_do_what_its_row_says_and_nothing_else(team: Team, role: Role) -> None:
    person = team.join(role)
    if role == "viewer":
        assert person.call("POST", "/v1/push", json={"mutations": []}).status_code == 403
        return
    for type, who in roles.MUTATIONS.items():
        [result] = person.push(a_mutation(None, type, id=an_id()))
        said = result.get("message") == "Your role does not allow this."
        assert said != (role in who), (type, result)


def test_nobody_calls_without_a_token(server: Served, team: Team) -> None:
    person = team.join("ops")
    del person.session.headers["Authorization"]
    for call, who in roles.CALLS.items():
        if who != "anybody":
            method, path = call.split()
            params = {"below": 1}
            answer = person.call(method, path.replace("{id}", "x"), json={}, params=params)
            assert answer.status_code == 401, call
            assert answer.json()["message"].endswith(".")


def test_a_team_lead_manages_reps_and_aes_and_ops_gives_the_rest(team: Team) -> None:
    boss, ops, rep = team.join("lead"), team.join("ops"), team.join()
    new = {"email": f"{an_id()}@sample.example", "name": "Nia Holm", "role": "ops"}
    assert boss.call("POST", "/v1/users", json=new).status_code == 403
    assert boss.call("PATCH", f"/v1/users/{ops.id}", json={"disabled": True}).status_code == 403
    assert boss.call("PATCH", f"/v1/users/{rep.id}", json={"role": "lead"}).status_code == 403
    ops.post("/v1/users", new, status=201)
    assert boss.call("PATCH", f"/v1/users/{rep.id}", json={"role": "ae"}).status_code == 200


def test_people_of_another_team_are_not_there(team: Team, server: Served) -> None:
    boss, stranger = team.join("ops"), Team.new(server).join()
    assert boss.call("PATCH", f"/v1/users/{stranger.id}", json={"name": "X"}).status_code == 404
    members = {"members": [{"user": stranger.id}]}
    assert boss.call("PATCH", f"/v1/pools/{team.pool}", json=members).status_code == 422
