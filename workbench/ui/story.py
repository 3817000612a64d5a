"""Sections of the card: a label in the gutter, what it is about on one left edge beside it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.icons import paint_icon
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.runs import Run, paint_runs, paragraph, paragraph_height, runs_width, spoken
from workbench.ui.shape import paint_box
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

GUTTER = 116
GUTTER_COMPACT = 96
_BETWEEN = 20
_ICON_X = 54
_AFTER_TIME = 8
_ICON_ROOM = 26
_ABOUT = 80
"""Where the text stands beside what it is about, as the values of a form beside their names."""
_ABOVE = 6
_BAR_ROW = 12
_BAR = 6


class Line(NamedTuple):
    """Pieces on one line; with `time` or `icon` it stands in the columns of a timeline.

    `end` names an icon at the right edge.
    """

    runs: tuple[Run, ...]
    time: str = ""
    icon: str = ""
    end: str = ""


class Words(NamedTuple):
    """Wrapped text, as it came."""

    text: str
    ink: str = "ink"
    style: Text = Text.BODY
    in_timeline: bool = False


class Told(NamedTuple):
    """Wrapped text beside the word that says what it is about; without one, more of the same."""

    about: str
    text: str


class Bar(NamedTuple):
    """How full it is before something, and what that adds; parts of the whole width. The line
    beneath says both in words.
    """

    before: float
    added: float


Item: TypeAlias = Line | Words | Told | Bar


class Section(NamedTuple):
    label: str
    content: tuple[Item, ...]
    action: str = ""
    """Whose key stands beside the label."""
    note: str = ""


class Story(QWidget):
    told_as = "StaticText"

    def __init__(
        self,
        theme: Theme,
        *,
        between: int = _BETWEEN,
        ground: str = "canvas",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._between = between
        self._ground = ground
        self._sections: tuple[Section, ...] = ()
        self.gutter = GUTTER
        self.icon_x = 0
        """Where the icons of a timeline stand: behind the longest time."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._measure)

    def tell(self, sections: Sequence[Section]) -> None:
        if tuple(sections) != self._sections:
            self._sections = tuple(sections)
            self.setAccessibleName(". ".join(_spoken(section) for section in sections))
            self._measure()

    def section_top(self, label: str) -> int | None:
        tops = (top for top, section in self._tops() if section.label == label)
        return next(tops, None)

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def tip_at(self, place: QPoint) -> str:
        """All of a line that has no room for its words; empty for one that shows them."""
        for item, rect in self._places():
            if rect.contains(place) and isinstance(item, Line):
                inset = self._words_x if item.icon else 0
                fits = runs_width(self._theme, item.runs) <= rect.width() - inset
                return "" if fits else spoken(item.runs)
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), getattr(self._theme.palette, self._ground))
        for top, section in self._tops():
            self._paint_label(painter, section, top)
        for item, rect in self._places():
            if rect.y() < event.rect().bottom() and rect.bottom() >= event.rect().top():
                self._paint_item(painter, item, rect)

    def _places(self) -> Iterator[tuple[Item, QRect]]:
        x = self._theme.px(self.gutter)
        for top, section in self._tops():
            y = top
            for item in section.content:
                height = self._height_of(item)
                yield item, QRect(x, y, self.width() - x, height)
                y += height

    def _tops(self) -> list[tuple[int, Section]]:
        tops, y = [], 0
        for section in self._sections:
            tops.append((y, section))
            y += self._section_height(section) + self._theme.px(self._between)
        return tops

    def _measure(self) -> None:
        items = (item for section in self._sections for item in section.content)
        times = {item.time for item in items if isinstance(item, Line) and item.icon}
        widest = max((runs_width(self._theme, (_time(time),)) for time in times), default=0)
        self.icon_x = max(self._theme.px(_ICON_X), widest + self._theme.px(_AFTER_TIME))
        total = sum(self._section_height(section) for section in self._sections)
        total += max(len(self._sections) - 1, 0) * self._theme.px(self._between)
        self.setFixedHeight(max(total, 0))
        self.update()

    def _section_height(self, section: Section) -> int:
        least = self._theme.px(38 if section.note else 20)
        return max(sum(self._height_of(item) for item in section.content), least)

    def _height_of(self, item: Item) -> int:
        theme = self._theme
        if isinstance(item, Bar):
            return theme.px(_BAR_ROW)
        if isinstance(item, Line):
            return theme.metrics.timeline_row if item.icon else theme.px(23)
        if isinstance(item, Told):
            width = self.width() - theme.px(self.gutter + _ABOUT)
            layout = paragraph(item.text, _style(item), 400, width, theme.fonts)
            above = theme.px(_ABOVE) if item.about else 0
            return paragraph_height(layout, _style(item), theme.fonts) + above
        width = self.width() - theme.px(self.gutter) - self._inset(item)
        layout = paragraph(item.text, item.style, 400, width, theme.fonts)
        return paragraph_height(layout, item.style, theme.fonts) + theme.px(3)

    def _inset(self, item: Line | Words) -> int:
        return self._words_x if isinstance(item, Words) and item.in_timeline else 0

    @property
    def _words_x(self) -> int:
        return self.icon_x + self._theme.px(_ICON_ROOM)

    def _paint_label(self, painter: QPainter, section: Section, top: int) -> None:
        theme = self._theme
        line = QRect(0, top, theme.px(self.gutter), theme.px(21))
        paint_label(painter, line, section.label, section.action, theme)
        if section.note:
            line.translate(0, theme.px(20))
            paint_runs(
                painter, line, (Run(section.note, ink="ink3", style=Text.SMALL, gives=1),), theme
            )

    def _paint_item(self, painter: QPainter, item: Item, rect: QRect) -> None:
        theme = self._theme
        if isinstance(item, Told):
            self._paint_told(painter, item, rect)
            return
        if isinstance(item, Bar):
            paint_bar(painter, item, rect, theme)
            return
        if isinstance(item, Words):
            rect.adjust(self._inset(item), 0, 0, 0)
            painter.setPen(getattr(theme.palette, item.ink))
            layout = paragraph(item.text, item.style, 400, rect.width(), theme.fonts)
            layout.draw(painter, QPointF(rect.topLeft()))
            return
        if item.icon:
            paint_runs(painter, rect, (_time(item.time),), theme)
            side = theme.metrics.icon
            y = rect.y() + (rect.height() - side) // 2
            place = QRect(rect.x() + self.icon_x, y, side, side)
            paint_icon(painter, place, item.icon, theme.palette.ink2)
            rect.adjust(self._words_x, 0, 0, 0)
        if item.end:
            side = theme.metrics.icon
            y = rect.y() + (rect.height() - side) // 2
            place = QRect(rect.right() + 1 - side, y, side, side)
            paint_icon(painter, place, item.end, theme.palette.ink3)
            rect.adjust(0, 0, -side - theme.px(8), 0)
        paint_runs(painter, rect, item.runs, theme)

    def _paint_told(self, painter: QPainter, item: Told, rect: QRect) -> None:
        theme, style = self._theme, _style(item)
        if item.about:
            rect.adjust(0, theme.px(_ABOVE), 0, 0)
            line = QRect(rect.x(), rect.y(), theme.px(_ABOUT), theme.fonts.line(style))
            paint_runs(painter, line, (Run(item.about, ink="ink2"),), theme)
        rect.adjust(theme.px(_ABOUT), 0, 0, 0)
        painter.setPen(theme.palette.ink if item.about else theme.palette.ink2)
        layout = paragraph(item.text, style, 400, rect.width(), theme.fonts)
        layout.draw(painter, QPointF(rect.topLeft()))


def _time(time: str) -> Run:
    return Run(time, ink="ink3", style=Text.SMALL, tabular=True)


def _style(item: Told) -> Text:
    return Text.BODY if item.about else Text.SMALL


def _spoken(section: Section) -> str:
    said = ". ".join(filter(None, map(_said, section.content)))
    return f"{section.label.capitalize()}: {said}" if section.label else said


def _said(item: Item) -> str:
    match item:
        case Words():
            return item.text
        case Told():
            return f"{item.about}: {item.text}" if item.about else item.text
        case Line():
            return f"{item.time} {spoken(item.runs)}".strip()
        case Bar():
            return ""


def paint_bar(painter: QPainter, bar: Bar, rect: QRect, theme: Theme) -> None:
    """What there was before in grey, what is added in the accent behind it."""
    height = theme.px(_BAR)
    ground = QRect(rect.x(), rect.center().y() - height // 2, rect.width(), height)
    paint_box(painter, ground, _BAR / 2, theme.palette.track)
    before, after = (round(rect.width() * part) for part in (bar.before, bar.before + bar.added))
    for left, right, ink in ((before, after, "accent_text"), (0, before, "ink2")):
        if right > left:
            part = ground.adjusted(max(left - height, 0), 0, right - rect.width(), 0)
            paint_box(painter, part, _BAR / 2, getattr(theme.palette, ink))


def paint_label(painter: QPainter, line: QRect, words: str, action: str, theme: Theme) -> None:
    """A name in the gutter, and the action's key beside it, which the name gives way to."""
    gap, key = theme.px(8), theme.key(action)
    taken = gap + (keycap_width(theme, key, small=True) + gap if key else 0)
    label = Run(words, ink="ink3", style=Text.LABEL, weight=600, gives=1)
    end = paint_runs(painter, line.adjusted(0, 0, -taken, 0), (label,), theme)
    if key:
        y = line.y() + (line.height() - theme.metrics.keycap_small) // 2
        paint_keycap(painter, QPoint(end + gap, y), key, theme, small=True)
