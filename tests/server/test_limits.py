"""No call takes more than it can bear: bodies, depth, pages and how often."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from tests.server.served import Person, Served, Team
from workbench.server import roles
from workbench.server.api import MOST_BYTES
from workbench.server.office import MOST_CALLS

QUICK_S = 5
PATHS = {"{id}": "none", "{name}": "fairness", "{source}": "none"}


def calls(*methods: str) -> Iterator[tuple[str, str]]:
    for call in roles.CALLS:
        method, path = call.split()
        for name, value in PATHS.items():
            path = path.replace(name, value)
        if method in methods and path != "/v1/auth/logout":
            yield method, path


@pytest.fixture
def ops(team: Team) -> Person:
    return team.join("ops")


def test_no_call_takes_a_body_without_end(ops: Person, server: Served) -> None:
    long = b'{"email": "' + b"x" * MOST_BYTES + b'"}'
    for method, path in calls("POST", "PUT", "PATCH"):
        status = _refused(ops, method, path, long)
        assert status in (401, 403, 404, 413), (path, status)
        in_parts = _refused(
            ops, method, path, (long[n : n + 65536] for n in range(0, len(long), 65536))
        )
        assert in_parts in (401, 403, 404, 413), (path, in_parts)


def _refused(ops: Person, method: str, path: str, body: object) -> int:
    """The status; a server that hangs up on what is too long has refused it as well."""
    headers = {"Content-Type": "application/json"}
    try:
        return ops.call(method, path, data=body, headers=headers).status_code
    except requests.ConnectionError:
        return 413


def test_no_call_is_shaken_by_depth(ops: Person) -> None:
    headers = {"Content-Type": "application/json"}
    for deep in ("[" * 100_000, '{"rows":' + "[" * 900 + "]" * 900 + "}"):
        for method, path in calls("POST", "PUT", "PATCH"):
            answer = ops.call(method, path, data=deep, headers=headers)
            assert 400 <= answer.status_code < 500, (path, answer.text)


def test_no_page_is_longer_than_it_may_be(ops: Person) -> None:
    described = ops.get("/openapi.json")["paths"]
    bounded = [
        path
        for path, item in described.items()
        for one in item.get("get", {}).get("parameters", ())
        if one["name"] == "limit"
    ]
    assert len(bounded) >= 4
    for path in bounded:
        answer = ops.call("GET", path, params={"limit": 10**6, "below": 1})
        assert (answer.status_code, answer.json()["field"]) == (422, "limit"), path


def test_a_device_that_asks_without_end_is_put_off_and_no_other(team: Team, ops: Person) -> None:
    twin = Person(team.server, ops.id, "ops")
    [device] = [d["id"] for d in ops.get("/v1/devices")["devices"] if d["this"]]
    devices, ahead = team.server.office.devices, time.monotonic() + QUICK_S
    for _ in range(int(MOST_CALLS) + 2):
        devices.wait(device, ahead)
    answer = ops.call("GET", "/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) >= 1
    assert twin.call("GET", "/v1/me").status_code == 200
