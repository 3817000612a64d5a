"""What is looked at on an open dashboard."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.windows import press
from workbench.ui.chart_view import ChartView
from workbench.ui.dashboard import Dashboard
from workbench.ui.window import Window


def page(window: Window) -> Dashboard:
    return window.pages.dashboard


def chart(window: Window, name: str) -> ChartView:
    view = page(window).grid.views[name]
    view.setFocus()
    return view


def look_at_all(window: Window, qtbot: QtBot) -> None:
    """The last 13 weeks."""
    press(window, "T")
    qtbot.waitUntil(lambda: page(window).numbers is not None)
    assert page(window).view.span == "quarter"
