from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from tests.builders import a_call, an_id
from tests.server.served import Person, Served, Team
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.team import people

PASSWORD = "correct horse battery"


@pytest.fixture
def robin(team: Team) -> dict[str, str]:
    email = f"{an_id()}@sample.example"
    store = team.server.office.store
    people.add_user(
        store, email=email, name="Robin Ode", role="rep", team=team.name, password=PASSWORD
    )
    return {"email": email, "password": PASSWORD, "device": "laptop"}


def ask(server: Served, path: str, body: Any, **headers: str) -> requests.Response:
    return requests.post(server.address + path, json=body, headers=headers, timeout=10)


def test_who_signs_in_hears_who_they_are(server: Served, robin: dict[str, str]) -> None:
    told = ask(server, "/v1/auth/login", {**robin, "email": robin["email"].upper()}).json()
    assert told["expires_in"] == 1800
    assert (told["user"]["name"], told["user"]["role"]) == ("Robin Ode", "rep")
    assert told["clock"]["speed"] == 1
    me = requests.get(
        server.address + "/v1/me",
        headers={"Authorization": f"Bearer {told['access']}"},
        timeout=10,
    ).json()
    assert me["id"] == told["user"]["id"]
    assert "POST /v1/push" in me["rights"]["calls"]


def test_no_token_and_no_password_is_stored_as_it_is(server: Served, robin: dict[str, str]) -> None:
    told = ask(server, "/v1/auth/login", robin).json()
    with server.office.store.read() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                text = " ".join(map(str, row))
                assert told["access"] not in text
                assert told["refresh"] not in text
                assert PASSWORD not in text


def test_a_wrong_password_says_nothing_of_the_account(
    server: Served, robin: dict[str, str]
) -> None:
    wrong = ask(server, "/v1/auth/login", {**robin, "password": "not the password"})
    unknown = ask(server, "/v1/auth/login", {**robin, "email": "nobody@sample.example"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401


def test_only_failures_are_counted_and_too_many_have_to_wait(
    server: Served, robin: dict[str, str]
) -> None:
    throttle = server.office.throttle
    for _ in range(10):
        throttle.failed(robin["email"], "elsewhere", time.monotonic())
    answer = ask(server, "/v1/auth/login", robin)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert throttle.wait(robin["email"], "here", time.monotonic() + 901) == 0
    throttle.succeeded(robin["email"])
    assert ask(server, "/v1/auth/login", robin).status_code == 200


def renew(server: Served, token: str) -> requests.Response:
    return ask(server, "/v1/auth/refresh", {"refresh": token})


def is_in(server: Served, access: str) -> bool:
    headers = {"Authorization": f"Bearer {access}"}
    return requests.get(f"{server.address}/v1/me", headers=headers, timeout=10).ok


def two_minutes_pass(server: Served) -> None:
    table = schema.refresh
    with server.office.store.write() as connection:
        spent = update(table).where(table.c.spent_at.is_not(None))
        connection.execute(spent.values(spent_at=table.c.spent_at - 120_000))


def test_a_refresh_token_is_good_once_and_a_minute_longer(
    server: Served, robin: dict[str, str]
) -> None:
    first = ask(server, "/v1/auth/login", robin).json()["refresh"]
    second = renew(server, first).json()["refresh"]
    after_a_lost_answer = renew(server, first)
    assert after_a_lost_answer.status_code == 200
    third = after_a_lost_answer.json()["refresh"]
    assert len({first, second, third}) == 3
    assert renew(server, "a token that nobody was given").status_code == 401
    assert renew(server, third).status_code == 200, "a stranger's token ends no session"


@pytest.mark.parametrize("kept", [0, 1])
def test_of_a_renewal_that_was_doubled_either_answer_goes_on(
    server: Served, robin: dict[str, str], kept: int
) -> None:
    first = ask(server, "/v1/auth/login", robin).json()["refresh"]
    answers = [renew(server, first).json()["refresh"] for _ in range(2)]
    two_minutes_pass(server)
    assert renew(server, answers[kept]).status_code == 200


@pytest.mark.parametrize("copied", [0, 1, 2])
def test_a_refresh_token_that_comes_again_signs_its_device_out_and_no_other(
    server: Served, robin: dict[str, str], copied: int
) -> None:
    other = ask(server, "/v1/auth/login", robin).json()
    given = [ask(server, "/v1/auth/login", robin).json()]
    for _ in range(3):
        given.append(renew(server, given[-1]["refresh"]).json())
    two_minutes_pass(server)
    assert renew(server, given[copied]["refresh"]).status_code == 401
    assert not is_in(server, given[-1]["access"])
    assert renew(server, given[-1]["refresh"]).status_code == 401
    assert is_in(server, other["access"])
    assert renew(server, other["refresh"]).status_code == 200


def test_of_answers_to_one_renewal_the_one_that_is_not_used_becomes_a_copy(
    server: Served, robin: dict[str, str]
) -> None:
    first = ask(server, "/v1/auth/login", robin).json()["refresh"]
    lost, kept = (renew(server, first).json()["refresh"] for _ in range(2))
    latest = renew(server, kept).json()
    two_minutes_pass(server)
    assert renew(server, lost).status_code == 401
    assert not is_in(server, latest["access"])


def test_failures_are_counted_by_account_and_by_address(
    server: Served, robin: dict[str, str]
) -> None:
    throttle, now = server.office.throttle, time.monotonic()
    wrong = {**robin, "password": "not the password"}
    for _ in range(10):
        assert ask(server, "/v1/auth/login", wrong).status_code == 401
    assert ask(server, "/v1/auth/login", robin).status_code == 429
    throttle.succeeded(robin["email"])
    for n in range(50):
        throttle.failed(f"guessed{n}@sample.example", "192.0.2.1", now)
    assert throttle.wait(robin["email"], "192.0.2.1", now) > 0
    assert throttle.wait(robin["email"], "192.0.2.2", now) == 0
    assert ask(server, "/v1/auth/login", robin).status_code == 200


def test_an_access_token_ends_after_half_an_hour(server: Served, robin: dict[str, str]) -> None:
    told = ask(server, "/v1/auth/login", robin).json()
    signed = {"Authorization": f"Bearer {told['access']}"}
    with server.office.store.write() as connection:
        before = connection.execute(select(schema.token)).all()
        connection.execute(update(schema.token).values(expires_at=real_ms() - 1))
    answer = requests.get(server.address + "/v1/me", headers=signed, timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, "expired")
    with server.office.store.write() as connection:
        for row in before:
            token = schema.token.c.sha256 == row.sha256
            connection.execute(update(schema.token).where(token).values(expires_at=row.expires_at))


def test_signing_out_ends_one_device_and_a_new_password_the_others(
    server: Served, robin: dict[str, str]
) -> None:
    desks = [ask(server, "/v1/auth/login", robin).json() for _ in range(3)]
    signed = [{"Authorization": f"Bearer {desk['access']}"} for desk in desks]

    def status(place: int) -> int:
        url = server.address + "/v1/devices"
        return requests.get(url, headers=signed[place], timeout=10).status_code

    assert ask(server, "/v1/auth/logout", {}, **signed[0]).status_code == 200
    assert [status(0), status(1), status(2)] == [401, 200, 200]
    new = {"old": PASSWORD, "new": "another horse battery"}
    short = ask(server, "/v1/auth/password", {**new, "new": "short"}, **signed[1])
    assert (short.status_code, short.json()["field"]) == (422, "new")
    assert ask(server, "/v1/auth/password", {**new, "old": "x"}, **signed[1]).status_code == 403
    assert ask(server, "/v1/auth/password", new, **signed[1]).status_code == 200
    assert [status(1), status(2)] == [200, 401]
    assert ask(server, "/v1/auth/login", robin).status_code == 401
    assert ask(server, "/v1/auth/login", {**robin, "password": new["new"]}).status_code == 200


def test_a_device_is_signed_out_from_another(team: Team) -> None:
    rep, mate = team.join(), team.join()
    twin = Person(team.server, rep.id, "rep")
    [other] = [d["id"] for d in rep.get("/v1/devices")["devices"] if not d["this"]]
    assert mate.call("DELETE", f"/v1/devices/{other}").status_code == 404
    assert rep.call("DELETE", f"/v1/devices/{other}").status_code == 200
    assert twin.call("GET", "/v1/me").status_code == 401


def test_a_disabled_desk_may_only_send_what_was_made_before(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    lead = team.a_lead(rep)
    before = team.server.office.moment.now()
    boss.call("PATCH", f"/v1/users/{rep.id}", json={"disabled": True})
    assert rep.call("GET", "/v1/sync").json()["code"] == "account_disabled"
    renewed = ask(team.server, "/v1/auth/refresh", {"refresh": rep.tokens.refresh}).json()
    rep.session.headers["Authorization"] = f"Bearer {renewed['access']}"
    assert rep.call("GET", "/v1/me").status_code == 403
    after = team.server.office.moment.now()
    [early, late] = rep.push(a_call(lead, "NA", at=before), a_call(lead, "NA", at=after))
    assert (early["s"], late["code"]) == ("ok", "account_disabled")
    old = {"disabled_at": 0}
    with team.server.office.store.write() as connection:
        connection.execute(update(schema.users).where(schema.users.c.id == rep.id).values(**old))
    refused = ask(team.server, "/v1/auth/refresh", {"refresh": renewed["refresh"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "account_disabled")
