from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.avatar import initials
from workbench.ui.button import Button
from workbench.ui.field import Field
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.palette import DARK, LIGHT
from workbench.ui.pill import CountPill, ModePill
from workbench.ui.theme import Appearance, Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, appearance=Appearance.LIGHT)
    yield theme
    theme.deleteLater()


def _shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    return widget


def _fill(widget: QWidget) -> QColor:
    return widget.grab().toImage().pixelColor(8, 6)


def test_only_the_primary_button_is_filled(theme: Theme, qtbot: QtBot) -> None:
    assert _fill(_shown(qtbot, Button(theme, "End call", primary=True))) == LIGHT.accent
    assert _fill(_shown(qtbot, Button(theme, "Email"))) == LIGHT.raised


def test_a_button_changes_with_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button = _shown(qtbot, Button(theme, "End call", primary=True))
    theme.show_as(Appearance.DARK)
    assert _fill(button) == DARK.accent


def test_a_barred_button_says_why_and_keeps_its_size(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Call", primary=True, icon="phone", key="C")
    _shown(qtbot, button)
    size = button.sizeHint()
    button.bar("Do not contact since 11:58.")
    assert (button.isEnabled(), button.sizeHint()) == (False, size)
    assert button.accessibleDescription() == "Do not contact since 11:58."
    assert _fill(button) == LIGHT.track
    button.allow()
    assert (button.isEnabled(), button.accessibleDescription()) == (True, "Key C")


def test_the_name_that_is_read_aloud_is_the_one_that_is_shown(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Call")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Call"
    button.say("End call")
    assert button.accessibleName() == button.words == "End call"


def test_an_ampersand_is_a_letter_and_not_a_mnemonic(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Tern & Field")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Tern & Field"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_a_button(theme: Theme, qtbot: QtBot, key: Qt.Key) -> None:
    button = Button(theme, "Email")
    _shown(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_a_click_leaves_the_focus_where_it_was(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Email")
    qtbot.addWidget(button)
    assert button.focusPolicy() is Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("primary", [True, False])
def test_the_focus_ring_is_seen_and_moves_nothing(
    theme: Theme, qtbot: QtBot, primary: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = Button(theme, "Email", primary=primary, parent=window)
    size, before = button.sizeHint(), button.grab().toImage()
    window.show()
    window.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage() != before
    assert button.sizeHint() == size


def test_every_target_is_at_least_24_px(theme: Theme, qtbot: QtBot) -> None:
    for widget in (Button(theme, "I"), ModePill(theme, "I"), CountPill(theme, "", 0)):
        qtbot.addWidget(widget)
        assert min(widget.sizeHint().toTuple()) >= 24


def test_a_count_pill_reads_its_count_and_is_quiet_at_zero(theme: Theme, qtbot: QtBot) -> None:
    pill = CountPill(theme, "Owner away", 23)
    qtbot.addWidget(pill)
    assert pill.accessibleName() == "Owner away, 23"
    pill.resize(pill.sizeHint())
    assert _fill(pill) == LIGHT.raised
    pill.show_count(0)
    assert pill.accessibleName() == "Owner away, 0"


def test_a_keycap_of_one_letter_is_square_whatever_the_letter(theme: Theme) -> None:
    assert {keycap_width(theme, key) for key in "CWI8="} == {18}
    assert keycap_width(theme, "C", small=True) == 16
    assert keycap_width(theme, "Ctrl") > 18


def test_solid_dashed_and_off_are_three_keycaps(theme: Theme) -> None:
    drawn = []
    for kind in (Keycap.SOLID, Keycap.DASHED, Keycap.OFF):
        image = QImage(18, 18, QImage.Format.Format_RGB32)
        image.fill(LIGHT.panel)
        painter = QPainter(image)
        assert paint_keycap(painter, QPoint(0, 0), "N", theme, kind) == 18
        painter.end()
        assert image not in drawn
        drawn.append(image)


def test_a_field_is_named_by_what_stands_in_it_and_hides_its_key_while_typing(
    theme: Theme, qtbot: QtBot
) -> None:
    field = Field(theme, "Search leads", icon="search", action="search")
    _shown(qtbot, field)
    field.resize(240, 30)
    assert field.accessibleName() == "Search leads"
    idle = field.grab().toImage().copy(210, 4, 24, 22)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.grab().toImage().copy(210, 4, 24, 22) != idle


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Robin Hale", "RH"), ("Ana de la Cruz", "AC"), ("Cher", "C"), ("øyvind å", "ØÅ"), ("", "")],
)
def test_initials_are_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters
