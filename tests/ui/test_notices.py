"""Notices as a rep meets them: they say what presses, lead there, and keep quiet when told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible

from tests.builders import a_lead
from tests.desk.seats import StoppedClock
from tests.ui.windows import a_window, press, settle
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def waiting(directory: Path) -> tuple[Window, StoppedClock, list[str]]:
    """Bo is at hand, Ann's promise has four minutes left; what is said aloud is kept."""
    clock = StoppedClock()
    bo = a_lead(name="Bo Chen", type="content", waited=100)
    window = a_window(directory, a_lead(name="Ann Lee", waited=1), bo, clock=clock)
    aloud: list[str] = []
    window.news.told.connect(aloud.append)
    window.show_lead(bo.id)
    assert window.day.watch.due(changed=False) == []
    return window, clock, aloud


def test_a_warning_is_seen_said_once_and_leads_to_its_lead(tmp_path: Path) -> None:
    window, clock, aloud = waiting(tmp_path)
    clock.pass_by(seconds=90)
    for _ in range(5):  # each second, and yet once
        window.day.glance()
        clock.pass_by(seconds=1)
    assert aloud == ["2:30 left for Ann Lee, Halden Freight"]
    assert window.news.button.isVisible()
    before = window.desk.unsent()
    window.news.button.click()
    settle()
    lead = window.triage.work.at_hand().lead
    assert lead is not None
    assert lead.name == "Ann Lee"
    assert window.desk.unsent() == before
    window.close()


def test_thresholds_are_announced_and_seconds_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, clock, _ = waiting(tmp_path)
    announced: list[str] = []
    hear = staticmethod(lambda event: announced.append(event.message()))
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    for _ in range(6 * 60):
        clock.pass_by(seconds=1)
        window.day.glance()
        window.status.show_sync()
        window.triage.queue.list.tick()
    assert announced == [
        "2:30 left for Ann Lee, Halden Freight",
        "1:00 left for Ann Lee, Halden Freight",
        "Promise missed: Ann Lee, Halden Freight",
    ]
    window.close()


def test_snoozed_notices_are_seen_and_not_heard(tmp_path: Path) -> None:
    window, clock, aloud = waiting(tmp_path)
    window.actions_table.run("quiet")
    assert window.status.undo.accessibleName().startswith("Quiet until ")
    clock.pass_by(minutes=5)
    window.day.glance()
    assert aloud == []
    assert window.news.button.accessibleName().startswith("Promise missed: Ann Lee")
    window.actions_table.run("quiet")
    assert not window.news.is_quiet
    window.close()


def test_quiet_hours_are_those_of_the_desk(tmp_path: Path) -> None:
    window, clock, aloud = waiting(tmp_path)
    here = clock.now().astimezone()
    window.preferences.choose(quiet_from=f"{here:%H:%M}", quiet_until=f"{here.hour:02}:59")
    clock.pass_by(minutes=5)
    window.day.glance()
    assert aloud == []
    clock.pass_by(hours=2)
    assert not window.news.is_quiet
    window.close()


def test_several_at_once_are_one_notice_of_the_worst(tmp_path: Path) -> None:
    window, clock, aloud = waiting(tmp_path)
    clock.pass_by(minutes=5)
    window.day.glance()
    assert aloud == ["Promise missed: Ann Lee, Halden Freight · 2 more"]
    window.close()


def test_a_call_begun_in_time_is_not_told_of(tmp_path: Path) -> None:
    window, clock, aloud = waiting(tmp_path)
    press(window, "Space", "C")
    clock.pass_by(minutes=5)
    window.day.glance()
    assert aloud == []
    window.close()
