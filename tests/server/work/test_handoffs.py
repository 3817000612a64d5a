"""What leaves the rep's hands: to an AE until they send it back, to whoever owns the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import MONDAY, a_mutation, an_id
from tests.server.door import Door, lead_of
from tests.server.served import Person, Team
from tests.server.work.test_pushing import the_lead
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import Plain
from workbench.server.clocks.timers import ring


def sees(person: Person, lead: str) -> bool:
    return person.call("GET", f"/v1/leads/{lead}").status_code == 200


def handed(lead: Lead, ae: Person, rep: Person) -> Mutation:
    return a_mutation(lead, "handed_off", handoff_id="h", ae=ae.id, summary="Ready", user=rep.id)


def decided(lead: Lead, ae: Person, **args: Plain) -> Mutation:
    return a_mutation(lead, "handoff_decided", user=ae.id, handoff_id="h", **args)


def test_an_ae_sees_a_lead_until_they_send_it_back(team: Team) -> None:
    rep, ae = team.join(), team.join("ae", "Kim Ahn")
    lead = team.a_lead(rep)
    assert not sees(ae, lead.id)
    rep.do(handed(lead, ae, rep))
    assert sees(ae, lead.id)
    assert the_lead(rep, lead.id)["status"] == "qualified"
    ae.do(decided(lead, ae, decision="rejected", code="no pain"))
    assert not sees(ae, lead.id)
    back = the_lead(rep, lead.id)
    assert back["status"] == "connected"
    assert back["step"]["label"] == "Sent back by the AE: no pain"


def test_an_accepted_lead_stays_in_the_ae_s_sight_and_can_be_won(team: Team) -> None:
    rep, ae = team.join(), team.join("ae", "Kim Ahn")
    lead = team.a_lead(rep)
    rep.do(handed(lead, ae, rep))
    ae.do(decided(lead, ae, decision="accepted", quality=4))
    won = a_mutation(lead, "opportunity_updated", stage="Closed", outcome="won", user=ae.id)
    ae.do(won)
    assert the_lead(ae, lead.id)["status"] == "won"


def test_a_rep_decides_no_handoff(team: Team) -> None:
    rep, ae = team.join(), team.join("ae", "Kim Ahn")
    lead = team.a_lead(rep)
    rep.do(handed(lead, ae, rep))
    [result] = rep.push(decided(lead, rep, decision="accepted"))
    assert result["code"] == "not_yours"


def test_an_ae_who_does_not_decide_is_warned_and_then_the_team_lead_is_told(team: Team) -> None:
    rep, ae, boss = team.join(), team.join("ae", "Kim Ahn"), team.join("lead")
    lead = team.a_lead(rep)
    rep.do(handed(lead, ae, rep))
    office = team.server.office
    ring(office.ledger, team.id, MONDAY + timedelta(days=2))
    entries = boss.get(f"/v1/leads/{lead.id}/activities")["activities"]
    asked = [entry["kind"] for entry in entries if "not decided" in entry.get("reason", "")]
    assert sorted(asked) == ["told", "warned", "warned"]


def test_a_customer_goes_to_whoever_owns_the_account(team: Team) -> None:
    rep, owner, boss = team.join(), team.join("ae", "Cleo Berg"), team.join("lead")
    lead = team.a_lead(rep, email=f"ann@{an_id()}.example")
    domain = lead.email.partition("@")[2] if lead.email else ""
    told = Door(team).take(email=f"bo@{domain}", type="content")
    account = {"domain": domain, "name": "Halden", "kind": "named", "owner": owner.id}
    boss.post("/v1/accounts", account, status=201)
    held = lead_of(boss, told)
    filed = a_mutation(None, "disposed", activity_id=an_id(), code="CUS", after=60, user=boss.id)
    boss.do(replace(filed, lead=told["lead_id"]))
    after = the_lead(boss, told["lead_id"])
    assert held["owner"] == rep.id
    assert after["owner"] == owner.id
    assert after["status"] == "disqualified"
