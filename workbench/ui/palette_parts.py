"""The palette's field, and its foot that teaches keys."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.domain.tongue import tr
from workbench.ui.entry import Entry
from workbench.ui.icons import paint_icon
from workbench.ui.keyboard import ENTER, ESC
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.runs import Run, paint_runs, runs_width, spoken
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class PaletteFoot(QWidget):
    """Teaches the key of the chosen row, with how often it was run from here."""

    told_as = "StaticText"

    def __init__(self, theme: Theme, does: str = "") -> None:
        """`does` is what Enter does, where it is not to run something."""
        super().__init__()
        self._theme = theme
        self._ends = ((tr("close"), ESC), (does or tr("run"), ENTER))
        self.teach("", ())

    def teach(self, words: str, keys: tuple[str, ...]) -> None:
        self._said = (words, keys)
        ends = (f"{key} {said}" for said, key in reversed(self._ends))
        self.setAccessibleName(", ".join(filter(None, (" ".join((words, *keys)).strip(), *ends))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(34))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        inside = self.rect().adjusted(theme.px(20), 0, -theme.px(20), 0)
        words, keys = self._said
        x = paint_runs(painter, inside, (Run(words, "ink2", Text.SMALL),), theme)
        y = (self.height() - theme.metrics.keycap) // 2
        for key in keys:
            x += theme.px(6)
            x += paint_keycap(painter, QPoint(x, y), key, theme)
        right = inside.right()
        for said, key in self._ends:
            run = Run(said, "ink2", Text.SMALL)
            width = theme.fonts.metrics(Text.SMALL).horizontalAdvance(said)
            paint_runs(painter, QRect(right - width, 0, width, self.height()), (run,), theme)
            right -= width + theme.px(7) + keycap_width(theme, key)
            paint_keycap(painter, QPoint(right, y), key, theme)
            right -= theme.px(14)


class PaletteEntry(Entry):
    """As a field, but without a frame of its own; at its right whom the commands are about."""

    _about: tuple[Run, ...] = ()

    def tell(self, name: str, state: str) -> None:
        self._about = tuple(
            Run(text, ink, Text.SMALL, tabular=True, gives=1)
            for text, ink in ((name, "ink2"), (state, "ink3")) if text
        )  # fmt: skip
        self.setAccessibleDescription(spoken(self._about))
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self._theme.metrics.icon
        place = QRect(self._theme.px(20), (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "search", self._theme.palette.ink2)
        right = self.rect().adjusted(0, 0, -self._theme.px(20), 0)
        right.setLeft(right.right() - self._room())
        paint_runs(painter, right, self._about, self._theme, right=True)
        painter.end()
        QLineEdit.paintEvent(self, event)

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFont(self._theme.fonts.font(Text.HEADING, 400))
        right = self._room() + self._theme.px(32) if self._about else self._theme.px(12)
        self.setTextMargins(self._theme.px(46), 0, right, 0)
        self.setFixedHeight(self._theme.metrics.palette_input)

    def _room(self) -> int:
        """Two fifths at most: what is typed comes first."""
        return min(runs_width(self._theme, self._about), self.width() * 2 // 5)
