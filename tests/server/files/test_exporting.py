"""Tables to take away: what is in them, what their heads say, and what no spreadsheet runs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.builders import MONDAY, a_call
from tests.server.served import Team
from workbench.cli import main
from workbench.domain.metrics.definitions import LOGGING, REPORTS
from workbench.server.files.exporting import export


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
