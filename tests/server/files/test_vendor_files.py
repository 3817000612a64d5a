"""Files as the vendors' exports have them, small: what is in them and how it is read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.server.files.exports import FILES, HUBSPOT, LINKEDIN, SALESFORCE
from tests.server.files.test_importing import a_file, bring, leads_of
from tests.server.served import Team
from workbench.domain.plain import to_ms
from workbench.server.files.mapping import read_map, recognised, shapes
from workbench.server.files.records import Unreadable, read_records

EXPORTS = Path(__file__).parents[4] / "shared" / "data" / "crm_exports"


def brought(team: Team, folder: Path, shape: str, **more: Any) -> dict[str, dict[str, Any]]:
    bring(team, a_file(folder, FILES[shape]), **more)
    return leads_of(team)


def at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> int:
    return to_ms(datetime(year, month, day, hour, minute, second, tzinfo=UTC))


@pytest.mark.parametrize(
    ("shape", "counts"),
    [("hubspot", (3, 1, 0)), ("salesforce", (3, 1, 0)), ("zoho", (3, 0, 0)),
     ("pipedrive", (2, 0, 0)), ("meta", (1, 0, 1)), ("linkedin", (2, 0, 1)),
     ("webform_eu", (2, 0, 1))],
)  # fmt: skip
def test_each_record_is_imported_merged_or_refused_and_a_second_time_only_merged(
    team: Team, tmp_path: Path, shape: str, counts: tuple[int, int, int]
) -> None:
    team.join()
    path = a_file(tmp_path, FILES[shape])
    first = bring(team, path)
    assert (first.shape, first.imported, first.merged, len(first.refused)) == (shape, *counts)
    assert sum(counts) == len(read_records(path).rows)
    again = bring(team, path)
    assert (again.imported, again.merged) == (0, counts[0] + counts[1])
    assert again.refused == first.refused


def test_every_shipped_shape_is_known_by_its_own_columns() -> None:
    for shape in shapes():
        columns = read_map(shape=shape)
        assert columns.name == shape
        assert recognised(columns.known_by) == shape
    assert recognised(("type", "email")) == "csv"


def test_an_unknown_shape_is_named_with_those_there_are(team: Team, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no map “../x”; there are csv, hubspot"):
        bring(team, a_file(tmp_path, HUBSPOT), shape="../x")


def test_hubspot_contacts_come_with_their_conversion_as_type(team: Team, tmp_path: Path) -> None:
    rob = team.join(name="Rob Ode")
    told = bring(team, a_file(tmp_path, HUBSPOT))
    assert dict(told.unknown_owners) == {"Rob Ode (Deactivated User)": 1}
    leads = leads_of(team)
    ada, bo, cy = leads["Ada Lange"], leads["Bo Chen"], leads["Cy Fox"]
    assert (ada["email"], ada["phone_e164"]) == ("ada.lange@halden.example", "+49301234567")
    assert (ada["owner"], ada["country"], ada["size_band"]) == (rob.id, "DE", "201-500")
    assert (ada["department"], ada["seniority"]) == ("logistics", "head")
    assert [i["type"] for i in ada["inquiries"]] == ["demo", "content"]
    first = ada["inquiries"][0]
    assert first["received_at"] == at(2026, 3, 2, 6, 2)
    assert (first["page"], first["utm"]) == ("Pricing: Demo request", {"source": "Paid Social"})
    assert first["extra"]["Buying Role"] == ["DECISION_MAKER", "BUDGET_HOLDER"]
    assert (first["extra"]["name"], first["extra"]["employees"]) == ("Frau Ada Lange", "200-500")
    assert (bo["type"], bo["email"]) == ("newsletter", "bo@nordwind.example")
    assert cy["status"] == "nurture"  # a customer is not worked here


def test_a_salesforce_report_is_read_without_its_footer(team: Team, tmp_path: Path) -> None:
    team.join(name="Rob Ode")
    leads = brought(team, tmp_path, "salesforce")
    zoe, bo, declan = leads["Zoë Lee"], leads["Bo Chen"], leads["Declan Cox"]
    assert (zoe["phone_e164"], zoe["seniority"]) == ("+12125550184", "c-level")
    assert (zoe["employees"], zoe["annual_revenue"], zoe["company_key"]) == (1200, 1.25e6, "halden")
    inquiry = zoe["inquiries"][0]
    assert inquiry["extra"]["Street"] == "12 Main St\nSuite 7"
    assert inquiry["extra"]["currency"] == "USD"
    assert (inquiry["received_at"], inquiry["type"]) == (at(2026, 3, 3, 12, 28), "contact_sales")
    assert (bo["type"], bo["status"]) == ("partner", "disqualified")
    assert bo["inquiries"][0]["received_at"] == at(2026, 3, 2, 23, 31)
    assert [len(declan["inquiries"]), declan["inquiries"][0]["flags"]] == [2, ["phone"]]


def test_zohos_empty_words_say_nothing(team: Team, tmp_path: Path) -> None:
    team.join(name="Rob Ode")
    leads = brought(team, tmp_path, "zoho")
    zoe, bo, cy = leads["Zoë Lee"], leads["Bo Chen"], leads["Cy Fox"]
    assert "utm" not in zoe["inquiries"][0]
    assert (zoe["type"], bo["type"], cy["type"]) == ("list", "content", "event")
    assert (bo["status"], cy["status"]) == ("nurture", "disqualified")
    assert bo["inquiries"][0]["extra"]["Tag"] == ["a", "b"]
    assert zoe["inquiries"][0]["received_at"] == at(2026, 3, 3, 12, 28, 7)


def test_pipedrives_own_guess_of_a_value_stays_beside(team: Team, tmp_path: Path) -> None:
    team.join()
    leads = brought(team, tmp_path, "pipedrive")
    assert (leads["Zoë Lee"]["type"], leads["Bo Chen"]["type"]) == ("chat", "contact_sales")
    extra = leads["Zoë Lee"]["inquiries"][0]["extra"]
    assert (extra["Lead - Value"], extra["Lead - Label"]) == ("5000", ["Hot", "Partner"])
    assert "annual_revenue" not in leads["Zoë Lee"]


def test_metas_prefixes_fall_away_and_its_test_lead_is_refused(team: Team, tmp_path: Path) -> None:
    team.join()
    told = bring(team, a_file(tmp_path, FILES["meta"]))
    assert "test lead" in told.refused[0][1]
    zoe = leads_of(team)["Zoë Lee"]
    inquiry = zoe["inquiries"][0]
    assert (zoe["phone_e164"], zoe["employees"], zoe["type"]) == ("+12125550120", 23, "demo")
    assert (inquiry["external_id"], inquiry["campaign"]) == ("100", "Q1 | Demo | LAL")
    assert inquiry["utm"] == {"source": "instagram", "content": "Ad A"}
    assert inquiry["extra"]["form_id"] == "98"
    assert inquiry["received_at"] == at(2026, 3, 3, 15, 28, 7)


def test_linkedins_two_kinds_of_moment_stand_in_one_column(team: Team, tmp_path: Path) -> None:
    team.join()
    told = bring(team, a_file(tmp_path, LINKEDIN))
    assert "test lead" in told.refused[0][1]
    leads = leads_of(team)
    zoe, bo = leads["Zoë Lee"], leads["Bo Chen"]
    assert zoe["inquiries"][0]["received_at"] == 1772540887357
    assert bo["inquiries"][0]["received_at"] == at(2026, 3, 2, 21, 15, 32)
    assert (zoe["consent"], zoe["size_band"], zoe["seniority"]) == ("yes", "1001-5000", "c-level")
    assert bo["inquiries"][0]["asset"] == "Whitepaper form"


def test_of_two_columns_of_one_name_the_first_filled_counts(team: Team, tmp_path: Path) -> None:
    team.join()
    told = bring(team, a_file(tmp_path, FILES["webform_eu"]))
    assert "at least one of email, phone" in told.refused[0][1]
    leads = leads_of(team)
    jorg, bo = leads["Jörg Lee"], leads["Bo Chen"]
    assert (jorg["email"], bo["email"]) == ("jorg@halden.example", "bo@nordwind.example")
    assert bo["inquiries"][0]["extra"]["E-Mail (2)"] == "b.chen@nordwind.example"
    assert (jorg["type"], bo["type"]) == ("contact_sales", "pricing")
    assert bo["inquiries"][0]["message"] == "Preis?\nZeile 2"
    assert jorg["inquiries"][0]["received_at"] == at(2026, 3, 3, 12, 28)
    assert jorg["inquiries"][0]["utm"] == {"source": "google"}


def test_a_vendors_record_that_changed_is_updated_and_no_second_inquiry(
    team: Team, tmp_path: Path
) -> None:
    team.join()
    brought(team, tmp_path, "salesforce")
    changed = SALESFORCE.replace("Dentist", "Head Dentist").replace("Partner Referral", "Web")
    bring(team, a_file(tmp_path, changed))
    bo = leads_of(team)["Bo Chen"]
    assert (bo["title"], len(bo["inquiries"])) == ("Head Dentist", 1)


def test_a_vendors_columns_can_be_sent_in_bulk(team: Team) -> None:
    boss = team.join("lead")
    row = {"Lead - ID": "p1", "Person - Name": "Zoë Lee", "Lead - Source": "Live Chat"}
    assert boss.post("/v1/import", {"as": "pipedrive", "rows": [row]})["imported"] == 1
    assert leads_of(team)["Zoë Lee"]["type"] == "chat"
    refused = boss.post("/v1/import", {"as": "abacus", "rows": [row]}, status=422)
    assert refused["field"] == "as"
    assert "there are csv, hubspot" in refused["message"]


@pytest.mark.skipif(
    not EXPORTS.is_dir(), reason=f"the vendors' sample exports are not at {EXPORTS}"
)
@pytest.mark.parametrize(
    ("name", "records", "refused"),
    [("hubspot-crm-exports-all-contacts", 129, 0), ("salesforce-lead-report", 129, 0),
     ("zoho-leads", 80, 0), ("pipedrive-leads", 70, 0), ("meta-leads", 61, 1),
     ("linkedin-leads", 50, 0), ("webform-eu", 50, 4)],
)  # fmt: skip
def test_the_sample_exports_lose_no_record(
    team: Team, tmp_path: Path, name: str, records: int, refused: int
) -> None:
    team.join()
    path = a_file(tmp_path, (EXPORTS / f"{name}.csv").read_bytes())
    first, again = bring(team, path), bring(team, path)
    assert first.imported + first.merged + len(first.refused) == records
    assert len(first.refused) == refused
    assert (again.imported, again.merged) == (0, records - refused)
    assert again.refused == first.refused
    received = [i for lead in leads_of(team).values() for i in lead["inquiries"]]
    assert not [i for i in received if "received_at" in i.get("flags", ())]
    assert {datetime.fromtimestamp(i["received_at"] / 1000, UTC).month for i in received} == {3}
