import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from workbench.resources import resource_path
from workbench.ui.icons import icon, outline, paint_icon
from workbench.ui.svg_path import painter_path

INK = QColor("#15181C")
SHIPPED = sorted(path.stem for path in resource_path("icons").glob("*.svg"))


def _inked(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 32
        for x in range(image.width())
        for y in range(image.height())
    )


def _points(path: QPainterPath) -> list[tuple[float, float]]:
    return [
        (round(path.elementAt(i).x, 6), round(path.elementAt(i).y, 6))
        for i in range(path.elementCount())
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_icon_is_drawn_and_leaves_its_edge_free(qapp: QApplication, name: str) -> None:
    image = icon(name, INK, 24).toImage()
    assert 8 < _inked(image) < 24 * 24 // 2
    reach = outline(name).boundingRect()
    assert reach.left() >= 1
    assert reach.top() >= 1
    assert reach.right() <= 23
    assert reach.bottom() <= 23


def test_the_licence_of_the_icons_ships_with_them() -> None:
    assert "MIT License" in resource_path("icons/LICENSE").read_text(encoding="utf-8")


def test_an_icon_that_we_do_not_ship_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", INK)


def test_an_icon_is_sharp_at_the_ratio_it_is_asked_for(qapp: QApplication) -> None:
    pixmap = icon("phone", INK, 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)
    assert icon("phone", INK, 16, 2.0).cacheKey() == pixmap.cacheKey()


def test_an_icon_has_the_colour_it_is_asked_for(qapp: QApplication) -> None:
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    paint_icon(painter, QRect(0, 0, 16, 16), "menu-2", QColor("#FF0000"), stroke=4)
    painter.end()
    assert image.pixelColor(8, 8) == QColor("#FF0000")


def test_relative_and_absolute_commands_draw_the_same() -> None:
    absolute = painter_path("M1 2L4 6H9V1C10 1 11 2 12 3S14 5 15 4Q16 5 17 6A2 2 0 0 1 19 8Z")
    relative = painter_path("m1 2l3 4h5v-5c1 0 2 1 3 2s2 2 3 1q1 1 2 2a2 2 0 0 1 2 2z")
    assert _points(absolute) == _points(relative)


def test_pairs_after_a_move_are_lines() -> None:
    assert _points(painter_path("M1 1 2 2 3 1")) == _points(painter_path("M1 1L2 2L3 1"))
    assert _points(painter_path("m1 1 1 1 1-1")) == _points(painter_path("M1 1L2 2L3 1"))


def test_numbers_need_no_space_where_none_is_needed() -> None:
    assert _points(painter_path("M.5.5L-1-1e0")) == [(0.5, 0.5), (-1, -1)]
    tight, spaced = painter_path("M0 0a2 2 0 011-1"), painter_path("M0 0a2 2 0 0 1 1 -1")
    assert _points(tight) == _points(spaced)


def test_after_closing_the_pen_is_back_at_the_start() -> None:
    assert _points(painter_path("M3 3h4v4zl1 1"))[-1] == (4, 4)


def test_a_half_circle_reaches_as_far_as_its_radius() -> None:
    reach = painter_path("M0 0a5 5 0 0 1 10 0").boundingRect()
    assert reach.top() == pytest.approx(-5, abs=0.01)
    assert reach.bottom() == pytest.approx(0, abs=0.01)
    assert painter_path("M0 0a5 5 0 0 0 10 0").boundingRect().bottom() == pytest.approx(5, abs=0.01)


def test_radii_that_are_too_small_are_grown_until_they_reach() -> None:
    assert painter_path("M0 0A1 1 0 0 1 10 0").boundingRect().top() == pytest.approx(-5, abs=0.01)


def test_an_arc_without_radius_is_a_line_and_one_to_itself_is_nothing() -> None:
    assert _points(painter_path("M0 0A0 5 0 0 1 4 4")) == [(0, 0), (4, 4)]
    assert _points(painter_path("M2 2A5 5 0 1 1 2 2")) == _points(painter_path("M2 2"))


@given(
    radius=st.floats(1, 50),
    start=st.floats(0, math.tau),
    span=st.floats(0.2, math.tau - 0.2),
    sweep=st.booleans(),
)
def test_every_point_of_a_circular_arc_is_one_radius_from_its_centre(
    radius: float, start: float, span: float, sweep: bool
) -> None:
    end = start + (span if sweep else -span)
    x, y = radius * math.cos(start), radius * math.sin(start)
    to_x, to_y = radius * math.cos(end), radius * math.sin(end)
    large = int(span > math.pi)
    path = painter_path(f"M{x} {y}A{radius} {radius} 0 {large} {int(sweep)} {to_x} {to_y}")
    for step in range(11):
        point = path.pointAtPercent(step / 10)
        assert math.hypot(point.x(), point.y()) == pytest.approx(radius, rel=0.002)
    assert QPointF(path.currentPosition() - QPointF(to_x, to_y)).manhattanLength() < 1e-6


@pytest.mark.parametrize("broken", ["5 5", "M1", "M1 2 3", "M1 1L", "M1 1x2 2", "M1 1Z4", "Ma b"])
def test_what_is_not_path_data_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"takes|not|numbers"):
        painter_path(broken)


def test_nothing_draws_nothing(tmp_path: Path) -> None:
    assert painter_path("").isEmpty()
