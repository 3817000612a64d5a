"""Nothing lost, nothing doubled, nobody let in: in many made-up worlds, and with the code broken.

A seed that fails is played again, and told, by `python -m tests.sim SEED`.
"""

import os
import subprocess
import sys

import pytest

from tests.sim.many import failure
from tests.sim.simulation import play
from tests.sim.variants import CAUGHT_AT_ONCE, VARIANTS, Broken, caught

SEEDS, ALL_SEEDS, TOGETHER = 300, 20_000, 100
"""Each is a whole server and up to three desks, and takes some 0.15 s of one quiet core."""
LATEST = 500
"""Each broken variant has to be caught within as many."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_all_comes_right_whatever_goes_wrong(seed: int) -> None:
    play(seed)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(SEEDS, ALL_SEEDS, TOGETHER))
def test_all_comes_right_in_many_worlds(first: int) -> None:
    """So many at a time that all cores have something to do to the end."""
    failed = [told for seed in range(first, first + TOGETHER) if (told := failure(seed))]
    assert not failed, "\n".join(failed)


def test_a_seed_tells_the_same_story_in_every_process() -> None:
    here = play(3).trace
    assert any("the faults end" in line for line in here)
    there = subprocess.run(
        [sys.executable, "-m", "tests.sim", "3"],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.splitlines() == here


@pytest.mark.parametrize("variant", CAUGHT_AT_ONCE)
def test_what_is_badly_broken_is_caught_at_once(variant: Broken) -> None:
    assert caught(variant, 12)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_broken_is_caught(variant: Broken) -> None:
    assert caught(variant, LATEST)
