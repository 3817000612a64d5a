"""What lies outside, tried a few times by default in a mixture of its own.

How often each of its faults is promised to be tried stands beside the others, in `test_campaign`.
"""

from __future__ import annotations

from functools import partial

from tests.campaign import network, postgres
from tests.campaign.test_campaign import tried
from tests.campaign.tries import Fault
from tests.campaign.wire_trouble import Trouble


def by_turns(seed: int, place: network.Place) -> Trouble:
    plan = (
        network.broken_off_anywhere, network.poll_broken_off, network.broken_off_anywhere,
        network.doubled,
    )[seed % 4]  # fmt: skip
    return plan(seed, place)


def test_a_bad_network_neither_loses_nor_doubles() -> None:
    stage = partial(network.stage, plan=by_turns)
    tried(Fault(name="bad network", stage=stage, times=8), 8)


def test_a_database_that_is_stopped_at_once_costs_no_tick() -> None:
    stage = postgres.stage(postgres.power_cut, workers=2)
    tried(Fault(name="stopped", stage=stage, times=1, cannot=postgres.cannot), 1)
