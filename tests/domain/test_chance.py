"""The chance in steps: what it keeps to whatever the outcomes, and what it says when it rots."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY
from workbench.domain.calibration import Outcome, Tried, auc, health, learn, steps
from workbench.domain.chance import STEPS_MOST, ChanceTable, Learning, chance_of, reach_of
from workbench.domain.plain import from_plain, to_plain

ENOUGH = POLICY.learning.outcomes_enough
PRIOR = POLICY.type("demo").chance


def demos(*counts: tuple[int, int, int]) -> list[Outcome]:
    """Of each (points, leads, won) so many."""
    return [
        Outcome(type="demo", points=points, won=n < won)
        for points, leads, won in counts
        for n in range(leads)
    ]


outcomes = st.lists(
    st.builds(Outcome, type=st.just("demo"), points=st.integers(-80, 100), won=st.booleans()),
    max_size=300,
)
rules = st.builds(Learning, prior_strength=st.floats(0.1, 1000))


@given(outcomes, st.floats(0, 1), rules)
def test_a_chance_never_falls_as_points_rise_and_is_a_share(
    found: list[Outcome], prior: float, rules: Learning
) -> None:
    learned = steps(found, prior, rules)
    chances = [step.chance for step in learned]
    assert chances == sorted(chances)
    assert all(0 <= chance <= 1 for chance in chances)
    assert [step.points for step in learned] == sorted({step.points for step in learned})


@given(st.lists(st.booleans(), min_size=101, max_size=101), rules)
def test_a_table_has_fifty_steps_at_most(won: list[bool], rules: Learning) -> None:
    found = [Outcome(type="demo", points=n, won=w) for n, w in enumerate(won)]
    rising = [
        *found,
        *(Outcome(type="demo", points=n, won=True) for n in range(101) for _ in range(n)),
    ]
    for some in (found, rising):
        learned = steps(some, 0.2, rules)
        assert len(learned) <= STEPS_MOST
        assert sum(step.leads for step in learned) == len(some)


@given(st.floats(0, 1), rules)
def test_without_outcomes_the_chance_is_the_prior(prior: float, rules: Learning) -> None:
    [step] = steps([], prior, rules)
    assert step.chance == pytest.approx(prior)


@given(outcomes)
def test_a_table_survives_the_way_to_a_desk(found: list[Outcome]) -> None:
    policy = replace(POLICY, learning=Learning(outcomes_enough=1))
    table = learn(found, [Tried(10, 4)], policy, now=MONDAY)
    assert from_plain(ChanceTable, json.loads(json.dumps(to_plain(table)))) == table


def test_the_prior_stands_until_there_are_outcomes_enough() -> None:
    few = learn(demos((50, ENOUGH - 1, 0)), [], POLICY, now=MONDAY)
    assert chance_of("demo", 50, POLICY, few) == PRIOR
    enough = learn(demos((50, ENOUGH, 0)), [], POLICY, now=MONDAY)
    assert chance_of("demo", 50, POLICY, enough) < PRIOR / 3
    assert chance_of("pricing", 50, POLICY, enough) == POLICY.type("pricing").chance


def test_a_lead_without_points_has_the_prior() -> None:
    table = learn(demos((50, ENOUGH, 0)), [], POLICY, now=MONDAY)
    assert chance_of("demo", None, POLICY, table) == PRIOR
    assert chance_of("demo", 50, POLICY, None) == PRIOR


def test_many_outcomes_outweigh_the_prior() -> None:
    table = learn(demos((10, 5000, 500), (60, 5000, 3000)), [], POLICY, now=MONDAY)
    assert chance_of("demo", 10, POLICY, table) == pytest.approx(0.10, abs=0.005)
    assert chance_of("demo", 60, POLICY, table) == pytest.approx(0.60, abs=0.005)


def test_points_that_were_never_seen_take_the_step_below_them() -> None:
    table = learn(demos((10, 200, 20), (60, 200, 120)), [], POLICY, now=MONDAY)
    ten, sixty = (chance_of("demo", points, POLICY, table) for points in (10, 60))
    assert [chance_of("demo", points, POLICY, table) for points in (-5, 59, 99)] == [
        ten,
        ten,
        sixty,
    ]


def test_shares_that_fall_are_pooled() -> None:
    table = learn(demos((10, 100, 30), (20, 100, 10)), [], POLICY, now=MONDAY)
    assert chance_of("demo", 10, POLICY, table) == chance_of("demo", 20, POLICY, table)
    assert len(table.steps["demo"]) == 1


def test_reach_is_the_policys_until_a_team_has_counted() -> None:
    nobody = learn([], [], POLICY, now=MONDAY)
    assert [reach_of(n, POLICY, nobody) for n in range(6)] == list(POLICY.reach)
    counted = learn([], [Tried(100_000, 60_000)], POLICY, now=MONDAY)
    assert reach_of(0, POLICY, counted) == pytest.approx(0.6, abs=0.001)
    assert reach_of(1, POLICY, counted) == POLICY.reach[1]


def test_attempts_past_the_list_count_in_its_last_place() -> None:
    tried = [Tried(0, 0)] * 5 + [Tried(50_000, 500), Tried(50_000, 500)]
    table = learn([], tried, POLICY, now=MONDAY)
    assert reach_of(5, POLICY, table) == reach_of(20, POLICY, table)
    assert reach_of(20, POLICY, table) == pytest.approx(0.01, abs=0.001)


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auc([(0.1, False), (0.2, True)]) == 1
    assert auc([(0.2, False), (0.1, True)]) == 0
    assert auc([(0.2, False), (0.2, True)]) == 0.5
    assert auc([(0.2, True)]) is None


def test_a_table_that_holds_warns_of_nothing() -> None:
    found = demos((10, 1000, 100), (60, 1000, 400))
    table = learn(found, [], POLICY, now=MONDAY)
    said = health(table, found, POLICY)
    assert said.warnings == ()
    assert said.off_by < 0.02
    assert said.auc is not None
    assert said.auc > 0.6
    assert said.sentence.startswith("Of 2,000 leads that have ended, a won one stood above")


def test_a_table_that_has_rotted_says_so() -> None:
    table = learn(demos((10, 1000, 100), (60, 1000, 400)), [], POLICY, now=MONDAY)
    turned, drifted = health(table, demos((10, 500, 200), (60, 500, 50)), POLICY).warnings
    assert turned.startswith("The order has turned: of 500 leads with 40 in 100 only 10 in 100")
    assert drifted.startswith("The chance is off by 30 in 100")


def test_without_won_and_lost_leads_nothing_can_be_judged() -> None:
    said = health(None, demos((10, 5, 0)), POLICY)
    assert said.auc is None
    assert said.sentence.startswith("5 leads to judge by: it takes some that were won")
