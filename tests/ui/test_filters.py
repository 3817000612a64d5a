"""Filters typed in the search field, their chips, and views kept under a name and a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.builders import a_lead
from tests.ui.windows import a_window, at_desk, press, settle, type_in
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def several(directory: Path) -> Window:
    return a_window(
        directory,
        a_lead(name="Ann Lee", waited=90, country="DE"),
        a_lead(name="Bo Chen", waited=1, country="US"),
        a_lead(name="Cy Dorn", type="pricing", waited=60, owner=None),
        a_lead(name="Di Ekman", type="content", waited=2, country="DE"),
    )


def shown(window: Window) -> list[str]:
    return sorted(row.name.split()[0] for row in window.desk.rows(window.triage.queue.model.ids))


def chips(window: Window) -> list[str]:
    return [chip.words for chip in window.triage.queue.filters.flow.buttons]


def empty_words(window: Window) -> str:
    return " ".join(window.triage.queue.list.empty_words)


def test_a_typed_filter_becomes_a_chip_and_what_is_left_is_searched(tmp_path: Path) -> None:
    window = several(tmp_path)
    press(window, "/")
    type_in(window, "late ")
    assert chips(window) == ["Late"]
    assert shown(window) == ["Ann", "Cy"]
    type_in(window, "cy")
    assert shown(window) == ["Cy"]
    press(window, "Esc")
    assert shown(window) == ["Ann", "Cy"]
    press(window, "Esc")
    assert chips(window) == []
    assert len(shown(window)) == 4
    window.close()


def test_enter_opens_what_was_found_before_its_card_was_painted(tmp_path: Path) -> None:
    window = several(tmp_path)
    press(window, "/")
    QTest.keyClicks(window.focusWidget(), "dorn")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    lead = window.triage.work.at_hand().lead
    assert lead is not None
    assert (lead.name, lead.owner) == ("Cy Dorn", window.desk.me)
    window.close()


def test_whoever_leaves_the_search_finds_its_card_there(tmp_path: Path) -> None:
    window = several(tmp_path)
    press(window, "/")
    QTest.keyClicks(window.focusWidget(), "dorn")
    window.triage.rest_focus()
    assert window.triage.card.lead == window.triage.queue.current_id()
    window.close()


def test_tab_completes_a_word_and_then_its_value(tmp_path: Path) -> None:
    window = several(tmp_path)
    press(window, "/")
    type_in(window, "ty")
    assert chips(window) == ["type:"]
    press(window, "Tab")
    type_in(window, "pri")
    press(window, "Tab")
    assert chips(window) == ["Type: Pricing"]
    assert window.triage.queue.search.text() == ""
    assert shown(window) == ["Cy"]
    window.close()


def test_a_half_typed_filter_is_looked_for_in_no_name(tmp_path: Path) -> None:
    window = several(tmp_path)
    press(window, "/")
    type_in(window, "country:")
    assert len(shown(window)) == 4
    type_in(window, "de")
    assert shown(window) == ["Ann", "Di"]
    window.close()


def test_a_click_on_a_chip_takes_it_off(tmp_path: Path) -> None:
    window = several(tmp_path)
    window.triage.queue.filters.type_words("late type:demo")
    settle()
    assert shown(window) == ["Ann"]
    window.triage.queue.filters.flow.buttons[0].click()
    settle()
    assert shown(window) == ["Ann", "Bo"]
    window.close()


def test_where_nothing_is_found_it_says_what_hides_how_many_and_one_key_lifts_it(
    tmp_path: Path,
) -> None:
    window = several(tmp_path)
    press(window, "/")
    type_in(window, "owner:me type:pricing late ")
    assert shown(window) == []
    assert "“Owner: me” hides 1." in empty_words(window)
    assert "hides 0" not in empty_words(window), "what hides nothing is not told"
    assert "Backspace takes “Owner: me” off." in empty_words(window)
    press(window, "Backspace")
    assert shown(window) == ["Cy"]
    window.close()


def test_the_key_that_lifts_works_from_the_list_too(tmp_path: Path) -> None:
    window = several(tmp_path)
    window.triage.queue.filters.type_words("late type:demo")
    window.triage.rest_focus()
    press(window, "Backspace")
    assert chips(window) == ["Late"]
    window.close()


def test_space_works_the_next_due_lead_of_those_that_are_shown(tmp_path: Path) -> None:
    window = several(tmp_path)
    window.triage.queue.filters.type_words("type:content")
    window.triage.rest_focus()
    press(window, "Space")
    lead = window.triage.work.at_hand().lead
    assert lead is not None
    assert lead.name == "Di Ekman"
    window.close()


def test_a_view_is_kept_under_a_name_and_a_key_in_this_profile(tmp_path: Path) -> None:
    window = several(tmp_path)
    window.triage.queue.filters.type_words("late owner:me")
    window.triage.rest_focus()
    press(window, "V")
    type_in(window, "My late ones")
    press(window, "Enter", "Esc", "Esc")
    assert len(shown(window)) == 4
    press(window, "G", "1")
    assert shown(window) == ["Ann"]
    window.close()
    again = at_desk(window.desk, tmp_path)
    assert again.actions_table["view 1"].label == "My late ones"
    press(again, "G", "1")
    assert shown(again) == ["Ann"]
    assert again.actions_table.run("forget_view")
    assert not again.actions_table.is_available("forget_view")
    press(again, "Esc", "G", "1")
    assert len(shown(again)) == 4
    again.close()


def test_a_view_saved_under_a_name_that_is_there_takes_its_place(tmp_path: Path) -> None:
    window = several(tmp_path)
    for words in ("late", "type:demo"):
        window.triage.queue.filters.type_words(words)
        window.triage.rest_focus()
        press(window, "V")
        type_in(window, "Hot")
        press(window, "Enter")
    assert [a.says for a in window.actions_table if a.name.startswith("view ")] == ["type:demo"]
    window.close()
