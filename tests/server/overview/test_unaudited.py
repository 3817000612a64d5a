"""Nothing of a team changes without an entry, and no entry is of nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.server.overview.test_audit import audited, patched
from tests.server.served import Person, Team
from workbench.resources import resource_path
from workbench.server import roles, schema

_numbers = itertools.count(1)
RULES = resource_path("policy.toml").read_text()


TEAMS_OWN = {
    "users": ("name", "role", "password", "calendar", "languages", "disabled_at"),
    "pool": ("name", "calendar", "passes_to", "lead"),
    "pool_member": ("pool", "user", "weight"),
    "source": ("name", "type", "redirects", "disabled_at", "key_sha256", "secrets"),
    "account": ("domain", "name", "kind", "owner", "facts"),
    "policy": ("version", "text", "reason"),
    "decision": ("says", "outcome"),
    "metric": ("metric", "owner", "inputs", "baseline"),
    "mail_account": ("host", "sender"),
}


def as_it_is(team: Team) -> dict[str, Any]:
    told: dict[str, Any] = {}
    tables = schema.metadata.tables
    with team.server.office.store.read() as connection:
        for name, columns in TEAMS_OWN.items():
            table = tables[name]
            chosen = select(*(table.c[column] for column in columns))
            if name == "pool_member":
                chosen = chosen.join(schema.pool).where(schema.pool.c.team == team.id)
            else:
                chosen = chosen.where(table.c.team == team.id)
            told[name] = sorted(map(repr, connection.execute(chosen)))
    return told


Change = tuple[str, str, dict[str, Any]]
"""Method, path and body."""


def _user(team: Team, ops: Person, n: int) -> Change:
    changes: list[dict[str, Any]] = [
        {"name": f"N{n}"}, {"disabled": True}, {"languages": ["de"]}, {"role": "rep"},
        {"password": "correct horse battery"}, {"pools": [{"pool": team.pool}]},
    ]  # fmt: skip
    return "PATCH", f"/v1/users/{team.join('ops').id}", changes[n % 6]


def _pool(team: Team, ops: Person, n: int) -> Change:
    other = ops.post("/v1/pools", {"name": "Other"}, status=201)["id"]
    changes: list[dict[str, Any]] = [
        {"members": [{"user": ops.id, "weight": 2}]}, {"name": f"P{n}"}, {"passes_to": other},
    ]  # fmt: skip
    return "PATCH", f"/v1/pools/{team.pool}", changes[n % 3]


def _source(team: Team, ops: Person, n: int) -> Change:
    changes: list[dict[str, Any]] = [
        {"disabled": True}, {"type": "demo"}, {"name": "Web"}, {"redirects": ["https://a.example"]}
    ]  # fmt: skip
    return "PATCH", f"/v1/sources/{_new_source(ops)}", changes[n % 4]


def _new_source(ops: Person) -> str:
    return str(ops.post("/v1/sources", {"name": "Form"}, status=201)["id"])


def _new_secret(team: Team, ops: Person, n: int) -> Change:
    return "POST", f"/v1/sources/{_new_source(ops)}/secret", {}


def _dropped_secret(team: Team, ops: Person, n: int) -> Change:
    source = _new_source(ops)
    for _ in range(2):
        ops.post(f"/v1/sources/{source}/secret", {})
    return "DELETE", f"/v1/sources/{source}/secret", {}


def _account(team: Team, ops: Person, n: int) -> Change:
    given = _new_account(team, ops, n)[2]
    id = ops.post("/v1/accounts", given, status=201)["id"]
    changes: list[dict[str, Any]] = [
        {"kind": "customer"}, {"name": "Other"}, {"owner": ops.id}, {"facts": {"employees": "9"}}
    ]  # fmt: skip
    return "PATCH", f"/v1/accounts/{id}", changes[n % 4]


def _new_account(team: Team, ops: Person, n: int) -> Change:
    named = {"domain": f"firm{next(_numbers)}.example", "name": f"Firm {n}", "kind": "target"}
    return "POST", "/v1/accounts", named


def _new_user(team: Team, ops: Person, n: int) -> Change:
    email = f"new{next(_numbers)}.{team.id}@sample.example"
    return "POST", "/v1/users", {"email": email, "name": "New", "role": "rep"}


def _policy(team: Team, ops: Person, n: int) -> Change:
    version = ops.get("/v1/policy")["newest"]
    given = {"text": f"{RULES}\n# {n}\n", "reason": f"try {n}", "expected_version": version}
    return "PUT", "/v1/policy", given


def _decision(team: Team, ops: Person, n: int) -> Change:
    given = {"metric": "work.contact_rate", "says": f"Ring earlier {n}", "owner": ops.id,
             "due": "2026-12-01", "expects": "5 points more"}  # fmt: skip
    return "POST", "/v1/decisions", given


def _outcome(team: Team, ops: Person, n: int) -> Change:
    id = ops.post("/v1/decisions", _decision(team, ops, n)[2], status=201)["id"]
    return "PATCH", f"/v1/decisions/{id}", {"outcome": "3 points more"}


def _metric(team: Team, ops: Person, n: int) -> Change:
    changes: list[dict[str, Any]] = [{"owner": ops.id}, {"inputs": f"calls {n}"}, {"baseline": n}]
    return "PUT", "/v1/metrics/work.contact_rate", changes[n % 3]


CHANGES: dict[str, Callable[[Team, Person, int], Change]] = {
    "POST /v1/users": _new_user,
    "PATCH /v1/users/{id}": _user,
    "POST /v1/pools": lambda team, ops, n: ("POST", "/v1/pools", {"name": f"P{n}"}),
    "PATCH /v1/pools/{id}": _pool,
    "POST /v1/sources": lambda team, ops, n: ("POST", "/v1/sources", {"name": f"S{n}"}),
    "PATCH /v1/sources/{id}": _source,
    "POST /v1/sources/{id}/key": lambda team, ops, n: (
        "POST",
        f"/v1/sources/{_new_source(ops)}/key",
        {},
    ),
    "POST /v1/sources/{id}/secret": _new_secret,
    "DELETE /v1/sources/{id}/secret": _dropped_secret,
    "POST /v1/accounts": _new_account,
    "PATCH /v1/accounts/{id}": _account,
    "PUT /v1/policy": _policy,
    "POST /v1/decisions": _decision,
    "PATCH /v1/decisions/{id}": _outcome,
    "PUT /v1/metrics/{name}": _metric,
}
NO_CHANGE_OF_THE_TEAM = {
    "POST /v1/import",  # leads
    "POST /v1/policy/check",
    "POST /v1/policy/try",
    "POST /v1/privacy/export",
    "POST /v1/privacy/erase",  # leads; its receipt is looked at where persons are erased
    "POST /v1/whatif",
}


MOVES = {
    "POST /v1/leads/reassign",
    "POST /v1/batches/{id}/undo",
    "POST /v1/covers",
    "DELETE /v1/covers/{id}",
}


def test_each_call_that_changes_the_team_is_walked() -> None:
    of_leads = {
        call
        for call, who in roles.CALLS.items()
        if not isinstance(who, str) and who <= roles.LEADS and not call.startswith("GET ")
    }
    assert of_leads == CHANGES.keys() | NO_CHANGE_OF_THE_TEAM | MOVES


@pytest.mark.parametrize("n", range(6))
def test_no_change_of_the_team_goes_unaudited(team: Team, n: int) -> None:
    ops = team.join("ops")
    for call, change in CHANGES.items():
        method, path, body = change(team, ops, n)
        before, entries = as_it_is(team), audited(team)
        assert ops.call(method, path, json=body).status_code in (200, 201), call
        assert as_it_is(team) != before, call
        assert audited(team) > entries, call


@given(st.lists(st.sampled_from(["name", "pool", "weight", "hours"]), min_size=1, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_sets_what_is_set_already_leaves_no_entry(team: Team, what: list[str]) -> None:
    ops = team.join("ops", "Nia")
    again = {
        "name": lambda: patched(ops, f"/v1/users/{ops.id}", name="Nia"),
        "hours": lambda: patched(ops, f"/v1/users/{ops.id}", calendar=""),
        "pool": lambda: patched(ops, f"/v1/pools/{team.pool}", name="Everybody"),
        "weight": lambda: patched(ops, f"/v1/pools/{team.pool}", members=[]),
    }
    patched(ops, f"/v1/pools/{team.pool}", members=[])
    before, entries = as_it_is(team), audited(team)
    for one in what:
        again[one]()
    assert (as_it_is(team), audited(team)) == (before, entries)


def test_a_change_that_is_refused_leaves_no_entry(team: Team) -> None:
    ops = team.join("ops")
    entries = audited(team)
    assert ops.call("PATCH", f"/v1/users/{ops.id}", json={"disabled": True}).status_code == 403
    named = {"name": "North", "passes_to": "nowhere"}
    assert ops.call("POST", "/v1/pools", json=named).status_code == 422
    assert audited(team) == entries
