"""The dashboard on paper, as a file, and on the wall."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dashboard.opened import look_at_all, page
from tests.ui.windows import press
from workbench.desk.marks import Panel
from workbench.ui.aside_theme import AsideTheme, greys
from workbench.ui.dashboard_paper import Paragraph, Sheet, sides
from workbench.ui.window import Window


def test_the_pdf_is_a4_in_greys_and_no_file_is_overwritten(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    look_at_all(window, qtbot)
    page(window).taking.folder = tmp_path / "taken away"
    press(window, "S")
    press(window, "S")
    written = sorted((tmp_path / "taken away").iterdir())
    assert [path.suffix for path in written] == [".pdf", ".pdf"]
    assert any(path.name in window.status.undo.accessibleName() for path in written)
    data = written[0].read_bytes()
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert sizes
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {(595, 842)}
    in_colour = rb"([\d.]+ [\d.]+ [\d.]+) (?:scn|SCN|rg|RG)\b"
    inks = [ink.split() for one in streams(data) for ink in re.findall(in_colour, one)]
    assert inks
    assert all(len(set(ink)) == 1 for ink in inks)


def streams(data: bytes) -> Iterator[bytes]:
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)


def test_on_paper_all_panels_stand_one_below_the_other_with_what_they_mean(window: Window) -> None:
    theme, paper = AsideTheme(greys(), 1.0), QRect(0, 0, 680, 1009)
    sheet = Sheet("Sample", "1 to 28 Nov", "Counted", page(window).panels)
    parts = []
    for side in sides(theme, sheet, paper):
        below = 0
        for part, place in side:
            assert place.top() >= below
            assert paper.contains(place)
            below = place.bottom()
            parts.append(part)
    with_marks = [panel for panel in page(window).panels if panel.marks]
    assert [part for part in parts if isinstance(part, Panel)] == with_marks
    told = " ".join(part.words for part in parts if isinstance(part, Paragraph))
    meant = [mark.meant for panel in page(window).panels for mark in panel.marks]
    assert all(words in told for words in meant)


def test_no_heading_stands_alone_at_the_end_of_a_page(window: Window) -> None:
    sheet = Sheet("Sample", "1 to 28 Nov", "Counted", page(window).panels)
    for high in range(700, 1100, 10):
        for side in sides(AsideTheme(greys(), 1.0), sheet, QRect(0, 0, 680, high)):
            last, _ = side[-1]
            assert isinstance(last, Panel) or not last.is_heading


def test_the_csv_says_in_its_head_what_its_numbers_mean(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    look_at_all(window, qtbot)
    page(window).taking.folder = tmp_path / "taken away"
    press(window, "V")
    [path] = (tmp_path / "taken away").iterdir()
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    head = [row[0] for row in rows if row[0].startswith("# ")]
    assert any("promises attainment: Clocks met ÷" in line for line in head)
    assert "As of " in head[1]
    names, *lines = rows[len(head) :]
    told = [dict(zip(names, line, strict=True)) for line in lines]
    numbers = page(window).numbers
    assert numbers is not None
    kept = numbers["now"]["promises"]["attainment"]
    [line] = [one for one in told if (one["part"], one["metric"]) == ("all", "promises attainment")]
    assert (int(line["n"]), int(line["count"]), float(line["share"])) == (
        kept["n"], kept["count"], kept["share"],
    )  # fmt: skip
    by_hour = [int(one["n"]) for one in told
               if (one["part"], one["metric"]) == ("hour", "promises attainment")]  # fmt: skip
    assert sum(by_hour) == kept["n"]


def test_the_wallboard_shows_the_newest_numbers_until_esc(window: Window, qtbot: QtBot) -> None:
    press(window, "W")
    wall = page(window).taking.wallboard
    assert wall is not None
    assert wall.isFullScreen()
    before = wall.accessibleName()
    for mark in page(window).grid.views["tiles"].panel.marks:
        assert mark.says in before
    look_at_all(window, qtbot)
    assert wall.accessibleName() != before
    shown = [panel.name for panel, _ in wall.places(wall.rect())]
    assert shown[0] == "tiles"
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page(window).taking.wallboard is None)
