"""Says a sentence to a screen reader at the moment at which it becomes true."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str) -> None:
    # Its enums take 1.5 ms, which the first paint does without.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
