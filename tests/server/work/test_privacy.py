"""One person everywhere: told in full, and erased down to the ids of their leads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import a_call, a_mutation, an_id
from tests.server.door import Door
from tests.server.intake.test_signals import Tracker
from tests.server.served import Team
from workbench.domain.lead import Lead
from workbench.server import schema

NAME, EMAIL, PHONE, NOTE = "Zelda Quux", "zelda@quux.example", "+4930987654", "likes xylophones"
WHO = {"email": EMAIL}


class Case:
    """Somebody with a lead, a touch, a signal, a colleague and a friend who referred her."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.rep, self.ops = team.join(), team.join("ops")
        door = Door(team)
        told = door.take(name=NAME, email=EMAIL, phone=PHONE, company="Quux", message=NOTE)
        self.lead = Lead(id=told["lead_id"])
        self.colleague = door.take(email=f"{an_id()}@quux.example", company="Quux")["lead_id"]
        Tracker(team).tell(EMAIL, page="/xylophones")
        self.rep.do(a_call(self.lead, "NA", after=60, note=NOTE))
        self.friend = team.a_lead(self.rep)
        contact = {"lead_id": an_id(), "name": NAME, "email": EMAIL}
        self.rep.do(a_call(self.friend, "REF", after=61, contact=contact))

    def erase(self, **who: Any) -> dict[str, Any]:
        asked = {**(who or WHO), "reason": "asked by mail"}
        receipt: dict[str, Any] = self.ops.post("/v1/privacy/erase", asked)
        return receipt

    def rows(self) -> str:
        """All that the store keeps of the team, as text."""
        kept = []
        with self.team.server.office.store.read() as connection:
            for table in schema.metadata.sorted_tables:
                if "team" in table.c:
                    mine = select(table).where(table.c.team == self.team.id)
                    kept += [str(tuple(row)) for row in connection.execute(mine)]
        return "\n".join(kept)


@pytest.fixture
def case(team: Team) -> Case:
    return Case(team)


def test_everything_that_is_kept_of_a_person_is_told_to_ops(case: Case) -> None:
    told = case.ops.post("/v1/privacy/export", WHO)
    assert [lead["email"] for lead in told["leads"]] == [EMAIL]
    assert NOTE in json.dumps(told["activities"])
    assert [json.loads(one["doc"])["page"] for one in told["signal"]] == ["/xylophones"]
    by_phone = case.ops.post("/v1/privacy/export", {"phone": PHONE})
    assert by_phone["leads"] == told["leads"]
    for who, status in (({"email": "no@body.example"}, 404), ({}, 422), ({"email": "x"}, 422)):
        assert case.ops.call("POST", "/v1/privacy/export", json=who).status_code == status
    assert case.team.join("lead").call("POST", "/v1/privacy/export", json=WHO).status_code == 403


def test_nothing_of_an_erased_person_is_left_but_the_receipt(case: Case) -> None:
    assert EMAIL in case.rows()
    receipt = case.erase()
    kept = case.rows()
    for word in (NAME, EMAIL, PHONE, NOTE, "xylophones"):
        assert word not in kept, word
        assert word not in json.dumps(receipt)
    assert receipt["leads"] == [case.lead.id]
    assert receipt["erased"]["activity"] >= 2
    [entry] = [e for e in case.ops.get("/v1/audit")["entries"] if "erased a person" in e["says"]]
    assert "asked by mail" in entry["says"]
    again = case.ops.call("POST", "/v1/privacy/erase", json={**WHO, "reason": "again"})
    assert again.status_code == 404


def test_others_stay_as_they_are(case: Case) -> None:
    before = case.ops.get(f"/v1/leads/{case.friend.id}")
    case.erase()
    after = case.ops.get(f"/v1/leads/{case.friend.id}")
    assert (after["email"], after["status"]) == (before["email"], before["status"])
    colleague = case.ops.get(f"/v1/leads/{case.colleague}")
    assert not colleague.get("at_company")


def test_whoever_saw_the_lead_ever_is_told_that_it_is_gone(case: Case, team: Team) -> None:
    later = team.join()
    owner = case.ops.get(f"/v1/leads/{case.lead.id}")["owner"]
    to: dict[str, Any] = {"to": later.id, "expected_owner": owner, "reason": "leave"}
    case.ops.do(a_mutation(case.lead, "reassigned", after=62, **to))
    people = (case.rep, later, case.ops)
    since = {person.id: person.get("/v1/sync")["since"] for person in people}
    case.erase()
    for person in people:
        items = person.get("/v1/sync", since=since[person.id])["items"]
        told = [item["told"] for item in items if item.get("id") == case.lead.id]
        assert told == [{"erased": True}]
        assert person.call("GET", f"/v1/leads/{case.lead.id}").status_code == 404


def test_who_starts_over_is_told_too_though_they_never_saw_it(case: Case, team: Team) -> None:
    later = team.join()
    case.erase()
    gone = {"op": "evict", "id": case.lead.id, "told": {"erased": True}}
    assert later.get("/v1/sync")["items"] == [gone]


def test_what_was_merged_with_them_goes_too(case: Case, team: Team) -> None:
    twin = team.a_lead(case.rep, name=NAME, email="z.quux@home.example")
    merging: dict[str, Any] = {"activity_id": an_id(), "code": "DUP", "master": case.lead.id}
    case.ops.do(a_mutation(twin, "disposed", after=63, **merging))
    receipt = case.erase(lead=twin.id)
    assert sorted(receipt["leads"]) == sorted([twin.id, case.lead.id])
    assert "z.quux@home.example" not in case.rows()


def test_who_comes_again_is_a_new_person(case: Case, team: Team) -> None:
    case.erase()
    told = Door(team).take(name=NAME, email=EMAIL)
    assert told["lead_id"] != case.lead.id
    late = case.rep.push(a_call(case.lead, "NA", after=64))
    assert (late[0]["s"], late[0]["code"]) == ("rejected", "erased")


@pytest.mark.parametrize("name", ["Zoë Quüx", 'Zelda "Zz" Quux'])
def test_a_name_in_any_letters_leaves_the_colleagues_too(team: Team, name: str) -> None:
    ops, door = team.join("ops"), Door(team)
    told = door.take(name=name, email=EMAIL, company="Quux")
    colleague = door.take(email=f"{an_id()}@quux.example", company="Quux")["lead_id"]
    assert ops.get(f"/v1/leads/{colleague}")["at_company"][0]["name"] == name
    ops.post("/v1/privacy/erase", {"lead": told["lead_id"], "reason": "asked by mail"})
    with team.server.office.store.read() as connection:
        doc = connection.execute(select(schema.lead.c.doc).where(schema.lead.c.id == colleague))
        assert json.loads(doc.scalar_one()).get("at_company", []) == []


def test_an_address_that_was_referred_in_other_letters_goes_too(case: Case) -> None:
    contact = {"lead_id": an_id(), "name": "Z. Q.", "email": EMAIL.title()}
    friend = case.team.a_lead(case.rep)
    case.rep.do(a_call(friend, "REF", after=62, contact=contact))
    case.erase()
    assert EMAIL.title() not in case.rows()


def test_a_short_name_touches_nobody_who_only_has_its_letters(team: Team) -> None:
    ops, door = team.join("ops"), Door(team)
    told = door.take(name="Li", email="li@quux.example", source="linkedin")
    other = door.take(name="Lila Linde", email="lila@else.example", source="linkedin")["lead_id"]
    before = ops.get(f"/v1/leads/{other}")
    ops.post("/v1/privacy/erase", {"lead": told["lead_id"], "reason": "asked by mail"})
    assert ops.get(f"/v1/leads/{other}") == before
