"""A picture as it is kept, and how far another one may be from it.

Kept are at most 256 colours, the commonest first and none within five levels of a channel of
another: a third of the size. What antialiasing does from one processor to another is two levels
more. The quietest thing that could move is a hairline, sixteen levels from a panel.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QColor, QImage, QPainter

_NEAR = 5
_LEVELS = 10
"""Of a channel's 255: what is nearer is the same colour."""
_SHARE = 2e-5
"""Of all pixels that may be further off: some twenty, less than a hairline of a button."""
_GAP = 12
_RGB = QImage.Format.Format_RGB32
_IS_FAR = bytes(level > _LEVELS for level in range(256))


class Difference(NamedTuple):
    """`pixels` are further off than may be; `picture` holds what they are, black where alike."""

    pixels: int
    share: float
    picture: QImage

    @property
    def is_too_much(self) -> bool:
        return self.share > _SHARE


def keep(image: QImage, path: Path) -> None:
    seen = _bytes(image)
    colours = [seen[at : at + 4] for at in range(0, len(seen), 4)]
    table: list[bytes] = []
    place: dict[bytes, int] = {}
    for colour, _ in Counter(colours).most_common():
        near = (at for at, kept in enumerate(table) if _is_near(colour, kept))
        place[colour] = next(near, len(table))
        if place[colour] == len(table):
            table.append(colour)
    pixels = bytes(map(place.__getitem__, colours))  # a ValueError for more than 256 colours
    indexed = QImage.Format.Format_Indexed8
    kept = QImage(pixels, image.width(), image.height(), image.width(), indexed)
    kept.setColorTable([QColor(red, green, blue).rgb() for blue, green, red, _ in table])
    kept.save(str(path), quality=0)


def _is_near(one: bytes, other: bytes) -> bool:
    return all(abs(mine - its) <= _NEAR for mine, its in zip(one, other, strict=True))


def difference(actual: QImage, expected: QImage) -> Difference:
    if actual.size() != expected.size():
        return Difference(actual.width() * actual.height(), 1.0, actual)
    apart = actual.convertToFormat(_RGB)
    painter = QPainter(apart)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, expected)
    painter.end()
    far = _bytes(apart).translate(_IS_FAR)
    channels = (far[0::4], far[1::4], far[2::4])
    pixels = sum(map(any, zip(*channels, strict=True))) if any(map(any, channels)) else 0
    return Difference(pixels, pixels / (apart.width() * apart.height()), apart)


def side_by_side(actual: QImage, expected: QImage, apart: QImage) -> QImage:
    """Actual, expected, difference."""
    parts = (actual, expected, apart)
    width = sum(part.width() for part in parts) + _GAP * (len(parts) - 1)
    beside = QImage(width, max(part.height() for part in parts), _RGB)
    beside.fill(QColor("magenta"))
    painter, x = QPainter(beside), 0
    for part in parts:
        painter.drawImage(x, 0, part)
        x += part.width() + _GAP
    painter.end()
    return beside


def _bytes(image: QImage) -> bytes:
    """Blue, green, red and nothing, pixel by pixel."""
    return bytes(image.convertToFormat(_RGB).constBits())
