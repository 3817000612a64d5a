"""A window at a real desk: leads in its cache, nobody on the line, its clock standing still."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.desk import Desk
from workbench.domain.lead import Lead
from workbench.settings import Settings
from workbench.ui.application import the_application
from workbench.ui.memory import Memory
from workbench.ui.theme import Theme
from workbench.ui.window import Window
from workbench.wire import Role

Seen = TypeVar("Seen", bound=QWidget)
_themes: list[Theme] = []
_tests: list[str] = []
"""Which have made windows."""
_windows: list[Window] = []
"""Kept to the end: the garbage collector takes a window apart in an order that Qt never would."""


def the_theme() -> Theme:
    if not _themes:
        _themes.append(Theme(the_application()))
    return _themes[0]


def a_window(
    directory: Path, *leads: Lead, clock: StoppedClock | None = None, role: Role = "rep"
) -> Window:
    desk = a_desk(directory, *leads, clock=clock)
    assert desk.user is not None
    desk.user = replace(desk.user, role=role)
    return at_desk(desk, directory)


def let_go() -> None:
    """No window made so far is dressed or ticks any more: there are hundreds, all kept."""
    if the_theme().receivers("2changed()"):  # the 2 is Qt's own mark of a signal
        the_theme().changed.disconnect()
    for window in _windows:
        window.hide()


def at_desk(desk: Desk, directory: Path) -> Window:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
    if _tests[-1:] != [test]:
        let_go()
        _tests.append(test)
    window = Window(desk, the_theme(), Settings(), Memory(directory))
    _windows.append(window)
    window.resize(1440, 900)
    window.show()
    settle()
    return window


def settle() -> None:
    for _ in range(4):
        QCoreApplication.processEvents()


def press(window: Window, *keys: str) -> None:
    """Keys as keycaps write them, to whatever has the focus."""
    named = {
        "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space,
        "Down": Qt.Key.Key_Down, "Backspace": Qt.Key.Key_Backspace, "Tab": Qt.Key.Key_Tab,
        "Del": Qt.Key.Key_Delete,
    }  # fmt: skip
    for key in keys:
        focused: QWidget | None = window.focusWidget()
        target = focused if focused is not None else window
        modifier = Qt.KeyboardModifier.NoModifier
        if key.startswith("Ctrl+"):
            modifier = Qt.KeyboardModifier.ControlModifier
        elif key.startswith("Shift+"):
            modifier = Qt.KeyboardModifier.ShiftModifier
        plain = key.removeprefix("Ctrl+").removeprefix("Shift+")
        if plain in named:
            QTest.keyClick(target, named[plain], modifier)
        else:
            QTest.keyClicks(target, plain.lower(), modifier)
        settle()


def type_in(window: Window, text: str) -> None:
    QTest.keyClicks(window.focusWidget(), text)
    settle()


def team_view(window: Window, kind: type[Seen]) -> Seen:
    view = window.pages.team.view
    assert isinstance(view, kind)
    return view
