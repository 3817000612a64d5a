"""Whatever is moved, lent, offered, handed over or promoted: no answer of any call holds a row that
its caller may not see. Who may see what is worked out here, from facts and not from grants.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.floor import EVENTS, Floor
from tests.server.served import Served

NUMBER = st.integers(0, 1000)
STEPS = st.lists(
    st.tuples(st.sampled_from(EVENTS), NUMBER, NUMBER, NUMBER), min_size=8, max_size=14
)
SETTINGS = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def live_through(server: Served, steps: list[tuple[str, int, int, int]]) -> None:
    floor = Floor(server)
    for n, (event, *numbers) in enumerate(steps):
        getattr(floor, event)(*numbers)
        if n % 5 == 4:
            floor.check()
    floor.check()
    floor.check_every_call()


@given(STEPS)
@settings(SETTINGS, max_examples=3)
def test_no_answer_holds_a_row_that_its_caller_may_not_see(
    server: Served, steps: list[tuple[str, int, int, int]]
) -> None:
    live_through(server, steps)


@pytest.mark.long
@pytest.mark.timeout(3600)
@given(STEPS)
@settings(SETTINGS, max_examples=300)
def test_no_answer_ever_holds_a_row_that_its_caller_may_not_see(
    server: Served, steps: list[tuple[str, int, int, int]]
) -> None:
    live_through(server, steps)
