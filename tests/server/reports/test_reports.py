"""Reports over the API: who hears what, by which cut, and how they keep up with the leads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.builders import MONDAY, a_call, an_id, asked
from tests.server.door import Door
from tests.server.policy.rules import agree
from tests.server.served import Person, Team
from workbench.domain.metrics.arrivals import COUNTS, CUTS, LENGTHS
from workbench.server import schema
from workbench.server.calls.reports import CUTS as CUTS_OF
from workbench.server.calls.reports import REPORTS
from workbench.server.files.spending import import_spend
from workbench.server.reports import rollup
from workbench.server.reports.answers import NAMES

DAYS = {"from": "2026-11-23", "to": "2026-11-24"}


def ask(person: Person, name: str, **more: str) -> dict[str, Any]:
    told: dict[str, Any] = person.get(f"/v1/reports/{name}", **(DAYS | more))
    return told


def test_a_rep_hears_of_themselves_and_of_the_middle_of_the_team(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    for rep, calls in ((ann, 3), (bob, 1)):
        for n in range(4):
            lead = team.a_lead(rep, waited=1)
            if n < calls:
                rep.do(a_call(lead, "NA", after=-0.5))
    mine = ask(ann, "work", by="rep")
    assert [row["label"] for row in mine["rows"]] == ["Ann"]
    assert mine["total"]["attempt_rate"]["share"] == 0.75
    assert mine["team"]["attempt_rate"] == 0.5
    whole = ask(boss, "work", by="rep")
    assert {row["label"]: row["values"]["leads"]["n"] for row in whole["rows"]} == {
        "Ann": 4,
        "Bob": 4,
    }
    assert whole["team"] is None
    assert whole["total"]["attempt_rate"] == {"n": 8, "count": 4, "share": 0.5, "small": True}


def test_every_number_has_its_definition_beside_it(team: Team) -> None:
    team.a_lead(team.join())
    boss = team.join("lead")
    for name in NAMES:
        told = ask(boss, name)
        described = {metric["name"]: metric for metric in told["metrics"]}
        assert described.keys() == told["total"].keys()
        assert all(metric["definition"].endswith(".") for metric in described.values())
        for row in told["rows"]:
            assert row["values"].keys() == described.keys()


def test_each_report_is_told_by_each_of_its_cuts_and_by_no_other(team: Team) -> None:
    team.a_lead(team.join())
    boss = team.join("lead")
    for name, cuts in CUTS_OF.items():
        for by in cuts:
            assert ask(boss, name, by=by)["by"] == by
        refused = boss.call("GET", f"/v1/reports/{name}", params={"by": "team"})
        assert (refused.status_code, refused.json()["field"]) == (422, "by")


def test_a_report_knows_of_a_call_the_moment_it_was_pushed(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep, waited=1)
    assert ask(rep, "promises")["total"]["waiting"] == {"n": 1}
    rep.do(a_call(lead, "NA", after=-0.5))
    told = ask(rep, "promises")
    assert (told["total"]["met"], told["total"]["waiting"], told["behind"]) == (
        {"n": 1},
        {"n": 0},
        0,
    )


def test_where_the_rules_of_counting_change_all_is_counted_anew(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    lead = team.a_lead(rep, waited=1)
    rep.do(a_call(lead, "VM", after=-0.5))
    assert ask(boss, "work")["total"]["connect_rate"]["count"] == 0
    agree(team, ('answered = ["GK"]', 'answered = ["GK", "VM"]'))
    assert ask(boss, "work")["total"]["connect_rate"]["count"] == 1


def test_what_was_counted_goes_with_its_lead(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep, waited=1)
    rep.do(a_call(lead, "NA", after=-0.5))
    store = team.server.office.store
    rollup.catch_up(store, team.id)
    with store.write() as connection:
        for table in (schema.activity, schema.lead_key, schema.guest, schema.evict):
            connection.execute(delete(table).where(table.c.lead == lead.id))
        connection.execute(delete(schema.lead).where(schema.lead.c.id == lead.id))
    with store.read() as connection:
        for table in (schema.arrival, schema.touch):
            assert not connection.execute(select(table).where(table.c.lead == lead.id)).all()


def test_the_table_has_a_column_for_all_that_is_counted() -> None:
    assert {*CUTS, *COUNTS, *LENGTHS} <= {column.name for column in schema.arrival.c}


def test_sources_are_told_by_the_first_touch_the_last_and_what_people_say(
    team: Team, tmp_path: Path
) -> None:
    rep, boss, door = team.join(), team.join("lead"), Door(team)
    came = door.take(campaign="spring", heard_from="a friend")
    again = {"email": "again@halden.example", "type": "content"}
    for campaign in ("spring", "autumn"):
        door.take(campaign=campaign, **again)
    spend = tmp_path / "spend.csv"
    spend.write_text(
        "campaign,day,amount,currency\nspring,2026-11-23,100,EUR\nother,2026-11-23,5,EUR\n"
    )
    import_spend(team.server.office.store, spend, team.id)
    assert rep.id == came["owner"]
    told = ask(boss, "attribution", by="campaign")
    rows = {row["key"]: row for row in told["rows"]}
    leads = {
        key: tuple(row[way]["leads"]["n"] for way in ("first", "last", "said"))
        for key, row in rows.items()
    }
    assert leads == {
        "spring": (2, 1, 0), "autumn": (0, 1, 0), "a friend": (0, 0, 1), None: (0, 0, 1),
        "other": (0, 0, 0),
    }  # fmt: skip
    assert rows["spring"]["spend"] == {"EUR": 100.0}
    assert rows["spring"]["cost"] == {"leads": {"EUR": 50.0}}
    assert (rows["other"]["spend"], rows["other"]["cost"]) == ({"EUR": 5.0}, {})


def test_how_long_a_desk_was_not_heard_of_is_told_by_person(team: Team) -> None:
    ann, boss = team.join(name="Ann"), team.join("lead")
    [row] = boss.get("/v1/reports/unsynced")["rows"]
    assert row["name"] == "Ann"
    assert 0 <= row["age_s"] < 600
    assert [one["user"] for one in ann.get("/v1/reports/unsynced")["rows"]] == [ann.id]


def test_an_ae_hears_of_the_leads_that_were_handed_to_them(team: Team) -> None:
    rep, ae, other = team.join(), team.join("ae"), team.join("ae")
    lead = team.a_lead(rep, waited=1)
    handoff = {"handoff_id": an_id(), "ae": ae.id}
    rep.do(*asked(lead, after=-0.6), a_call(lead, "QLT", after=-0.5, handoff=handoff))
    assert [ask(one, "meetings")["total"]["transfers"]["n"] for one in (ae, other)] == [1, 0]
    for name in set(REPORTS) - {"insights", "proposal"}:  # those are for who leads the team
        assert ask(ae, name)["definition"]


@pytest.mark.parametrize("name", ["work", "promises"])
def test_a_viewer_hears_the_teams_numbers(team: Team, name: str) -> None:
    team.a_lead(team.join())
    assert ask(team.join("viewer"), name)["rows"]


def test_a_week_stays_as_it_was_when_a_lead_comes_back(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    lead = team.a_lead(rep, waited=1, now=MONDAY - timedelta(days=7))
    week = {"from": "2026-11-16", "to": "2026-11-17"}
    before = boss.get("/v1/reports/work", **week)["total"]["leads"]
    Door(team).take(email=lead.email)
    assert boss.get("/v1/reports/work", **week)["total"]["leads"] == before == {"n": 1}
