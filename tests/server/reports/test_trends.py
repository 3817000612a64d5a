"""Weeks of the watched shares recounted from the timelines, and a campaign that turns."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from tests.builders import MONDAY
from tests.server.reports.recount import numbers
from tests.server.reports.test_changes import a_team_s_year
from tests.server.served import Team
from workbench.domain.metrics.arrivals import Arrival
from workbench.server import schema
from workbench.server.calls.reports import REPORTS
from workbench.server.policy import policies
from workbench.server.reports.answers import Asked
from workbench.server.reports.figures import Cohort
from workbench.server.reports.rollup import arrival_row

LAGS = {"promises": 0, "work": 10, "funnel": 90, "meetings": 30, "results": 90}


def told(team: Team) -> dict[str, Any]:
    with team.server.office.store.read() as connection:
        policy = policies.current(connection, team.id)
        cohort = Cohort(connection=connection, team=team.id, since=MONDAY, until=MONDAY, now=MONDAY)
        found: dict[str, Any] = REPORTS["trends"](Asked(cohort=cohort, policy=policy))
        return found


def test_every_week_of_every_watched_share_is_recounted(team: Team) -> None:
    rows = a_team_s_year(team)
    for name, weeks in told(team)["weeks"].items():
        report, _, metric = name.partition(".")
        assert len(weeks) == 26
        last = MONDAY - timedelta(days=LAGS[report])
        assert weeks[-1]["key"] == f"{(last - timedelta(days=7)):%G-W%V}"
        for week in weeks:
            of = [row for row in rows if f"{row['came'].astimezone(UTC):%G-W%V}" == week["key"]]
            expected = numbers(of, MONDAY)[report][metric]
            assert (week["count"], week["n"]) == (expected["count"], expected["n"]), (name, week)
    assert sum(week["n"] for week in told(team)["weeks"]["work.contact_rate"]) > 50


@pytest.mark.parametrize(("then", "turns"), [(9, "better"), (1, "worse")])
def test_a_campaign_that_turns_is_told_either_way_and_its_steady_neighbour_is_not(
    team: Team, then: int, turns: str
) -> None:
    """Ten leads a week of each; of one, 5 were reached each week, and `then` for eight weeks."""
    lead = team.a_lead()
    kept = []
    for week in range(30):
        came = MONDAY - timedelta(days=19 + 7 * week)
        year, number, _ = came.isocalendar()
        for campaign, reached in (("spring", then if week < 8 else 5), ("steady", 5)):
            for n in range(10):
                one = Arrival(
                    lead=lead.id, inquiry=f"{campaign}-{week}-{n}", received_at=came,
                    cuts={"campaign": campaign, "week": f"{year}-W{number:02}"},
                    counts={"leads": 1, "attempted": 1, "contacted": int(n < reached)},
                )  # fmt: skip
                kept.append(arrival_row(one, team.id))
    with team.server.office.store.write() as connection:
        connection.execute(insert(schema.arrival), kept)
    found = {(row["name"], row["campaign"]): row for row in told(team)["rows"]}
    one = found["contact_rate", "spring"]
    assert (one["turns"], one["baseline"], one["share"]) == (turns, 0.5, then / 10)
    assert one["n"] == 80
    assert ("contact_rate", "steady") not in found
