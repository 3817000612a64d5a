"""Old leads brought along by a file."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.server.served import Team
from workbench.domain.plain import to_ms
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.files.importing import Imported, import_file
from workbench.server.files.records import Unreadable, read_records

PLAIN = """type,name,email,phone,country,received_at,owner,status,heard_from
demo,Ann Lee,Ann@Halden.example,030 1234567,Germany,2026-03-01,rob@sample.example,,a friend
pricing,Bo Chen,bo@halden.example,,US,2026-03-02T10:00:00+01:00,Nobody Known,,
party,Cy Fox,cy@halden.example,,,,,,
content,Di Ray,di@halden.example,,DE,,,Unqualified,
demo,Ann Lee,ann@halden.example,,,2026-03-05,,,
"""


def bring(team: Team, path: Path, **more: Any) -> Imported:
    office = team.server.office
    return import_file(
        office.store, path, team.id, ledger=office.ledger, now=office.moment.now(), **more
    )


def a_file(folder: Path, content: str | bytes, name: str = "leads.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def leads_of(team: Team) -> dict[str, dict[str, Any]]:
    boss = team.join("lead")
    return {lead.get("name", ""): lead for lead in boss.get("/v1/leads", limit=500)["leads"]}


def test_rows_land_normalised_with_their_dates_owners_and_no_clock(
    team: Team, tmp_path: Path
) -> None:
    rob = team.join(name="Rob Ode")
    told = bring(team, a_file(tmp_path, PLAIN.replace("rob@sample.example", "Rob Ode")))
    assert (told.imported, told.merged, len(told.refused)) == (3, 1, 1)
    assert dict(told.unknown_owners) == {"Nobody Known": 1}
    leads = leads_of(team)
    ann = leads["Ann Lee"]
    assert (ann["email"], ann["phone_e164"]) == ("ann@halden.example", "+49301234567")
    assert (ann["country"], ann["owner"]) == ("DE", rob.id)
    assert "clocks" not in ann
    assert ann["step"]["label"] == "First look"
    received = [item["received_at"] for item in ann["inquiries"]]
    assert to_ms(datetime(2026, 3, 1, tzinfo=UTC)) in received
    assert ann["inquiries"][0]["source"] == "csv"
    assert leads["Di Ray"]["status"] == "disqualified"


def test_the_same_file_again_adds_nothing(team: Team, tmp_path: Path) -> None:
    team.join()
    path = a_file(tmp_path, PLAIN)
    bring(team, path)
    before = leads_of(team)
    again = bring(team, path)
    assert (again.imported, again.merged, len(again.refused)) == (0, 4, 1)
    after = leads_of(team)
    assert {name: lead["seq"] for name, lead in after.items()} == {
        name: lead["seq"] for name, lead in before.items()
    }


def test_a_refused_row_is_written_with_its_reason_and_harmless(team: Team, tmp_path: Path) -> None:
    team.join()
    told = bring(team, a_file(tmp_path, 'type,email,note\nparty,a@b.example,"=cmd()"\n'))
    assert told.refused_path == tmp_path / "leads.csv.refused.csv"
    with told.refused_path.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["type", "email", "note", "reason"]
    assert row[:3] == ["party", "a@b.example", "'=cmd()"]
    assert "“type” needs one of" in row[3]


def test_a_dry_run_counts_the_same_and_keeps_nothing(team: Team, tmp_path: Path) -> None:
    team.join()
    told = bring(team, a_file(tmp_path, PLAIN), dry_run=True)
    assert (told.imported, told.merged, len(told.refused)) == (3, 1, 1)
    assert told.refused_path is None
    assert not leads_of(team)


def test_what_came_since_a_moment_is_worked_as_new(team: Team, tmp_path: Path) -> None:
    team.join()
    since = datetime(2026, 3, 2, tzinfo=UTC)
    bring(team, a_file(tmp_path, PLAIN), live_since=since)
    leads = leads_of(team)
    assert len(leads["Bo Chen"]["clocks"]) == 1


def test_leads_of_a_public_shape_are_mapped_by_data(team: Team, tmp_path: Path) -> None:
    team.join()
    content = (
        "mql_id,first_contact_date,landing_page_id,origin\n"
        "a1,2018-02-01,p1,social\na2,2018-03-01,p2,\na3,2018-03-02,p1,referral\n"
    )
    path = a_file(tmp_path, content)
    told = bring(team, path, map_path=resource_path("import/olist.toml"))
    assert (told.imported, told.merged, told.refused) == (3, 0, [])
    chosen = select(schema.lead.c.type).where(schema.lead.c.team == team.id)
    with team.server.office.store.read() as connection:
        types = sorted(connection.execute(chosen).scalars())
    assert types == ["contact_sales", "contact_sales", "referral"]
    again = bring(team, path, map_path=resource_path("import/olist.toml"))
    assert (again.imported, again.merged) == (0, 3)


def test_columns_that_say_nothing_are_named_with_what_is_needed(team: Team, tmp_path: Path) -> None:
    path = a_file(tmp_path, "Nachname;Telefon\nLee;030\n")
    with pytest.raises(Unreadable, match=r"found are: Nachname, Telefon\. Needed are “type”"):
        bring(team, path)


def test_rows_in_bulk_go_the_same_way(team: Team) -> None:
    boss = team.join("lead")
    rows = [{"type": "demo", "email": "bulk@halden.example", "owner": "Ghost"}, {"type": "x"}]
    told = boss.post("/v1/import", {"rows": rows})
    assert (told["imported"], told["merged"], told["unknown_owners"]) == (1, 0, {"Ghost": 1})
    assert told["refused"][0]["row"] == 1
    assert boss.post("/v1/import", {"rows": rows})["merged"] == 1
    team.join("rep").post("/v1/import", {"rows": rows}, status=403)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_is_read_whatever_wrote_it(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [["name", "message"], ["Zoë", f"a{mark}b\nand more"], ["", ""], ["Åke", "x"]]
    quoted = "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    records = read_records(a_file(tmp_path, quoted.encode(encoding)))
    assert records.columns == ("name", "message")
    assert [row.cells for row in records.rows] == [("Zoë", f"a{mark}b\nand more"), ("Åke", "x")]


def test_a_footer_is_no_record(tmp_path: Path) -> None:
    path = a_file(tmp_path, "name,email\nAnn,a@b.example\n\nGenerated by a report\n")
    assert len(read_records(path).rows) == 1


def test_a_short_line_with_records_after_it_is_one_to_be_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, "name,email\nAnn,a@b.example\n\nBo\nCy,c@b.example\n\nThe end\n")
    assert [row.cells[0] for row in read_records(path).rows] == ["Ann", "Bo", "Cy"]


def test_spellings_of_one_mailbox_are_one_lead_written_to_as_first_given(
    team: Team, tmp_path: Path
) -> None:
    team.join()
    mails = ("ann.lee@gmail.com", "AnnLee+demo@googlemail.com", "ann.lee@halden.example")
    rows = "".join(f"demo,Ann Lee,{mail}\n" for mail in mails)
    told = bring(team, a_file(tmp_path, f"type,name,email\n{rows}"))
    assert (told.imported, told.merged) == (2, 1)
    found = team.join("lead").get("/v1/leads", limit=500)["leads"]
    assert sorted(lead["email"] for lead in found) == [mails[0], mails[2]]


def test_what_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="save it as CSV"):
        read_records(a_file(tmp_path, b"PK\x03\x04whatever"))
    with pytest.raises(Unreadable, match="is empty"):
        read_records(a_file(tmp_path, b""))
    with pytest.raises(Unreadable, match="cannot be read"):
        read_records(tmp_path / "absent.csv")
