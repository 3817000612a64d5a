"""The columns of a list mode: the list, and the card with its dock under it or beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme


class Columns(QHBoxLayout):
    def __init__(self, owner: QWidget, queue: QWidget, pages: QWidget, theme: Theme) -> None:
        super().__init__(owner)
        self._queue_line = Hairline(theme, Qt.Orientation.Vertical)
        self._dock_line = Hairline(theme, Qt.Orientation.Vertical)
        self._folded_line = Hairline(theme)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(pages, 1)
        self._middle.addWidget(self._folded_line)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.addWidget(queue)
        self.addWidget(self._queue_line)
        self.addLayout(self._middle, 1)
        self.addWidget(self._dock_line)

    def add_dock(self, dock: QWidget, *, folded: bool) -> None:
        """Under the card where it is folded, else beside it."""
        (self._middle if folded else self).addWidget(dock)

    def fold(self, folds: bool, *, with_queue: bool) -> None:
        self._queue_line.setVisible(with_queue)
        self._dock_line.setVisible(not folds)
        self._folded_line.setVisible(folds)
