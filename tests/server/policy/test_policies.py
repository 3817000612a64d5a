"""The team's policy, read by all and changed by operations."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY
from tests.server.served import Person, Team
from workbench.cache.cache import Cache, Cursor
from workbench.domain.plain import from_plain
from workbench.domain.policy import Policy
from workbench.server.policy import policies, policy_versions


def put(ops: Person, text: str, version: int, status: int = 200, **more: Any) -> dict[str, Any]:
    body = {"text": text, "reason": "we answer faster", "expected_version": version, **more}
    answer = ops.call("PUT", "/v1/policy", json=body)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_policy_is_changed_by_who_names_its_version_and_every_desk_hears(team: Team) -> None:
    ops, rep = team.join("ops"), team.join()
    since = rep.get("/v1/sync")["since"]
    policy = rep.get("/v1/policy")
    text = policy["text"].replace("boost = 5 ", "boost = 7 ")
    assert put(ops, text, policy["version"]) == {"version": 2}
    assert put(ops, text, policy["version"], 409)["version"] == 2
    [item] = rep.get("/v1/sync", since=since, base=since)["config"]
    assert (item["kind"], item["doc"]["boost"], item["doc"]["version"]) == ("policy", 7, 2)
    versions = rep.get("/v1/policy/history")["versions"]
    assert [(v["version"], v["reason"]) for v in versions] == [
        (2, "we answer faster"),
        (1, "The sample policy"),
    ]


def test_a_policy_with_an_error_is_refused_and_the_old_one_stays(team: Team) -> None:
    ops = team.join("ops")
    before = ops.get("/v1/policy")
    text = before["text"].replace("boost = 5 ", 'boost = "much" ')
    told = put(ops, text, before["version"], 422)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("boost ="))
    assert (told["line"], told["key"], told["remedy"]) == (line, "boost", "needs a number")
    assert ops.post("/v1/policy/check", {"text": text}, status=422)["key"] == "boost"
    told = {"ok": True, "version": 1, "diff": []}
    assert ops.post("/v1/policy/check", {"text": before["text"]}) == told
    assert ops.get("/v1/policy") == before


def test_a_change_is_shown_line_by_line_before_and_after_it_is_made(team: Team) -> None:
    ops, rep = team.join("ops"), team.join()
    before = ops.get("/v1/policy")["text"]
    [old] = [line for line in before.splitlines() if line.startswith("boost = 5 ")]
    new = old.replace("boost = 5 ", "boost = 7 ")
    text = before.replace(old, new)
    told = ops.post("/v1/policy/check", {"text": text})
    changed = [line.rstrip() for line in told["diff"] if line[:2] in ("-b", "+b")]
    assert changed == [f"-{old}", f"+{new}"]
    put(ops, text, 1)
    put(ops, before, 2)
    second = rep.get("/v1/policy/diff", version=2)
    assert (second["since"], second["diff"][2:]) == (1, told["diff"][2:])
    assert rep.get("/v1/policy/diff", version=3, since=1)["diff"] == []
    assert rep.get("/v1/policy/diff", version=1)["diff"] == []
    assert rep.call("GET", "/v1/policy/diff", params={"version": 9}).status_code == 404


def test_a_type_that_leads_have_cannot_be_taken_away(team: Team) -> None:
    ops = team.join("ops")
    before = ops.get("/v1/policy")
    told = put(ops, before["text"].replace("[types.demo]", "[types.demo2]"), 1, 422)
    assert told["key"] == "types.demo"


def test_a_rep_reads_the_policy_and_changes_nothing(team: Team) -> None:
    rep = team.join()
    put(rep, rep.get("/v1/policy")["text"], 1, 403)


def test_a_version_says_who_why_who_agreed_and_when_it_is_due_for_review(team: Team) -> None:
    ops = team.join("ops", "Ann Ops")
    text = ops.get("/v1/policy")["text"]
    put(ops, text, 1, agreed={"marketing": "Mia", "sales": "Sam"})
    told = ops.get("/v1/policy")
    assert (told["author"], told["reason"]) == ("Ann Ops", "we answer faster")
    assert told["agreed"] == {"marketing": "Mia", "sales": "Sam"}
    quarter = (MONDAY + timedelta(days=91)).date().isoformat()
    assert (told["review_by"], told["overdue"], told["state"]) == (quarter, False, "in force")
    [ended] = [v for v in ops.get("/v1/policy/history")["versions"] if v["version"] == 1]
    assert (ended["state"], ended["ended_at"]) == ("ended", told["began_at"])


def test_a_policy_that_nobody_reviewed_is_overdue_and_says_so_to_team_leads(
    team: Team, tmp_path: Path
) -> None:
    ops, office = team.join("ops"), team.server.office
    since = ops.get("/v1/sync")["since"]
    put(ops, ops.get("/v1/policy")["text"], 1, review_by="2026-12-01")
    later = MONDAY + timedelta(days=30)
    with office.store.read() as connection:
        assert policies.stored(connection, team.id, later)["overdue"]
        assert not policies.stored(connection, team.id, MONDAY)["overdue"]
    cache = Cache(tmp_path, 0)
    cache.begin(0, ops.get("/v1/sync", since=since, base=since)["config"])
    assert cache.policies.review_missed(later) == date(2026, 12, 1)
    assert cache.policies.review_missed(MONDAY) is None


def test_a_review_before_the_policy_holds_is_refused(team: Team) -> None:
    ops = team.join("ops")
    told = put(ops, ops.get("/v1/policy")["text"], 1, 422, review_by="2026-11-01")
    assert told["field"] == "review_by"


def test_a_version_comes_into_force_at_its_time_and_once(team: Team) -> None:
    ops, office = team.join("ops"), team.server.office
    text = ops.get("/v1/policy")["text"].replace("boost = 5 ", "boost = 7 ")
    tomorrow = MONDAY + timedelta(days=1)
    put(ops, text, 1, valid_from=tomorrow.isoformat())
    since = ops.get("/v1/sync")["since"]
    policy_versions.publish_due(office.ledger, tomorrow - timedelta(seconds=1))
    told = ops.get("/v1/policy")
    assert (told["version"], told["newest"], told["waiting"][0]["version"]) == (1, 2, 2)
    with ThreadPoolExecutor(4) as workers:
        publish = policy_versions.publish_due
        list(workers.map(lambda _: publish(office.ledger, tomorrow), range(4)))
    assert ops.get("/v1/policy")["version"] == 2
    [item] = ops.get("/v1/sync", since=since, base=since)["config"]
    assert (item["doc"]["boost"], item["doc"]["version"]) == (7, 2)
    after = ops.get("/v1/sync")["since"]
    policy_versions.publish_due(office.ledger, tomorrow)
    assert ops.get("/v1/sync")["since"] == after


def test_a_version_that_was_overtaken_never_begins(team: Team) -> None:
    ops, office = team.join("ops"), team.server.office
    text = ops.get("/v1/policy")["text"]
    tomorrow = MONDAY + timedelta(days=1)
    put(ops, text.replace("boost = 5 ", "boost = 7 "), 1, valid_from=tomorrow.isoformat())
    put(ops, text.replace("boost = 5 ", "boost = 9 "), 2)
    policy_versions.publish_due(office.ledger, tomorrow)
    states = {v["version"]: v["state"] for v in ops.get("/v1/policy/history")["versions"]}
    assert states == {1: "ended", 2: "overtaken", 3: "in force"}


def test_two_versions_can_be_compared(team: Team) -> None:
    ops = team.join("ops")
    text = ops.get("/v1/policy")["text"]
    put(ops, text + "# and more\n", 1)
    assert ops.get("/v1/policy", version=1)["text"] == text
    assert ops.get("/v1/policy")["text"] == text + "# and more\n"
    assert ops.call("GET", "/v1/policy", params={"version": 9}).status_code == 404


def test_texts_travel_apart_and_leave_the_desk_when_they_go(team: Team, tmp_path: Path) -> None:
    ops = team.join("ops")
    first = ops.get("/v1/sync")
    kinds = {item["kind"] for item in first["config"]}
    assert {"policy", "template", "talk", "stage"} <= kinds
    [policy] = [item["doc"] for item in first["config"] if item["kind"] == "policy"]
    assert not {"templates", "talks", "stages", "acknowledgement"} & policy.keys()
    text = ops.get("/v1/policy")["text"]
    begins, ends = text.index("[stages.won]"), len(text)
    put(ops, text[:begins] + text[ends:], 1)
    news = ops.get("/v1/sync", since=first["since"], base=first["since"])["config"]
    gone = [item["key"] for item in news if item["kind"] == "stage"]
    assert gone == ["won"]
    assert {item["kind"] for item in news} == {"policy", "stage"}
    cache = Cache(tmp_path, 0)
    cache.begin(0, first["config"])
    cache.absorb((), news, Cursor(since=9))
    assert set(cache.config("stage")) == {"mql", "sal", "sql", "sqo"}


def test_a_rule_that_names_no_pool_of_the_team_is_refused_with_its_line(team: Team) -> None:
    ops = team.join("ops")
    text = ops.get("/v1/policy")["text"] + '\n[[routing.rules]]\nname = "DACH"\npool = "Nord"\n'
    told = put(ops, text, 1, 422)
    assert (told["key"], told["line"]) == ("routing.rules.0.pool", len(text.splitlines()))
    assert "use one of Everybody" in told["remedy"]


def test_a_region_of_a_calendar_brings_its_holidays_to_server_and_desk(team: Team) -> None:
    ops, office = team.join("ops"), team.server.office
    since = ops.get("/v1/sync")["since"]
    text = ops.get("/v1/policy")["text"].replace(
        'zone = "UTC"\n', 'zone = "Europe/Berlin"\nregion = "DE-BY"\n', 1
    )
    put(ops, text, 1)
    [item] = ops.get("/v1/sync", since=since, base=since)["config"]
    with office.store.read() as connection:
        calendar = policies.current(connection, team.id).calendar
    assert from_plain(Policy, item["doc"]).calendar == calendar
    epiphany, new_year = date(2027, 1, 6), date(2031, 1, 1)
    assert {epiphany, new_year} <= calendar.holidays
    assert calendar.workday(epiphany, 0)[0].date() == date(2027, 1, 7)
    told = put(ops, text.replace("DE-BY", "DE-XY"), 2, 422)
    assert told["key"] == "calendar.region"
    assert 'region = "DE-XY"' in text.replace("DE-BY", "DE-XY").splitlines()[told["line"] - 1]
