"""Webhooks: who may deliver, what is kept, and what becomes of it afterwards."""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from tests.server.served import Team
from workbench.server import schema
from workbench.server.team.signatures import TOLERANCE_S, new_secret, signature

LEAD = {"type": "demo", "email": "mika@nordwind.example", "name": "Mika Salo"}


class Vendor:
    """A source that delivers by webhooks."""

    def __init__(self, team: Team, **source: Any) -> None:
        self.team = team
        self.ops = team.join("ops")
        made = self.ops.post("/v1/sources", {"name": "Vendor", **source}, status=201)
        self.id = made["id"]
        self.secret = self.another_secret()

    def another_secret(self, **body: str) -> str:
        told = self.ops.post(f"/v1/sources/{self.id}/secret", body)
        return str(told["secret"])

    def headers(self, body: bytes, *, late_s: float = 0, id: str = "") -> dict[str, str]:
        id, sent_s = id or secrets.token_hex(8), int(time.time() - late_s)
        signed = f"v1,{signature(self.secret, id, sent_s, body)}"
        return {
            "webhook-id": id, "webhook-timestamp": str(sent_s), "webhook-signature": signed,
        }  # fmt: skip

    def send(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        address = f"{self.team.server.address}/v1/hooks/{self.id}"
        return requests.post(address, data=body, headers=headers, timeout=10)

    def deliver(self, told: Any) -> list[dict[str, Any]]:
        """The leads of the team once what was told is worked off."""
        body = json.dumps(told).encode()
        answer = self.send(body, self.headers(body))
        assert answer.status_code == 202, answer.text
        while not all(row.done_at for row in self.kept()):
            time.sleep(0.01)
        leads: list[dict[str, Any]] = self.ops.get("/v1/leads")["leads"]
        return leads

    def kept(self) -> Any:
        with self.team.server.office.store.read() as connection:
            mine = select(schema.hook).where(schema.hook.c.source == self.id)
            return connection.execute(mine).all()


@pytest.fixture
def vendor(team: Team) -> Vendor:
    return Vendor(team)


BODY = json.dumps(LEAD).encode()


def test_the_signature_is_that_of_the_standard() -> None:
    # The example of standardwebhooks.com.
    secret, sent_s = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330
    body = b'{"test": 2432232314}'
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", sent_s, body)
    assert found == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_signed_delivery_is_answered_at_once_and_kept_as_it_came(vendor: Vendor) -> None:
    odd = b'{ "email": "x@y.example" ,\n "type":"demo"}  '
    assert vendor.send(odd, vendor.headers(odd)).status_code == 202
    [row] = vendor.kept()
    assert bytes(row.body) == odd


def test_of_several_signatures_one_has_to_be_right(vendor: Vendor) -> None:
    headers = vendor.headers(BODY)
    headers["webhook-signature"] = f"v1,AAAA v1a,xyz {headers['webhook-signature']}"
    assert vendor.send(BODY, headers).status_code == 202


def _tampered(vendor: Vendor) -> requests.Response:
    return vendor.send(BODY.replace(b"mika", b"evil"), vendor.headers(BODY))


def _wrong_secret(vendor: Vendor) -> requests.Response:
    vendor.secret = new_secret()
    return vendor.send(BODY, vendor.headers(BODY))


def _old(vendor: Vendor) -> requests.Response:
    return vendor.send(BODY, vendor.headers(BODY, late_s=TOLERANCE_S + 5))


def _from_the_future(vendor: Vendor) -> requests.Response:
    return vendor.send(BODY, vendor.headers(BODY, late_s=-TOLERANCE_S - 5))


def _without_headers(vendor: Vendor) -> requests.Response:
    return vendor.send(BODY, {})


def _unsigned(vendor: Vendor) -> requests.Response:
    return vendor.send(BODY, {**vendor.headers(BODY), "webhook-signature": ""})


def _of_nobody(vendor: Vendor) -> requests.Response:
    vendor.id = "unknown"
    return vendor.send(BODY, vendor.headers(BODY))


def _of_a_disabled_source(vendor: Vendor) -> requests.Response:
    vendor.ops.call("PATCH", f"/v1/sources/{vendor.id}", json={"disabled": True})
    return vendor.send(BODY, vendor.headers(BODY))


def test_what_is_not_genuine_is_refused_and_never_told_why(vendor: Vendor) -> None:
    wrong = (
        _tampered, _old, _from_the_future, _without_headers, _unsigned, _of_a_disabled_source,
        _wrong_secret, _of_nobody,
    )  # fmt: skip
    said = {(answer := send(vendor)).status_code: answer.text for send in wrong}
    assert list(said) == [401]
    assert vendor.kept() == []


def test_a_replay_is_refused_and_a_retry_changes_nothing(vendor: Vendor) -> None:
    headers = vendor.headers(BODY, id="m1")
    assert vendor.send(BODY, headers).json() == {"id": "m1", "again": False}
    assert vendor.send(BODY, headers).status_code == 409
    retried = vendor.headers(BODY, id="m1", late_s=-3)
    assert vendor.send(BODY, retried).json() == {"id": "m1", "again": True}
    assert vendor.send(BODY, retried).status_code == 409
    other = BODY.replace(b"mika", b"nora")
    assert vendor.send(other, vendor.headers(other, id="m1", late_s=-6)).status_code == 409
    assert len(vendor.kept()) == 1


def test_two_secrets_are_good_while_one_takes_over_from_the_other(vendor: Vendor) -> None:
    old, given = vendor.secret, new_secret()
    assert vendor.another_secret(secret=given) == given
    for secret in (old, given):
        vendor.secret = secret
        assert vendor.send(BODY, vendor.headers(BODY)).status_code == 202
    assert vendor.ops.call("DELETE", f"/v1/sources/{vendor.id}/secret").status_code == 200
    vendor.secret = old
    assert vendor.send(BODY, vendor.headers(BODY)).status_code == 401
    short = vendor.ops.call("POST", f"/v1/sources/{vendor.id}/secret", json={"secret": "whsec_eA"})
    assert (short.status_code, short.json()["field"]) == (422, "secret")
    [source] = vendor.ops.get("/v1/sources")["sources"]
    assert source["secrets"] == 1
    assert given not in str(source)


def test_what_was_delivered_is_worked_live_with_a_clock(vendor: Vendor) -> None:
    vendor.team.join()
    [lead] = vendor.deliver(LEAD)
    assert (lead["email"], lead["inquiries"][0]["source"]) == (LEAD["email"], "Vendor")
    assert lead["clocks"]
    assert vendor.deliver(LEAD)[0]["id"] == lead["id"]


def test_what_is_no_inquiry_is_told_and_costs_no_other(vendor: Vendor) -> None:
    [lead] = vendor.deliver([LEAD, {"type": "demo"}])
    assert lead["email"] == LEAD["email"]
    [row] = vendor.kept()
    assert "email, phone" in row.problem
    vendor.deliver("no lead")
    assert vendor.send(b"\xff{", vendor.headers(b"\xff{")).status_code == 202
    vendor.deliver(LEAD)
    assert [bool(row.problem) for row in vendor.kept()].count(True) == 3
    assert all(row.done_at for row in vendor.kept())


VENDORS = {
    "hubspot": {
        "objectId": 4711,
        "properties": {
            "email": {"value": "a@b.example"}, "firstname": {"value": "Ann"},
            "recent_conversion_event_name": {"value": "Request a demo"},
        },
    },
    "salesforce": {"Id": "4711", "FirstName": "Ann", "Email": "a@b.example", "Company": "B"},
    "zoho": {"data": [{"id": "4711", "First_Name": "Ann", "Email": "a@b.example"}]},
    "pipedrive": {"data": {"id": "4711", "person": {"name": "Ann", "email": "a@b.example"}}},
    "linkedin": {"id": "4711", "firstName": "Ann", "email": "a@b.example", "formName": "Demo"},
    "meta": {
        "id": "l:4711",
        "form_name": "Book a demo",
        "created_time": "2026-11-23T09:59:00+00:00",
        "field_data": [
            {"name": "first_name", "values": ["Ann"]},
            {"name": "email", "values": ["a@b.example"]},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", VENDORS)
def test_each_vendors_own_names_are_understood(team: Team, name: str) -> None:
    vendor = Vendor(team, vendor=name)
    [lead] = vendor.deliver(VENDORS[name])
    assert (lead["email"], lead["name"].split()[0]) == ("a@b.example", "Ann")
    assert lead["inquiries"][0]["external_id"] == "4711"
    [again] = vendor.deliver(VENDORS[name])
    assert len(again["inquiries"]) == 1


def test_a_vendor_that_is_not_known_is_refused(team: Team) -> None:
    wrong = team.join("ops").call("POST", "/v1/sources", json={"name": "X", "vendor": "nobody"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "vendor")


def test_a_delivery_is_capped_and_so_are_many(vendor: Vendor) -> None:
    long = b'"' + b"x" * (256 * 1024) + b'"'
    assert vendor.send(long, vendor.headers(long)).status_code == 413
    rates, now = vendor.team.server.office.rates, time.monotonic()
    while not rates.wait((f"hook {vendor.id}", "A delivery"), now + 60):
        pass
    assert vendor.send(BODY, vendor.headers(BODY)).status_code == 429


def test_a_secret_is_made_at_the_console(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from workbench.cli import main

    data = ("--data", str(tmp_path))
    assert main(["source", "add", "Ads", "--vendor", "meta", *data]) == 0
    assert main(["source", "secret", "Ads", *data]) == 0
    assert "/v1/hooks/" in (said := capsys.readouterr().out)
    assert said.split()[-1].startswith("whsec_")
    assert main(["source", "secret", "Ads", "--drop-old", *data]) == 0
    assert main(["source", "secret", "Nobody", *data]) == 2
