"""What comes in by `POST /v1/inquiries`, and what becomes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.door import Door, entries_of, inquiry, lead_of
from tests.server.served import Team


def test_a_demo_is_scored_routed_and_due_in_five_minutes(team: Team) -> None:
    rep = team.join()
    told = Door(team).take(employees=200, country="Germany", title="VP Operations")
    assert told["owner"] == rep.id
    lead = lead_of(rep, told)
    assert told["due_at"] == lead["inquiries"][0]["received_at"] + 5 * 60_000
    assert told["score"] == 8
    assert "Demo: +40." in told["why"]
    assert lead["status"] == "assigned"
    assert (lead["country"], lead["tz"]) == ("DE", "Europe/Berlin")
    kinds = sorted(entry["kind"] for entry in entries_of(rep, told))
    assert kinds == ["assigned", "inquiry"]


def test_what_does_not_parse_is_kept_as_typed_and_stops_nothing(team: Team) -> None:
    rep = team.join()
    told = Door(team).take(email="mika(at)halden", phone="ring me", employees="some")
    lead = lead_of(rep, told)
    [stored] = lead["inquiries"]
    assert stored["extra"]["email"] == "mika(at)halden"
    assert set(stored["flags"]) == {"email", "phone", "employees"}
    assert "email" not in lead
    assert told["due_at"] is None
    assert "No channel reaches this lead: it is kept without a clock." in told["why"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ("demo", "body"),
        ({"type": "party", "email": "a@b.example"}, "type"),
        ({"type": ["demo"], "email": "a@b.example"}, "type"),
        ({"email": "a@b.example"}, "type"),
        ({"type": "demo", "name": "Nobody"}, "email"),
        ({"type": "recycled", "email": "a@b.example"}, "type"),
    ],
)
def test_what_is_no_inquiry_is_refused_with_the_field(team: Team, body: Any, field: str) -> None:
    assert Door(team).refuse(body)["field"] == field


def test_a_vendors_test_lead_is_refused_as_that(team: Team) -> None:
    told = Door(team).refuse(inquiry(name="<test lead: dummy data for full_name>"))
    assert told["code"] == "test_lead"


def test_a_key_of_no_source_is_refused(team: Team) -> None:
    door = Door(team)
    door.key = "stranger"
    assert door.send(inquiry()).status_code == 401


def test_a_known_person_asks_again_on_the_same_lead_at_the_same_owner(team: Team) -> None:
    team.join(), team.join()
    door = Door(team)
    first = door.take(email="Mika@Halden.example", name="Mika Salo")
    owner = first["owner"]
    second = door.take(email="mika@halden.example", name="Mika Salo", type="pricing", phone=None)
    assert (second["lead_id"], second["owner"]) == (first["lead_id"], owner)
    assert second["inquiry_id"] != first["inquiry_id"]
    lead = lead_of(team.join("lead"), first)
    assert len(lead["clocks"]) == len(lead["inquiries"]) == 2


def test_a_shared_switchboard_does_not_make_two_people_one(team: Team) -> None:
    team.join()
    door = Door(team)
    ann = door.take(name="Ann Lee", phone="+49 30 7000000")
    bob = door.take(name="Bob Ray", phone="+49 30 7000000")
    assert bob["lead_id"] != ann["lead_id"]


def test_a_missed_call_is_known_by_its_number(team: Team) -> None:
    team.join()
    door = Door(team)
    ann = door.take(name="Ann Lee", phone="+49 30 7000001")
    call = door.take(type="call", name=None, email=None, phone="0049307000001", company=None)
    assert call["lead_id"] == ann["lead_id"]


def test_the_vendors_record_again_is_updated_and_no_second_inquiry(team: Team) -> None:
    team.join()
    boss, door = team.join("lead"), Door(team)
    told = door.take(external_id="r1", source="hub", title="Clerk")
    again = door.take(
        external_id="r1", source="hub", title="CFO", email="other@halden.example", name="Ann Lee"
    )
    assert again["lead_id"] == told["lead_id"]
    assert again["inquiry_id"] == told["inquiry_id"]
    lead = lead_of(boss, told)
    assert len(lead["inquiries"]) == 1
    assert lead["title"] == "CFO"


def test_the_same_idempotency_key_answers_the_same(team: Team) -> None:
    team.join()
    door = Door(team)
    first = door.send(inquiry(), Idempotency_Key="k1")
    second = door.send(inquiry(), Idempotency_Key="k1")
    assert first.text == second.text
    assert first.status_code == second.status_code == 202


def test_a_form_sent_twice_within_ten_minutes_is_one_inquiry(team: Team) -> None:
    team.join()
    door = Door(team, type="contact_sales")
    first = door.fill_in(email="form@halden.example", message="Call me")
    second = door.fill_in(email="form@halden.example", message="Call me")
    third = door.fill_in(email="form@halden.example", message="Call me please")
    assert first.json() == second.json()
    assert third.json()["inquiry_id"] != first.json()["inquiry_id"]


def test_a_form_returns_only_where_its_source_may(team: Team) -> None:
    team.join()
    door = Door(team, type="demo")
    answer = door.fill_in(email="f@halden.example", _redirect="https://evil.example")
    assert answer.json()["field"] == "_redirect"


def test_two_arrivals_of_one_person_at_once_make_one_lead(team: Team) -> None:
    team.join()
    doors = [Door(team) for _ in range(4)]
    body = inquiry(email="twice@halden.example")
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda door: door.send(body).json(), doors * 3))
    assert len({one["lead_id"] for one in told}) == 1
    assert len({one["inquiry_id"] for one in told}) == 12


def test_a_source_that_sends_too_much_is_told_when_to_go_on(team: Team) -> None:
    door = Door(team)
    rates = team.server.office.rates
    team.server.office.rates = type(rates)(a_second=0.1, burst=1)
    try:
        door.refuse({})
        answer = door.send({})
    finally:
        team.server.office.rates = rates
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 10


def test_an_arrival_reaches_a_waiting_desk(team: Team) -> None:
    rep, door = team.join(), Door(team)
    since = rep.get("/v1/sync")["since"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(rep.get, "/v1/sync", since=since, base=since, wait=20)
        told = door.take()
        items = waiting.result()["items"]
    assert [item["lead"]["id"] for item in items] == [told["lead_id"]]


_doors: dict[str, Door] = {}
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_names = st.sampled_from(
    ["type", "email", "phone", "name", "first_name", "country", "employees", "annual_revenue",
     "tech", "utm", "received_at", "external_id", "person_id", "message", "source", "tz", "extra",
     "consent", "is_test", "profile_url"]
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=_json | st.dictionaries(_names | st.text(max_size=8), _json), as_demo=st.booleans())
def test_any_json_is_taken_in_or_refused_with_a_field(team: Team, body: Any, as_demo: bool) -> None:
    if as_demo and isinstance(body, dict):
        body = {"person_id": "p", **body, "type": "demo"}
    if team.id not in _doors:
        _doors[team.id] = Door(team)
    door = _doors[team.id]
    answer = door.send(_sendable(body))
    assert answer.status_code in (202, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["field"]


def _sendable(value: Any) -> Any:
    """Without what JSON itself does not have."""
    match value:
        case float():
            return value if value == value and abs(value) != float("inf") else 0.5
        case dict():
            return {name: _sendable(item) for name, item in value.items()}
        case list():
            return [_sendable(item) for item in value]
        case _:
            return value


def test_a_new_lead_names_who_else_is_at_its_company(team: Team) -> None:
    ann = team.join(name="Ann Lee")
    door = Door(team)
    door.take(email="one@fjord.example", name="One Here", title="CFO")
    told = door.take(email="two@fjord.example", name="Two Here")
    [other] = lead_of(ann, told)["at_company"]
    assert other == {"name": "One Here", "title": "CFO", "owner": "Ann Lee"}
