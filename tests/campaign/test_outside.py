"""The share of each campaign that runs by default, and its whole runs with --long."""

from __future__ import annotations

from functools import partial

import pytest

from tests.campaign import crowd, network, postgres
from tests.campaign.tries import Fault, try_out
from tests.campaign.wire_trouble import Trouble

FAULTS = (*network.FAULTS, *postgres.FAULTS, *crowd.FAULTS)


def comes_to_nothing(fault: Fault) -> None:
    if fault.cannot():
        pytest.skip(fault.cannot())
    tally = try_out(fault, fault.times)
    assert tally.is_good, f"{tally}\n{tally.failed}"


def by_turns(seed: int, place: network.Place) -> Trouble:
    plan = (
        network.broken_off_anywhere, network.poll_broken_off, network.broken_off_anywhere,
        network.doubled,
    )[seed % 4]  # fmt: skip
    return plan(seed, place)


def test_a_bad_network_neither_loses_nor_doubles() -> None:
    stage = partial(network.stage, plan=by_turns)
    comes_to_nothing(Fault(name="bad network", stage=stage, times=8))


def test_a_database_that_is_stopped_at_once_costs_no_tick() -> None:
    stage = postgres.stage(postgres.power_cut, workers=2)
    comes_to_nothing(Fault(name="stopped", stage=stage, times=1, cannot=postgres.cannot))


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_world_outside_neither_loses_nor_doubles(fault: Fault) -> None:
    comes_to_nothing(fault)
