from __future__ import annotations

import csv
import io
import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from tests.builders import MONDAY, a_mutation
from tests.server.served import Person, Team
from workbench.domain.plain import to_ms
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.clocks.timers import ring
from workbench.server.overview.audit import SENTENCES
from workbench.server.team import people

_numbers = itertools.count(1)
RULES = resource_path("policy.toml").read_text()


def says(boss: Person, **wanted: Any) -> list[str]:
    """The newest first."""
    return [one["says"] for one in boss.get("/v1/audit", **wanted)["entries"]]


def audited(team: Team) -> int:
    mine = select(func.count()).select_from(schema.audit).where(schema.audit.c.team == team.id)
    with team.server.office.store.read() as connection:
        return int(connection.execute(mine).scalar_one())


def patched(boss: Person, path: str, **change: Any) -> None:
    answer = boss.call("PATCH", path, json=change)
    assert answer.status_code == 200, answer.text


def test_a_change_of_a_person_reads_as_a_sentence(team: Team) -> None:
    ops, rep = team.join("ops", "Nia Holm"), team.join(name="Kim Berg")
    patched(ops, f"/v1/users/{rep.id}", role="ae", languages=["de", "en"])
    patched(ops, f"/v1/users/{rep.id}", password="correct horse battery", disabled=True)
    patched(ops, f"/v1/users/{rep.id}", disabled=False, name="Kim Berger")
    both = "changed the role of Kim Berg from rep to AE and changed the languages of Kim Berg"
    assert says(ops)[:3] == [
        "Nia Holm renamed Kim Berg to Kim Berger and let Kim Berg in again.",
        "Nia Holm disabled Kim Berg and set a new password for Kim Berg.",
        f"Nia Holm {both} from none to de, en.",
    ]


def test_pools_sources_and_rules_read_as_sentences(team: Team) -> None:
    ops, rep = team.join("ops", "Nia Holm"), team.join(name="Kim Berg")
    patched(ops, f"/v1/pools/{team.pool}", members=[{"user": rep.id, "weight": 3}])
    patched(ops, f"/v1/pools/{team.pool}", name="Inbound", members=[])
    source = ops.post("/v1/sources", {"name": "Website"}, status=201)["id"]
    ops.post(f"/v1/sources/{source}/key", {})
    patched(ops, f"/v1/sources/{source}", disabled=True)
    version = ops.get("/v1/policy")["version"]
    change = {"text": RULES + "\n# tried\n", "reason": "a try", "expected_version": version}
    assert ops.call("PUT", "/v1/policy", json=change).status_code == 200
    assert says(ops)[:7] == [
        "Nia Holm set version 2 of the policy, from 23 Nov 2026, 10:00 UTC on: “a try”.",
        "Nia Holm disabled Website.",
        "Nia Holm made a new key for Website.",
        "Nia Holm added the source Website.",
        "Nia Holm took Kim Berg out in Inbound.",
        "Nia Holm renamed Everybody to Inbound.",
        "Nia Holm changed the weight of Kim Berg from 1 to 3 in Everybody.",
    ]


def test_a_lead_in_other_hands_is_found_by_lead_and_by_person(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead", "Mara")
    lead, other = team.a_lead(ann, name="Lea Ost"), team.a_lead(ann)
    to: dict[str, Any] = {"to": bob.id, "expected_owner": ann.id}
    given = a_mutation(lead, "reassigned", reason="knows them", **to)
    boss.do(given, a_mutation(other, "reassigned", reason="load", **to))
    boss.do(a_mutation(lead, "undone", mutation=given.id))
    assert says(boss, lead=lead.id) == [
        "Mara took a reassignment back: Lea Ost is with Ann again.",
        "Mara gave Lea Ost to Bob: “knows them”.",
    ]
    assert len(says(boss, person=bob.id)) == 3  # beside the two: that they were added
    assert says(boss, person=ann.id)[0].startswith("Mara took a reassignment back")


def test_a_batch_and_its_undo_are_an_entry_each(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead", "Mara")
    leads = [team.a_lead(ann).id for _ in range(3)]
    entries = audited(team)
    move = {"ids": leads, "to": bob.id, "reason": "Ann is on leave"}
    preview = boss.post("/v1/leads/reassign", {**move, "preview": True})["preview_id"]
    assert audited(team) == entries, "who only looks changes nothing"
    moved = {**move, "preview": False, "preview_id": preview}
    batch = boss.post("/v1/leads/reassign", moved)["batch_id"]
    boss.post(f"/v1/batches/{batch}/undo", {})
    back, given = boss.get("/v1/audit", lead=leads[0])["entries"]
    assert given["says"] == "Mara gave 3 leads to Bob: “Ann is on leave”."
    assert back["says"] == "Mara took a reassignment back: 3 leads went back."
    assert given["about"] == back["about"] == batch
    assert audited(team) == entries + 2


def test_a_cover_is_told_when_it_begins_and_when_it_ends(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead", "Mara")
    lead = team.a_lead(ann)
    until = to_ms(MONDAY + timedelta(days=3))
    asked = {"user": ann.id, "cover": bob.id, "until": until, "reason": "ill"}
    cover = boss.post("/v1/covers", asked)["cover_id"]
    assert boss.call("DELETE", f"/v1/covers/{cover}").status_code == 200
    told = says(boss, person=ann.id)
    assert "Mara had Bob cover Ann until 26 Nov 2026, 10:00 UTC: “ill”." in told
    assert "Mara ended the cover of Ann." in told
    assert len(says(boss, lead=lead.id)) == 2, "lent and given back"


def test_what_the_ladder_moved_is_the_servers(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead, office = team.a_lead(ann, waited=20, name="Lea Ost"), team.server.office
    ring(office.ledger, team.id, office.moment.now())
    owner = boss.get(f"/v1/leads/{lead.id}")["owner"]
    assert owner == bob.id
    [said] = says(boss, lead=lead.id)
    assert said.startswith("The server gave Lea Ost to Bob: “Ann made no attempt within")


def test_pages_and_days_part_the_trail(team: Team) -> None:
    ops = team.join("ops")
    for n in range(5):
        ops.post("/v1/sources", {"name": f"Form {n}"}, status=201)
    whole = says(ops)
    first = ops.get("/v1/audit", limit=3)
    rest = ops.get("/v1/audit", limit=1000, cursor=first["cursor"])
    assert [one["says"] for one in first["entries"] + rest["entries"]] == whole
    assert rest["cursor"] is None
    now = team.server.office.moment.now()
    assert to_ms(now) >= first["entries"][0]["at"]
    assert len(says(ops, **{"from": "2026-11-23", "to": "2026-11-24"})) >= 5
    assert not [one for one in says(ops, to="2026-11-22") if "Form" in one]


def test_the_export_runs_no_formula(team: Team) -> None:
    ops = team.join("ops", "=cmd()")
    ops.post("/v1/sources", {"name": "Website"}, status=201)
    answer = ops.call("GET", "/v1/audit", params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["who"] == "'=cmd()"
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@"))]
    assert len(rows) == len(says(ops, limit=1000))


def test_another_teams_trail_is_not_seen(team: Team) -> None:
    ops, stranger = team.join("ops"), Team.new(team.server).join("ops")
    ops.post("/v1/sources", {"name": "Secret form"}, status=201)
    assert not [one for one in says(stranger) if "Secret form" in one]


# ---- no change of the team goes unaudited


def test_what_the_command_line_changes_is_audited_too(team: Team) -> None:
    ops, store = team.join("ops"), team.server.office.store
    email = f"line{next(_numbers)}@sample.example"
    people.add_user(store, email=email, name="Lou Line", role="rep", team=team.name)
    people.set_password(store, email, "correct horse battery")
    people.disable_user(store, email)
    people.add_source(store, name="Line form", team=team.name)
    assert says(ops)[:4] == [
        "The command line added the source Line form.",
        "The command line disabled Lou Line.",
        "The command line set a new password for Lou Line.",
        f"The command line added Lou Line ({email}) as rep.",
    ]


def test_every_kind_that_is_written_has_its_sentence(team: Team) -> None:
    with team.server.office.store.read() as connection:
        written = set(connection.execute(select(schema.audit.c.what).distinct()).scalars())
    assert written <= SENTENCES.keys()
