"""The desk in another language: what it shows, what it is searched by, and what stays a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from tests.builders import MONDAY, POLICY, a_lead
from tests.ui.windows import a_window, press, the_theme
from workbench.desk.views import Row
from workbench.domain.tongue import speak
from workbench.ui.action_table import ACTIONS, HANDOFFS, MENUS
from workbench.ui.actions import DISPOSE, Actions
from workbench.ui.chip import chip_width
from workbench.ui.clock_face import face_of, longest, spoken_face
from workbench.ui.runs import Run, runs_width
from workbench.ui.story import Line, Section, Story
from workbench.ui.top_bar import whole_menu
from workbench.ui.typeface import Text

GERMAN = {
    "Snooze …": "Zurückstellen …",
    "hides it, clocks run": "blendet es aus, die Uhren laufen",
    "ON THIS LEAD": "AN DIESEM KONTAKT",
    "Follow up": "Zur Wiedervorlage einplanen",
    "Assign": "Jemandem zuweisen",
    "Go": "Gehe zu",
    "Queue": "Warteschlange",
    "{one} or {other}": "{one} oder {other}",
    "+{time} late": "seit {time} überfällig",
    "{days} d": "{days} T",
    "late {time}": "überfällig, {time}",
}


class German:
    def gettext(self, message: str, /) -> str:
        return GERMAN.get(message, f"⟦{message}⟧")

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    speak(German())
    yield
    speak(None)


pytestmark = pytest.mark.usefixtures("qtbot")


def test_the_palette_finds_what_is_done_by_what_it_is_called_there(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    palette = window.layers.palette
    for typed, name, group in (("zurück", "snooze", "AN DIESEM KONTAKT"),
                               ("schlange", "go_queue", "GEHE ZU")):  # fmt: skip
        palette.open(typed)
        assert [(hit.action, hit.group) for hit in palette.list.hits] == [(name, group)]
        palette.dismiss()
    palette.open("snooze")
    assert not palette.list.hits
    window.close()


def test_menus_and_the_key_sheet_say_it_in_that_language(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    menu = whole_menu(window.actions_table, window)
    items = {item.objectName(): item.text() for item in menu.findChildren(QAction)}
    assert items["snooze"] == "Zurückstellen …\tS"
    assert [item.text() for item in menu.actions()] == [
        GERMAN.get(name, f"⟦{name}⟧") for name in MENUS
    ]
    window.layers.keys.open()
    assert "Zurückstellen …: S" in window.layers.keys.table.accessibleName()
    assert ": Z oder Ctrl+Z" in window.layers.keys.table.accessibleName()
    window.close()


def test_the_keys_of_a_mode_are_live_in_it_whatever_it_is_called(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead(), role="ae")
    press(window, "G", "H")
    assert window.mode == window.actions_table.mode == HANDOFFS
    assert window.actions_table.of(("A",)) == "accept"
    window.close()


def test_codes_stay_what_the_team_called_them() -> None:
    actions = Actions(POLICY)
    assert actions[f"{DISPOSE}NA"].label == "No answer"
    own = [actions[item.name].label for item in ACTIONS]
    assert [label for label in own if "⟦" not in label and label not in GERMAN.values()] == []


def test_a_chip_is_read_aloud_by_its_state_and_its_time_alone() -> None:
    row = Row(id="a", name="Ann Lee", company="", asks="", score=9, owner="RH", type="demo",
              status="new", calendar=POLICY.calendar)  # fmt: skip
    face = face_of(replace(row, due_at=MONDAY - timedelta(days=2)), MONDAY)
    assert face.text == "seit 2 T überfällig"
    assert spoken_face(face) == "überfällig, 2 T"


def test_a_column_of_chips_has_room_for_the_longest_in_that_language() -> None:
    there = chip_width(the_theme(), longest())
    speak(None)
    assert there > chip_width(the_theme(), longest())


def test_longer_words_and_longer_days_are_shown_whole(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    for word in window.triage.dock._foot:
        assert word.width() >= word.sizeHint().width(), word.accessibleName()
    window.close()
    story = Story(the_theme())
    long = Line((Run("Call"),), time="24. września", icon="phone")
    story.tell([Section("TIMELINE", (long,))])
    assert story.icon_x > runs_width(the_theme(), (Run(long.time, style=Text.SMALL),))
