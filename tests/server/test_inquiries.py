"""What comes in by `POST /v1/inquiries`, and what becomes of it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_call, a_mutation
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.server import people

_numbers = itertools.count(1)


class Door:
    """A source of the team: what it posts, and what it is answered."""

    def __init__(self, team: Team, type: str | None = None) -> None:
        store = team.server.office.store
        self.key = people.add_source(store, name="web", type=type, team=team.name)
        self._address = f"{team.server.address}/v1/inquiries"
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, body: Any, **headers: str) -> requests.Response:
        named = {"Authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self._session.post(self._address, json=body, headers=named, timeout=30)

    def fill_in(self, **fields: str) -> requests.Response:
        """A browser's form."""
        form = {"_key": self.key, **fields}
        return self._session.post(self._address, data=form, allow_redirects=False, timeout=30)

    def take(self, **fields: Any) -> dict[str, Any]:
        """Post a demo inquiry of somebody new, unless told otherwise; it is taken in."""
        answer = self.send(inquiry(**fields))
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refuse(self, body: Any) -> dict[str, Any]:
        answer = self.send(body)
        assert answer.status_code == 422, answer.text
        told: dict[str, Any] = answer.json()
        return told


def inquiry(**fields: Any) -> dict[str, Any]:
    n = next(_numbers)
    return {
        "type": "demo",
        "name": f"Visitor {n}",
        "email": f"visitor{n}@halden.example",
        "phone": f"+49 30 {5550000 + n}",
        "company": "Halden Freight",
        **fields,
    }


def lead_of(person: Person, told: dict[str, Any]) -> dict[str, Any]:
    lead: dict[str, Any] = person.get(f"/v1/leads/{told['lead_id']}")
    return lead


def entries_of(person: Person, told: dict[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = person.get(f"/v1/leads/{told['lead_id']}/activities")[
        "activities"
    ]
    return entries


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


def test_a_newsletter_is_nurtured_and_nobody_is_called(team: Team) -> None:
    team.join()
    told = Door(team).take(type="newsletter")
    assert (told["owner"], told["due_at"]) == (None, None)
    assert lead_of(team.join("lead"), told)["status"] == "nurture"


def test_outside_the_icp_only_a_hand_raiser_keeps_its_clock(team: Team) -> None:
    team.join()
    door = Door(team)
    assert door.take(type="content", country="CN")["due_at"] is None
    assert door.take(type="demo", country="CN")["due_at"] is not None


def test_who_is_excluded_is_disqualified_without_a_clock(team: Team) -> None:
    team.join()
    told = Door(team).take(title="Student")
    assert (told["owner"], told["due_at"]) == (None, None)
    assert lead_of(team.join("lead"), told)["status"] == "disqualified"


def test_a_newsletter_takes_no_open_lead_away(team: Team) -> None:
    team.join()
    door = Door(team)
    told = door.take(email="stay@halden.example")
    door.take(type="newsletter", email="stay@halden.example")
    assert lead_of(team.join("lead"), told)["status"] == "assigned"


def test_a_closed_lead_opens_again_with_a_new_clock(team: Team) -> None:
    rep, door = team.join(), Door(team)
    told = door.take(email="back@halden.example")
    rep.do(a_call_on(told, "NI", reason="no need"))
    assert lead_of(rep, told)["status"] == "disqualified"
    again = door.take(email="back@halden.example", type="pricing")
    assert again["lead_id"] == told["lead_id"]
    assert again["due_at"] is not None
    assert lead_of(rep, told)["status"] == "assigned"


def test_do_not_contact_opens_no_clock_and_stands_with_the_team_leads(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = door.take(email="never@halden.example")
    rep.do(a_call_on(told, "DNC"))
    again = door.take(email="never@halden.example")
    assert again["lead_id"] == told["lead_id"]
    assert (again["owner"], again["due_at"]) == (None, None)
    assert lead_of(boss, told)["status"] == "disqualified"
    assert rep.call("GET", f"/v1/leads/{told['lead_id']}").status_code == 404


def test_who_is_away_is_passed_over_and_the_reason_is_kept(team: Team) -> None:
    away, here = team.join(name="Ann Away"), team.join(name="Bob Here")
    away.do(a_mutation(None, "availability_set", user=away.id, state="away"))
    told = Door(team).take()
    assert told["owner"] == here.id
    assigned = next(e for e in entries_of(here, told) if e["kind"] == "assigned")
    assert assigned["passed"] == ["Ann Away is away"]
    assert assigned["reason"].startswith("It is the turn of Bob Here")


def test_a_returning_person_whose_owner_is_away_goes_to_somebody_else(team: Team) -> None:
    one, two = team.join(name="Ann"), team.join(name="Bob")
    door = Door(team)
    told = door.take(email="urgent@halden.example")
    owner, other = (one, two) if told["owner"] == one.id else (two, one)
    owner.do(a_mutation(None, "availability_set", user=owner.id, state="away"))
    again = door.take(email="urgent@halden.example")
    assert (again["lead_id"], again["owner"]) == (told["lead_id"], other.id)


def test_leads_are_shared_by_turns_until_the_cap_and_then_wait_in_the_pool(team: Team) -> None:
    reps = [team.join(name=name) for name in ("Ann", "Bob")]
    door = Door(team)
    owners = [door.take()["owner"] for _ in range(6)]
    assert sorted(owners) == sorted([rep.id for rep in reps] * 3)
    told = door.take()
    assert (told["owner"], told["pool"]) == (None, team.pool)
    assert "Ann has 3 untouched hand-raisers" in told["why"]
    assert lead_of(reps[0], told).get("status", "new") == "new"


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


def a_call_on(told: dict[str, Any], code: str, **args: Any) -> Mutation:
    return a_call(Lead(id=told["lead_id"]), code, after=1, **args)
