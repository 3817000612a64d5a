"""Every key can be another: chosen by pressing it, conflicts in words, kept in the profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.ui.windows import a_window, at_desk, press, the_theme, type_in
from workbench.ui.key_chooser import KeyChooser
from workbench.ui.memory import Memory
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def three(directory: Path) -> Window:
    leads = [a_lead(name=name, waited=n) for n, name in enumerate(("Ann", "Bo", "Cy"), 1)]
    return a_window(directory, *leads)


def opened(window: Window, find: str) -> KeyChooser:
    press(window, "Ctrl+,")
    window.layers.settings.change_keys.click()
    chooser = window.layers.choose_keys
    assert chooser.isVisible()
    type_in(window, find)
    return chooser


def said(chooser: KeyChooser) -> str:
    return chooser.said.accessibleName()


def shown_name(window: Window) -> str:
    lead = window.triage.work.at_hand().lead
    return (lead.name or "") if lead else ""


def test_a_new_key_acts_at_once_and_in_the_next_window(tmp_path: Path) -> None:
    window = three(tmp_path)
    chooser = opened(window, "next lead")
    press(window, "Down", "Enter", "B")
    assert "B is the key of “Next lead” now." in said(chooser)
    press(window, "Esc")
    press(window, "B")
    assert shown_name(window) == "Bo"
    press(window, "J")
    assert shown_name(window) == "Bo"
    press(window, "Down")
    assert shown_name(window) == "Cy"
    window.close()
    again = at_desk(window.desk, tmp_path)
    press(again, "B")
    assert shown_name(again) == "Bo"
    again.close()


def test_a_key_that_is_somebodys_is_taken_only_after_a_word(tmp_path: Path) -> None:
    window = three(tmp_path)
    chooser = opened(window, "snooze")
    press(window, "Enter", "K")
    assert "K is the key of “Previous lead”. Enter takes it from there." in said(chooser)
    assert window.actions_table.of(("K",)) == "previous_lead"
    press(window, "Esc", "Enter", "K", "Enter")
    assert window.actions_table.of(("K",)) == "snooze"
    assert window.actions_table.keys("previous_lead") == ("Up",)
    window.close()


def test_a_key_that_begins_others_asks_for_the_one_that_follows(tmp_path: Path) -> None:
    window = three(tmp_path)
    chooser = opened(window, "sync")
    press(window, "Enter", "G")
    assert "G begins others" in said(chooser)
    press(window, "X")
    assert window.actions_table.keys("sync") == ("G X",)
    window.close()


def test_del_brings_the_usual_key_back_and_a_button_all_of_them(tmp_path: Path) -> None:
    window = three(tmp_path)
    chooser = opened(window, "snooze")
    press(window, "Enter", "K", "Enter", "Del")
    assert window.actions_table.keys("snooze") == ("S",)
    assert window.actions_table.of(("K",)) is None
    chooser._reset_all()
    assert window.actions_table.of(("K",)) == "previous_lead"
    assert Memory(tmp_path).keys() == {}
    window.close()


def test_an_action_can_be_left_without_a_key(tmp_path: Path) -> None:
    window = three(tmp_path)
    opened(window, "snooze")
    press(window, "Enter", "Backspace")
    assert window.actions_table.keys("snooze") == ()
    assert Memory(tmp_path).keys() == {"snooze": ()}
    window.close()


def test_sheet_palette_and_top_bar_show_the_keys_that_were_chosen(tmp_path: Path) -> None:
    window = three(tmp_path)
    opened(window, "commands")
    press(window, "Enter", "Ctrl+P", "Esc")
    assert window.top.hint.key == "Ctrl P"
    press(window, "Ctrl+P")
    assert window.layers.palette.isVisible()
    press(window, "Esc")
    opened(window, "snooze")
    press(window, "Enter", "B", "Esc")
    window.layers.keys.open()
    assert "Snooze …: B" in window.layers.keys.table.accessibleName()
    press(window, "Esc")
    window.layers.palette.open("snooze")
    assert window.layers.palette.list.hits[0].keys == ("B",)
    window.close()


def test_a_code_can_have_another_key_and_keeps_its_own_while_typing(tmp_path: Path) -> None:
    window = three(tmp_path)
    opened(window, "no answer")
    press(window, "Enter", "B", "Esc", "C", "B")
    assert [item.kind for item in window.desk.unsent()][-1] == "disposed"
    assert window.actions_table.keys("dispose NA") == ("B", "Ctrl+1")
    window.close()


def test_the_semicolon_is_a_key_like_any_other(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.keep_keys({"snooze": (";",), "next_lead": ("J", ";"), "sync": ()})
    assert memory.keys() == {"snooze": (";",), "next_lead": ("J", ";"), "sync": ()}


def test_the_sheet_fits_at_twice_the_size(tmp_path: Path) -> None:
    window = three(tmp_path)
    the_theme().scale_text(2.0)
    chooser = opened(window, "")
    assert window.rect().contains(chooser.box.geometry())
    the_theme().scale_text(1.0)
    window.close()


def test_a_sheet_longer_than_the_window_is_read_on_with_the_arrows(tmp_path: Path) -> None:
    window = three(tmp_path)
    window.resize(1024, 500)
    press(window, "?")
    bar = window.layers.keys._area.verticalScrollBar()
    press(window, "Down", "Down")
    assert bar.value() > 0
    window.close()
