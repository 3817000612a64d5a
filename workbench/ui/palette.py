"""The colours of the window, light and dark: the only place in the program that names one.

A role means the same in both: ``ink`` is what is read first, ``ink3`` what may be overlooked.
There is one accent; only SLA chips carry other colours. To add a role: here, in both palettes.
"""

from typing import NamedTuple

from PySide6.QtGui import QColor

from workbench.domain.frozen import dataclass


class ChipColours(NamedTuple):
    """A filled chip."""

    fill: QColor
    text: QColor


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour by its role. Compared by identity, as keys of the paint caches."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    # Grounds
    canvas: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    selected: QColor
    track: QColor  # also what is pressed
    bar: QColor
    inverse: QColor
    # Lines
    line: QColor
    line2: QColor
    field: QColor  # 3:1 on canvas and panel, the only mark of an empty text area
    accent_line: QColor
    # Text
    ink: QColor
    ink2: QColor
    ink3: QColor  # never on `bar` in light
    off: QColor  # disabled only, always beside a sentence that says why
    on_inverse: QColor
    on_inverse2: QColor
    # The accent
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    on_accent: QColor
    on_accent_line: QColor  # keycap on a filled button
    accent_text: QColor
    chart_mid: QColor
    # Clocks
    on_time: ChipColours
    soon: ChipColours
    urgent: ChipColours
    breached: ChipColours
    paused: ChipColours


def _chip(fill: str, text: str) -> ChipColours:
    return ChipColours(QColor(fill), QColor(text))


LIGHT = Palette(
    canvas=QColor("#FFFFFF"),
    panel=QColor("#F6F7F8"),
    raised=QColor("#FFFFFF"),
    hover=QColor("#EDEFF1"),
    selected=QColor("#E6F1EF"),
    track=QColor("#E6E8EA"),
    bar=QColor("#E3E6E9"),
    inverse=QColor("#22262B"),
    line=QColor("#E6E8EA"),
    line2=QColor("#CDD1D6"),
    field=QColor("#868E96"),
    accent_line=QColor("#A9D0CB"),
    ink=QColor("#15181C"),
    ink2=QColor("#474E57"),
    ink3=QColor("#626A73"),
    off=QColor("#9BA2A9"),
    on_inverse=QColor("#FFFFFF"),
    on_inverse2=QColor("#B9C0C7"),
    accent=QColor("#0B6B63"),
    accent_hover=QColor("#095F58"),
    accent_pressed=QColor("#07514B"),
    on_accent=QColor("#FFFFFF"),
    on_accent_line=QColor("#74ABA6"),
    accent_text=QColor("#0B6B63"),
    chart_mid=QColor("#5B9F97"),
    on_time=_chip("#CFE3F7", "#111111"),
    soon=_chip("#F2B632", "#111111"),
    urgent=_chip("#C9470A", "#FFFFFF"),
    breached=_chip("#4A0A33", "#FFFFFF"),
    paused=_chip("#C9CDD3", "#111111"),
)

DARK = Palette(
    canvas=QColor("#17191C"),
    panel=QColor("#111315"),
    raised=QColor("#1E2125"),
    hover=QColor("#1E2125"),
    selected=QColor("#15292A"),
    track=QColor("#2C3036"),
    bar=QColor("#2A2E33"),
    inverse=QColor("#ECEEF0"),
    line=QColor("#26292E"),
    line2=QColor("#3A3F46"),
    field=QColor("#6C747D"),
    accent_line=QColor("#235550"),
    ink=QColor("#ECEEF0"),
    ink2=QColor("#B3BAC2"),
    ink3=QColor("#8F979F"),
    off=QColor("#5D646C"),
    on_inverse=QColor("#15181C"),
    on_inverse2=QColor("#5A626B"),
    accent=QColor("#15796F"),
    accent_hover=QColor("#126C63"),
    accent_pressed=QColor("#0F5E56"),
    on_accent=QColor("#FFFFFF"),
    on_accent_line=QColor("#7AB3AD"),
    accent_text=QColor("#62CBBD"),
    chart_mid=QColor("#33756D"),
    on_time=_chip("#20354A", "#CFE3F7"),
    soon=_chip("#6B5418", "#FFE3A1"),
    urgent=_chip("#F08A3C", "#1A0D02"),
    breached=_chip("#FADCEB", "#3A0628"),
    paused=_chip("#32373D", "#B3BAC2"),
)


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.x defines it, 0 to 1."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.x contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
