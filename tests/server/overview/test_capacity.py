from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from tests.builders import MONDAY, a_call, a_mutation
from tests.server.served import Person, Team
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.overview.forecasts import compared


@pytest.fixture
def boss(team: Team) -> Person:
    return team.join("lead", "Mara")


def arrive(team: Team, owner: Person | None, type: str, *days_ago: float) -> None:
    for days in days_ago:
        team.a_lead(owner, type=type, received_at=to_ms(MONDAY - timedelta(days=days)))


def a_busy_team(team: Team, reps: int = 1, leads: int = 30) -> list[Person]:
    """Three weeks of demos on weekdays, all between eleven and one."""
    joined = [team.join(name=f"Rep {n}") for n in range(reps)]
    weekdays = [n for n in range(1, 22) if (MONDAY - timedelta(days=n)).weekday() < 5]
    for n in range(leads):
        days = weekdays[n % len(weekdays)]
        arrive(team, joined[n % reps], "demo", days - (1 + (n % 7) * 0.15) / 24)
    return joined


def asked(boss: Person, **what: Any) -> list[dict[str, Any]]:
    """The lines of a what-if."""
    answer = boss.call("POST", "/v1/whatif", json=what)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_capacity_tells_who_came_when_and_who_was_there(team: Team, boss: Person) -> None:
    [rep] = a_busy_team(team)
    told = boss.get("/v1/capacity")
    assert told["inquiries"] == 30
    [demos] = told["arrivals"]
    assert demos["type"] == "demo"
    assert demos["a_week"] == pytest.approx(10, rel=0.2)
    day_hours = sum(demos["hourly"][day * 24 + hour] for day in range(5) for hour in (11, 12))
    assert day_hours > 0.95 * demos["a_week"]
    [person] = told["people"]
    assert person == {"id": rep.id, "name": "Rep 0", "staffed_min": 5 * 8 * 60}
    team.a_lead(rep, type="trial", received_at=to_ms(MONDAY - timedelta(minutes=90)))
    assert [hour["came"] for hour in boss.get("/v1/capacity")["today"]] == [0] * 8 + [1] + [0] * 15
    assert [hour["staffed_min"] for hour in told["today"]][8:18] == [0, *[60] * 8, 0]
    assert [hour["there"] for hour in told["today"]][8:18] == [[], *[[rep.id]] * 8, []]
    assert any("30 inquiries" in said for said in told["says"])


def test_minutes_are_supposed_until_the_teams_own_calls_suffice(team: Team, boss: Person) -> None:
    a_busy_team(team)
    basis = {one["type"]: one["basis"] for one in boss.get("/v1/capacity")["minutes"]}
    assert set(basis.values()) == {"supposed"}
    office = team.server.office
    with office.ledger.write(team.id, MONDAY) as writing, writing.effect() as effect:
        effect.config("pace", "calls", {"demo": {"min": 20.0, "n": 60}})
    told = {one["type"]: one for one in boss.get("/v1/capacity")["minutes"]}
    assert (told["demo"]["basis"], told["pricing"]["basis"]) == ("measured", "supposed")
    assert told["demo"]["expected_min"] == 20
    says = boss.get("/v1/capacity")["says"]
    assert "The minutes of Demo are those of the team’s own calls." in says


def test_who_is_away_disabled_or_without_a_share_is_not_staffed(team: Team, boss: Person) -> None:
    away, gone, without, here = a_busy_team(team, reps=4)
    until = to_ms(MONDAY + timedelta(days=2))
    away.do(a_mutation(None, "availability_set", state="away", until=until))
    boss.call("PATCH", f"/v1/users/{gone.id}", json={"disabled": True})
    none = update(schema.pool_member).where(schema.pool_member.c.user == without.id)
    with team.server.office.store.write() as connection:
        connection.execute(none.values(weight=0))
    staffed = {one["name"]: one["staffed_min"] for one in boss.get("/v1/capacity")["people"]}
    # The first hour of the day they left in, and what went by until they said so.
    assert staffed == pytest.approx({"Rep 0": 3 * 8 * 60 + 60, "Rep 3": 5 * 8 * 60}, abs=1)
    at_lunch = to_ms(MONDAY + timedelta(hours=2))
    here.do(a_mutation(None, "availability_set", state="away", until=at_lunch))
    people = boss.get("/v1/capacity")["people"]
    assert people[-1]["staffed_min"] == 5 * 8 * 60, "a break is no day off"


def test_who_is_to_be_covered_for_is_not_staffed_on_those_days(team: Team, boss: Person) -> None:
    away, here = a_busy_team(team, reps=2)
    since, until = (to_ms(MONDAY + timedelta(days=days)) for days in (2, 4))
    asked = {"user": away.id, "cover": here.id, "from": since, "until": until}
    boss.post("/v1/covers", {**asked, "reason": "leave"})
    staffed = {one["name"]: one["staffed_min"] for one in boss.get("/v1/capacity")["people"]}
    assert staffed == {"Rep 0": 3 * 8 * 60, "Rep 1": 5 * 8 * 60}


def test_loads_show_how_many_are_reached(team: Team, boss: Person) -> None:
    [rep] = a_busy_team(team)
    mine = select(schema.lead.c.id).where(schema.lead.c.owner == rep.id)
    with team.server.office.store.read() as connection:
        ids = sorted(connection.execute(mine).scalars())
    by_id = [(boss.get(f"/v1/leads/{id}"), n) for n, id in enumerate(ids)]
    from workbench.domain.lead import Lead

    for told, n in by_id:
        rep.do(a_call(Lead(id=told["id"]), "INT" if n % 3 == 0 else "NA", after=1))
    loads = boss.get("/v1/capacity")["loads"]
    assert sum(load["worked"] for load in loads) > 0
    assert all(0 <= load["contact_rate"] <= 1 for load in loads)


def test_a_what_if_tells_how_far_it_is_and_what_comes_out(team: Team, boss: Person) -> None:
    a_busy_team(team, leads=60)
    *progress, last = asked(boss, days=7, reps=1)
    shares = [line["done"] for line in progress]
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] == 1
    now, then = last["now"], last["then"]
    assert then["staffed_min"] == 2 * now["staffed_min"] == 2 * 5 * 8 * 60
    assert now["inquiries"] == then["inquiries"] > 0, "both meet the same people"
    assert then["missed"] <= now["missed"]
    assert "of 100 promises" in last["says"].lower()
    assert {(block["weekday"], block["hour"]) for block in now["blocks"]} == {
        (day, hour) for day in range(7) for hour in range(0, 24, 2)
    }
    assert now["needed_min"] == pytest.approx(sum(b["needed_min"] for b in now["blocks"]), abs=84)


def test_a_change_that_saves_nothing_is_called_so() -> None:
    now, then = {"kept_share": 0.9, "missed": 4}, {"kept_share": 0.98, "missed": 1}
    assert compared(now, then) == (
        "Of 100 promises 98 are kept instead of 90; 1 are missed a week instead of 4."
    )
    assert compared(now, now) == (
        "Nothing changes: of 100 promises 90 are kept, 4 are missed a week."
    )


def test_without_a_change_there_is_only_how_it_is(team: Team, boss: Person) -> None:
    a_busy_team(team)
    assert asked(boss, days=7)[-1].keys() == {"now"}


def test_the_same_question_has_the_same_answer(team: Team, boss: Person) -> None:
    a_busy_team(team)
    first, again = (asked(boss, days=7, volume=3, seed=5)[-1] for _ in range(2))
    assert first == again
    assert first["then"]["inquiries"] > first["now"]["inquiries"]


def test_another_shift_and_another_target_are_tried(team: Team, boss: Person) -> None:
    first, _second = a_busy_team(team, reps=2, leads=60)
    short = {day: ["12:00-13:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    one = asked(boss, days=7, hours=short, whose=[first.id])[-1]
    assert one["then"]["staffed_min"] == one["now"]["staffed_min"] / 2 + 5 * 60
    everybody = asked(boss, days=7, hours=short)[-1]
    assert everybody["then"]["staffed_min"] == 2 * 5 * 60
    added = asked(boss, days=7, hours=short, reps=1)[-1]
    assert added["then"]["staffed_min"] == added["now"]["staffed_min"] + 5 * 60
    patient = asked(boss, days=7, targets={"demo": 480})[-1]
    assert patient["then"]["missed"] <= patient["now"]["missed"]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"targets": {"nothing": 5}}, "targets"),
        ({"targets": {"demo": 99_999}}, "targets"),
        ({"hours": {"mon": ["17-9"]}}, "hours"),
        ({"hours": {"someday": ["9:00-17:00"]}}, "hours"),
        ({"hours": {"mon": ["9:00-17:00"]}, "whose": ["nobody"]}, "whose"),
        ({"days": 0}, "days"),
        ({"volume": -1}, "volume"),
    ],
)
def test_what_no_team_could_be_is_refused(
    team: Team, boss: Person, what: dict[str, Any], field: str
) -> None:
    a_busy_team(team, leads=3)
    answer = boss.call("POST", "/v1/whatif", json=what)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_team_without_a_past_hears_so(team: Team, boss: Person) -> None:
    answer = boss.call("POST", "/v1/whatif", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_history")
    assert boss.get("/v1/capacity")["arrivals"] == []


@pytest.fixture
def endless(team: Team, boss: Person) -> Iterator[requests.Response]:
    """A what-if that takes long, hung up on at the end."""
    a_busy_team(team, leads=60)
    asked = {"days": 92, "volume": 20}
    answer = boss.call("POST", "/v1/whatif", json=asked, stream=True)
    with answer:
        yield answer


def test_who_hangs_up_stops_it(team: Team, endless: requests.Response) -> None:
    players = team.server.office.players
    lines = endless.iter_lines()
    assert json.loads(next(lines))["done"] > 0
    assert players.running == 1
    endless.close()
    until = time.monotonic() + 20
    while players.running and time.monotonic() < until:
        time.sleep(0.02)
    assert players.running == 0


def test_others_are_answered_while_it_is_played(
    team: Team, boss: Person, endless: requests.Response
) -> None:
    lines = endless.iter_lines()
    first = json.loads(next(lines))["done"]
    for _ in range(20):
        boss.get("/v1/me")
    assert team.server.office.players.running == 1
    assert json.loads(next(lines))["done"] >= first


def test_only_some_are_played_at_once(team: Team, boss: Person, endless: requests.Response) -> None:
    players = team.server.office.players
    lines = endless.iter_lines()
    next(lines)
    with boss.call("POST", "/v1/whatif", json={"days": 92, "volume": 20}, stream=True) as other:
        others = other.iter_lines()
        next(others)
        assert players.running == 2
        answer = boss.call("POST", "/v1/whatif", json={})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_server_that_ends_ends_them(team: Team, endless: requests.Response) -> None:
    lines = endless.iter_lines()
    next(lines)
    team.server.office.players.stop()
    *_, last = lines
    error = json.loads(last)["error"]
    assert (error["code"], error["message"][:10]) == ("not_played", "The server")
