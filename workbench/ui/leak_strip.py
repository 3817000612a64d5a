"""Leaks on one line: each class with its count; pressed, its leads stand in the list."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.desk.leading import Leak
from workbench.domain.tongue import tr
from workbench.ui.flow import Flow
from workbench.ui.pill import CountPill
from workbench.ui.runs import Run, paint_runs
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LABEL = 58


class LeakStrip(QWidget):
    """`chosen` with the name of a class, empty for none."""

    told_as = "Grouping"  # not a text
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.leaks: tuple[Leak, ...] = ()
        self.current = ""
        self._pills: dict[str, CountPill] = {}
        self._flow = Flow(theme)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._flow)
        self.setAccessibleName(tr("LEAKS").capitalize())
        theme.changed.connect(self._indent)
        self._indent()

    @property
    def shown(self) -> Leak | None:
        return next((leak for leak in self.leaks if leak.name == self.current), None)

    def show_leaks(self, leaks: Sequence[Leak]) -> None:
        if tuple(leaks) == self.leaks:
            return
        same = [leak.name for leak in leaks] == list(self._pills)
        self.leaks = tuple(leaks)
        if not same:
            self._pills = {leak.name: self._pill(leak) for leak in leaks}
            self._flow.offer(list(self._pills.values()))
        for leak in leaks:
            self._pills[leak.name].show_count(leak.n)
        self._check()

    def choose(self, name: str) -> None:
        self.current = name
        self._check()
        self.chosen.emit(name)

    def step(self) -> None:
        """To the next class that has some; behind the last one to none."""
        names = [leak.name for leak in self.leaks]
        start = names.index(self.current) + 1 if self.current in names else 0
        later = (leak.name for leak in self.leaks[start:] if leak.n)
        self.choose(next(later, ""))

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = QRect(0, 0, self._theme.px(_LABEL), self._theme.metrics.pill)
        label = Run(tr("LEAKS"), "ink3", Text.LABEL, 600)
        paint_runs(QPainter(self), line, (label,), self._theme)

    def _indent(self) -> None:
        self._row.setContentsMargins(self._theme.px(_LABEL), 0, 0, 0)

    def _pill(self, leak: Leak) -> CountPill:
        pill = CountPill(self._theme, leak.label, leak.n)
        pill.setAccessibleDescription(leak.definition)
        pill.clicked.connect(lambda: self.choose("" if self.current == leak.name else leak.name))
        return pill

    def _check(self) -> None:
        for name, pill in self._pills.items():
            pill.setChecked(name == self.current)
