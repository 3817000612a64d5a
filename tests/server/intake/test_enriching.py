"""Facts from others than the person: where they come from, and whose word stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, a_lead, a_mutation
from tests.server.door import Door, lead_of
from tests.server.intake.test_accounts import listed
from tests.server.served import Team
from workbench.domain.lead import Account, Known
from workbench.server.intake.account_list import AccountList, Listed
from workbench.server.intake.enriching import DomainFacts, enriched, informed, said_again

HALDEN = Account(name="Halden Freight", kind="named")


def a_list(**facts: str) -> AccountList:
    return AccountList({"halden.example": Listed(account=HALDEN, at=MONDAY, facts=facts)})


@pytest.mark.parametrize(
    ("domain", "facts"),
    [
        ("halden.de", {"country": "DE"}),
        ("halden.co.uk", {"country": "GB"}),
        ("halden.com", {}),
        ("halden.io", {}),
        ("halden.eu", {}),
        ("ox.ac.uk", {"country": "GB", "industry": "education"}),
        ("mit.edu", {"industry": "education"}),
        ("service.gov.uk", {"country": "GB", "industry": "public sector"}),
        ("ca.gov", {"country": "US", "industry": "public sector"}),
        ("halden.ac", {}),
        (None, {}),
    ],
)
def test_a_domain_says_only_what_its_ending_says(domain: str | None, facts: dict[str, str]) -> None:
    assert DomainFacts().facts(replace(a_lead(), domain=domain)) == facts


def test_blanks_are_filled_with_source_and_date_and_what_was_said_stays() -> None:
    lead = replace(a_lead(country="DE"), domain="halden.example")
    known = informed(lead, a_list(employees="1.200", country="France", tech="SAP, Oracle"), MONDAY)
    assert (known.employees, known.size_band, known.country) == (1200, "1001-5000", "DE")
    assert known.tech == ("SAP", "Oracle")
    assert known.known["employees"] == Known(source="account list", at=MONDAY)
    assert "country" not in known.known


def test_the_team_s_own_list_is_believed_before_a_domain_s_ending() -> None:
    lead = replace(a_lead(), domain="halden.de", company_key="halden freight")
    lead = enriched(lead, [DomainFacts()], MONDAY)
    assert (lead.country, lead.known["country"].source) == ("DE", "mail domain")
    accounts = AccountList(
        by_key={"halden freight": Listed(account=HALDEN, at=MONDAY, facts={"country": "AT"})}
    )
    later = informed(lead, accounts, MONDAY + timedelta(days=1))
    assert (later.country, later.known["country"].source) == ("AT", "account list")
    assert informed(later, accounts, MONDAY + timedelta(days=2)) == later


def test_what_a_column_holds_that_is_no_value_of_its_fact_is_left_out() -> None:
    lead = replace(a_lead(), domain="halden.example")
    known = informed(lead, a_list(employees="many", country="Atlantis"), MONDAY)
    assert (known.employees, known.country) == (None, None)


def test_what_the_person_says_later_takes_the_place_of_what_others_knew() -> None:
    lead = informed(replace(a_lead(), domain="halden.example"), a_list(country="FR"), MONDAY)
    said = said_again(lead, {"country": "DE"})
    assert (said.country, said.tz) == ("DE", "Europe/Berlin")
    assert "country" not in said.known


def test_an_edit_stands_against_every_list() -> None:
    from workbench.domain.apply import apply

    lead = replace(a_lead(), domain="halden.example")
    edit: dict[str, Any] = {"country": {"old": None, "new": "DE"}}
    edited = apply(lead, a_mutation(lead, "lead_edited", **edit), POLICY)
    assert informed(edited, a_list(country="FR"), MONDAY).country == "DE"


def test_a_list_that_learns_more_tells_the_open_leads(team: Team) -> None:
    team.join()
    boss, door = team.join("lead"), Door(team)
    told = door.take()
    new = {
        "domain": "halden.example", "name": "Halden", "kind": "named", "facts": {"employees": 90},
    }  # fmt: skip
    boss.post("/v1/accounts", new, status=201)
    id = listed(boss)["halden.example"]["id"]
    assert lead_of(boss, told)["employees"] == 90
    more = {"facts": {"employees": "120", "industry": "Logistik"}}
    boss.call("PATCH", f"/v1/accounts/{id}", json=more)
    lead = lead_of(boss, told)
    assert (lead["employees"], lead["industry"]) == (120, "logistics")
    assert lead["known"]["industry"]["source"] == "account list"
    assert door.take(email="new@halden.example", employees=12)["lead_id"] != told["lead_id"]


def test_a_re_inquiry_that_says_otherwise_is_believed(team: Team) -> None:
    team.join()
    boss, door = team.join("lead"), Door(team)
    told = door.take(email="ida@halden.fr", phone=None)
    assert lead_of(boss, told)["country"] == "FR"
    door.take(email="ida@halden.fr", phone=None, country="Germany")
    lead = lead_of(boss, told)
    assert lead["country"] == "DE"
    assert "country" not in lead.get("known", {})
