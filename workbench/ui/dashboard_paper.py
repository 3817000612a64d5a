"""The dashboard on A4, in greys: a title, the days, all panels, and what each number means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QMarginsF, QPointF, QRect
from PySide6.QtGui import (
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
)
from PySide6.QtPrintSupport import QPrinter

from workbench.desk.marks import Panel
from workbench.domain.tongue import tr
from workbench.ui.aside_theme import AsideTheme, greys
from workbench.ui.chart_view import paint_panel, panel_height
from workbench.ui.runs import Run, paint_runs, paragraph, paragraph_height
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

DPI = 96
_MARGIN_MM = 15
_APART, _LINES_APART = 24, 6
_HEAD = 84
_FOOT = 24


class Paragraph(NamedTuple):
    """`label`: what it is about, in bold before the words."""

    words: str
    label: str = ""
    is_heading: bool = False

    def laid_out(self, theme: Theme, width: int) -> QTextLayout:
        label = f"{self.label}: " if self.label else ""
        weight = 600 if self.is_heading else 400
        text = f"{label}{self.words}"
        return paragraph(text, Text.SMALL, weight, width, theme.fonts, len(label))


Part: TypeAlias = Panel | Paragraph


class Sheet(NamedTuple):
    """What is printed: `title` whose numbers, `days` which, `basis` what they are counted from."""

    title: str
    days: str
    basis: str
    panels: tuple[Panel, ...]


def write_pdf(path: str, sheet: Sheet) -> bool:
    """Whether the file could be written."""
    writer = QPdfWriter(path)
    writer.setResolution(DPI)
    writer.setTitle(f"{sheet.title}, {sheet.days}")
    writer.setCreator("Workbench")  # not a text
    return draw(writer, sheet)


def print_on(printer: QPrinter, sheet: Sheet) -> bool:
    printer.setResolution(DPI)
    return draw(printer, sheet)


def draw(device: QPagedPaintDevice, sheet: Sheet) -> bool:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(device):
        return False
    theme = AsideTheme(greys(), 1.0)
    page = QRect(0, 0, painter.window().width(), painter.window().height())
    all_sides = list(sides(theme, sheet, page))
    for number, side in enumerate(all_sides):
        if number:
            device.newPage()
        _paint_head(painter, theme, sheet, page)
        for part, place in side:
            _paint_part(painter, theme, part, place)
        _paint_foot(painter, theme, page, sheet.basis, f"{number + 1} / {len(all_sides)}")
    return painter.end()


def sides(theme: Theme, sheet: Sheet, page: QRect) -> Iterator[list[tuple[Part, QRect]]]:
    """What stands on each page, and where."""
    side: list[tuple[Part, QRect]] = []
    top = page.y() + _HEAD
    told = [panel for panel in sheet.panels if panel.marks]
    parts: list[Part] = [*told, *_without_marks(sheet.panels), *_meanings(told)]
    heights = [_height(theme, part, page.width()) for part in parts]
    for part, high, follows in zip(parts, heights, [*heights[1:], 0], strict=True):
        is_heading = isinstance(part, Paragraph) and part.is_heading
        needs = high + _LINES_APART + follows if is_heading else high  # it never stands alone
        if side and top + needs > page.bottom() - _FOOT:
            yield side
            side, top = [], page.y() + _HEAD
        side.append((part, QRect(page.x(), top, page.width(), high)))
        top += high + (_APART if isinstance(part, Panel) else _LINES_APART)
    yield side


def _without_marks(panels: Sequence[Panel]) -> Iterator[Paragraph]:
    """That there is nothing to draw is told, too."""
    for panel in panels:
        if panel.said and not panel.marks:
            yield Paragraph(panel.said, panel.title)


def _meanings(panels: Sequence[Panel]) -> Iterator[Paragraph]:
    """Each definition once, with what it is the definition of."""
    yield Paragraph(tr("What the numbers mean"), is_heading=True)
    told: dict[str, list[str]] = {}
    for panel in panels:
        for mark in panel.marks:
            about = mark.label if panel.kind in ("tiles", "goals") else panel.title
            if panel.name == "funnel" or mark.leak:
                about = f"{panel.title}, {mark.label}"
            labels = told.setdefault(mark.meant, [])
            labels += [] if about in labels else [about]
    for meant, labels in told.items():
        yield Paragraph(meant, "; ".join(labels))
    yield Paragraph(tr("of so few that chance alone moves the number by much."), tr("(few)"))


def _height(theme: Theme, part: Part, width: int) -> int:
    if isinstance(part, Panel):
        return panel_height(theme, part, width)
    return paragraph_height(part.laid_out(theme, width), Text.SMALL, theme.fonts)


def _paint_part(painter: QPainter, theme: Theme, part: Part, place: QRect) -> None:
    if isinstance(part, Panel):
        painter.fillRect(place.x(), place.y() - _APART // 2, place.width(), 1, theme.palette.line2)
        paint_panel(painter, theme, part, place)
        return
    painter.setPen(theme.palette.ink)
    part.laid_out(theme, place.width()).draw(painter, QPointF(place.topLeft()))


def _paint_head(painter: QPainter, theme: Theme, sheet: Sheet, page: QRect) -> None:
    title = QRect(page.x(), page.y(), page.width(), 32)
    paint_runs(painter, title, (Run(sheet.title, style=Text.TITLE, weight=600, gives=1),), theme)
    days = QRect(page.x(), title.bottom() + 1, page.width(), 22)
    paint_runs(painter, days, (Run(sheet.days, "ink2", gives=1),), theme)


def _paint_foot(painter: QPainter, theme: Theme, page: QRect, basis: str, number: str) -> None:
    line = QRect(page.x(), page.bottom() - 18, page.width(), 18)
    paint_runs(painter, line, (Run(number, "ink2", Text.SMALL),), theme, right=True)
    room = line.adjusted(0, 0, -60, 0)
    paint_runs(painter, room, (Run(basis, "ink2", Text.SMALL, gives=1),), theme)
