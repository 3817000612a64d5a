"""The team's policy, read by all and changed by operations."""

from __future__ import annotations

from typing import Any

from tests.server.served import Person, Team


def put(ops: Person, text: str, version: int, status: int = 200) -> dict[str, Any]:
    body = {"text": text, "reason": "we answer faster", "expected_version": version}
    answer = ops.call("PUT", "/v1/policy", json=body)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_policy_is_changed_by_who_names_its_version_and_every_desk_hears(team: Team) -> None:
    ops, rep = team.join("ops"), team.join()
    since = rep.get("/v1/sync")["since"]
    policy = rep.get("/v1/policy")
    text = policy["text"].replace("boost = 5 ", "boost = 7 ")
    assert put(ops, text, policy["version"]) == {"version": 2}
    assert put(ops, text, policy["version"], 409)["version"] == 2
    [item] = rep.get("/v1/sync", since=since, base=since)["config"]
    assert (item["kind"], item["doc"]["boost"], item["doc"]["version"]) == ("policy", 7, 2)
    versions = rep.get("/v1/policy/history")["versions"]
    assert [(v["version"], v["reason"]) for v in versions] == [
        (2, "we answer faster"),
        (1, "The sample policy"),
    ]


def test_a_policy_with_an_error_is_refused_and_the_old_one_stays(team: Team) -> None:
    ops = team.join("ops")
    before = ops.get("/v1/policy")
    text = before["text"].replace("boost = 5 ", 'boost = "much" ')
    told = put(ops, text, before["version"], 422)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("boost ="))
    assert (told["line"], told["key"], told["remedy"]) == (line, "boost", "needs a number")
    assert ops.post("/v1/policy/check", {"text": text}, status=422)["key"] == "boost"
    assert ops.post("/v1/policy/check", {"text": before["text"]}) == {"ok": True}
    assert ops.get("/v1/policy") == before


def test_a_type_that_leads_have_cannot_be_taken_away(team: Team) -> None:
    ops = team.join("ops")
    before = ops.get("/v1/policy")
    told = put(ops, before["text"].replace("[types.demo]", "[types.demo2]"), 1, 422)
    assert told["key"] == "types.demo"


def test_a_rep_reads_the_policy_and_changes_nothing(team: Team) -> None:
    rep = team.join()
    put(rep, rep.get("/v1/policy")["text"], 1, 403)
