"""Narrowing a list in SQL means what it means in Python."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, a_lead
from tests.desk.seats import items, items_of
from workbench.cache import leads, traits
from workbench.cache.asked import Asked
from workbench.cache.cache import Cache, Cursor
from workbench.cache.columns import columns
from workbench.cache.traits import Condition, Narrow, OneOf, Within
from workbench.domain.lead import Score
from workbench.domain.plain import to_ms

HERE = [
    replace(
        a_lead(
            type=("demo", "pricing", "content")[n % 3],
            owner=("robin", None, "sam")[n % 3 - 1],
            source=("web", None)[n % 2],
            country=("DE", "US", None)[n % 3],
            waited=n * 7,
        ),
        pool=("east", None)[n % 2],
        score=Score(fit=n * 6, intent=n),
        callback_at=MONDAY if n % 4 == 0 else None,
    )
    for n in range(12)
]
ones = st.one_of(
    st.builds(OneOf, st.just("type"), st.lists(st.sampled_from(["demo", "content"])).map(tuple)),
    st.builds(
        OneOf,
        st.sampled_from(["owner", "pool", "source", "country"]),
        st.lists(st.sampled_from(["robin", "east", "web", "DE", None]), max_size=3).map(tuple),
    ),
    st.builds(OneOf, st.sampled_from(["is_open", "is_clock"]), st.sampled_from([(0,), (1,)])),
)
bounds = st.none() | st.integers(0, 10)
moments = st.none() | st.integers(-600_000, 600_000).map(lambda ms: to_ms(MONDAY) + ms)
ranges = st.one_of(
    st.builds(Within, st.just("score"), bounds, bounds),
    st.builds(Within, st.sampled_from(["due_at", "callback_at"]), moments, moments),
)


def a_cache(directory: Path) -> Cache:
    cache = Cache(directory, 0)
    cache.begin(0, ())
    cache.absorb(items_of(*HERE), (), Cursor(since=10, base=10, complete=True))
    return cache


@settings(max_examples=60)
@given(conditions=st.lists(ones | ranges, max_size=4))
def test_the_cached_and_the_overlaid_are_narrowed_alike(conditions: list[Condition]) -> None:
    narrow = Narrow(tuple(conditions))
    held = {lead.id for lead in HERE if narrow.holds(lead, columns(lead))}
    asked = Asked(now=MONDAY, narrow=narrow)
    with tempfile.TemporaryDirectory() as folder:
        cache = a_cache(Path(folder))
        connection = cache.database.connection
        assert {id for _, id in leads.listed(connection, "all", asked)} == held
        assert leads.count(connection, "all", asked) == len(held)
        cache.database.close()


def test_every_view_can_be_sorted_otherwise_and_in_the_same_order_as_in_python(
    tmp_path: Path,
) -> None:
    cache = a_cache(tmp_path)
    for sort in traits.SORTED:
        asked = Asked(now=MONDAY, me="robin", narrow=Narrow(sort=sort))
        found = leads.sorted_otherwise(cache.database.connection, "all", asked)
        expected = sorted((traits.sort_key(columns(lead), sort), lead.id) for lead in HERE)
        assert [id for _, id in found] == [id for _, id in expected]
    cache.database.close()


def test_the_traits_of_a_lead_change_and_go_with_it(tmp_path: Path) -> None:
    cache = a_cache(tmp_path)
    first = HERE[0]
    moved = replace(first, country="FR", seq=first.seq + 1)
    cache.absorb(items_of(moved), (), Cursor(since=11, base=11, complete=True))
    assert "FR" in traits.known(cache.database.connection, "country")
    gone = items({"op": "evict", "id": first.id})
    cache.absorb(gone, (), Cursor(since=12, base=12, complete=True))
    assert "FR" not in traits.known(cache.database.connection, "country")
    cache.database.close()
