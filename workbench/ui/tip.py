"""What the pointer is told over words that may have no room."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QToolTip, QWidget


def show_tip_of(event: QEvent, window: QWidget) -> None:
    """Of the part of the window under the pointer; it tells by `tip_at(place)`, if it has one."""
    if not isinstance(event, QHelpEvent):
        return
    part: Any = window.childAt(event.pos())
    tells = hasattr(part, "tip_at")
    show_tip(event, part.tip_at(part.mapFrom(window, event.pos())) if tells else "", window)


def show_tip(event: QHelpEvent, words: str, widget: QWidget) -> None:
    # What came from outside is never markup; as a paragraph it wraps.
    told = Qt.convertFromPlainText(words) if words else ""
    QToolTip.showText(event.globalPos(), told, widget)
