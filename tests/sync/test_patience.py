import random

from hypothesis import given
from hypothesis import strategies as st

from workbench.sync.patience import LONGEST_S, SERVER_S, Patience


@given(st.integers(0, 2**32), st.integers(1, 200), st.sampled_from((LONGEST_S, SERVER_S)))
def test_no_wait_is_longer_than_it_may_be_and_the_first_ones_are_short(
    seed: int, failures: int, longest_s: float
) -> None:
    patience = Patience(random.Random(seed), longest_s)
    waits = [patience.after_failure() for _ in range(failures)]
    assert all(0 <= wait <= min(longest_s, 0.5 * 2.0**k) for k, wait in enumerate(waits))
    patience.reset()
    assert patience.after_failure() <= 0.5


@given(st.floats(0, 3600))
def test_what_the_server_asks_for_wins(asked: float) -> None:
    patience = Patience(random.Random(1))
    patience.after_failure()
    assert patience.after_failure(asked) == asked
