from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY
from workbench.domain.plain import to_ms
from workbench.sync.server_clock import ServerClock


class Computer:
    """Its wall clock is off by `off_s`; both of its clocks run."""

    def __init__(self, off_s: float) -> None:
        self.off_s = off_s
        self.passed = 1000.0
        self.clock = ServerClock(wall=self.wall, monotonic=lambda: self.passed)

    def wall(self) -> float:
        return MONDAY.timestamp() + self.passed + self.off_s

    @property
    def true_ms(self) -> float:
        return to_ms(MONDAY) + self.passed * 1000

    def ask(self, there_s: float, back_s: float) -> None:
        sent = self.clock.sends()
        self.passed += there_s
        told = round(self.true_ms)
        self.passed += back_s
        self.clock.sample(sent, told)


delays = st.floats(0, 3)


@given(st.floats(-1e6, 1e6), st.lists(st.tuples(delays, delays), min_size=1, max_size=12))
def test_the_quickest_of_the_last_samples_bounds_the_error(
    off_s: float, asked: list[tuple[float, float]]
) -> None:
    computer = Computer(off_s)
    for there, back in asked:
        computer.ask(there, back)
    best = min(there + back for there, back in asked[-8:])
    error_ms = abs(to_ms(computer.clock.now()) - computer.true_ms)
    assert error_ms <= best / 2 * 1000 + 2
    stamped = to_ms(computer.clock.device_now()) + computer.clock.offset().ms
    assert abs(stamped - to_ms(computer.clock.now())) <= 2


def test_before_the_first_sample_the_computers_own_clock_serves_and_says_so() -> None:
    computer = Computer(60)
    assert not computer.clock.is_certain
    assert to_ms(computer.clock.now()) == round(computer.true_ms + 60_000)
    assert computer.clock.offset().age_s is None


def test_a_jump_of_the_wall_clock_is_doubted_until_a_new_sample_and_moves_no_countdown() -> None:
    computer = Computer(0)
    computer.ask(0.01, 0.01)
    assert computer.clock.is_certain
    computer.off_s = 3600
    assert not computer.clock.is_certain
    assert abs(to_ms(computer.clock.now()) - computer.true_ms) < 20
    assert computer.clock.wants_sample
    computer.ask(0.01, 0.01)
    assert computer.clock.is_certain
    assert abs(computer.clock.offset().ms + 3_600_000) < 20


def test_a_jump_while_a_request_is_under_way_moves_no_stamp() -> None:
    computer = Computer(0)
    computer.ask(0.01, 0.01)
    sent, told = computer.clock.sends(), round(computer.true_ms)
    computer.off_s = -7200
    computer.clock.sample(sent, told)
    assert not computer.clock.is_certain
    stamped = to_ms(computer.clock.device_now()) + computer.clock.offset().ms
    assert abs(stamped - computer.true_ms) < 20


def test_an_answer_that_lay_there_while_the_computer_slept_tells_no_time() -> None:
    computer = Computer(0)
    sent, told = computer.clock.sends(), round(computer.true_ms)
    computer.off_s = 20  # the wall went on, and monotonic time stood still
    computer.clock.sample(sent, told)
    assert not computer.clock.is_certain
    assert abs(to_ms(computer.clock.now()) - told - 20_000) < 20


def test_a_set_clock_drives_the_time_and_goes_on_after_a_restart() -> None:
    computer = Computer(0)
    computer.clock.run_from(to_ms(MONDAY), 60)
    computer.passed += 2
    assert computer.clock.now() == MONDAY + timedelta(minutes=2)
    assert computer.clock.device_now() == computer.clock.now()
    assert computer.clock.offset().ms == 0
    kept = computer.clock.kept()
    computer.passed += 3
    again = ServerClock(wall=computer.wall, monotonic=lambda: computer.passed)
    again.recall(kept)
    assert abs(again.now() - (MONDAY + timedelta(minutes=5))) < timedelta(milliseconds=5)
    again.run_real()
    assert again.kept() == ""
