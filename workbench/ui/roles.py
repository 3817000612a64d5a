"""What our painted widgets are to a screen reader; Qt itself takes all of them for fillers."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


def tell_roles() -> None:
    """From now on each says by its `told_as` what it is, a name of `QAccessible.Role`."""
    QAccessible.installFactory(_told)


def _told(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "told_as", "")
    if not role or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, QAccessible.Role[role])
