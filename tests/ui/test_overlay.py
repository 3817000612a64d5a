"""A layer above the window."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.overlay import Overlay
from workbench.ui.theme import Theme


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.show()
    qtbot.waitActive(window)
    yield window
    window.close()


@pytest.fixture
def field(window: QWidget) -> QLineEdit:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    return field


@pytest.fixture
def layer(qapp: QApplication, window: QWidget, field: QLineEdit) -> Overlay:
    """Opened while the field had the keys."""
    assert window.focusWidget() is field
    layer = Overlay(Theme(qapp), window, width=400, top=20)
    layer.open()
    layer.setFocus()
    return layer


def test_a_layer_gives_the_keys_back_to_what_had_them(
    window: QWidget, field: QLineEdit, layer: Overlay
) -> None:
    layer.dismiss()
    assert window.focusWidget() is field


def test_a_layer_goes_although_what_had_the_keys_went_before(
    field: QLineEdit, layer: Overlay
) -> None:
    shiboken6.delete(field)
    layer.dismiss()
    assert not layer.isVisible()
