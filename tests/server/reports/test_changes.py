"""What moved where the policy changed, recounted from the timelines."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from tests.builders import MONDAY
from tests.server.reports.compared import recounted
from tests.server.reports.hours import Hours
from tests.server.reports.recount import numbers
from tests.server.reports.touched import Row
from tests.server.reports.year import YEAR, a_year, keep
from tests.server.served import Team
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.calls.reports import REPORTS
from workbench.server.policy import policies
from workbench.server.reports import rollup
from workbench.server.reports.answers import Asked
from workbench.server.reports.figures import Cohort

DAY = timedelta(days=1)
LAGS = {"promises": 0, "work": 10, "funnel": 90, "meetings": 30, "results": 90}


def a_version(team: Team, version: int, began: datetime, **more: Any) -> None:
    """One that began then, with the first one's text."""
    policy = schema.policy
    with team.server.office.store.write() as connection:
        text = connection.execute(select(policy.c.text).where(policy.c.team == team.id)).scalar()
        row = {"team": team.id, "version": version, "text": text, "reason": "faster",
               "at": to_ms(began), "began_at": to_ms(began), "ended_at": to_ms(began + YEAR),
               "valid_from": to_ms(began)}  # fmt: skip
        connection.execute(insert(policy), [row | more])


def a_team_s_year(team: Team) -> list[Row]:
    reps, ae = [team.join().id for _ in range(3)], team.join("ae").id
    keep(team, list(a_year(random.Random(11), 400, until=MONDAY, reps=reps, ae=ae)))
    store = team.server.office.store
    while rollup.catch_up(store, team.id):
        pass
    with store.read() as connection:
        zone = policies.current(connection, team.id).calendar.tz
        return recounted(connection, team.id, Hours(zone))


def told(team: Team) -> dict[str, Any]:
    with team.server.office.store.read() as connection:
        cohort = Cohort(connection=connection, team=team.id, since=MONDAY - YEAR, until=MONDAY,
                        now=MONDAY)  # fmt: skip
        asked = Asked(cohort=cohort, policy=policies.current(connection, team.id))
        found: dict[str, Any] = REPORTS["changes"](asked)
        return found


def check(one: dict[str, Any], rows: list[Row], side: Callable[[Row, int], bool | None]) -> None:
    """Every number of one version; `side` of a row, at a lag in days: new, old, or neither."""
    for number in one["numbers"]:
        for name, is_new in (("old", False), ("new", True)):
            of = [row for row in rows if side(row, LAGS[number["report"]]) is is_new]
            expected = numbers(of, MONDAY)[number["report"]][number["name"]]
            found = number[name]
            assert found["n"] == expected["n"], (number, name)
            value = expected.get("share", expected.get("median"))
            if found["n"]:
                assert round(found["value"], 4) == round(value, 4), (number, name)
        if number["by"] is not None:
            assert number["by"] == number["new"]["value"] - number["old"]["value"]
            assert number["low"] <= number["by"]
            assert number["high"] is None or number["by"] <= number["high"]


def test_a_trial_compares_the_halves_of_the_leads_that_first_came_while_it_ran(team: Team) -> None:
    began = MONDAY - 300 * DAY
    rows = a_team_s_year(team)
    a_version(team, 2, began, on_half=True, ended_at=to_ms(MONDAY - 20 * DAY))
    [one] = told(team)["rows"]
    assert (one["version"], one["evidence"], one["reason"]) == (2, "halves", "faster")
    known = {row["lead"] for row in rows if row["came"] < began}

    def side(row: Row, lag: int) -> bool | None:
        until = min(MONDAY - 20 * DAY, MONDAY - lag * DAY)
        if not began <= row["came"] < until or row["lead"] in known:
            return None
        return sha256(f"2:{row['lead']}".encode()).digest()[0] < 128

    check(one, rows, side)
    assert sum(number["old"]["n"] > 20 < number["new"]["n"] for number in one["numbers"]) > 4
    for number in one["numbers"]:
        if number["verdict"] != "few":  # chance moves one in twenty, so some years one of these
            is_between = number["low"] <= 0 and (number["high"] is None or number["high"] >= 0)
            assert (number["verdict"] == "same") is is_between


def test_any_other_version_compares_as_many_days_before_it_as_after_it(team: Team) -> None:
    rows = a_team_s_year(team)
    first, second = MONDAY - 120 * DAY, MONDAY - 100 * DAY
    a_version(team, 2, first, ended_at=to_ms(second))
    a_version(team, 3, second)
    later, earlier = told(team)["rows"]
    assert (later["version"], earlier["version"]) == (3, 2)

    def before_after(began: datetime, before: timedelta, after: timedelta) -> Any:
        def side(row: Row, lag: int) -> bool | None:
            days = min(before, after, 28 * DAY, MONDAY - lag * DAY - began)
            days = days // (7 * DAY) * 7 * DAY if days >= 7 * DAY else days // DAY * DAY
            if began <= row["came"] < began + days:
                return True
            return False if began - days <= row["came"] < began else None

        return side

    check(earlier, rows, before_after(first, 28 * DAY, 20 * DAY))
    check(later, rows, before_after(second, 20 * DAY, 28 * DAY))
    assert {one["evidence"] for one in (later, earlier)} == {"before_after"}


def test_what_is_too_young_for_its_lag_is_told_as_early(team: Team) -> None:
    a_version(team, 2, MONDAY - 2 * DAY)
    [one] = told(team)["rows"]
    verdicts = {number["report"]: number["verdict"] for number in one["numbers"]}
    assert verdicts == {"promises": "few", "work": "early", "funnel": "early",
                        "meetings": "early", "results": "early"}  # fmt: skip


def test_whoever_reads_the_policy_reads_what_it_moved_and_a_rep_of_their_own_leads(
    team: Team,
) -> None:
    ann, lead = team.join(), team.join("lead")
    team.a_lead(ann)
    a_version(team, 2, MONDAY - 2 * DAY)
    days = {"from": "2026-11-01", "to": "2026-12-01"}
    for person in (ann, lead):
        answer = person.get("/v1/reports/changes", **days)
        assert answer["rows"][0]["reason"] == "faster"
        assert len(answer["metrics"]) == len(answer["rows"][0]["numbers"])
