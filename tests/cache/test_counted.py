"""What is kept as a number is what somebody would count."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, a_lead
from tests.desk.seats import items, items_of
from workbench.cache import leads
from workbench.cache.asked import Asked
from workbench.cache.cache import Cache, Cursor
from workbench.cache.page import Item
from workbench.domain.lead import Lead, Status

LEADS = [a_lead(name=str(n)) for n in range(4)]
LATER = MONDAY + timedelta(hours=1)


def changed(lead: Lead, owner: str | None, status: Status, queue_from: timedelta | None) -> Lead:
    at = None if queue_from is None else MONDAY + queue_from
    standing = replace(lead.standing, queue_from=at)
    return replace(lead, owner=owner, status=status, standing=standing)


told = st.builds(
    changed,
    st.sampled_from(LEADS),
    st.sampled_from(["robin", "sam", None]),
    st.sampled_from(["new", "lost"]),
    st.sampled_from([timedelta(hours=-2), timedelta(hours=2), None]),
)
gone = st.sampled_from([lead.id for lead in LEADS])
pages = st.lists(st.lists(told | gone, max_size=5), max_size=6)


@settings(max_examples=60)
@given(pages=pages)
def test_numbers_follow_whatever_comes_changes_and_goes(
    pages: Sequence[Sequence[Lead | str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder), 0)
        cache.begin(0, ())
        for seq, page in enumerate(pages, start=1):
            took = [item for one in page for item in items_told(one, seq)]
            cache.absorb(took, (), Cursor(since=seq, base=seq, complete=True))
            assert_counted(cache)
        cache.close()


def items_told(one: Lead | str, seq: int) -> Sequence[Item]:
    if isinstance(one, str):
        return items({"op": "evict", "id": one})
    return items_of(replace(one, seq=seq))


def assert_counted(cache: Cache) -> None:
    connection = cache.database.connection
    for me in ("robin", "sam"):
        asked = Asked(now=LATER, me=me)
        for view in leads.LISTS:
            listed = leads.listed(connection, view, asked)
            assert leads.count(connection, view, asked) == len(listed), view
