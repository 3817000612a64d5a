"""Steps that happen in other programs: one key opens the link, one logs what was sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from tests.builders import POLICY, a_lead, a_mutation
from tests.ui.windows import a_window, press, type_in
from workbench.domain.apply import apply
from workbench.domain.cadence import Channel
from workbench.domain.lead import Lead
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A computer on which no program takes anything: what would be opened is copied."""
    monkeypatch.setenv("PATH", str(tmp_path))


def stepping(channel: Channel, **fields: Any) -> Lead:
    """A lead whose next step is a message."""
    lead = a_lead(name="Ann Lee", waited=1, **fields)
    assert lead.step is not None
    return replace(lead, step=replace(lead.step, channel=channel, label="Message"))


def copied() -> str:
    return QGuiApplication.clipboard().text()


def logged(window: Window) -> list[tuple[str, Any]]:
    lead = window.triage.work.lead
    card = window.desk.card(lead) if lead else None
    assert card is not None
    return [(item.kind, item.args.get("note")) for item in card.activities
            if item.kind in ("social", "sms", "chat")]  # fmt: skip


def test_m_opens_the_profile_and_enter_logs_the_message(tmp_path: Path) -> None:
    window = a_window(tmp_path, stepping("social", profile_url="https://social.example/ann"))
    assert window.triage.dock.message.isVisible()
    assert window.triage.dock.message.words == "Social"
    press(window, "M")
    assert copied() == "https://social.example/ann"
    assert logged(window) == []
    press(window, "Enter")
    assert logged(window) == [("social", None)]
    window.close()


def test_what_was_written_can_be_kept_and_esc_logs_nothing(tmp_path: Path) -> None:
    window = a_window(tmp_path, stepping("sms"))
    press(window, "M", "Esc")
    assert copied() == "+49 30 55501420"
    assert logged(window) == []
    press(window, "M")
    type_in(window, "at ten?")
    press(window, "Enter")
    assert logged(window) == [("sms", "at ten?")]
    window.close()


def test_a_click_on_the_step_does_the_same(tmp_path: Path) -> None:
    window = a_window(tmp_path, stepping("chat", type="chat", page="halden.example/price"))
    window.triage.dock.message.click()
    assert copied() == "https://halden.example/price"
    press(window, "Enter")
    assert logged(window) == [("chat", None)]
    window.close()


def test_beside_a_call_step_m_asks_which(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead(name="Ann Lee", waited=1))
    assert not window.triage.dock.message.isVisible()
    press(window, "M")
    question = window.triage.dock.form.question
    assert question is not None
    assert [choice.words for choice in question.groups[0].choices] == [
        "Social message", "SMS", "Chat"
    ]  # fmt: skip
    press(window, "M", "Enter")
    assert logged(window) == [("sms", None)]
    window.close()


def test_an_opt_out_bars_its_channel_in_words(tmp_path: Path) -> None:
    lead = stepping("social")
    said_no = a_mutation(lead, "opted_out", channels=["social"])
    barred = apply(lead, said_no, POLICY)
    window = a_window(tmp_path, replace(barred, step=lead.step))
    why = "Ann asked not to be written to on social media."
    assert not window.triage.dock.message.isEnabled()
    assert window.triage.dock.message.accessibleDescription() == why
    press(window, "M")
    assert why in window.status.undo.accessibleName()
    assert not window.triage.dock.is_asking
    window.close()


def test_a_channel_that_is_barred_is_not_asked_for(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=1)
    said_no = a_mutation(lead, "opted_out", channels=["sms"])
    window = a_window(tmp_path, apply(lead, said_no, POLICY))
    press(window, "M")
    question = window.triage.dock.form.question
    assert question is not None
    assert [choice.value for choice in question.groups[0].choices] == ["social", "chat"]
    window.close()


def test_o_opens_site_and_profile_by_a_letter(tmp_path: Path) -> None:
    lead = a_lead(waited=1, profile_url="https://social.example/ann")
    window = a_window(tmp_path, replace(lead, domain="halden.example"))
    press(window, "O", "S")
    assert copied() == "https://halden.example"
    press(window, "O", "P")
    assert copied() == "https://social.example/ann"
    assert not window.triage.dock.is_asking
    window.close()
