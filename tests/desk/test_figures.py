"""A dashboard's numbers at the desk against the same sums in plain Python, lead by lead."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY
from tests.desk.seats import a_desk, fill, items
from tests.server.reports.year import YEAR, a_year
from workbench.cache import arrivals
from workbench.desk.counting import Look, cohort, count_all
from workbench.desk.desk import Desk
from workbench.desk.figures import Of
from workbench.domain.lead import Lead
from workbench.domain.metrics.arrivals import arrivals_of
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.measuring import counted, tallies
from workbench.domain.metrics.reached import reached_by
from workbench.domain.plain import to_ms

REPS = ("robin", "sam", "kim")
QUARTER = timedelta(days=91)


def the_leads(count: int = 250) -> list[Lead]:
    stories = a_year(random.Random(3), count, until=MONDAY, reps=REPS, ae="ae")
    return [replace(story.lead, id=f"{n:08}") for n, story in enumerate(stories)]


def looked(rep: str = "", since: timedelta = QUARTER) -> Look:
    return Look(since=to_ms(MONDAY - since), until=to_ms(MONDAY), now=to_ms(MONDAY), rep=rep)


@pytest.fixture(scope="module")
def leads() -> list[Lead]:
    return the_leads()


@pytest.fixture
def desk(tmp_path: Path, leads: list[Lead]) -> Desk:
    desk = a_desk(tmp_path, *leads)
    assert count_all(desk)
    return desk


@pytest.mark.parametrize("rep", ["", "robin"])
@pytest.mark.parametrize("by", ["", "hour", "source", "code", "rep", "week"])
def test_every_report_is_what_plain_python_makes_of_the_leads(
    desk: Desk, leads: list[Lead], rep: str, by: str
) -> None:
    came = [
        one for lead in leads for one in arrivals_of(lead, desk.policy)
        if MONDAY - QUARTER <= one.received_at < MONDAY and rep in ("", one.cuts.get("rep"))
    ]  # fmt: skip
    assert len(came) > 10
    with cohort(desk, looked(rep)) as asked:
        for report in REPORTS.values():
            expected = tallies(came, report, by or None, MONDAY)
            found = asked.tallies(report, by)
            assert found.keys() == expected.keys()
            for key, tally in expected.items():
                assert +found[key].sums == +tally.sums, (report.name, key)
                assert found[key].spreads == tally.spreads
                money = {name: sums for name, sums in tally.money.items() if sums}
                assert found[key].money == money


def test_the_leads_of_a_mark_are_those_it_counts(desk: Desk, leads: list[Lead]) -> None:
    look = looked(since=YEAR)
    came = [one for lead in leads for one in arrivals_of(lead, desk.policy)]
    missed = [one for one in came if any(counted(one, name, MONDAY)
                                         for name in ("met_late", "overdue"))]  # fmt: skip
    with cohort(desk, look) as asked:
        of = Of(since=look.since, until=look.until, columns=("met_late", "overdue"))
        assert set(asked.leads(of)) == {one.lead for one in missed}
        slow = Of(since=look.since, until=look.until, length="response_ms", low=60_000)
        assert set(asked.leads(slow)) == {
            one.lead for one in came if one.lengths.get("response_ms", 0) >= 60_000
        }


def test_goals_are_counted_at_the_moment_at_which_they_were_reached(
    desk: Desk, leads: list[Lead]
) -> None:
    expected = Counter(
        one.goal for lead in leads for one in reached_by(lead, desk.policy)
        if MONDAY - QUARTER <= one.at < MONDAY and one.rep == "sam"
    )  # fmt: skip
    assert expected["meetings"]
    with cohort(desk, looked("sam")) as asked:
        assert asked.brought() == expected


def test_a_lead_that_changes_is_counted_anew_and_one_that_leaves_is_not(
    desk: Desk, leads: list[Lead]
) -> None:
    cache = desk._caches.shown
    with cohort(desk, looked(since=YEAR)) as asked:
        before = asked.tallies(REPORTS["promises"])[""].sums["inquiries"]
    lead = next(lead for lead in leads if arrivals_of(lead, POLICY)[0].counts.get("inquiries"))
    own = sum(one.counts.get("inquiries", 0) for one in arrivals_of(lead, POLICY))
    twin = replace(lead, id="twin")
    fill(desk._caches, twin, since=2000)
    assert arrivals.uncounted(cache) == 1
    assert count_all(desk)
    with cohort(desk, looked(since=YEAR)) as asked:
        assert asked.tallies(REPORTS["promises"])[""].sums["inquiries"] == before + own
    cache.absorb(items({"op": "evict", "id": "twin"}), (), cache.cursor)
    with cohort(desk, looked(since=YEAR)) as asked:
        assert asked.tallies(REPORTS["promises"])[""].sums["inquiries"] == before


def test_a_cache_from_before_a_number_was_counted_is_counted_anew_with_it(desk: Desk) -> None:
    cache = desk._caches.shown
    with cohort(desk, looked()) as asked:
        expected = asked.tallies(REPORTS["work"])[""].sums
    with cache.database.write() as connection:
        connection.execute("ALTER TABLE arrival DROP COLUMN given_up")
        connection.execute("UPDATE told SET doc = '\"earlier\"' WHERE name = 'rules'")
    assert count_all(desk)
    with cohort(desk, looked()) as asked:
        assert asked.tallies(REPORTS["work"])[""].sums == expected
    assert "given_up" in expected


def test_what_is_not_sent_yet_is_counted_in(tmp_path: Path) -> None:
    lead = replace(the_leads(1)[0], record=(), handoffs=(), status="assigned", opportunity=None)
    desk = a_desk(tmp_path, lead)
    assert count_all(desk)
    with cohort(desk, looked(since=YEAR)) as asked:
        assert not asked.tallies(REPORTS["work"])[""].sums["emails"]
    desk.log_touch(lead.id, "email")
    with cohort(desk, looked(since=YEAR)) as asked:
        assert asked.tallies(REPORTS["work"])[""].sums["emails"] == 1
