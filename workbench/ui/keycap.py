"""Keycaps: solid where the key works now, dashed where it works after another key."""

from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.palette import Palette
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_PADDING = 5


class Keycap(Enum):
    SOLID = auto()
    DASHED = auto()  # after another key
    OFF = auto()  # does nothing now
    ON_ACCENT = auto()
    ON_INVERSE = auto()


def keycap_width(theme: Theme, key: str, *, small: bool = False) -> int:
    """Square for one letter, wider for a word."""
    height = _height(theme, small)
    if len(key) <= 1:
        return height
    words = theme.fonts.metrics(Text.TINY).horizontalAdvance(key)
    return max(height, words + 2 * theme.px(_PADDING))


def paint_keycap(
    painter: QPainter,
    at: QPoint,
    key: str,
    theme: Theme,
    kind: Keycap = Keycap.SOLID,
    *,
    small: bool = False,
) -> int:
    """Paints with its top left `at` and returns the width; `small` stands beside labels."""
    box = QRect(at.x(), at.y(), keycap_width(theme, key, small=small), _height(theme, small))
    fill, border, ink = _colours(theme.palette, kind)
    paint_box(painter, box, RADIUS_KEYCAP, fill, border, dashed=kind is Keycap.DASHED)
    painter.setFont(theme.fonts.font(Text.TINY))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    return box.width()


def _height(theme: Theme, small: bool) -> int:
    return theme.metrics.keycap_small if small else theme.metrics.keycap


def _colours(palette: Palette, kind: Keycap) -> tuple[QColor | None, QColor, QColor]:
    """Fill, border and letter."""
    match kind:
        case Keycap.SOLID:
            return palette.raised, palette.line2, palette.ink2
        case Keycap.DASHED:
            return None, palette.line2, palette.ink3
        case Keycap.OFF:
            return palette.raised, palette.line, palette.off
        case Keycap.ON_ACCENT:
            return None, palette.on_accent_line, palette.on_accent
        case Keycap.ON_INVERSE:
            return None, palette.on_inverse2, palette.on_inverse
