"""A list in which several can be selected: X, Shift with J and K, clicks with Ctrl or Shift."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent

from workbench.ui.queue_model import ATTENTION
from workbench.ui.queue_view import QueueView


class MarkedList(QueueView):
    """`marked_changed` with how many are selected."""

    marked_changed = Signal(int)

    @property
    def marked(self) -> set[str]:
        return self.delegate.marked

    def chosen_ids(self) -> list[str]:
        """What a verb is about: all that are selected, else the one under the cursor."""
        if self.marked:
            return self.marked_ids()
        current = self.current_id()
        return [current] if current is not None else []

    def toggle(self) -> None:
        lead = self.current_id()
        if lead not in (None, ATTENTION):
            self.marked.symmetric_difference_update({lead})
            self._tell_marked()

    def mark_step(self, by: int) -> None:
        """Select the one under the cursor, go on, select that one too."""
        for lead in (self.current_id(), self._stepped(by)):
            if lead not in (None, ATTENTION):
                self.marked.add(lead)
        self._tell_marked()

    def marked_ids(self) -> list[str]:
        """Those that are selected and still in the list, in its order."""
        marked = self.marked
        return [lead for lead in self._model.ids if lead in marked] if marked else []

    def mark(self, how: str) -> None:
        """As the action of that name."""
        match how:
            case "select":
                self.toggle()
            case "select_down":
                self.mark_step(1)
            case "select_up":
                self.mark_step(-1)
            case "select_all":
                self.mark_all()

    def mark_all(self) -> None:
        self.marked.update(lead for lead in self._model.ids if lead != ATTENTION)
        self._tell_marked()

    def unmark(self) -> None:
        self.marked.clear()
        self._tell_marked()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        now = self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and before >= 0:
            first, last = sorted((before, now))
            self.marked.update(self._model.ids[first : last + 1])
            self._tell_marked()

    def _stepped(self, by: int) -> str | None:
        self.step(by)
        return self.current_id()

    def _tell_marked(self) -> None:
        self.viewport().update()
        self.marked_changed.emit(len(self.marked))
