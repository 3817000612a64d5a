from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from workbench.ui.chip import ChipFace, ChipState, chip_width, paint_chip, paint_count
from workbench.ui.palette import LIGHT
from workbench.ui.theme import Appearance, Theme

RECT = QRect(4, 4, 110, 22)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, appearance=Appearance.LIGHT)
    yield theme
    theme.deleteLater()


def _canvas() -> QImage:
    image = QImage(118, 30, QImage.Format.Format_RGB32)
    image.fill(LIGHT.panel)
    return image


def _painted(theme: Theme, face: ChipFace) -> QImage:
    image = _canvas()
    painter = QPainter(image)
    paint_chip(painter, RECT, face, theme)
    painter.end()
    return image


def _count(theme: Theme, state: ChipState, count: int) -> QImage:
    image = _canvas()
    painter = QPainter(image)
    paint_count(painter, QRect(4, 4, 44, 20), state, count, theme)
    painter.end()
    return image


def _grey(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("state", list(ChipState))
def test_every_state_is_drawn_within_its_chip_in_light_and_dark(
    theme: Theme, state: ChipState
) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.show_as(appearance)
        image = _painted(theme, ChipFace(state, "0:42"))
        assert image != _canvas()
        for x in range(image.width()):
            assert image.pixelColor(x, 3) == LIGHT.panel
            assert image.pixelColor(x, 26) == LIGHT.panel


def test_states_with_the_same_words_differ_without_colour_too(theme: Theme) -> None:
    # Unsent and refused are one shape; their words differ.
    states = [state for state in ChipState if state is not ChipState.UNSENT]
    marks = [
        _grey(_painted(theme, ChipFace(state, "0:42"))).copy(QRect(4, 4, 24, 22))
        for state in states
    ]
    for index, mark in enumerate(marks):
        assert mark not in marks[:index]


def test_a_running_clock_fills_its_chip_and_a_call_does_not(theme: Theme) -> None:
    late = _painted(theme, ChipFace(ChipState.BREACHED, "+2:13 late"))
    call = _painted(theme, ChipFace(ChipState.ON_CALL, "0:42"))
    assert late.pixelColor(60 - 24, 8) == LIGHT.breached.fill
    assert call.pixelColor(60 - 24, 8) == LIGHT.raised


def test_the_last_digit_stands_at_the_same_place_in_every_row(theme: Theme) -> None:
    def right_edge(face: ChipFace) -> int:
        image, ground = _painted(theme, face), QColor(LIGHT.on_time.fill)
        return max(
            x for x in range(60, 110) for y in range(8, 22) if image.pixelColor(x, y) != ground
        )

    edges = {right_edge(ChipFace(ChipState.ON_TIME, text)) for text in ("3:20", "18:20", "9:00")}
    assert len(edges) == 1


def test_a_zero_is_a_quiet_dash_without_a_chip(theme: Theme) -> None:
    dash, two = _count(theme, ChipState.BREACHED, 0), _count(theme, ChipState.BREACHED, 2)
    assert dash != _canvas()
    assert dash.pixelColor(8, 14) == LIGHT.panel
    assert two.pixelColor(8, 14) == LIGHT.breached.fill


def test_the_column_is_110_wide_with_our_own_words(theme: Theme) -> None:
    longest = [
        ChipFace(ChipState.PAUSED, "resumes 9:00"),
        ChipFace(ChipState.BREACHED, "+38 min late"),
    ]
    assert chip_width(theme, longest) == 110
    assert chip_width(theme, []) == 110


def test_the_column_grows_with_a_longer_translation_and_with_the_text(theme: Theme) -> None:
    german = ChipFace(ChipState.PAUSED, "weiter um 9:00 Uhr")
    wide = chip_width(theme, [german])
    assert wide > 110
    theme.scale_text(2.0)
    assert chip_width(theme, [german]) > 2 * wide - 4


def test_no_word_of_a_chip_touches_its_shape(theme: Theme) -> None:
    face = ChipFace(ChipState.PAUSED, "weiter um 9:00 Uhr")
    width = chip_width(theme, [face])
    image = QImage(width, 22, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_chip(painter, QRect(0, 0, width, 22), face, theme)
    painter.end()
    gap = [image.pixelColor(x, y) for x in range(19, 23) for y in range(4, 18)]
    assert set(map(QColor.name, gap)) == {LIGHT.paused.fill.name()}
