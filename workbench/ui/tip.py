"""What the pointer is told over words that may have no room."""

from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QToolTip, QWidget


def show_tip(event: QHelpEvent, words: str, widget: QWidget) -> None:
    # What came from outside is never markup; as a paragraph it wraps.
    told = Qt.convertFromPlainText(words) if words else ""
    QToolTip.showText(event.globalPos(), told, widget)
