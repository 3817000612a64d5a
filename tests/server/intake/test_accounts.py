"""The list of accounts: what is on it, and what the leads of its companies make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_mutation
from tests.server.door import Door, lead_of
from tests.server.files.test_importing import a_file
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.server.files.account_import import import_accounts
from workbench.server.files.importing import Imported
from workbench.server.files.records import Unreadable

LIST = """Domain,Name,Kind,Owner,Employees,Industry,Renewal
https://www.halden.example/en,Halden Freight GmbH,target,Rob Ode,1.200,Spedition,2027-03
acme.example,Acme,customer,Nobody Known,,,
gmail.com,Somebody,named,,,,
north.example,North,friend,,,,
"""


def bring(team: Team, path: Path, **more: Any) -> Imported:
    office = team.server.office
    now = office.moment.now()
    return import_accounts(office.store, path, team.id, ledger=office.ledger, now=now, **more)


def listed(boss: Person) -> dict[str, dict[str, Any]]:
    return {one["domain"]: one for one in boss.get("/v1/accounts")["accounts"]}


def test_a_list_is_imported_with_its_owners_and_each_other_column_as_a_fact(
    team: Team, tmp_path: Path
) -> None:
    rob, boss = team.join(name="Rob Ode"), team.join("lead")
    path = a_file(tmp_path, LIST)
    told = bring(team, path)
    assert (told.imported, told.merged, len(told.refused)) == (2, 0, 2)
    assert dict(told.unknown_owners) == {"Nobody Known": 1}
    halden = listed(boss)["halden.example"]
    assert (halden["kind"], halden["owner"]) == ("target", rob.id)
    assert halden["facts"] == {"employees": "1.200", "industry": "Spedition", "renewal": "2027-03"}
    reasons = [why for _, why in told.refused]
    assert "a company’s own" in reasons[0]
    assert "one of customer, named, target, competitor; it says “friend”" in reasons[1]
    again = bring(team, path)
    assert (again.imported, again.merged, len(again.refused)) == (0, 2, 2)


def test_a_dry_run_counts_the_same_and_lists_nothing(team: Team, tmp_path: Path) -> None:
    boss = team.join("lead")
    told = bring(team, a_file(tmp_path, LIST), dry_run=True)
    assert (told.imported, len(told.refused), told.refused_path) == (2, 2, None)
    assert not listed(boss)


def test_a_file_without_what_makes_an_account_is_refused(team: Team, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Needed are also: kind"):
        bring(team, a_file(tmp_path, "name,domain\nAcme,acme.example\n"))


def test_a_lead_knows_its_account_by_its_domain_else_by_the_company_s_name(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    named = {"domain": "halden.example", "name": "Halden Freight GmbH", "kind": "target"}
    boss.post("/v1/accounts", named, status=201)
    by_domain = lead_of(boss, door.take(email="a@mail.halden.example", company=None))
    by_name = lead_of(boss, door.take(email="b@gmail.com", company="HALDEN FREIGHT"))
    other = lead_of(boss, door.take(email="c@gmail.com", company="Halden"))
    assert by_domain["account"] == by_name["account"]
    assert by_domain["account"] == {"name": "Halden Freight GmbH", "kind": "target"}
    assert by_domain["known"]["account"]["source"] == "account list"
    assert "account" not in other
    assert rep.id == by_domain["owner"]


def test_open_leads_follow_a_change_of_their_account(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    told = [door.take(), door.take(email="x@gmail.com")]
    before = lead_of(boss, told[0])["score"].get("fit", 0)
    new = {"domain": "halden.example", "name": "Halden Freight", "kind": "named", "owner": rep.id}
    id = boss.post("/v1/accounts", new, status=201)["id"]
    for one in told:
        lead = lead_of(boss, one)
        assert lead["account"] == {"name": "Halden Freight", "kind": "named", "owner": rep.id}
    assert lead_of(boss, told[0])["score"]["fit"] > before
    change = {"kind": "customer", "owner": None}
    assert boss.call("PATCH", f"/v1/accounts/{id}", json=change).status_code == 200
    assert lead_of(boss, told[0])["account"] == {"name": "Halden Freight", "kind": "customer"}


def test_a_lead_whose_company_is_put_right_has_the_account_of_that_one(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    for name in ("halden", "acme"):
        new = {"domain": f"{name}.example", "name": name, "kind": "named"}
        boss.post("/v1/accounts", new, status=201)
    told = door.take()
    edit: dict[str, Any] = {"email": {"old": None, "new": "ida@acme.example"}}
    rep.do(a_mutation(Lead(id=told["lead_id"]), "lead_edited", after=1, **edit))
    assert lead_of(boss, told)["account"]["name"] == "acme"


def test_a_competitor_s_inquiry_is_disqualified_with_its_reason_and_no_clock(team: Team) -> None:
    team.join()
    boss, door = team.join("lead"), Door(team)
    rival = {"domain": "rival.example", "name": "Rival", "kind": "competitor"}
    boss.post("/v1/accounts", rival, status=201)
    told = door.take(email="spy@rival.example", company="Rival")
    assert (told["due_at"], told["owner"]) == (None, None)
    assert "Excluded: is a competitor." in told["why"]
    assert lead_of(boss, told)["status"] == "disqualified"


def test_nobody_is_a_competitor_for_a_name_alone(team: Team) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    rival = {"domain": "apex.example", "name": "Apex Ltd", "kind": "competitor"}
    boss.post("/v1/accounts", rival, status=201)
    assert door.take(email="ida@apex-bakery.example", company="Apex")["owner"] == rep.id


def test_a_domain_has_one_account(team: Team) -> None:
    boss = team.join("ops")
    new = {"domain": "halden.example", "name": "Halden", "kind": "named"}
    boss.post("/v1/accounts", new, status=201)
    assert boss.post("/v1/accounts", new, status=409)["code"] == "account_exists"
    assert boss.post("/v1/accounts", {**new, "domain": "?"}, status=422)["field"] == "domain"
    assert boss.post("/v1/accounts", {**new, "owner": "ghost"}, status=422)["field"] == "owner"


def test_accounts_are_told_page_by_page(team: Team) -> None:
    boss = team.join("lead")
    for name in ("ask", "bee", "cod"):
        new = {"domain": f"{name}.example", "name": name, "kind": "named"}
        boss.post("/v1/accounts", new, status=201)
    page = boss.get("/v1/accounts", limit=2)
    rest = boss.get("/v1/accounts", limit=2, cursor=page["cursor"])
    told = [one["name"] for one in (*page["accounts"], *rest["accounts"])]
    assert (told, rest["cursor"]) == (["ask", "bee", "cod"], None)
    assert [one["name"] for one in boss.get("/v1/accounts", q="EE")["accounts"]] == ["bee"]
