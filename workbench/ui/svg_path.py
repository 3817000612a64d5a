"""The `d` attribute of an SVG path, as a QPainterPath; without QtSvg.

QtSvg would be one more library to load before the first paint, for shapes that never change. Reads
M L H V C S Q A Z, relative and absolute; Tabler's outlines use no other.
"""

import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

_COMMAND = re.compile(r"([MmLlHhVvCcSsQqAaZz])([^MmLlHhVvCcSsQqAaZz]*)")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[\s,]*")
_FLAG = re.compile(r"([01])[\s,]*")
_SEPARATORS = " \t\r\n,"
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7}


def painter_path(d: str) -> QPainterPath:
    """ValueError, with the place, where `d` is not path data."""
    pen = _Pen()
    for command, numbers in _segments(d):
        pen.draw(command, numbers)
    return pen.path


def _segments(d: str) -> Iterator[tuple[str, list[float]]]:
    end = 0
    for match in _COMMAND.finditer(d):
        if d[end : match.start()].strip():
            break
        end = match.end()
        command, arguments = match[1], match[2]
        if command in ("Z", "z"):
            if arguments.strip():
                raise ValueError(f"numbers after {command}: {arguments!r}")  # not a text
            yield command, []
            continue
        numbers = _numbers(arguments, is_arc=command in ("A", "a"))
        arity = _ARITY[command.upper()]
        if not numbers or len(numbers) % arity:
            raise ValueError(f"{command} takes {arity} numbers, not {arguments!r}")  # not a text
        for start in range(0, len(numbers), arity):
            yield command, numbers[start : start + arity]
            # Further pairs after a move are lines.
            command = {"M": "L", "m": "l"}.get(command, command)
    if d[end:].strip():
        raise ValueError(f"not path data: {d[end:]!r}")  # not a text


def _numbers(arguments: str, *, is_arc: bool) -> list[float]:
    """An arc's two flags may stand without a space before the next number: `a2 2 0 011 1`."""
    numbers: list[float] = []
    arguments, at = arguments.lstrip(_SEPARATORS), 0
    while at < len(arguments):
        token = _FLAG if is_arc and len(numbers) % 7 in (3, 4) else _NUMBER
        match = token.match(arguments, at)
        if match is None:
            raise ValueError(f"not a number: {arguments[at:]!r}")  # not a text
        numbers.append(float(match[1]))
        at = match.end()
    return numbers


class _Pen:
    def __init__(self) -> None:
        self.path = QPainterPath()
        self._at = QPointF()
        self._start = QPointF()
        self._control = QPointF()  # of the last curve, for the smooth ones
        self._last = ""

    def draw(self, command: str, n: list[float]) -> None:
        origin = self._at if command.islower() else QPointF()
        points = [QPointF(x, y) + origin for x, y in zip(n[::2], n[1::2], strict=False)]
        kind = command.upper()
        match kind:
            case "M":
                self._start = self._at = points[0]
                self.path.moveTo(self._at)
            case "L":
                self._line(points[0])
            case "H":
                self._line(QPointF(n[0] + origin.x(), self._at.y()))
            case "V":
                self._line(QPointF(self._at.x(), n[0] + origin.y()))
            case "C":
                self._cubic(*points)
            case "S":
                self._cubic(self._reflected(), *points)
            case "Q":
                self._quad(*points)
            case "A":
                self._arc(n[0], n[1], n[2], bool(n[3]), bool(n[4]), QPointF(n[5], n[6]) + origin)
            case "Z":
                self.path.closeSubpath()
                self._at = self._start
        self._last = kind

    def _line(self, to: QPointF) -> None:
        self.path.lineTo(to)
        self._at = to

    def _cubic(self, one: QPointF, two: QPointF, to: QPointF) -> None:
        self.path.cubicTo(one, two, to)
        self._control, self._at = two, to

    def _quad(self, one: QPointF, to: QPointF) -> None:
        self.path.quadTo(one, to)
        self._at = to

    def _reflected(self) -> QPointF:
        return self._at * 2 - self._control if self._last in ("C", "S") else self._at

    def _arc(
        self, rx: float, ry: float, degrees: float, large: bool, sweep: bool, to: QPointF
    ) -> None:
        """Centre form as in SVG 1.1 appendix F.6, then a cubic for each quarter."""
        start, self._at = self._at, to
        rx, ry, turn = abs(rx), abs(ry), math.radians(degrees)
        if start == to:
            return
        if rx == 0 or ry == 0:
            self.path.lineTo(to)
            return
        cos, sin = math.cos(turn), math.sin(turn)
        half = (start - to) / 2
        x, y = cos * half.x() + sin * half.y(), -sin * half.x() + cos * half.y()
        # Radii too small to reach are grown until they just do.
        grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
        rx, ry = rx * grow, ry * grow
        reach = (rx * y) ** 2 + (ry * x) ** 2
        root = math.sqrt(max(0.0, (rx * ry) ** 2 / reach - 1))
        if large == sweep:
            root = -root
        cx, cy = root * rx * y / ry, -root * ry * x / rx
        first = math.atan2((y - cy) / ry, (x - cx) / rx)
        span = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
        if sweep and span < 0:
            span += math.tau
        elif not sweep and span > 0:
            span -= math.tau
        middle = (start + to) / 2
        centre = QPointF(cos * cx - sin * cy, sin * cx + cos * cy) + middle

        def on_ellipse(u: float, v: float) -> QPointF:
            return centre + QPointF(cos * rx * u - sin * ry * v, sin * rx * u + cos * ry * v)

        parts = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
        step = span / parts
        handle = 4 / 3 * math.tan(step / 4)
        for part in range(parts):
            a, b = first + part * step, first + (part + 1) * step
            one = on_ellipse(math.cos(a) - handle * math.sin(a), math.sin(a) + handle * math.cos(a))
            two = on_ellipse(math.cos(b) + handle * math.sin(b), math.sin(b) - handle * math.cos(b))
            last = part == parts - 1
            self.path.cubicTo(one, two, to if last else on_ellipse(math.cos(b), math.sin(b)))
