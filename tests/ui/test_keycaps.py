"""Keycaps show the keys that work: the person's own, and what is left without single keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.builders import a_lead
from tests.ui.windows import a_window, press, settle
from workbench.ui.actions import DISPOSE
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")

OWN = {
    "call": ("P",), "email": ("G E",), "snooze": ("Shift+S",), "notes": ("B",),
    "qualify": ("I",), "why": ("R",), "talk": ("H",), "search": ("Ctrl+F",), "undo": ("Ctrl+Z",),
    "availability": ("F5",), "sync": ("F1",), "palette": ("Ctrl+P",), "wrap_up": ("W",),
    DISPOSE + "NA": ("Shift+1",),
}  # fmt: skip
"""Other keys than the usual ones."""


def parts(window: Window) -> dict[str, QWidget]:
    """Where an action's key stands on a screen, by the action."""
    dock, card = window.triage.dock, window.triage.card
    outcomes = dock._outcomes
    assert outcomes is not None
    codes = {DISPOSE + one.disposition.code: one for one in (*outcomes.buttons, *outcomes.letters)}
    return {
        "call": dock.call, "email": dock.email, "snooze": dock._foot[1],
        "notes": card.notes.field, "qualify": card.qualify, "why": card.why, "talk": card.talk,
        "search": window.triage.queue.search, "availability": window.status.who,
        "sync": window.banner._try, "palette": window.top.hint,
        DISPOSE + "NA": codes[DISPOSE + "NA"],
    }  # fmt: skip


def one(directory: Path) -> Window:
    return a_window(directory, a_lead(name="Ann Lee", waited=1))


def test_every_keycap_shows_the_key_that_its_person_has_chosen(tmp_path: Path) -> None:
    window = one(tmp_path)
    window.actions_table.use_keys(OWN)
    settle()
    said = {name: part.accessibleDescription() for name, part in parts(window).items()}
    wanted = {name: OWN[name][0].replace("Ctrl+P", "Ctrl P") for name in said}
    assert {name: told for name, told in said.items() if f"Key {wanted[name]}" not in told} == {}
    window.close()


def test_a_keycap_is_painted_anew_once_its_key_is_another(tmp_path: Path) -> None:
    window = one(tmp_path)
    shown = parts(window)
    before = {name: part.grab().toImage() for name, part in shown.items() if part.isVisible()}
    card = window.triage.card.grab().toImage()
    window.actions_table.use_keys(OWN)
    settle()
    inside = ("notes",)  # its keycap stands in the gutter beside it
    same = [name for name in before if shown[name].grab().toImage() == before[name]]
    assert sorted(same) == sorted(inside)
    assert window.triage.card.grab().toImage() != card
    window.close()


def test_the_undo_shows_its_own_key(tmp_path: Path) -> None:
    window = one(tmp_path)
    window.actions_table.use_keys(OWN)
    press(window, "Space", "P")
    window.triage.work.end_call()
    press(window, "Shift+1")
    undo = window.status.undo
    assert undo.accessibleDescription() in ("Key Ctrl+Z", "")
    window.triage.work.dispose("NA")
    settle()
    assert undo.accessibleDescription() == "Key Ctrl+Z"
    window.close()


def test_without_single_keys_what_works_is_shown_and_nothing_else(tmp_path: Path) -> None:
    window = one(tmp_path)
    shown = parts(window)
    window.actions_table.run("single_keys")
    settle()
    assert shown["call"].accessibleDescription() == ""
    assert shown["search"].accessibleDescription().startswith("Key Ctrl+F.")
    assert shown[DISPOSE + "NA"].accessibleDescription().startswith("Key Ctrl+")
    assert shown["sync"].accessibleDescription() == "Key F5"
    window.actions_table.run("single_keys")
    settle()
    assert shown["call"].accessibleDescription() == "Key C"
    window.close()


def test_an_empty_queue_names_the_key_that_helps(tmp_path: Path) -> None:
    window = one(tmp_path)
    window.actions_table.use_keys({"add_lead": ("Ctrl+N",)})
    window.triage.queue.search.setText("nobody")
    settle()
    assert "Ctrl+N adds one." in window.triage.queue.list.empty_words
    window.actions_table.use_keys({})
    assert "+ adds one." in window.triage.queue.list.empty_words
    window.actions_table.run("single_keys")
    assert not [words for words in window.triage.queue.list.empty_words if "adds" in words]
    window.close()


def test_after_practice_the_keys_are_the_real_windows_again(tmp_path: Path) -> None:
    window = one(tmp_path)
    window.actions_table.run("go_practice")
    window.pages.practice.actions_table.use_keys({"call": ("P",)})
    window.pages.practice.close_top()
    settle()
    assert window.triage.dock.call.accessibleDescription() == "Key C"
    window.close()
