"""A person as a circle with initials; the name always stands beside it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


def initials(name: str) -> str:
    """First letters of the first and the last word: `Robin van Hale` is `RH`."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def paint_avatar(painter: QPainter, rect: QRect, letters: str, theme: Theme) -> None:
    """`rect` is a square of `theme.metrics.avatar`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.palette.track)
    painter.drawEllipse(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.fonts.font(Text.TINY, 600))
    painter.setPen(theme.palette.ink2)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letters)
