from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.strain import Load, by_load, drops_off

WEEK = st.tuples(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60)).map(
    lambda week: (week[0], min(week[1], week[0]), min(week))
)


def a_load(least: int, most: int, worked: int, reached: int) -> Load:
    return Load(least=least, most=most, weeks=1, worked=worked, reached=reached)


@given(st.lists(WEEK, max_size=60))
def test_every_week_is_in_one_part(weeks: list[tuple[int, int, int]]) -> None:
    loads = by_load(weeks)
    assert sum(load.weeks for load in loads) == len(weeks)
    assert sum(load.worked for load in loads) == sum(worked for _, worked, _ in weeks)
    assert all(a.most < b.least for a, b in pairwise(loads))
    assert len(loads) <= 5


def test_quality_drops_off_where_more_leads_reach_fewer() -> None:
    loads = [a_load(1, 10, 500, 200), a_load(11, 20, 500, 205), a_load(21, 40, 500, 100)]
    found = drops_off(loads)
    assert found is not None
    above, low, high = found
    assert (above, round(low, 3), high) == (20, 0.405, 0.2)


def test_chance_alone_is_no_drop() -> None:
    assert drops_off([a_load(1, 10, 20, 9), a_load(11, 20, 20, 7)]) is None
    assert drops_off([a_load(1, 10, 500, 100), a_load(11, 20, 500, 200)]) is None, "it rises"
    assert drops_off([]) is None
