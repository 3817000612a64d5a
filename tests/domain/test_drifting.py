"""A slow trend is told before a week leaves its band, whichever way it goes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.metrics.drifting import BASELINE_WEEKS, WATCHED_WEEKS, Week, drift_of

WEEKS = BASELINE_WEEKS + WATCHED_WEEKS
of_a_week = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def weeks_of(counts: list[tuple[int, int]]) -> list[Week]:
    return [Week(key=f"2026-W{w:02}", count=count, n=n) for w, (count, n) in enumerate(counts, 1)]


def played(rng: random.Random, n: int, share: Callable[[int], float]) -> list[Week]:
    return weeks_of(
        [(sum(rng.random() < share(week) for _ in range(n)), n) for week in range(WEEKS)]
    )


@pytest.mark.parametrize(("way", "step"), [("up", 0.012), ("down", -0.012)])
def test_a_slow_trend_is_told_either_way_mostly_with_each_week_in_its_band(
    way: str, step: float
) -> None:
    rng, told, in_band, rounds = random.Random(3), 0, 0, 60
    for _ in range(rounds):
        weeks = played(rng, 60, lambda w: 0.4 + step * max(0, w - BASELINE_WEEKS))
        found = drift_of(weeks, least=20, series=1)
        told += found is not None and found.way == way
        in_band += found is not None and found.in_band
    assert told > 0.8 * rounds
    assert in_band > 0.4 * told


def test_what_only_varies_by_chance_seldom_alarms_however_many_are_watched() -> None:
    rng, series, alarms, rounds = random.Random(9), 20, 0, 40
    for _ in range(rounds):
        every = (played(rng, 25, lambda _w: 0.3) for _ in range(series))
        alarms += any(drift_of(weeks, least=20, series=series) for weeks in every)
    assert alarms / rounds <= 0.2


@given(st.lists(of_a_week, min_size=WEEKS, max_size=WEEKS))
def test_a_share_that_rises_is_its_other_share_falling(counts: list[tuple[int, int]]) -> None:
    there = drift_of(weeks_of(counts), least=1, series=1)
    back = drift_of(weeks_of([(n - count, n) for count, n in counts]), least=1, series=1)
    if there is None or back is None:
        assert there is back
    else:
        assert {there.way, back.way} == {"up", "down"}
        assert (there.since, there.n) == (back.since, back.n)
        assert round(there.share + back.share, 9) == 1


@given(st.lists(of_a_week, min_size=0, max_size=WEEKS), st.integers(1, 10))
def test_too_few_leads_or_weeks_never_alarm(counts: list[tuple[int, int]], series: int) -> None:
    of_all = sum(n for _, n in counts)
    assert drift_of(weeks_of(counts), least=of_all + 1, series=series) is None
    assert drift_of(weeks_of(counts[:BASELINE_WEEKS]), least=1, series=series) is None


def test_what_went_back_to_its_baseline_alarms_no_more() -> None:
    counts = [(20, 50)] * BASELINE_WEEKS + [(32, 50)] * 4
    assert drift_of(weeks_of(counts), least=20, series=1) is not None
    below = drift_of(weeks_of([*counts, *[(12, 50)] * 8]), least=20, series=1)
    assert below is not None
    assert below.way == "down"
    assert drift_of(weeks_of([*counts, *[(18, 50)] * 9]), least=20, series=1) is None
