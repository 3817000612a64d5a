"""The talk track on the card: the opening at a glance, every answer by T."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.desk.seats import tell_texts
from tests.ui.windows import a_window, press, settle, type_in
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")

ASKED = {
    "says": "Hello {name}, you asked us to call. What made you look?",
    "objections": {
        "Send me something": "Gladly. Which of two?",
        "What does it cost?": "It depends on two numbers.",
        "We compare several": "Then let me save you an hour.",
    },
}


@pytest.fixture
def window(tmp_path: Path) -> Window:
    window = a_window(tmp_path, a_lead(name="Ann Lee", waited=1))
    tell_texts(window.desk, "talk", asked=ASKED)
    window.triage.card.refresh()
    settle()
    return window


def said(window: Window) -> str:
    return window.triage.card.talk.accessibleName()


def test_the_opening_and_the_first_answer_stand_there_without_a_key(window: Window) -> None:
    assert "Hello Ann, you asked us to call." in said(window)
    assert "If “Send me something”: Gladly." in said(window)
    assert "save you an hour" not in said(window)
    window.close()


def test_t_shows_every_answer_and_hides_them_again(window: Window) -> None:
    press(window, "T")
    assert "If “We compare several”: Then let me save you an hour." in said(window)
    height = window.triage.card.talk.height()
    press(window, "T")
    assert "save you an hour" not in said(window)
    assert window.triage.card.talk.height() < height
    window.close()


def test_digits_stay_dispositions_beside_an_open_track(window: Window) -> None:
    press(window, "T", "C", "1")
    assert [item.kind for item in window.desk.unsent()] == ["call_started", "disposed"]
    window.close()


def test_t_is_text_in_the_notes(window: Window) -> None:
    press(window, "N")
    type_in(window, "the tariff")
    assert "save you an hour" not in said(window)
    window.close()


def test_a_lead_without_a_talk_shows_no_track(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    assert window.triage.card.talk.isHidden()
    assert not window.actions_table.is_available("talk")
    window.close()
