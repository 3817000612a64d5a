"""PySide6 6.12.0 on Python 3.11 lost a reference at every emit and died after some 600 ticks."""

import sys

from PySide6.QtCore import QObject, Signal

TIMES = 200
NOISE = 20  # what the interpreter itself takes and gives meanwhile


class Ticker(QObject):
    ticked = Signal()


def test_emitting_a_signal_leaves_true_and_none_alone() -> None:
    ticker = Ticker()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(TIMES):
        ticker.ticked.emit()
    assert_unchanged(before)


def test_calling_what_returns_nothing_leaves_true_and_none_alone() -> None:
    ticker = Ticker()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(TIMES):
        ticker.setObjectName("tick")
    assert_unchanged(before)


def assert_unchanged(before: tuple[int, int]) -> None:
    # Since Python 3.12 both are immortal and their counts stand still.
    true, none = sys.getrefcount(True), sys.getrefcount(None)
    assert abs(true - before[0]) < NOISE
    assert abs(none - before[1]) < NOISE
