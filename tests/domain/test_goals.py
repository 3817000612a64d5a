"""A team's goals: the days they are for, the leads they take, and how sure a share is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.metrics.goals import Goals, Period, leads_for, likely, period_of
from workbench.domain.plain import Misfit


@pytest.mark.parametrize(
    ("period", "first", "following"),
    [
        ("week", date(2026, 12, 28), date(2027, 1, 4)),
        ("month", date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_begins_and_ends_on_its_days(period: Period, first: date, following: date) -> None:
    assert period_of(date(2026, 12, 31), period) == (first, following)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["week", "month", "quarter"]))
def test_every_day_is_in_its_own_period_and_in_no_other(day: date, period: Period) -> None:
    first, following = period_of(day, period)
    assert first <= day < following
    assert period_of(following, period)[0] == following


def test_what_is_missing_takes_leads_as_the_team_has_turned_them_so_far() -> None:
    assert leads_for(3, leads=100, brought=8) == 38
    assert leads_for(-1, leads=100, brought=8) == 0
    assert leads_for(3, leads=100, brought=0) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_what_is_likely_holds_the_share_and_narrows_with_n(count: int, n: int) -> None:
    count = min(count, n)
    low, high = likely(count, n)
    assert 0 <= low <= count / n + 1e-9
    assert count / n - 1e-9 <= high <= 1
    wider = likely(10 * count, 10 * n)
    assert wider[1] - wider[0] < high - low


def test_nothing_is_known_of_no_number() -> None:
    assert likely(0, 0) == (0, 1)


def test_a_goal_below_nothing_is_refused() -> None:
    with pytest.raises(Misfit, match="won"):
        Goals(won=-1)


def test_what_is_counted_beside_n_is_no_more_than_all() -> None:
    """AEs may accept before anybody tells that the meeting was held."""
    assert likely(25, 20) == likely(20, 20)
