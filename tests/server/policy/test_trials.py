"""A change on half of the new leads, and what becomes of leads when the policy changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from tests.builders import MONDAY, a_lead
from tests.desk.seats import StoppedClock, a_desk
from tests.server.door import Door, a_call_on, lead_of
from tests.server.policy.test_policies import put
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import from_plain, to_ms
from workbench.server import schema
from workbench.server.policy import resettling
from workbench.server.policy.resettling import resettle

FASTER = ("target_min = 5\nwarn_min = [2.5, 4]", "target_min = 4\nwarn_min = [2.5, 3]")


def a_trial(ops: Person, old: str, new: str) -> str:
    """Begins one from the policy in force; returns its text."""
    told = ops.get("/v1/policy")
    text = str(told["text"]).replace(old, new, 1)
    assert text != told["text"]
    put(ops, text, told["newest"], on_half=True)
    return text


def target(lead: dict[str, Any]) -> float:
    return float(lead["clocks"][0]["target_min"])


def test_a_trial_judges_half_of_the_new_leads_and_each_remembers_it(team: Team) -> None:
    ops, door = team.join("ops"), Door(team)
    team.join()
    before = door.take()
    a_trial(ops, *FASTER)
    leads = [lead_of(ops, door.take()) for _ in range(40)]
    targets = {1: 5.0, 2: 4.0}
    versions = [lead.get("policy_version", 0) for lead in leads]
    assert [target(lead) for lead in leads] == [targets[version] for version in versions]
    assert 8 < versions.count(2) < 32
    assert lead_of(ops, before)["policy_version"] == 1


def test_all_that_follows_goes_by_the_policy_that_judged_the_lead(team: Team) -> None:
    ops, rep, door = team.join("ops"), team.join(), Door(team)
    a_trial(ops, 'label = "Mail 1", template = "asked_1"', 'label = "Tried mail"')
    steps: dict[int, str] = {}
    while len(steps) < 2:
        taken = door.take()
        rep.do(a_call_on(taken, "NA"))
        lead = lead_of(ops, taken)
        steps[lead["policy_version"]] = lead["step"]["label"]
        again = door.take(email=lead["email"], type="pricing")
        assert again["lead_id"] == taken["lead_id"]
        assert lead_of(ops, again)["policy_version"] == lead["policy_version"]
    assert steps == {1: "Mail 1", 2: "Tried mail"}


def test_a_desk_shows_a_lead_by_the_policy_that_judged_it(team: Team, tmp_path: Path) -> None:
    ops, door = team.join("ops"), Door(team)
    rep = team.join()
    old, new = '"Mail 1", template = "asked_1"', '"Tried mail", template = "asked_1"'
    a_trial(ops, old, new)
    by_version: dict[int, Lead] = {}
    while len(by_version) < 2:
        plain = lead_of(ops, door.take())
        by_version[plain["policy_version"]] = from_plain(Lead, plain)
    later = StoppedClock(_now(team) + timedelta(hours=1))
    desk = a_desk(tmp_path, *by_version.values(), clock=later)
    config = rep.get("/v1/sync")["config"]
    cache = desk._caches.shown
    cache.absorb((), config, cache.cursor)
    for version, expected in ((1, "Mail 1"), (2, "Tried mail")):
        lead = by_version[version]
        step = desk.outlook(lead.id)["NA"]
        assert step is not None
        assert step.label == expected
    desk.close()


def test_a_text_on_trial_is_shown_for_its_leads_alone(team: Team, tmp_path: Path) -> None:
    ops, door = team.join("ops"), Door(team)
    a_trial(ops, 'subject = "One team first"', 'subject = "Tried"')
    desk = a_desk(tmp_path)
    cache = desk._caches.shown
    cache.absorb((), ops.get("/v1/sync")["config"], cache.cursor)
    subjects: dict[int, str] = {}
    while len(subjects) < 2:
        lead = from_plain(Lead, lead_of(ops, door.take()))
        subjects[lead.policy_version] = cache.text_for(lead, "template", "asked_3")["subject"]
    assert subjects == {1: "One team first", 2: "Tried"}
    assert cache.text_for(a_lead(), "template", "none") is None
    desk.close()


def test_one_trial_at_a_time_and_a_full_version_ends_it(team: Team) -> None:
    ops, door = team.join("ops"), Door(team)
    team.join()
    text = a_trial(ops, *FASTER)
    assert put(ops, text, 2, 409, on_half=True)["code"] == "trial_runs"
    told = ops.get("/v1/policy")
    assert (told["version"], told["trial"]["version"]) == (1, 2)
    put(ops, text, 2)
    told = ops.get("/v1/policy")
    assert (told["version"], told["trial"]) == (3, None)
    assert [item["key"] for item in _policies(ops)] == ["current"]
    assert lead_of(ops, door.take())["policy_version"] == 3


def _policies(person: Person) -> list[dict[str, Any]]:
    return [item for item in person.get("/v1/sync")["config"] if item["kind"] == "policy"]


def test_what_holds_for_all_leads_is_no_trials_to_change(team: Team) -> None:
    ops = team.join("ops")
    text = ops.get("/v1/policy")["text"]
    for old, new, key in (
        ("boost = 5 ", "boost = 6 ", "boost"),
        ('closes = "20:00"', 'closes = "19:00"', "calling"),
        ("worked_a_month = 80", "worked_a_month = 9", "caps"),
        ('key = "2"', 'key = "Q"', "dispositions"),
    ):
        told = put(ops, text.replace(old, new, 1), 1, 422, on_half=True)
        assert told["key"] == key


def test_open_leads_follow_a_new_policy_and_a_promise_that_was_made_stays(team: Team) -> None:
    ops, rep, door = team.join("ops"), team.join(), Door(team)
    fresh, called, closed = door.take(), door.take(), door.take()
    rep.do(a_call_on(called, "NA"), a_call_on(closed, "NI", reason="no need"))
    before = {told["lead_id"]: lead_of(ops, told) for told in (fresh, called, closed)}
    text = ops.get("/v1/policy")["text"].replace(*FASTER, 1)
    text = text.replace("chance = 0.32", "chance = 0.5", 1)
    text = text.replace('label = "Mail 1", template = "asked_1"', 'label = "First mail"', 1)
    put(ops, text.replace("escalate_min = [5, 10, 15]", "escalate_min = [6, 10, 15]", 1), 1)
    office = team.server.office
    while resettle(office.ledger, MONDAY):
        pass
    lead = lead_of(ops, fresh)
    assert lead["clocks"] == before[fresh["lead_id"]]["clocks"]
    assert lead["standing"]["chance"] == 0.5
    assert lead["policy_version"] == 1
    assert lead_of(ops, called)["step"]["label"] == "First mail"
    assert lead_of(ops, closed) == before[closed["lead_id"]]


def test_a_pass_over_the_open_leads_goes_on_where_it_was_broken_off(
    team: Team, monkeypatch: Any
) -> None:
    ops, rep = team.join("ops"), team.join()
    leads = [team.a_lead(rep) for _ in range(7)]
    _let_chores_rest(team)
    monkeypatch.setattr(resettling, "TOGETHER", 3)
    office = team.server.office
    put(ops, ops.get("/v1/policy")["text"].replace("chance = 0.32", "chance = 0.6", 1), 1)
    assert resettle(office.ledger, MONDAY)

    def settled() -> int:
        told = (ops.get(f"/v1/leads/{lead.id}") for lead in leads)
        return sum(lead["standing"]["chance"] == 0.6 for lead in told)

    assert settled() == 3
    seqs = ops.get("/v1/sync")["since"]
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: resettle(office.ledger, MONDAY), range(4)))
    assert settled() == 7
    assert not resettle(office.ledger, MONDAY)
    assert int(ops.get("/v1/sync")["since"]) == int(seqs) + 4


def _let_chores_rest(team: Team) -> None:
    """So that this test alone settles."""
    tomorrow = to_ms(_now(team) + timedelta(days=1))
    with team.server.office.store.write() as connection:
        connection.execute(delete(schema.chore).where(schema.chore.c.name == "settle"))
        row = {"team": "", "name": "settle", "next_at": tomorrow}
        connection.execute(insert(schema.chore).values(**row))


def test_an_imaginary_lead_is_told_what_would_become_of_it_and_nothing_is_kept(
    team: Team,
) -> None:
    ops, rep = team.join("ops"), team.join("rep", "Robin Ode")
    before = ops.get("/v1/sync")["since"]
    inquiry = {
        "type": "demo", "name": "Ann Lee", "email": "ann@halden.example", "company": "Halden",
        "title": "COO", "employees": 200, "industry": "logistics", "country": "DE",
        "phone": "+49 30 5550142", "received_at": to_ms(MONDAY),
    }  # fmt: skip
    told = ops.post("/v1/policy/try", {"inquiry": inquiry})
    assert (told["stage"], told["icp"], told["verdict"]) == ("mql", "in", "work")
    assert told["score"]["fit"] + told["score"]["intent"] == 88
    assert {"rule": "Demo", "points": 40}.items() <= told["score"]["points"][-1].items()
    assert (told["route"]["to"], told["route"]["to_name"]) == (rep.id, "Robin Ode")
    assert told["due_at"] == to_ms(MONDAY + timedelta(minutes=5))
    assert [step["channel"] for step in told["steps"][:3]] == ["call", "email", "call"]
    assert "Ann" in told["acknowledgement"]
    assert ops.get("/v1/sync")["since"] == before
    assert ops.get("/v1/leads")["leads"] == []
    with team.server.office.store.read() as connection:
        keys = select(schema.lead_key).where(schema.lead_key.c.team == team.id)
        assert connection.execute(keys).all() == []


def _now(team: Team) -> Any:
    return team.server.office.moment.now()


def test_an_imaginary_lead_can_be_tried_on_a_text_that_is_not_set(team: Team) -> None:
    ops = team.join("ops")
    team.join()
    text = ops.get("/v1/policy")["text"].replace(*FASTER, 1)
    inquiry = {"type": "demo", "email": "ann@halden.example"}
    assert ops.post("/v1/policy/try", {"inquiry": inquiry, "text": text})["target_min"] == 4
    assert ops.post("/v1/policy/try", {"inquiry": inquiry})["target_min"] == 5
    wrong = ops.post("/v1/policy/try", {"inquiry": inquiry, "text": "boost ="}, status=422)
    assert wrong["line"] == 1
    assert ops.post("/v1/policy/try", {"inquiry": {}}, status=422)["field"] == "type"


def test_a_rep_may_not_try_a_policy(team: Team) -> None:
    team.join().post("/v1/policy/try", {"inquiry": {"type": "demo"}}, status=403)
