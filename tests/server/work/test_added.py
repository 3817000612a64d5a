"""Leads that a desk adds: by hand, known already, referred by somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import update

from tests.builders import a_call, a_mutation, an_id
from tests.server.served import Team
from tests.server.work.test_pushing import the_lead
from workbench.server import schema


def test_a_lead_added_by_hand_is_the_reps_and_can_be_worked_in_the_same_push(team: Team) -> None:
    rep = team.join()
    inquiry = {"type": "demo", "name": "Mika Salo", "email": f"{an_id()}@nordwind.example"}
    added = a_mutation(None, "lead_added", lead_id=an_id(), inquiry=inquiry)
    lead = replace(team.a_lead(rep), id=added.args["lead_id"])
    rep.do(added, a_call(lead, "NA", at=team.server.office.moment.now()))
    stored = the_lead(rep, lead.id)
    assert (stored["owner"], stored["attempts"], stored["domain"]) == (
        rep.id,
        1,
        "nordwind.example",
    )


def test_an_added_lead_that_is_known_joins_and_its_new_id_leads_to_it(team: Team) -> None:
    rep = team.join()
    email = f"{an_id()}@nordwind.example"

    def adding() -> Any:
        inquiry = {"type": "demo", "name": "Mika Salo", "email": email}
        return a_mutation(None, "lead_added", lead_id=an_id(), inquiry=inquiry)

    first, second = adding(), adding()
    rep.do(first)
    [result] = rep.push(second)
    assert result["note"] == "joined"
    known = the_lead(rep, first.args["lead_id"])
    assert len(known["inquiries"]) == 2
    assert the_lead(rep, second.args["lead_id"])["id"] == known["id"]
    joined = replace(team.a_lead(rep), id=second.args["lead_id"])
    rep.do(a_call(joined, "NA", at=team.server.office.moment.now()))
    assert the_lead(rep, known["id"])["attempts"] == 1


def test_two_leads_added_under_one_id_are_one_and_a_refusal(team: Team) -> None:
    rep = team.join()
    id = an_id()
    added = [
        a_mutation(
            None,
            "lead_added",
            lead_id=id,
            inquiry={"type": "demo", "name": "Mika Salo", "email": f"{an_id()}@nordwind.example"},
        )
        for _ in range(2)
    ]
    assert [result.get("code") for result in rep.push(*added)] == [None, "id_reused"]


def test_a_referral_opens_a_lead_for_the_colleague(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    colleague = {"lead_id": an_id(), "name": "Ida Berg", "email": f"{an_id()}@halden.example"}
    rep.do(a_call(lead, "REF", contact=colleague))
    opened = the_lead(rep, colleague["lead_id"])
    assert (opened["name"], opened["type"], opened["owner"]) == ("Ida Berg", "referral", rep.id)
    assert opened["company"] == lead.company


def test_a_lead_knows_who_else_is_at_its_company_and_nothing_to_reach_them_by(
    team: Team,
) -> None:
    rep, mate = team.join(), team.join(name="Ada Diaz")
    domain = f"{an_id()}.example"
    known = team.a_lead(mate, name="Ida Berg", email=f"ida@{domain}", title="CFO")
    mate.do(a_call(known, "NA"))
    with team.server.office.store.write() as connection:
        named = update(schema.lead).where(schema.lead.c.id == known.id)
        connection.execute(named.values(domain=domain))
    inquiry = {"type": "demo", "name": "Mika Salo", "email": f"mika@{domain}"}
    added = a_mutation(None, "lead_added", lead_id=an_id(), inquiry=inquiry)
    rep.do(added)
    [other] = the_lead(rep, added.args["lead_id"])["at_company"]
    assert other.keys() == {"name", "title", "owner", "last_touch_at", "last_touch"}
    assert other["last_touch"] == "call"
    assert (other["name"], other["title"], other["owner"]) == ("Ida Berg", "CFO", "Ada Diaz")
