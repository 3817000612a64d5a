"""The dock beside the card: what will follow, who gets the lead, and where keys are live."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import a_lead
from tests.ui.test_window import shown_name, three, types
from tests.ui.windows import a_window, press, settle
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def follows(window: Window, code: str) -> str:
    outcomes = window.triage.dock._outcomes
    assert outcomes is not None
    said = (b.accessibleDescription() for b in outcomes.buttons if b.disposition.code == code)
    return next(said).partition(", ")[2]


def test_the_dock_says_what_will_follow_for_the_lead_at_hand(tmp_path: Path, qtbot: QtBot) -> None:
    called = a_lead(name="Ann Lee", waited=1)
    mailed_only = a_lead(name="Bo Chen", waited=2, type="content", email=None)
    window = a_window(tmp_path, called, mailed_only)
    qtbot.waitUntil(lambda: follows(window, "NA") == "Mail 1, now")
    assert follows(window, "BSY") == "in 10 min"
    assert follows(window, "MTG") == "time, AE"
    press(window, "J")
    qtbot.waitUntil(lambda: follows(window, "NA") != "Mail 1, now")
    window.close()


def test_one_button_begins_a_call_and_ends_it(tmp_path: Path) -> None:
    window = three(tmp_path)
    call = window.triage.dock.call
    press(window, "C")
    assert call.words == call.accessibleName() == "End call"
    call.click()
    assert not window.triage.work.at_hand().is_on_call
    assert call.words == call.accessibleName() == "Call"
    window.close()


def test_a_rep_hands_an_own_lead_to_a_colleague_and_takes_it_back(tmp_path: Path) -> None:
    window = three(tmp_path)
    lead = window.triage.work.lead
    assert lead is not None
    press(window, "A")
    question = window.triage.dock.form.question
    assert question is not None
    assert [choice.words for choice in question.groups[0].choices] == [
        "Sam Kaya", "Release to the pool",
    ]  # fmt: skip
    press(window, "K")
    assert types(window) == ["reassigned"]
    assert "Handed to Sam Kaya" in window.status.undo.accessibleName()
    assert window.desk.rows([lead])[0].owner == "SK"
    press(window, "Z")
    assert types(window) == ["reassigned", "undone"]
    assert window.desk.rows([lead])[0].owner == "RB"
    window.close()


def test_a_rep_cannot_hand_over_what_is_not_theirs(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead(owner=None))
    press(window, "A")
    assert not window.triage.dock.is_asking
    assert "your own leads only" in window.status.undo.accessibleName()
    window.close()


def test_where_there_is_no_room_for_the_list_single_keys_are_live_on_the_card(
    tmp_path: Path,
) -> None:
    window = three(tmp_path)
    window.resize(900, 700)
    settle()
    assert window.focusWidget() is window.triage.card
    window.close()
    narrow = Window(window.desk, window.theme, window.preferences.settings, window.memory)
    narrow.resize(900, 700)
    narrow.show()
    settle()
    assert narrow.focusWidget() is narrow.triage.card
    press(narrow, "J")
    assert shown_name(narrow) == "Bo Chen"
    narrow.close()
