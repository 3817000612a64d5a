"""The settings on Ctrl+,: what is chosen holds at once and is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.builders import a_lead
from tests.desk.seats import StoppedClock, a_desk
from tests.ui.windows import a_window, press, settle, the_theme
from workbench.desk.desk import open_desk
from workbench.desk.views import SyncState
from workbench.settings import Settings, load_settings
from workbench.ui.application import show_window
from workbench.ui.settings_sheet import SettingsSheet
from workbench.ui.status_bar import sync_runs
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def opened(directory: Path) -> tuple[Window, SettingsSheet]:
    window = a_window(directory, a_lead())
    press(window, "Ctrl+,")
    sheet = window.layers.settings
    assert sheet.isVisible()
    return window, sheet


def test_the_sheet_opens_from_the_notes_too_and_esc_goes_back(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    press(window, "N", "Ctrl+,")
    assert window.layers.settings.isVisible()
    press(window, "Esc")
    assert not window.layers.settings.isVisible()
    assert window.focusWidget() is window.triage.card.notes.field
    window.close()


def test_appearance_text_size_and_keys_hold_at_once(tmp_path: Path) -> None:
    window, sheet = opened(tmp_path)
    sheet.looks.buttons[2].click()
    assert the_theme().is_dark
    sheet.sizes.buttons[3].click()
    assert the_theme().text_scale == 1.25
    sheet.keys.buttons[1].click()
    assert not window.actions_table.single_keys
    assert [button.choice.words for button in sheet.keys.buttons if button.isChecked()] == ["Off"]
    sheet.looks.buttons[0].click()
    sheet.sizes.buttons[1].click()
    window.close()


def test_a_proxy_and_quiet_hours_are_kept_as_they_are_meant_or_refused_in_words(
    tmp_path: Path,
) -> None:
    window, sheet = opened(tmp_path)
    sheet.proxy.setText("proxy.example:8080")
    sheet.proxy.entered.emit()
    assert window.preferences.settings.proxy == "http://proxy.example:8080"
    assert window.desk._proxy == "http://proxy.example:8080"
    sheet.proxy.setText("ftp://nothing")
    sheet.proxy.entered.emit()
    assert sheet._wrong["proxy"].isVisible()
    assert window.preferences.settings.proxy == "http://proxy.example:8080"
    sheet.quiet_from.setText("18")
    sheet.quiet_until.setText("8:00")
    sheet.quiet_until.entered.emit()
    assert (window.preferences.settings.quiet_from, window.preferences.settings.quiet_until) == (
        "18:00",
        "08:00",
    )
    sheet.quiet_from.setText("soon")
    sheet.quiet_from.entered.emit()
    assert sheet._wrong["quiet"].isVisible()
    window.close()


def test_what_is_half_typed_is_taken_when_the_sheet_closes(tmp_path: Path) -> None:
    window, sheet = opened(tmp_path)
    sheet.server.setText("https://team.example")
    press(window, "Esc")
    assert window.preferences.settings.server == "https://team.example"
    window.close()


def test_tab_goes_round_within_the_sheet(tmp_path: Path) -> None:
    window, sheet = opened(tmp_path)
    seen = set()
    for _ in range(30):
        focused = window.focusWidget()
        assert sheet.isAncestorOf(focused)
        seen.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {sheet.proxy, sheet.server, sheet.quiet_from, sheet.quiet_until} <= seen
    window.close()


def test_the_next_start_finds_what_was_chosen(tmp_path: Path) -> None:
    a_desk(tmp_path, a_lead()).close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    window = show_window(desk, tmp_path, Settings(), painted=lambda: None)
    window.layers.settings.open()
    window.layers.settings.keys.buttons[1].click()
    settle()
    assert load_settings(tmp_path).single_keys is False
    window.close()


def test_a_disk_that_keeps_nothing_is_told(tmp_path: Path) -> None:
    a_desk(tmp_path, a_lead()).close()
    desk = open_desk(tmp_path, clock=StoppedClock())
    window = show_window(desk, tmp_path / "gone", Settings(), painted=lambda: None)
    window.preferences.choose(single_keys=False)
    assert "NOT SAVED" in window.status.undo.accessibleName()
    window.close()


def test_quiet_hours_chosen_now_are_the_ones_that_hold(tmp_path: Path) -> None:
    window, sheet = opened(tmp_path)
    sheet.quiet_from.setText("0:00")
    sheet.quiet_until.setText("23:59")
    sheet.quiet_until.entered.emit()
    assert window.news._preferences.settings.quiet_until == "23:59"
    window.close()


def test_where_no_keyring_holds_a_key_it_is_said_that_the_files_are_plain(tmp_path: Path) -> None:
    window, sheet = opened(tmp_path)
    assert sheet.files.accessibleName().startswith("Not encrypted: ")
    state = SyncState(kind="online", why_plain=window.desk.why_plain, complete=True)
    said = [run.text for run in sync_runs(state, window.desk.now(), 0, "")]
    assert "files not encrypted" in said
    window.close()
