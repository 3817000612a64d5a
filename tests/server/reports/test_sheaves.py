"""Four weeks bound into a sheaf tell what their rows tell, and no more once a lead changed."""

from __future__ import annotations

import random
from array import array
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from tests.builders import MONDAY
from tests.server.reports.year import YEAR, a_year, keep
from tests.server.served import Team
from workbench.domain.metrics.measuring import Spread
from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.calls.reports import CUTS, REPORTS
from workbench.server.policy import policies
from workbench.server.reports import rollup, sheaves
from workbench.server.reports.answers import Asked
from workbench.server.reports.binding import WEEKS_MS, bind_some, loosen, packed, unpacked
from workbench.server.reports.figures import Cohort
from workbench.server.reports.sheaves import parts_of, spread_of

SUMMED = [name for name in CUTS if name != "changes"]


def a_counted_year(team: Team, seed: int) -> None:
    reps, ae = [team.join().id for _ in range(2)], team.join("ae").id
    keep(team, list(a_year(random.Random(seed), 80, until=MONDAY, reps=reps, ae=ae)))
    while rollup.catch_up(team.server.office.store, team.id):
        pass


def bind(team: Team) -> int:
    """How many sheaves."""
    count = 0
    while bind_some(team.server.office.store, team.id):
        count += 1
    return count


def told(team: Team, since: datetime, until: datetime) -> dict[tuple[str, str], Any]:
    """Each report by each cut, and how many sheaves it could read."""
    found: dict[tuple[str, str], Plain] = {}
    with team.server.office.store.read() as connection:
        policy = policies.current(connection, team.id)
        cohort = Cohort(
            connection=connection, team=team.id, since=since, until=until, now=MONDAY
        )  # fmt: skip
        found["", ""] = len(parts_of(cohort).weeks)
        for name in SUMMED:
            for by in CUTS[name]:
                found[name, by] = REPORTS[name](Asked(cohort=cohort, policy=policy, by=by))
    return found


def test_a_year_of_sheaves_tells_what_its_rows_tell(team: Team) -> None:
    a_counted_year(team, 5)
    stretch = MONDAY - YEAR, MONDAY - timedelta(days=3)
    from_rows = told(team, *stretch)
    assert from_rows.pop(("", "")) == 0
    assert bind(team) >= 13
    from_sheaves = told(team, *stretch)
    assert from_sheaves.pop(("", "")) >= 11
    assert from_sheaves == from_rows
    assert bind(team) == 0


def test_many_lengths_are_looked_through_with_the_same_result(team: Team, monkeypatch: Any) -> None:
    a_counted_year(team, 6)
    stretch = MONDAY - YEAR, MONDAY
    bind(team)
    in_order = told(team, *stretch)
    monkeypatch.setattr(sheaves, "FEW", 0)
    assert told(team, *stretch) == in_order


def test_a_sheaf_counts_no_more_once_a_lead_of_it_was_counted_anew_or_erased(team: Team) -> None:
    a_counted_year(team, 7)
    whole = bind(team)
    arrival = schema.arrival.c
    some = select(arrival.lead).where(arrival.team == team.id).order_by(arrival.received_at)
    store = team.server.office.store
    with store.write() as connection:
        lead = connection.execute(some.offset(40)).scalars().first()
        weeks = select(arrival.received_at // WEEKS_MS).where(arrival.lead == lead).distinct()
        stirred = set(connection.execute(weeks).scalars())
        connection.execute(delete(schema.arrival).where(arrival.lead == lead))
    assert told(team, MONDAY - 2 * YEAR, MONDAY + YEAR)["", ""] == whole - len(stirred)
    assert bind(team) == len(stirred)
    with store.write() as connection:
        loosen(connection, team.id, [one * WEEKS_MS for one in stirred])
        left = connection.execute(
            select(func.count()).where(schema.bound.c.team == team.id)
        ).scalar_one()
    assert left == whole - len(stirred)


lengths = st.lists(st.integers(0, 10**12), min_size=1)


@given(lengths)
def test_lengths_are_kept_in_order(values: list[int]) -> None:
    assert list(unpacked(packed(values))) == sorted(values)


@given(st.lists(lengths, min_size=1))
def test_runs_tell_what_all_their_values_tell(runs: list[list[int]]) -> None:
    ordered = [array("q", sorted(run)) for run in runs]
    expected = Spread.of(value for run in runs for value in run)
    few = sheaves.FEW
    sheaves.FEW = 0
    try:
        assert spread_of(ordered) == expected
    finally:
        sheaves.FEW = few
