from __future__ import annotations

import time
from typing import Any

import requests

from tests.server.door import inquiry
from tests.server.served import Person, Team
from workbench.server.team.sources import GOOD_FOR_S


def new_source(ops: Person, **more: Any) -> dict[str, str]:
    told: dict[str, str] = ops.post("/v1/sources", {"name": "Website", **more}, status=201)
    return told


def patched(ops: Person, id: str, **change: Any) -> dict[str, Any]:
    answer = ops.call("PATCH", f"/v1/sources/{id}", json=change)
    assert answer.status_code == 200, answer.text
    [now] = [one for one in ops.get("/v1/sources")["sources"] if one["id"] == id]
    return dict(now)


def sent(team: Team, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    address = f"{team.server.address}/v1/inquiries"
    return requests.post(address, json=inquiry(), headers=headers, timeout=10).status_code


def a_moment_later() -> None:
    time.sleep(GOOD_FOR_S)


def test_a_source_is_listed_without_its_key(team: Team) -> None:
    ops = team.join("ops")
    made = new_source(ops, type="demo", redirects=["https://firm.example/thanks"])
    [listed] = ops.get("/v1/sources")["sources"]
    assert listed == {
        "id": made["id"],
        "name": "Website",
        "type": "demo",
        "redirects": ["https://firm.example/thanks"],
        "vendor": None,
        "secrets": 0,
        "disabled_at": None,
    }
    assert sent(team, made["key"]) == 202


def test_what_a_source_is_called_and_stands_for_is_changed(team: Team) -> None:
    ops = team.join("ops")
    id = new_source(ops, type="demo")["id"]
    assert patched(ops, id, name="Forms")["name"] == "Forms"
    assert patched(ops, id, redirects=["https://a.example"])["redirects"] == ["https://a.example"]
    assert patched(ops, id, name="Web")["type"] == "demo", "what is left out stays"
    assert patched(ops, id, type=None)["type"] is None
    assert ops.call("PATCH", f"/v1/sources/{id}", json={"name": " "}).status_code == 422
    stranger = Team.new(team.server).join("ops")
    assert stranger.call("PATCH", f"/v1/sources/{id}", json={"name": "X"}).status_code == 404


def test_a_new_key_ends_the_one_before(team: Team) -> None:
    ops = team.join("ops")
    made = new_source(ops)
    assert sent(team, made["key"]) == 202
    fresh = ops.post(f"/v1/sources/{made['id']}/key", {})["key"]
    assert sent(team, fresh) == 202
    a_moment_later()
    assert sent(team, made["key"]) == 401
    ops.post("/v1/sources/none/key", {}, status=404)


def test_a_disabled_source_takes_nothing_until_it_is_let_in_again(team: Team) -> None:
    ops = team.join("ops")
    made = new_source(ops)
    assert patched(ops, made["id"], disabled=True)["disabled_at"] is not None
    assert sent(team, made["key"]) == 401
    assert patched(ops, made["id"], disabled=False)["disabled_at"] is None
    assert sent(team, made["key"]) == 202
