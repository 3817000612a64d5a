from __future__ import annotations

from typing import Any

from tests.builders import an_id
from tests.server.served import Person, Team
from workbench.server.moment import real_ms


def of(boss: Person, id: str) -> dict[str, Any]:
    [found] = [one for one in boss.get("/v1/users")["users"] if one["id"] == id]
    return dict(found)


def test_a_person_is_told_with_pools_hours_and_when_a_desk_of_theirs_was_heard_of(
    team: Team,
) -> None:
    boss, rep = team.join("lead"), team.join(name="Kim Berg")
    told = of(boss, rep.id)
    assert told["pools"] == [{"pool": team.pool, "weight": 1}]
    assert (told["name"], told["role"], told["availability"]) == ("Kim Berg", "rep", "available")
    assert 0 <= real_ms() - told["seen_at"] < 60_000
    assert told["signs_in"] is False, "without a password"
    new = {"email": f"{an_id()}@sample.example", "name": "Nia", "role": "rep"}
    id = boss.post("/v1/users", {**new, "password": "correct horse battery"}, status=201)["id"]
    assert (of(boss, id)["signs_in"], of(boss, id)["seen_at"]) == (True, None)


def test_weights_and_pools_follow_a_change_of_the_pool(team: Team) -> None:
    boss, rep = team.join("lead"), team.join()
    other = boss.post("/v1/pools", {"name": "North", "members": [{"user": rep.id}]}, status=201)
    members = {"members": [{"user": rep.id, "weight": 4}]}
    assert boss.call("PATCH", f"/v1/pools/{team.pool}", json=members).status_code == 200
    assert {one["pool"]: one["weight"] for one in of(boss, rep.id)["pools"]} == {
        team.pool: 4,
        other["id"]: 1,
    }


def test_a_person_is_put_into_pools_and_the_others_there_stay(team: Team) -> None:
    boss, rep, mate = team.join("lead"), team.join(), team.join()
    north = boss.post("/v1/pools", {"name": "North", "members": [{"user": mate.id}]}, status=201)
    lead = team.a_lead()
    shares = {"pools": [{"pool": north["id"], "weight": 3}]}
    assert boss.call("PATCH", f"/v1/users/{rep.id}", json=shares).status_code == 200
    assert of(boss, rep.id)["pools"] == [{"pool": north["id"], "weight": 3}]
    assert {one["pool"] for one in of(boss, mate.id)["pools"]} == {team.pool, north["id"]}
    assert rep.call("GET", f"/v1/leads/{lead.id}").status_code == 404, "it stands with the pool"
    nowhere = {"pools": [{"pool": "nowhere"}]}
    answer = boss.call("PATCH", f"/v1/users/{rep.id}", json=nowhere)
    assert (answer.status_code, answer.json()["field"]) == (422, "pools")


def test_nobody_locks_themselves_out(team: Team) -> None:
    ops = team.join("ops")
    for change in ({"disabled": True}, {"role": "viewer"}):
        answer = ops.call("PATCH", f"/v1/users/{ops.id}", json=change)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    same = {"name": "Nia Holm", "role": "ops"}
    assert ops.call("PATCH", f"/v1/users/{ops.id}", json=same).status_code == 200


def test_a_reset_password_signs_their_desks_out(team: Team) -> None:
    boss, rep = team.join("lead"), team.join()
    fresh = {"password": "correct horse battery"}
    assert boss.call("PATCH", f"/v1/users/{rep.id}", json=fresh).status_code == 200
    assert rep.call("GET", "/v1/me").status_code == 401
    assert boss.get("/v1/me")["id"] == boss.id
