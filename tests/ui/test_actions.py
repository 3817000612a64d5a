"""The one table of actions: every key once, every action everywhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tests.builders import POLICY, a_lead
from tests.ui.windows import a_window
from workbench.ui.action_table import ACTIONS, HANDOFFS
from workbench.ui.actions import DISPOSE, Actions
from workbench.ui.top_bar import whole_menu


def test_no_key_is_bound_twice() -> None:
    actions = Actions(POLICY)
    keys = Counter((action.mode, keys) for action in actions for keys in actions.keys(action.name))
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_key_hides_longer_ones_that_begin_with_it() -> None:
    actions = Actions(POLICY)
    anywhere = (action for action in actions if not action.mode)
    alone = {keys for action in anywhere for keys in actions.keys(action.name)}
    hidden = {keys for keys in alone if " " in keys and keys.split()[0] in alone}
    # L goes into the wrap-up, where the letters are live: that is no hiding.
    assert {keys for keys in hidden if not keys.startswith("L ")} == set()


def test_every_action_is_bound_and_stands_in_menu_and_sheet(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    names = {action.name for action in window.actions_table}
    assert {name for name in names if name not in window.actions_table._done} == set()
    menu = whole_menu(window.actions_table, window)
    assert {item.objectName() for item in menu.findChildren(QAction)} >= names
    window.layers.keys.open()
    assert {action.name for action in window.layers.keys.table.shown} == names
    window.close()


def test_the_palette_finds_every_action_by_its_label(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    missed = []
    for action in window.actions_table:
        if action.name in ("palette", "close") or not window.actions_table.is_available(
            action.name
        ):
            continue
        window.layers.palette.open(action.label.removesuffix(" …"))
        if action.name not in {hit.action for hit in window.layers.palette.list.hits}:
            missed.append(action.name)
    assert [name for name in missed if name != "undo"] == []
    window.close()


def test_every_disposition_of_the_policy_is_an_action() -> None:
    names = {action.name for action in Actions(POLICY)}
    assert {DISPOSE + item.code for item in POLICY.dispositions} <= names
    assert len(names) == len(ACTIONS) + len(POLICY.dispositions)


def test_a_key_of_a_mode_is_live_in_that_mode_alone() -> None:
    actions = Actions(POLICY)
    assert actions.of(("A",)) == "assign"
    actions.mode = HANDOFFS
    assert actions.of(("A",)) == "accept"
    assert actions.of(("J",)) == "next_lead"


def test_a_chosen_key_stands_instead_of_the_tables() -> None:
    actions = Actions(POLICY, {"next_lead": ("Y",)})
    assert actions.of(("Y",)) == "next_lead"
    assert actions.of(("J",)) is None
