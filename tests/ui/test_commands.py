"""The palette: what is found by a few letters, in which order, and whom it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.ui.windows import a_window, press
from workbench.ui.hit_list import match


@pytest.mark.parametrize(
    ("typed", "rank"),
    [("meet", 0), ("book", 1), ("oked", 2), ("mb", 3), ("book meet", 3), ("time", 4), ("bm", None)],
)
def test_a_few_letters_find_an_action_the_nearest_first(typed: str, rank: int | None) -> None:
    assert match(typed, "Meeting booked …", "time, AE") == rank


@pytest.mark.usefixtures("qtbot")
def test_the_palette_says_whom_its_commands_are_about(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead(name="Ann Lee"))
    field = window.layers.palette.field
    press(window, "Ctrl+K")
    assert field.accessibleDescription() == "Ann Lee"
    press(window, "Esc", "C", "Ctrl+K")
    assert field.accessibleDescription() == "Ann Lee, on call"
    window.close()


@pytest.mark.usefixtures("qtbot")
def test_it_is_about_nobody_where_nobody_is_open(tmp_path: Path) -> None:
    window = a_window(tmp_path)
    press(window, "Ctrl+K")
    assert window.layers.palette.field.accessibleDescription() == ""
    window.close()
