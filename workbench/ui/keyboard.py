"""Which action a key stands for: strokes, two-stroke keys, and the wrap-up in which letters live.

Keys come from what no widget wanted: text fields, buttons and lists have them first, so a single
key never fires while somebody types.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from workbench.ui.action_table import WRAP_UP
from workbench.ui.actions import Actions, is_single

ENTER, ESC, SPACE, BACKSPACE = "Enter", "Esc", "Space", "Backspace"  # not a text
CTRL, DEL, TAB, UP, DOWN = "Ctrl", "Del", "Tab", "Up", "Down"  # not a text
"""Keys as they are printed on keyboards, and on keycaps here."""

_NAMED = {
    Qt.Key.Key_Return: ENTER,
    Qt.Key.Key_Enter: ENTER,
    Qt.Key.Key_Escape: ESC,
    Qt.Key.Key_Space: SPACE,
    Qt.Key.Key_Backspace: BACKSPACE,
    Qt.Key.Key_Delete: DEL,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_F1: "F1",
    Qt.Key.Key_F5: "F5",
}


def stroke(event: QKeyEvent) -> str:
    """As keycaps write it: "J", "Shift+J", "Ctrl+K", "?"; empty for a modifier alone."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    named = _NAMED.get(Qt.Key(event.key()))
    if named is not None:
        return ("Ctrl+" if control else "") + ("Shift+" if shift else "") + named
    if event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return ""
    if control:
        return f"Ctrl+{chr(event.key())}" if 32 < event.key() < 127 else ""
    text = event.text().upper()
    if not text.strip() or not text.isprintable():
        return ""
    return f"Shift+{text}" if shift and text.isalpha() else text


class Keyboard(QObject):
    """`wrap_up_changed` tells whether the letters of the closing codes are live."""

    wrap_up_changed = Signal(bool)

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._pending: tuple[str, ...] = ()
        self._alt_alone = False
        self.in_wrap_up = False

    def set_wrap_up(self, on: bool) -> None:
        if on != self.in_wrap_up:
            self.in_wrap_up = on
            self.wrap_up_changed.emit(on)

    def is_menu_key(self, released: QKeyEvent) -> bool:
        """Alt, pressed and released with nothing between."""
        return self._alt_alone and released.key() == Qt.Key.Key_Alt

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was one of ours."""
        self._alt_alone = event.key() == Qt.Key.Key_Alt
        key = stroke(event)
        if not key or (not self._actions.single_keys and is_single(key)):
            return False
        strokes, self._pending = (*self._pending, key), ()
        if self.in_wrap_up and key == ESC:
            self.set_wrap_up(False)
            return True
        if self.in_wrap_up and len(strokes) == 1:
            name = self._actions.of((WRAP_UP, key))
            if name is not None:
                return self._actions.run(name)
        name = self._actions.of(strokes)
        if name is not None:
            return self._actions.run(name)
        if self._actions.begins(strokes):
            self._pending = strokes
            return True
        return False
