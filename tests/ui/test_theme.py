from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette, QRawFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.eyesight import smallest_distance
from workbench.ui.palette import DARK, LIGHT, Palette, contrast, luminance
from workbench.ui.theme import Appearance, Theme
from workbench.ui.typeface import Fonts, Text

BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, appearance=Appearance.LIGHT)
    yield theme
    theme.deleteLater()


def _text_on_ground(p: Palette) -> Iterator[tuple[QColor, QColor]]:
    for ground in (p.canvas, p.panel, p.raised, p.hover, p.selected, p.bar, p.track):
        yield p.ink, ground
        yield p.ink2, ground
    for ground in (p.canvas, p.panel, p.raised, p.hover, p.selected):
        yield p.ink3, ground
        yield p.accent_text, ground
    for fill in (p.accent, p.accent_hover, p.accent_pressed):
        yield p.on_accent, fill
    yield p.on_inverse, p.inverse
    yield p.on_inverse2, p.inverse
    yield p.ink, p.chart_mid
    for chip in (p.on_time, p.soon, p.urgent, p.breached, p.paused):
        yield chip.text, chip.fill


@BOTH
def test_text_can_be_read_on_every_ground_it_stands_on(palette: Palette) -> None:
    for text, ground in _text_on_ground(palette):
        assert contrast(text, ground) >= 4.5, f"{text.name()} on {ground.name()}"


@BOTH
def test_what_marks_a_field_or_the_focus_stands_out_three_to_one(palette: Palette) -> None:
    grounds = (palette.canvas, palette.panel, palette.raised)
    marks = [(mark, ground) for mark in (palette.field, palette.accent_text) for ground in grounds]
    marks += [
        (palette.accent_text, palette.selected),  # the bar of the row at the cursor
        (palette.accent_text, palette.hover),
        (palette.accent, palette.raised),  # the frame of a call and of a callback
        (palette.on_accent, palette.accent),  # the focus in a filled button
        (palette.chart_mid, palette.canvas),
    ]
    for mark, ground in marks:
        assert contrast(mark, ground) >= 3.0, f"{mark.name()} on {ground.name()}"


def test_the_more_urgent_a_clock_the_further_its_chip_is_from_the_background() -> None:
    def luminances(p: Palette) -> list[float]:
        return [luminance(chip.fill) for chip in (p.on_time, p.soon, p.urgent, p.breached)]

    assert luminances(LIGHT) == sorted(luminances(LIGHT), reverse=True)
    assert luminances(DARK) == sorted(luminances(DARK))


@BOTH
def test_whoever_sees_colours_differently_tells_running_clocks_apart(palette: Palette) -> None:
    chips = (palette.on_time, palette.soon, palette.urgent, palette.breached)
    pairs = combinations((chip.fill for chip in chips), 2)
    assert round(min(smallest_distance(*pair) for pair in pairs)) >= 30


def test_the_eyes_of_the_model_see_as_it_says() -> None:
    red, green, white = QColor("#C00000"), QColor("#406000"), QColor("#FFFFFF")
    assert smallest_distance(white, QColor("#000000")) == pytest.approx(100, abs=0.5)
    assert smallest_distance(red, red) == 0
    assert smallest_distance(red, green) < 25 < smallest_distance(red, white)


def test_contrast_is_one_for_one_colour_and_twenty_one_for_black_on_white() -> None:
    black, white = QColor("#000000"), QColor("#FFFFFF")
    assert contrast(white, white) == pytest.approx(1.0)
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21.0)


def test_the_theme_dresses_the_application(theme: Theme) -> None:
    palette = QGuiApplication.palette()
    assert palette.color(QPalette.ColorRole.Window) == LIGHT.panel
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == LIGHT.off
    assert QGuiApplication.font().pixelSize() == 13


def test_switching_to_dark_is_told_once_and_changes_the_palette(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.show_as(Appearance.DARK)
    assert theme.is_dark
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window) == DARK.panel
    with qtbot.assertNotEmitted(theme.changed):
        theme.show_as(Appearance.DARK)


def test_a_system_that_does_not_say_is_light(theme: Theme) -> None:
    theme.show_as(Appearance.DARK)
    theme.show_as(Appearance.SYSTEM)
    assert theme.palette is LIGHT


def test_a_larger_text_scale_grows_type_and_what_holds_it(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.scale_text(2.0)
    assert theme.fonts.font(Text.BODY).pixelSize() == 26
    assert theme.fonts.line(Text.BODY) == 40
    assert theme.metrics.button == 64
    assert theme.metrics.queue_row == 2 * 34 + 18


def test_a_queue_row_is_as_high_as_drawn(theme: Theme) -> None:
    assert theme.metrics.queue_row == 52


def test_inter_is_bundled_and_each_weight_is_a_face_of_its_own(theme: Theme) -> None:
    widths = []
    for weight in (400, 500, 600, 700):
        font = theme.fonts.font(Text.BODY, weight)
        assert QFontInfo(font).family() == "Inter"
        widths.append(theme.fonts.metrics(Text.TIMER, weight).horizontalAdvance("Hamburgefonts"))
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_tabular_digits_are_all_equally_wide(theme: Theme, weight: int) -> None:
    metrics = theme.fonts.metrics(Text.TITLE, weight, tabular=True)
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_proportional_digits_are_not(theme: Theme) -> None:
    metrics = theme.fonts.metrics(Text.TITLE)
    assert metrics.horizontalAdvance("1" * 10) < metrics.horizontalAdvance("0" * 10)


def test_every_letter_of_a_european_name_is_in_inter(theme: Theme) -> None:
    inter = QRawFont.fromFont(theme.fonts.font(Text.BODY))
    assert [c for c in "ŁŽđőşÞßąỆλΡїя≈×…→·“”€" if not inter.supportsCharacter(ord(c))] == []


def test_no_text_is_smaller_than_eleven_pixels() -> None:
    assert min(text.value.px for text in Text) == 11


def test_fonts_are_made_once(qapp: QApplication) -> None:
    fonts = Fonts(1.0)
    assert fonts.font(Text.BODY) is fonts.font(Text.BODY, 400)
    assert fonts.font(Text.TIMER).hintingPreference() is QFont.HintingPreference.PreferNoHinting
