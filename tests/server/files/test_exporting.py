"""Tables to take away: what is in them, what their heads say, and what no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, a_call, a_mutation, asked
from tests.server.door import Door, a_call_on
from tests.server.served import Team
from workbench.cli import main
from workbench.domain.lead import Lead
from workbench.domain.metrics.definitions import LOGGING, REPORTS
from workbench.domain.plain import to_ms
from workbench.server.files.exporting import TABLES, export
from workbench.server.files.importing import import_file
from workbench.server.files.records import DANGEROUS, as_it_was, harmless, read_records
from workbench.server.team import people


def lines_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The head, and the rows by column."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    head = [line[0] for line in lines if line[0].startswith("# ")]
    columns, *rows = lines[len(head) :]
    return head, [dict(zip(columns, row, strict=True)) for row in rows]


def test_leads_and_touches_are_exported_with_what_their_columns_mean(
    team: Team, tmp_path: Path
) -> None:
    rep = team.join()
    lead = team.a_lead(rep, name="=HYPERLINK(1)")
    rep.do(a_call(lead, "INT", after=-1))
    store = team.server.office.store
    assert export(store, team.id, "leads", tmp_path / "leads.csv", now=MONDAY) == 1
    head, [row] = lines_of(tmp_path / "leads.csv")
    assert head[0].startswith("# One line a lead.")
    assert (row["id"], row["name"], row["status"]) == (lead.id, "'=HYPERLINK(1)", "connected")
    assert row["phone_e164"] == "" or row["phone_e164"].startswith("'+")
    assert row["received_at"] == "2026-11-23T10:00:00+00:00"
    assert export(store, team.id, "touches", tmp_path / "touches.csv", now=MONDAY) == 1
    _, [touch] = lines_of(tmp_path / "touches.csv")
    assert (touch["rep"], touch["code"], touch["dial"], touch["connect"]) == (
        rep.id,
        "INT",
        "1",
        "1",
    )


def test_reports_are_exported_with_the_definition_of_each_number_in_the_head(
    team: Team, tmp_path: Path
) -> None:
    team.a_lead(team.join())
    path = tmp_path / "reports.csv"
    assert export(team.server.office.store, team.id, "reports", path, now=MONDAY) > 50
    head, rows = lines_of(path)
    for report in (*REPORTS.values(), LOGGING):
        for metric in report.metrics:
            assert f"# {report.name}.{metric.name}: {metric.definition}" in head
    [leads] = [r for r in rows if (r["report"], r["key"], r["metric"]) == ("work", "all", "leads")]
    assert leads["n"] == "1"


def test_the_command_exports_from_a_store_and_takes_in_what_campaigns_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spend = tmp_path / "spend.csv"
    spend.write_text(
        "campaign,day,amount,currency\nspring,2026-11-23,100.50,EUR\nspring,never,1,EUR\n"
    )
    data = ["--data", str(tmp_path / "store"), "--team", "Halden"]
    assert main(["import", str(spend), "--as", "spend", *data]) == 0
    assert capsys.readouterr().out.endswith("imported 1, merged 0, refused 1\n")
    assert main(["import", str(spend), "--as", "spend", *data]) == 0
    assert capsys.readouterr().out.endswith("imported 0, merged 1, refused 1\n")
    assert main(["export", "leads", "--to", str(tmp_path / "leads.csv"), *data]) == 0
    assert capsys.readouterr().out == f"0 lines in {tmp_path / 'leads.csv'}.\n"
    assert main(["export", "leads", "--to", str(tmp_path / "no" / "leads.csv"), *data]) == 2
    assert "cannot be written" in capsys.readouterr().err


def taken(team: Team, what: Any, folder: Path) -> list[dict[str, str]]:
    path = folder / f"{team.id} {what}.csv"
    export(team.server.office.store, team.id, what, path, now=MONDAY)
    return lines_of(path)[1]


def test_outcomes_are_told_by_the_id_of_the_system_they_came_from(
    team: Team, tmp_path: Path
) -> None:
    rep, ae, ops = team.join(), team.join("ae"), team.join("ops")
    door = Door(team)
    told = door.take(external_id="CRM 1")
    lead = Lead(id=told["lead_id"])
    door.take()  # of no system
    meeting = {"meeting_id": "m1", "at": to_ms(MONDAY), "length_min": 30, "ae": ae.id}
    rep.do(a_call_on(told, "NA"))
    rep.do(*asked(lead), a_call_on(told, "MTG", meeting=meeting))
    sale: dict[str, Any] = {
        "stage": "closed",
        "outcome": "won",
        "amount": 1200.5,
        "currency": "EUR",
    }
    ops.do(a_mutation(lead, "opportunity_updated", after=90, **sale))
    [row] = taken(team, "outcomes", tmp_path)
    assert (row["external_id"], row["source"], row["lead"]) == ("CRM 1", "web", lead.id)
    assert (row["touches"], row["code"], row["meeting"]) == ("2", "MTG", "booked")
    assert (row["sale"], row["amount"], row["currency"]) == ("won", "1200.5", "EUR")
    assert row["stage"] == "won"
    assert row["meeting_at"] == MONDAY.isoformat()


def test_marketing_gets_who_is_nurtured_and_may_be_written_to(team: Team, tmp_path: Path) -> None:
    rep, door = team.join(), Door(team)
    later, opted_out = (door.take(external_id=name) for name in ("A", "B"))
    for told in (later, opted_out):
        rep.do(a_call_on(told, "NOW", reason="no budget", revisit_on="2027-03-01"))
    out = Lead(id=opted_out["lead_id"])
    rep.do(a_mutation(out, "opted_out", after=70, channels=["email"]))
    door.take()
    [row] = taken(team, "nurtured", tmp_path)
    assert (row["external_id"], row["code"], row["revisit_on"]) == ("A", "NOW", "2027-03-01")
    assert "@" in row["email"]


NASTY = st.text(
    st.sampled_from(["'", *DANGEROUS, "a", " ", ",", ";", '"', "\n", "#", "é"]), max_size=6
)


@given(NASTY)
def test_a_harmless_cell_is_run_by_no_spreadsheet_and_read_as_it_was(cell: str) -> None:
    assert not harmless(cell).startswith(DANGEROUS)
    assert as_it_was(harmless(cell)) == cell


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=4))
def test_a_table_that_was_written_is_read_with_the_same_cells(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["# Each; of, these | is one line"])
        writer.writerow(["number", "one", "other"])
        writer.writerows([n, harmless(a), harmless(b)] for n, (a, b) in enumerate(rows))
    found = read_records(path)
    assert found.columns == ("number", "one", "other")
    assert [one.cells[1:] for one in found.rows] == rows


VALUES = ("name", "title", "company", "email", "phone_e164", "country", "industry", "employees",
          "type", "received_at")  # fmt: skip


def test_our_own_import_of_our_own_export_gives_back_the_same_values(
    team: Team, tmp_path: Path
) -> None:
    team.join()
    door = Door(team)
    for name in (
        "=HYPERLINK(1)",
        "'=quoted",
        "-5",
        "+1 more",
        "@home",
        "O'Neil",
        "# hash",
        'a "b"',
    ):
        door.take(
            name=name, title=f"{name}, head", country="DE", industry="Logistics", employees=51
        )
    other = Team.new(team.server)
    path = tmp_path / "leads.csv"
    store = team.server.office.store
    export(store, team.id, "leads", path, now=MONDAY)
    done = import_file(store, path, other.id, now=team.server.office.moment.now())
    assert (done.shape, done.imported, done.refused) == ("workbench", 8, [])
    given, got = (
        sorted([row[name] for name in VALUES] for row in taken(one, "leads", tmp_path))
        for one in (team, other)
    )
    assert given == got


def test_a_team_lead_takes_a_table_from_the_server_and_a_rep_does_not(
    team: Team, tmp_path: Path
) -> None:
    lead, rep = team.join("lead"), team.join()
    for number in range(3):
        team.a_lead(rep, name=f"Lead {number}")
    for what in TABLES:
        answer = lead.call("GET", f"/v1/export/{what}")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        path = tmp_path / f"{what}.csv"
        export(team.server.office.store, team.id, what, path, now=team.server.office.moment.now())
        if what != "reports":  # told to the second
            assert answer.content.decode() == path.read_bytes().decode()
        assert rep.call("GET", f"/v1/export/{what}").status_code == 403
    assert lead.call("GET", "/v1/export/secrets").status_code == 404


def test_the_command_fetches_a_table_from_a_server(
    team: Team, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, path = team.server.office.store, tmp_path / "leads.csv"
    email, password = f"taker.{team.id}@sample.example", "correct horse battery"
    people.add_user(store, email=email, name="Lou", role="lead", team=team.name, password=password)
    team.a_lead(team.join(), name="Ann Lee")
    asked = ["--server", team.server.address, "export", "leads", "--to", str(path)]
    assert main(asked) == 2
    assert "--email" in capsys.readouterr().err
    asked += ["--email", email, "--password-stdin"]
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong horse battery\n"))
    assert main(asked) == 2
    assert not path.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    assert main(asked) == 0
    assert [row["name"] for row in lines_of(path)[1]] == ["Ann Lee"]
    assert list(tmp_path.iterdir()) == [path]
