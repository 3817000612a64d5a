"""Now, Mine, Later, All: the queue's views with how many leads each holds."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from workbench.desk.views import View
from workbench.domain.tongue import mark, tr
from workbench.ui.button import PaintedButton
from workbench.ui.shape import paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

NAMES: dict[View, str] = {
    "now": mark("Now"), "mine": mark("Mine"), "later": mark("Later"), "all": mark("All"),
}  # fmt: skip
_GOES: dict[View, str] = {
    "now": "go_queue", "mine": "go_mine", "later": "go_later", "all": "go_all",
}  # fmt: skip
_GAP = 6
_UNDERLINE = 2
_THOUSANDS = 10_000
"""From here on the tab tells thousands; the exact number is read aloud."""
_APART, _CLOSEST = 22, 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class QueueTab(PaintedButton):
    def __init__(self, theme: Theme, words: str, *, action: str = "") -> None:
        super().__init__(theme, words, action=action)
        self.setCheckable(True)
        self._count = ""

    def show_count(self, count: int) -> None:
        text = f"{count:,}".replace(",", "\u202f") if count < _THOUSANDS else f"{count // 1000}k"
        if text != self._count:
            self._count = text
            self.setAccessibleName(f"{self._words}, {count}")
            self._restyle()

    def sizeHint(self) -> QSize:
        fonts = self._theme.fonts
        width = fonts.metrics(Text.BODY, 600).horizontalAdvance(self._words)
        width += fonts.metrics(Text.SMALL, tabular=True).horizontalAdvance(self._count)
        return QSize(width + self._theme.px(_GAP), self._theme.metrics.queue_tabs)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        on = self.isChecked()
        painter.setFont(theme.fonts.font(Text.BODY, 600 if on else 500))
        painter.setPen(theme.palette.ink if on or self.underMouse() else theme.palette.ink2)
        painter.drawText(self.rect(), _LEFT, self._words)
        metrics = theme.fonts.metrics(Text.BODY, 600 if on else 500)
        x = metrics.horizontalAdvance(self._words) + theme.px(_GAP)
        painter.setFont(theme.fonts.font(Text.SMALL, tabular=True))
        painter.setPen(theme.palette.ink3)
        painter.drawText(QRect(x, 0, self.width() - x, self.height()), _LEFT, self._count)
        if on:
            line = QRect(0, self.height() - _UNDERLINE, self.width(), _UNDERLINE)
            painter.fillRect(line, theme.palette.accent_text)
        if self.hasFocus():
            around = self.rect().adjusted(0, 8, 0, -8)
            paint_focus_ring(painter, around, 4, theme.palette.accent_text)


class QueueTabs(QWidget):
    told_as = "Grouping"  # not a text
    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: dict[View, QueueTab] = {}
        group = QButtonGroup(self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(_APART)
        for view, words in NAMES.items():
            tab = self._tabs[view] = QueueTab(theme, tr(words), action=_GOES[view])
            group.addButton(tab)
            row.addWidget(tab)
        group.buttonClicked.connect(self._tell)
        row.addStretch()
        self.setAccessibleName(tr("Queue"))
        self.show_view("now")

    def show_view(self, view: View) -> None:
        self._tabs[view].setChecked(True)

    def show_counts(self, counts: Mapping[View, int]) -> None:
        for view, count in counts.items():
            self._tabs[view].show_count(count)
        self._part()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._part()

    def _part(self) -> None:
        """Tabs stand closer where their counts need the room."""
        row = self._row
        margins = row.contentsMargins()
        wide = sum(tab.sizeHint().width() for tab in self._tabs.values())
        left = self.width() - margins.left() - margins.right() - wide
        # The stretch at the end has a gap before it too.
        row.setSpacing(min(max(left // len(self._tabs), _CLOSEST), _APART))

    def _tell(self, pressed: QueueTab) -> None:
        self.chosen.emit(next(view for view, tab in self._tabs.items() if tab is pressed))
