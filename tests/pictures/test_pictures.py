"""Each picture against the window of now; and that a shifted row and another colour are found."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QRawFont

from tests.pictures.comparing import difference, keep, side_by_side
from tests.pictures.scenes import SCENES, Guillemets, grabbed, playing
from workbench.resources import resource_path
from workbench.ui.chip import ChipFace, ChipState, paint_chip
from workbench.ui.shape import Hairline

pytestmark = [
    pytest.mark.usefixtures("qtbot"),
    pytest.mark.skipif(sys.platform != "linux", reason="type is set differently elsewhere"),
]
HERE = Path(__file__).resolve().parent


def kept(name: str) -> QImage:
    return QImage(str(HERE / f"{name}.png"))


@pytest.mark.parametrize("name", SCENES)
def test_the_window_looks_as_it_did(name: str, tmp_path: Path) -> None:
    with playing(SCENES[name], tmp_path / "seat") as window:
        actual, expected = grabbed(window), kept(name)
    found = difference(actual, expected)
    if found.is_too_much:
        beside = tmp_path / f"{name}.png"
        side_by_side(actual, expected, found.picture).save(str(beside))
        pytest.fail(
            f"{found.pixels} pixels differ; actual, expected and difference: {beside}\n"
            "Where it is meant: python -m tests.pictures"
        )


def test_all_pictures_are_of_scenes_and_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in HERE.glob("*.png")}
    assert sizes.keys() == SCENES.keys()
    assert len(sizes) <= 15
    assert sum(sizes.values()) < 1_500_000


def test_a_button_that_moves_by_a_row_of_pixels_is_found(tmp_path: Path) -> None:
    with playing(SCENES["triage"], tmp_path) as window:
        button = window.triage.dock.email
        button.move(button.x(), button.y() + 1)
        assert difference(grabbed(window), kept("triage")).is_too_much


def test_a_hairline_that_moves_by_a_row_of_pixels_is_found(tmp_path: Path) -> None:
    """The quietest thing there is: as wide as the queue, a shade darker than its ground."""
    with playing(SCENES["triage"], tmp_path) as window:
        line = next(iter(window.triage.queue.findChildren(Hairline)))
        line.move(line.x(), line.y() + 1)
        assert difference(grabbed(window), kept("triage")).is_too_much


def test_a_chip_of_another_colour_is_found(tmp_path: Path) -> None:
    with playing(SCENES["triage"], tmp_path) as window:
        actual = grabbed(window)
        view = window.triage.queue.list
        row = view.visualRect(view.model().index(2, 0))
        theme, corner = window.theme, view.viewport().mapTo(window, row.topLeft())
    chip = QRect(corner, QSize(theme.metrics.chip_width, theme.metrics.chip))
    chip.translate(12, (row.height() - chip.height()) // 2)
    for state, is_found in ((ChipState.SOON, False), (ChipState.ON_TIME, True)):
        painter = QPainter(actual)
        painter.fillRect(chip, theme.palette.panel)
        paint_chip(painter, chip, ChipFace(state, "~ 2:06"), theme)
        painter.end()
        assert difference(actual, kept("triage")).is_too_much == is_found


def test_what_another_processor_makes_of_edges_is_the_same_picture(tmp_path: Path) -> None:
    """Each channel of each pixel a little off."""
    corner = (0, 0, 500, 300)
    with playing(SCENES["triage"], tmp_path) as window:
        actual = grabbed(window).convertToFormat(QImage.Format.Format_RGB32).copy(*corner)
    rng = random.Random(7)
    levels = bytearray(actual.constBits())
    for at in range(0, len(levels), 4):
        for channel in (at, at + 1, at + 2):
            levels[channel] = min(255, max(0, levels[channel] + rng.choice((-2, 0, 2))))
    shaken = QImage(bytes(levels), actual.width(), actual.height(), actual.format())
    assert shaken != actual
    assert not difference(shaken, kept("triage").copy(*corner)).is_too_much


def test_the_windows_own_type_has_every_letter_of_the_pictures() -> None:
    """So that no font of the computer comes into them."""
    inter = QRawFont(str(resource_path("fonts") / "Inter-Regular.ttf"), 13)
    letters = Guillemets().gettext("".join(map(chr, range(32, 127)))) + "¹ⁿ≈●○…·“”’–−×"
    assert [letter for letter in letters if not inter.supportsCharacter(ord(letter))] == []


def test_a_difference_is_shown_beside_what_was_and_what_is(tmp_path: Path) -> None:
    was, now = (
        QImage(30, 20, QImage.Format.Format_RGB32),
        QImage(30, 20, QImage.Format.Format_RGB32),
    )
    was.fill(QColor("white"))
    now.fill(QColor("black"))
    found = difference(now, was)
    assert found.pixels == 600
    keep(side_by_side(now, was, found.picture), tmp_path / "beside.png")
    beside = QImage(str(tmp_path / "beside.png"))
    middles = [beside.pixelColor(15 + at * 42, 10).name() for at in range(3)]
    assert middles == ["#000000", "#ffffff", "#ffffff"]
