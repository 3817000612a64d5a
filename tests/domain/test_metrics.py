"""Laws of what is counted, over years that are made up."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from tests.server.reports.year import a_year
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.metrics.arrivals import CUTS, Arrival, arrivals_of
from workbench.domain.metrics.definitions import PROMISES, REPORTS
from workbench.domain.metrics.measuring import Spread, Tally, central, counted, tallies, told
from workbench.domain.metrics.outcome_reports import FUNNEL, RESULTS
from workbench.domain.metrics.touches import touches_of
from workbench.domain.settle import settle

AS_IT_CAME = ("type", "source", "campaign", "first_source", "hour", "day", "week")


def leads(seed: int) -> list[Lead]:
    stories = a_year(random.Random(seed), 12, until=MONDAY, reps=("ann", "bob"), ae="kim")
    return [story.lead for story in stories]


def arrivals(seed: int) -> list[Arrival]:
    return [one for lead in leads(seed) for one in arrivals_of(lead, POLICY)]


def numbers(*found: Arrival, report: str = "promises", now: timedelta = timedelta()) -> Tally:
    return tallies(found, REPORTS[report], None, MONDAY + now)[""]


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_a_clock_that_was_voided_counts_as_nothing_but_voided(seed: int) -> None:
    for one in arrivals(seed):
        states = [counted(one, name, MONDAY) for name in ("met", "met_late", "overdue", "waiting")]
        assert sum(states) + one.counts.get("voided", 0) == one.counts.get("clocks", 0)
        if one.counts.get("voided"):
            assert not states[0]
            assert "response_ms" not in one.lengths


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_what_is_heard_of_a_lead_later_moves_no_arrival(seed: int) -> None:
    for lead in leads(seed):
        places = [_place(one) for one in arrivals_of(lead, POLICY)]
        for known in range(len(lead.record)):
            before = settle(replace(lead, record=lead.record[:known]), POLICY)
            assert [_place(one) for one in arrivals_of(before, POLICY)] == places


def _place(one: Arrival) -> tuple[object, ...]:
    return one.inquiry, one.received_at, *(one.cuts.get(name) for name in AS_IT_CAME)


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_every_cut_adds_up_to_the_whole(seed: int) -> None:
    found = arrivals(seed)
    for report in REPORTS.values():
        whole = tallies(found, report, None, MONDAY)[""]
        for by in CUTS:
            parts = tallies(found, report, by, MONDAY).values()
            sums: Counter[str] = Counter()
            for part in parts:
                sums.update(part.sums)
            assert sums == whole.sums, by
            spread = {name: one.n for name, one in whole.spreads.items()}
            for name, n in spread.items():
                assert sum(p.spreads[name].n for p in parts if name in p.spreads) == n


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_each_stage_holds_no_more_than_the_one_before(seed: int) -> None:
    found = tallies(arrivals(seed), FUNNEL, None, MONDAY)[""].sums
    stages = [found[name] for name in ("leads", "mql", "sal", "sql", "sqo", "won")]
    assert stages == sorted(stages, reverse=True)


@given(values=st.lists(st.integers(0, 10**9), min_size=1))
def test_nine_of_ten_keep_within_the_p90_and_half_within_the_median(values: list[int]) -> None:
    spread = Spread.of(values)
    assert spread.n == len(values)
    assert sum(value <= spread.p90 for value in values) >= 0.9 * len(values)
    assert sum(value < spread.p90 for value in values) < 0.9 * len(values)
    assert sum(value <= spread.median for value in values) * 2 >= len(values)
    assert sum(value >= spread.median for value in values) * 2 >= len(values)


def test_a_clock_that_runs_is_waiting_until_it_is_due_and_missed_from_then_on() -> None:
    [one] = arrivals_of(a_lead(), POLICY)
    assert numbers(one, now=timedelta(minutes=4)).sums["waiting"] == 1
    late = numbers(one, now=timedelta(minutes=5)).sums
    assert (late["waiting"], late["overdue"]) == (0, 1)


def test_spam_is_in_no_number_but_its_own() -> None:
    lead = a_lead()
    lead = apply(lead, a_call(lead, "SPM", after=1, reason="vendor"), POLICY)
    found = tallies(arrivals_of(lead, POLICY), RESULTS, None, MONDAY)[""].sums
    assert {name for name, n in found.items() if n} == {"spam"}
    assert touches_of(lead, POLICY) == ()


def test_a_number_of_few_says_so_and_none_is_no_share() -> None:
    [one] = arrivals_of(a_lead(), POLICY)
    answer = told(PROMISES, numbers(one), POLICY.reports)
    assert answer["attainment"] == {"n": 0, "count": 0, "share": None, "small": True}
    assert answer["response"]["median"] is None
    many = Tally(sums=Counter(met=19, met_late=1))
    share = told(PROMISES, many, POLICY.reports)["attainment"]
    assert share == {"n": 20, "count": 19, "share": 0.95, "small": False}


def test_the_middle_of_a_team_leaves_out_who_has_nothing() -> None:
    rules, metric = POLICY.reports, PROMISES.metrics[0]
    reps = {
        name: told(PROMISES, Tally(sums=Counter(met=met, met_late=late)), rules)
        for name, met, late in (("ann", 1, 1), ("bob", 3, 1), ("new", 0, 0))
    }
    assert central(reps, metric) == 0.625


def test_every_metric_has_a_sentence_and_counts_what_is_counted() -> None:
    for report in REPORTS.values():
        for metric in report.metrics:
            assert metric.definition.endswith(".")
        assert len({metric.name for metric in report.metrics}) == len(report.metrics)


def test_who_is_closed_unreached_counts_as_tried_enough_after_the_attempts_of_their_type() -> None:
    least = POLICY.type("demo").attempts
    tried = a_lead(type="demo")
    for n in range(least - 1):
        tried = apply(tried, a_call(tried, "NA", after=60.0 * (n + 1)), POLICY)
    tried = apply(tried, a_call(tried, "UTR", after=60.0 * least, reason="no answer"), POLICY)
    unread = a_lead(type="demo")
    bare = a_mutation(unread, "disposed", after=1, activity_id="b", code="NF", reason="no fit")
    unread = apply(unread, bare, POLICY)
    talked = apply(fresh := a_lead(type="demo"), a_call(fresh, "NI", reason="no need"), POLICY)
    spam = apply(fresh := a_lead(type="demo"), a_call(fresh, "SPM", reason="vendor"), POLICY)
    counts = [arrivals_of(lead, POLICY)[0].counts for lead in (tried, unread, talked, spam)]
    assert [one.get("given_up", 0) for one in counts] == [1, 1, 0, 0]
    assert [one.get("tried_enough", 0) for one in counts] == [1, 0, 0, 0]
