"""How far apart two colours are for people who see colours differently.

Matrices: Machado, Oliveira and Fernandes, “A Physiologically-based Model for Simulation of Color
Vision Deficiency”, IEEE TVCG 15 (2009), severity 1.0, on linear RGB. Distances are CIE76 in
CIELAB under D65.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from PySide6.QtGui import QColor

Three: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Three, Three, Three]

_USUAL: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
_PROTAN: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
_DEUTAN: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
_TRITAN: Matrix = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
_XYZ: Matrix = (  # IEC 61966-2-1, by the white point: white is (1, 1, 1)
    (0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505),
    (0.2126, 0.7152, 0.0722),
    (0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089),
)


def smallest_distance(one: QColor, other: QColor) -> float:
    """To whomever of the four kinds of eyes they are most alike; 2.3 is just noticeable."""
    return min(map(math.dist, _seen(one), _seen(other)))


def _seen(colour: QColor) -> Iterator[Three]:
    linear = tuple(map(_linear, (colour.redF(), colour.greenF(), colour.blueF())))
    for eyes in (_USUAL, _PROTAN, _DEUTAN, _TRITAN):
        x, y, z = map(_bent, _times(_XYZ, _within(_times(eyes, linear))))
        yield 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _bent(part: float) -> float:
    return math.cbrt(part) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29


def _within(colour: Three) -> Three:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in colour)
    return red, green, blue


def _times(matrix: Matrix, colour: tuple[float, ...]) -> Three:
    one, two, three = (sum(map(float.__mul__, map(float, row), colour)) for row in matrix)
    return one, two, three
