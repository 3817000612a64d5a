"""What was done outside the window, logged by keys; and what the window hands to other programs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.builders import MONDAY, a_lead
from tests.ui.windows import a_window, press, settle, type_in
from workbench.domain.activity import Activity
from workbench.ui.dial import address
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return a_window(tmp_path, a_lead(name="Ann Lee", email="ann+sales@halden.example", waited=9))


def ask_to_log(window: Window) -> None:
    press(window, "Ctrl+K")
    type_in(window, "log by")
    press(window, "Enter")
    assert window.triage.dock.form.question is not None


def type_into(window: Window, placeholder: str, text: str) -> None:
    """Tab to a field of the form and type."""
    for _ in range(30):
        focused = window.focusWidget()
        if getattr(focused, "placeholderText", str)().startswith(placeholder):
            type_in(window, text)
            return
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        settle()
    raise AssertionError(f"no key leads to “{placeholder}”")


def newest(window: Window) -> Activity:
    lead = window.triage.work.lead
    card = window.desk.card(lead) if lead else None
    assert card is not None
    return next(item for item in card.activities if item.kind in ("email", "social", "call"))


def timeline(window: Window) -> str:
    window.triage.card.refresh()
    return window.triage.card.history.accessibleName()


def test_an_email_with_its_own_time_stands_on_the_timeline(window: Window) -> None:
    ask_to_log(window)
    press(window, "E")
    type_into(window, "or type", "20 min")
    press(window, "Enter")
    logged = newest(window)
    assert (logged.kind, logged.at) == ("email", MONDAY - timedelta(minutes=20))
    assert "Email, unsent, you" in timeline(window)
    window.close()


def test_a_social_message_that_came_in_with_what_was_said(window: Window) -> None:
    ask_to_log(window)
    press(window, "S", "T", "2")
    type_into(window, "What was said", "prefers mail")
    press(window, "Enter")
    logged = newest(window)
    assert (logged.kind, logged.args["direction"]) == ("social", "in")
    assert logged.at == MONDAY - timedelta(minutes=15)
    assert "Social message, unsent, came in, you. prefers mail" in timeline(window)
    window.close()


def test_a_call_from_another_phone_gets_its_code_afterwards(window: Window) -> None:
    ask_to_log(window)
    press(window, "C")
    type_into(window, "or type", "5 min")
    press(window, "Enter")
    assert newest(window).at == MONDAY - timedelta(minutes=5)
    press(window, "7")
    assert not window.triage.dock.is_asking
    window.show_lead(window.desk.queue("all")[0])  # it has left the queue
    assert "Interested, follow up, unsent, call, you" in timeline(window)
    window.close()


def test_a_time_to_come_is_refused_in_words_and_nothing_is_logged(window: Window) -> None:
    ask_to_log(window)
    type_into(window, "or type", "tomorrow 9:00")
    press(window, "Enter")
    part = window.triage.dock.form.parts[2]
    assert part._error.isVisible()
    assert "like 14:30" in part._error.accessibleName()
    assert window.desk.unsent() == []
    window.close()


def test_a_plus_is_kept_in_a_number_and_written_out_in_a_mail_address() -> None:
    mail = address("mailto", "ann+sales@halden.example")
    assert mail.toEncoded().data() == b"mailto:ann%2Bsales@halden.example"
    assert address("tel", "+49305550142").toEncoded().data() == b"tel:+49305550142"
    odd = address("mailto", "a?cc=b@x.example")
    assert odd.toEncoded().data() == b"mailto:a%3Fcc%3Db@x.example"


@pytest.mark.parametrize("phone", [None, "ask at the desk"])
def test_a_lead_without_a_number_starts_no_timer_and_its_call_is_logged_by_hand(
    tmp_path: Path, phone: str | None
) -> None:
    window = a_window(tmp_path, a_lead(name="Ann Lee", phone=phone, phone_e164=None))
    press(window, "C")
    assert window.desk.running_calls() == []
    assert "There is no number to call." in window.status.undo.accessibleName()
    press(window, "Enter")
    assert [item.kind for item in window.desk.unsent()][-1:] == ["touch_logged"]
    window.close()
