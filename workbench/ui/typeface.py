"""The type of the window: Inter in a few named styles, in pixels times the user's text scale.

Fonts and metrics are made once per style and weight and shared: whoever wants to change one copies
it first.
"""

from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

_TABULAR = QFont.Tag("tnum")
_FILES = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")


class Style(NamedTuple):
    px: int
    line: int
    weight: int
    tabular: bool = False
    spacing: float = 0.0


class Text(Enum):
    TIMER = Style(28, 40, 600, tabular=True)
    TITLE = Style(20, 28, 600)
    HEADING = Style(15, 24, 600)
    LEAD_LINE = Style(14, 26, 400)
    BODY = Style(13, 20, 400)
    SMALL = Style(12, 18, 400)
    LABEL = Style(11, 18, 600, spacing=0.3)  # written in capitals by whoever uses it
    TINY = Style(11, 16, 500)

    __hash__ = object.__hash__  # as they are compared; the library's own takes ten times that


@cache
def load_inter(folder: Path) -> None:
    """Make the four weights known to Qt. A file that is missing leaves the fallback, no error.

    0.1 ms a file: the 3 ms that the first one seems to cost is Qt reading its font database, which
    any window pays.
    """
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(folder / name))


class Fonts:
    """Every style at one text scale."""

    def __init__(self, scale: float) -> None:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        self._families = ["Inter", system, "DejaVu Sans"]  # not a text
        self._scale = scale
        self._fonts: dict[tuple[Text, int | None, bool], QFont] = {}
        self._metrics: dict[tuple[Text, int | None, bool], QFontMetrics] = {}

    def font(self, text: Text, weight: int | None = None, *, tabular: bool = False) -> QFont:
        """Weight 400, 500, 600 or 700, else the style's own; tabular for times, counts, numbers."""
        key = (text, weight, tabular)  # as it is asked for: thousands of times a second
        if key not in self._fonts:
            whole = (text, weight or text.value.weight, tabular or text.value.tabular)
            if whole not in self._fonts:
                self._fonts[whole] = self._make(*whole)
            self._fonts[key] = self._fonts[whole]
        return self._fonts[key]

    def metrics(
        self, text: Text, weight: int | None = None, *, tabular: bool = False
    ) -> QFontMetrics:
        key = (text, weight, tabular)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(text, weight, tabular=tabular))
        return self._metrics[key]

    def line(self, text: Text) -> int:
        """Height of one line of this style, px."""
        return round(text.value.line * self._scale)

    def _make(self, text: Text, weight: int, tabular: bool) -> QFont:
        font = QFont(self._families)
        font.setPixelSize(round(text.value.px * self._scale))
        font.setWeight(QFont.Weight(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if tabular:
            font.setFeature(_TABULAR, 1)
        if text.value.spacing:
            spacing = text.value.spacing * self._scale
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
        return font
