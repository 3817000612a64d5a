"""The notes of the lead at hand: on the disk within a fifth of a second of each key."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.domain.tongue import tr
from workbench.ui.entry import NotesField
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.story import GUTTER, paint_label
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

SAVE_WITHIN_MS = 150
_STICKS_OUT = 12


class Notes(QWidget):
    told_as = "Grouping"  # not a text

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._desk = desk
        self._theme = theme
        self._lead: str | None = None
        self._saved = ""
        self._failed = ""
        self.field = NotesField(theme, tr("Notes"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_gutter(GUTTER)
        # Started by the first key and not by each: a fast typist must not push it ahead.
        self._timer = QTimer(self, singleShot=True, interval=SAVE_WITHIN_MS)
        self._timer.timeout.connect(self.save)
        self.field.textChanged.connect(self._typed)
        self.field.focused.connect(self._focused)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_empty(self) -> bool:
        return not self.field.toPlainText().strip()

    def set_gutter(self, gutter: int) -> None:
        self._gutter = gutter
        self._row.setContentsMargins(self._theme.px(gutter) - _STICKS_OUT, 0, 0, 0)
        self.setAccessibleName(self._words())

    def show_lead(self, lead: str, draft: str) -> None:
        """What is being typed for the same lead stays."""
        if lead == self._lead and (self.field.hasFocus() or draft == self._saved):
            return
        self.save()
        self._lead, self._saved = lead, draft
        document = self.field.document()
        was_typed_in = document.isUndoAvailable() or document.isRedoAvailable()
        if was_typed_in or self.field.toPlainText() != draft:  # else it would paint the same
            self.field.setPlainText(draft)
        self._timer.stop()

    def save(self) -> None:
        text = self.field.toPlainText()
        self._timer.stop()
        if self._lead is None or text == self._saved:
            return
        try:
            self._desk.save_draft(self._lead, text)
        except NotSaved:
            self._failed = tr("NOT SAVED")
        else:
            self._saved, self._failed = text, ""
        self.setAccessibleName(self._words())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(event.rect(), theme.palette.canvas)
        box = self.field.geometry()
        paint_box(painter, box, RADIUS_BUTTON, theme.palette.canvas, theme.palette.field)
        if self.field.hasFocus():
            paint_focus_ring(painter, box, RADIUS_BUTTON, theme.palette.accent_text)
        line = QRect(0, theme.px(6), theme.px(self._gutter) - _STICKS_OUT, theme.px(18))
        paint_label(painter, line, tr("NOTES"), "notes", theme)
        line.translate(0, theme.px(20))
        words = self._words()
        ink, weight = ("ink", 600) if self._failed else ("ink3", 400)
        paint_runs(painter, line, (Run(words, ink, Text.TINY, weight, gives=1),), theme)

    def _restyle(self) -> None:
        key = self._theme.key("notes")
        self.field.setAccessibleDescription(tr("Key {key}", key=key) if key else "")
        self.update()

    def _words(self) -> str:
        """How it stands with what is typed."""
        usual = tr("saved as you type") if self._gutter >= GUTTER else tr("saved")
        return self._failed or usual

    def _focused(self, focused: bool) -> None:
        if not focused:
            self.save()
        self.update()

    def _typed(self) -> None:
        if not self._timer.isActive() and self.field.toPlainText() != self._saved:
            self._timer.start()
