"""The inside of a scrolled widget, made here, and what of it is seen.

PySide looks through every class of widget to say what Qt's own viewport is: 8 ms before the first
paint. One that was made in Python is known.
"""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget


def give_viewport(area: QAbstractScrollArea) -> QWidget:
    """On the ground of lists and fields; returns what `area.viewport()` is from now on."""
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)
    return viewport


def area_around(widget: QWidget) -> QScrollArea | None:
    """What scrolls it, None where it stands still."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def bring_into_view(widget: QWidget) -> None:
    area = area_around(widget)
    if area is not None:
        area.ensureWidgetVisible(widget)
