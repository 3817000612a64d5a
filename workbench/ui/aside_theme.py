"""A theme beside the window's own: another size for a wall, greys for paper."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from workbench.ui.action_table import usual_key
from workbench.ui.metrics import Metrics
from workbench.ui.palette import LIGHT, ChipColours, Palette
from workbench.ui.theme import Theme
from workbench.ui.typeface import Fonts


class AsideTheme(Theme):
    """It dresses nothing but what is painted with it."""

    def __init__(self, palette: Palette, scale: float) -> None:
        QObject.__init__(self)  # not Theme's: the application stays as it is
        self._scale = scale
        self._key_of = usual_key
        self.fonts = Fonts(scale)
        self.metrics = Metrics.at(scale)
        self.palette = palette


def greys() -> Palette:
    """The light palette as a printer without colours has it."""
    inks: dict[str, Any] = {one.name: _grey(getattr(LIGHT, one.name)) for one in fields(LIGHT)}
    return Palette(**inks)


def _grey(colour: QColor | ChipColours) -> QColor | ChipColours:
    if isinstance(colour, ChipColours):
        return ChipColours(_grey_of(colour.fill), _grey_of(colour.text))
    return _grey_of(colour)


def _grey_of(colour: QColor) -> QColor:
    level = round(0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue())
    return QColor(level, level, level)
