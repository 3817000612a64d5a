"""Nobody at the desk: it asks once, is away a minute later, and any key brings the person back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.builders import a_lead
from tests.desk.seats import StoppedClock
from tests.ui.windows import a_window, press, settle
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def sit_down(directory: Path) -> tuple[Window, StoppedClock]:
    clock = StoppedClock()
    window = a_window(directory, a_lead(name="Ann Lee"), a_lead(name="Bo Chen"), clock=clock)
    window.day.glance()
    return window, clock


def nobody_is_there(window: Window, clock: StoppedClock, **length: float) -> None:
    clock.pass_by(**length)
    window.day.glance()
    settle()


def press_a_key(window: Window, key: Qt.Key = Qt.Key.Key_J) -> None:
    """As the system tells the window, before any widget hears of it."""
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)
    settle()


def said(window: Window) -> str:
    return window.banner._words.accessibleName() if window.banner.isVisible() else ""


def availability(window: Window) -> str:
    return next(p.availability for p in window.desk.people() if p.id == "robin")


def test_it_asks_once_after_a_quarter_of_an_hour_and_a_key_answers(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    nobody_is_there(window, clock, minutes=14)
    assert said(window) == ""
    nobody_is_there(window, clock, minutes=1)
    assert said(window).startswith("Nobody was at the desk since ")
    press_a_key(window)
    assert said(window) == ""
    nobody_is_there(window, clock, minutes=2)
    assert availability(window) == "available"
    assert window.desk.unsent() == []
    window.close()


def test_who_does_not_answer_is_away_and_any_key_brings_them_back(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    before = window.triage.work.lead
    nobody_is_there(window, clock, minutes=15)
    nobody_is_there(window, clock, seconds=61)
    assert availability(window) == "away"
    assert said(window).startswith("Away: nobody was at the desk since ")
    assert "Away" in window.status.who.accessibleName()
    press_a_key(window)
    assert availability(window) == "available"
    assert said(window) == ""
    assert window.triage.work.lead == before  # the key said “here I am” and nothing else
    press_a_key(window)
    assert window.triage.work.lead != before
    window.close()


def test_a_laptop_that_wakes_up_asks_before_it_says_away(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    nobody_is_there(window, clock, hours=3)
    assert availability(window) == "available"
    assert said(window).startswith("Nobody was at the desk since ")
    window.close()


def test_a_long_call_is_no_absence(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    press(window, "Space", "C")
    nobody_is_there(window, clock, minutes=40)
    assert said(window) == ""
    assert availability(window) == "available"
    window.close()


def test_never_means_never(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    window.preferences.choose(away_after_min=0)
    nobody_is_there(window, clock, hours=5)
    assert said(window) == ""
    window.close()


def test_who_said_busy_is_not_asked(tmp_path: Path) -> None:
    window, clock = sit_down(tmp_path)
    window.desk.set_availability("busy")
    nobody_is_there(window, clock, minutes=30)
    assert said(window) == ""
    window.close()
