"""Each way in which desk and server can stand apart, brought about and read in the window."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest

from tests.flow.team import Team
from tests.ui.windows import at_desk, press, settle
from workbench.desk.desk import Desk, open_desk
from workbench.sync.server_clock import ServerClock
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]
PATIENCE_S = 20.0


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin")
    with team:
        yield team


def shown(question: Callable[[], Any]) -> Any:
    """The first true answer while windows live."""
    until = time.monotonic() + PATIENCE_S
    while not (answer := question()):
        assert time.monotonic() < until, "it did not come about in time"
        settle()
        time.sleep(0.005)
    return answer


def window_of(team: Team, desk: Desk) -> Window:
    return at_desk(desk, team.directory)


def bar(window: Window) -> str:
    window.banner.refresh()
    return window.banner._words.accessibleName() if window.banner.isVisible() else ""


def status(window: Window) -> str:
    window.status.show_sync()
    return window.status.sync.accessibleName()


def test_a_computer_whose_clock_is_two_minutes_behind_uses_the_servers_time(
    tmp_path: Path,
) -> None:
    team = Team(tmp_path, clock="")
    team.join("Robin")
    with team:
        folder = tmp_path / "desk of Robin"
        folder.mkdir()
        desk = open_desk(folder, clock=ServerClock(wall=lambda: time.time() - 120))
        team.desks.append(desk)
        team.sign_in(desk, "Robin")
        window = window_of(team, desk)
        shown(lambda: desk.sync_state().complete)
        # A slow answer leaves its half in doubt.
        shown(lambda: re.search("(1:5.|2:0.) behind, the server’s time is used", status(window)))
        assert abs(desk.now() - datetime.now().astimezone()) < timedelta(seconds=30)
        window.close()


def test_without_a_keyring_the_sign_in_is_kept_for_this_session_and_says_so(team: Team) -> None:
    desk = team.desk("Robin")
    window = window_of(team, desk)
    shown(lambda: desk.sync_state().kind == "online")
    assert desk.sync_state().token_kept == ("this session only" not in status(window))
    window.close()


def test_a_desk_that_is_too_old_goes_on_sending_and_loses_nothing(team: Team) -> None:
    desk = team.desk("Robin")
    window = window_of(team, desk)
    lead = team.inquire()["lead_id"]
    shown(lambda: desk.card(lead))
    assert desk._line is not None
    desk._line.session.api._client = "workbench/0.0; proto=0; id=of-long-ago"
    desk.log_touch(lead, "email", note="from an old desk")
    team.inquire()  # ends the poll that is held
    shown(lambda: desk.sync_state().kind == "too_old")
    assert bar(window).startswith("Update needed")
    assert "kept here and still sent" in bar(window)
    shown(lambda: desk.sync_state().unsent == 0)
    assert team.ask("Robin", "GET", f"/v1/leads/{lead}").json()["last_touch_at"]
    window.close()


def test_offline_is_one_bar_and_the_work_goes_on(team: Team) -> None:
    lead = team.inquire()["lead_id"]
    desk = team.desk("Robin")
    window = window_of(team, desk)
    shown(lambda: desk.card(lead))
    team.stop()
    shown(lambda: desk.sync_state().kind == "offline")
    desk.log_touch(lead, "email")
    assert bar(window).startswith("Offline since ")
    assert "working from this computer, 1 unsent" in bar(window)
    team.start()
    shown(lambda: bar(window) == "" and desk.sync_state().unsent == 0)
    window.close()


def test_a_full_disk_keeps_what_was_typed_and_says_not_saved(team: Team) -> None:
    for name in ("Ann Lee", "Bo Chen"):
        team.inquire(name=name, phone=f"+49 30 5550142{len(name)}")
    desk = team.desk("Robin")
    window = window_of(team, desk)
    shown(lambda: len(window.triage.queue.model.ids) == 2)
    window.triage.queue.select_first()
    lead = window.triage.work.lead
    assert lead is not None
    notes = window.triage.card.notes
    press(window, "C", "N")
    limit = desk._outbox.database.connection.execute
    limit("PRAGMA max_page_count = 1")  # no further page: what a full disk answers
    typed = "Wants a price" + " for 25 seats" * 2000
    notes.field.setPlainText(typed)
    press(window, "Ctrl+1")
    assert window.status.undo.accessibleName().startswith("NOT SAVED")
    assert notes._failed == "NOT SAVED"
    assert window.triage.work.lead == lead
    assert window.triage.work.at_hand().is_on_call
    press(window, "Esc", "J")
    assert notes.field.toPlainText() == ""
    press(window, "K")
    assert notes.field.toPlainText() == typed

    limit("PRAGMA max_page_count = 1073741823")
    press(window, "1")
    shown(lambda: desk.sync_state().unsent == 0)
    card = desk.card(lead)
    assert card is not None
    assert [item.args.get("note") for item in card.activities if item.kind == "call"] == [typed]
    window.close()


def test_the_morning_is_shown_once_and_by_itself_when_the_night_is_known(team: Team) -> None:
    team.inquire(name="Ann Lee")
    desk = team.desk("Robin")
    with desk._outbox.writing() as writing:
        writing.put("day", "2026-11-20")  # this desk was last used on Friday
    window = window_of(team, desk)

    def greeted() -> bool:
        window.day.glance()
        return window.day.agenda.isVisible()

    shown(greeted)
    [hit] = window.day.agenda.list.hits
    assert (hit.group, hit.label.partition(",")[0]) == ("NEW FOR YOU", "Ann Lee")
    press(window, "Esc")
    assert not greeted()
    window.close()


@pytest.mark.parametrize("hand", [QEvent.Type.KeyPress, QEvent.Type.FocusIn])
def test_a_hand_at_the_desk_does_not_wait_out_an_outage(
    team: Team, monkeypatch: pytest.MonkeyPatch, hand: QEvent.Type
) -> None:
    monkeypatch.setattr("workbench.sync.patience.FIRST_S", 10.0**6)
    monkeypatch.setattr("workbench.sync.line.SERVER_S", 10.0**6)
    desk = team.desk("Robin")
    window = window_of(team, desk)
    assert window.day is not None
    team.stop()
    shown(lambda: desk.sync_state().kind == "offline")
    team.desks.remove(desk)  # else it is told to look
    team.start()
    team.desks.append(desk)
    handle = window.windowHandle()
    assert handle is not None
    if hand == QEvent.Type.KeyPress:
        QTest.keyClick(handle, Qt.Key.Key_J)
    else:
        QCoreApplication.sendEvent(handle, QFocusEvent(hand))
    shown(lambda: desk.sync_state().kind == "online")
    window.close()
