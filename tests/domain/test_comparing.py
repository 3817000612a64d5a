"""How far two groups lie apart, and what may be said of it."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY
from workbench.domain.metrics.changes import WATCHED, Change, Watched, stretch_of
from workbench.domain.metrics.comparing import (
    Side,
    apart,
    judged,
    side_of_lengths,
    side_of_share,
    sure_of,
)

Z = 1.959964
shares = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
lengths = st.lists(st.integers(0, 100_000), min_size=1, max_size=80)


def of_share(count: int, n: int, z: float = Z) -> Side:
    side = side_of_share(count, n, z)
    assert side is not None
    return side


def of_lengths(values: list[int], z: float = Z) -> Side:
    side = side_of_lengths(values, z)
    assert side is not None
    return side


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    # Newcombe 1998, Table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 10/10 − 0/10.
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
     ((10, 10), (0, 10), 0.6075, 1.0)],
)  # fmt: skip
def test_the_bounds_of_two_shares_are_those_that_newcombe_printed(
    new: tuple[int, int], old: tuple[int, int], low: float, high: float
) -> None:
    found = apart(of_share(*old), of_share(*new))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(shares, shares)
def test_two_shares_lie_apart_as_far_whichever_is_named_first(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there, back = (apart(of_share(*a), of_share(*b)) for a, b in ((one, other), (other, one)))
    assert math.isclose(there.low, -back.high, abs_tol=1e-12)
    assert there.low <= there.by <= there.high
    assert -1 - 1e-12 <= there.low <= there.high <= 1 + 1e-12


@given(shares, shares, st.integers(2, 20))
def test_more_leads_of_the_same_shares_bound_the_distance_more_closely(
    one: tuple[int, int], other: tuple[int, int], times: int
) -> None:
    few = apart(of_share(*one), of_share(*other))
    many = apart(*(of_share(times * count, times * n) for count, n in (one, other)))
    assert many.high - many.low < few.high - few.low


@given(lengths)
def test_what_is_compared_with_itself_has_not_moved(values: list[int]) -> None:
    side = of_lengths(values)
    verdict, found = judged(side, side, least=1, wants_less=True)
    assert verdict == "same"
    assert found is not None
    assert found.by == 0


@given(lengths)
def test_a_median_lies_between_its_bounds_and_scales_with_its_unit(values: list[int]) -> None:
    side = of_lengths(values)
    assert side.value == median(values)
    assert side.low <= side.value <= side.high
    twice = of_lengths([2 * value for value in values])
    assert (twice.low, twice.value, twice.high) == (2 * side.low, 2 * side.value, 2 * side.high)


def test_the_bounds_of_two_medians_hold_about_as_often_as_they_say() -> None:
    rng, held, rounds = random.Random(5), 0, 600
    for _ in range(rounds):
        old = [round(1000 * rng.lognormvariate(0, 1)) for _ in range(40)]
        new = [round(1000 * rng.lognormvariate(0.5, 1)) for _ in range(60)]
        found = apart(of_lengths(old), of_lengths(new))
        held += found.low <= 1000 * (math.exp(0.5) - 1) <= found.high
    assert held / rounds > 0.93


def test_numbers_that_did_not_move_are_rarely_told_to_have_moved() -> None:
    """Of eight at once: by 95 in 100 none of them; without the wider bounds a third would."""
    rng, z, false_alarms, rounds = random.Random(7), sure_of(8), 0, 150
    for _ in range(rounds):
        seen = [
            [of_share(sum(rng.random() < 0.4 for _ in range(120)), 120, z) for _ in range(2)]
            for _ in range(8)
        ]
        said = {judged(*pair, least=20, wants_less=False)[0] for pair in seen}
        false_alarms += said != {"same"}
    assert false_alarms / rounds < 0.1


def test_a_side_of_too_few_says_so_however_far_apart_they_are() -> None:
    assert judged(of_share(0, 19), of_share(500, 500), least=20, wants_less=False) == ("few", None)
    assert judged(None, of_share(5, 500), least=20, wants_less=False) == ("few", None)
    assert judged(of_share(0, 20), of_share(500, 500), least=20, wants_less=False)[0] == "better"


def test_down_is_better_where_less_is_wanted() -> None:
    slow, quick = of_lengths(list(range(900, 1000))), of_lengths(list(range(100)))
    assert judged(slow, quick, least=20, wants_less=True)[0] == "better"
    assert judged(quick, slow, least=20, wants_less=True)[0] == "worse"


@given(
    st.integers(0, 400), st.none() | st.integers(0, 60), st.none() | st.integers(1, 60),
    st.sampled_from(WATCHED),
)  # fmt: skip
def test_before_is_as_long_as_after_and_neither_is_under_another_version_or_too_young(
    ago_h: int, before_d: int | None, until_d: int | None, watched: Watched
) -> None:
    began = MONDAY - timedelta(hours=ago_h * 5)
    change = Change(
        version=2, began_at=began,
        before_at=None if before_d is None else began - timedelta(days=before_d),
        until=None if until_d is None else began + timedelta(days=until_d),
    )  # fmt: skip
    found = stretch_of(change, watched.lag, MONDAY)
    if found is None:
        return
    assert found.old_until - found.old == found.new_until - found.new <= timedelta(weeks=4)
    assert found.old_until == found.new == began
    assert found.new_until <= min(change.until or MONDAY, MONDAY - watched.lag)
    assert change.before_at is None or found.old >= change.before_at
    days = (found.new_until - found.new).days
    assert days < 7 or days % 7 == 0
