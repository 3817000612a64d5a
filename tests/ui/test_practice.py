"""Practice under real keys: it teaches them, judges the work, and touches nothing real."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.desk.seats import tell_texts
from tests.ui.windows import a_window, press, settle, type_in
from workbench.ui.practice import PracticeWindow
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def window(tmp_path: Path) -> Window:
    window = a_window(tmp_path, a_lead(name="A Real One", waited=1))
    tell_texts(window.desk, "talk", asked={"says": "Hello {name}."})
    return window


def practising(window: Window, type: str = "demo") -> PracticeWindow:
    """By key, and on to the lead of this type."""
    press(window, "G", "P")
    page = window.pages.practice
    while page.practice.case is not None and page.practice.case.inquiry["type"] != type:
        page.go_on()
    settle()
    return page


def told(page: PracticeWindow) -> str:
    return page.strip._story.accessibleName()


def test_it_is_reached_by_the_palette_and_left_by_esc(window: Window) -> None:
    press(window, "Ctrl+K")
    type_in(window, "practice")
    press(window, "Enter")
    assert window.mode == "Practice"
    page = window.pages.practice
    assert page.isVisible()
    folder = page.practice.folder
    press(window, "Esc")
    assert window.mode == "Triage"
    assert not folder.exists()
    window.close()


def test_the_call_is_heard_and_the_right_code_is_told_so(window: Window) -> None:
    page = practising(window, "chat")
    assert "Noor" in page.triage.card.header.accessibleName()
    press(window, "C")
    assert "It rings eleven times" in told(page)
    press(window, "1")
    assert "Code: No answer." in told(page)
    assert "To learn" not in told(page)
    assert page.strip.next.isVisible()
    press(window, "Enter")
    assert "Freya" in page.triage.card.header.accessibleName()
    assert "1 of 1 worked right" in page.strip._head.accessibleName()
    window.close()


def test_a_wrong_code_says_what_to_learn(window: Window) -> None:
    page = practising(window, "list")
    press(window, "C", "1")
    assert "To learn: Code: No answer; better Wrong number" in told(page)
    press(window, "Z")
    assert "You hear: Bakery Brandt" not in told(page)
    window.close()


def test_the_talk_track_is_the_teams(window: Window) -> None:
    page = practising(window)
    assert "Hello Frieda." in page.triage.card.talk.accessibleName()
    window.close()


def test_no_key_reaches_the_real_lead_behind_it(window: Window) -> None:
    practising(window)
    press(window, "C", "N")
    type_in(window, "practice note")
    press(window, "Ctrl+1", "E", "Esc", "M", "Esc", "F", "1", "+", "A", "F5", "Space")
    assert window.desk.unsent() == []
    assert window.desk.running_calls() == []
    assert window.desk._outbox.entries("1") == []
    window.close()


def test_nothing_is_dialled_or_opened(window: Window) -> None:
    page = practising(window)
    press(window, "C")
    assert "another program would open" in page.status.undo.accessibleName()
    window.close()


def test_esc_first_puts_the_lead_away_and_then_leaves(window: Window) -> None:
    practising(window)
    press(window, "Enter", "Esc")
    assert window.mode == "Practice"
    press(window, "Esc")
    assert window.mode == "Triage"
    window.close()


def test_after_the_last_lead_it_says_so(window: Window) -> None:
    page = practising(window, "none of them")
    assert "one of each type" in told(page)
    press(window, "Esc")
    assert window.mode == "Triage"
    window.close()


def test_its_controls_have_names(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton

    page = practising(window)
    buttons = page.findChildren(QAbstractButton)
    assert [b for b in buttons if b.isVisible() and not b.accessibleName()] == []
    window.close()
