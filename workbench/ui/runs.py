"""Pieces of text on one line, painted as plain text: what gives way first is elided first."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from workbench.ui.icons import paint_icon
from workbench.ui.theme import Theme
from workbench.ui.typeface import Fonts, Text

_ELLIPSIS_ROOM = 24
_REMEMBERED = 512
"""How many texts and lines are remembered: some screens of them, for each lead brings its own."""


class Run(NamedTuple):
    """`gives`: 0 never; of the others the greatest is elided first, and goes when it is too short.

    `gap` px stand before it. `icon` is drawn in place of words.
    """

    text: str
    ink: str = "ink"
    style: Text = Text.BODY
    weight: int = 400
    tabular: bool = False
    gives: int = 0
    gap: float = 8
    icon: str = ""
    struck: bool = False
    marked: bool = False


def runs_width(theme: Theme, runs: Sequence[Run]) -> int:
    return sum(_width(theme, run) + (theme.px(run.gap) if i else 0) for i, run in enumerate(runs))


def spoken(runs: Sequence[Run]) -> str:
    """What a screen reader says of a line."""
    return ", ".join(said for run in runs if (said := run.text.strip(" ·")))


def paint_runs(
    painter: QPainter, rect: QRect, runs: Sequence[Run], theme: Theme, *, right: bool = False
) -> int:
    """Paints on one baseline in the middle of `rect`; returns the x where it ends."""
    shown = _fitted(theme, tuple(runs), rect.width())
    x = rect.x()
    if right:
        x = rect.right() + 1 - sum(w + (theme.px(r.gap) if i else 0) for i, (r, _, w) in
                                   enumerate(shown))  # fmt: skip
    leading = max((run.style for run, _, _ in shown), key=lambda s: s.value.px, default=Text.BODY)
    metrics = theme.fonts.metrics(leading)
    baseline = rect.y() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
    for index, (run, text, width) in enumerate(shown):
        if index:
            x += theme.px(run.gap)
        ink = getattr(theme.palette, run.ink)
        if run.icon:
            side = theme.metrics.icon
            top = rect.y() + (rect.height() - side) // 2
            paint_icon(painter, QRect(x, top, side, side), run.icon, ink)
        else:
            painter.setFont(theme.fonts.font(run.style, run.weight, tabular=run.tabular))
            painter.setPen(ink)
            painter.drawText(QPointF(x, baseline), text)
            if run.struck:
                painter.fillRect(x, baseline - metrics.ascent() // 3, width, 1, ink)
            if run.marked:
                painter.fillRect(x, baseline + 3, width, 2, theme.palette.accent_text)
        x += width
    return x


@lru_cache(maxsize=_REMEMBERED)
def elided(text: str, style: Text, width: int, fonts: Fonts) -> str:
    return fonts.metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _width(theme: Theme, run: Run) -> int:
    if run.icon:
        return theme.metrics.icon
    return _advance(run.text, run.style, run.weight, run.tabular, theme.fonts)


@lru_cache(maxsize=_REMEMBERED)
def _advance(text: str, style: Text, weight: int, tabular: bool, fonts: Fonts) -> int:
    return fonts.metrics(style, weight, tabular=tabular).horizontalAdvance(text)


def _fitted(theme: Theme, runs: tuple[Run, ...], room: int) -> list[tuple[Run, str, int]]:
    return list(_fitted_cached(runs, room, theme.fonts, theme.text_scale, theme.metrics.icon))


@lru_cache(maxsize=_REMEMBERED)
def _fitted_cached(
    runs: tuple[Run, ...], room: int, fonts: Fonts, scale: float, icon: int
) -> tuple[tuple[Run, str, int], ...]:
    widths = [
        icon if run.icon else _advance(run.text, run.style, run.weight, run.tabular, fonts)
        for run in runs
    ]
    gaps = [0, *(round(run.gap * scale) for run in runs[1:])]
    texts = [run.text for run in runs]
    gone: set[int] = set()
    over = sum(widths) + sum(gaps) - room
    for index in sorted(
        (i for i, run in enumerate(runs) if run.gives), key=lambda i: -runs[i].gives
    ):
        if over <= 0:
            break
        target = widths[index] - over
        if target < _ELLIPSIS_ROOM * scale:
            of_it = (index - 1, index) if index and runs[index - 1].icon else (index,)
            gone.update(of_it)  # an icon never stands alone
            over -= sum(widths[one] + gaps[one] for one in of_it)
            continue
        run = runs[index]
        metrics = fonts.metrics(run.style, run.weight, tabular=run.tabular)
        texts[index] = metrics.elidedText(texts[index], Qt.TextElideMode.ElideRight, target)
        short = metrics.horizontalAdvance(texts[index])
        over -= widths[index] - short
        widths[index] = short
    return tuple((run, texts[i], widths[i]) for i, run in enumerate(runs) if i not in gone)


@lru_cache(maxsize=512)
def paragraph(
    text: str, style: Text, weight: int, width: int, fonts: Fonts, bold: int = 0
) -> QTextLayout:
    """Wrapped words of outside text, laid out on the style's own line height; `bold`: so many
    characters of the beginning are.
    """
    layout = QTextLayout(text.replace("\n", "\u2028"), fonts.font(style, weight))
    if bold:
        first = QTextLayout.FormatRange()
        first.start, first.length = 0, bold
        first.format.setFont(fonts.font(style, 600))
        layout.setFormats([first])
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    metrics, step = fonts.metrics(style, weight), fonts.line(style)
    layout.beginLayout()
    top = (step - metrics.height()) / 2
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, top))
        top += step
    layout.endLayout()
    return layout


def paragraph_height(layout: QTextLayout, style: Text, fonts: Fonts) -> int:
    return layout.lineCount() * fonts.line(style)
