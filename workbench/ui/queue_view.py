"""The list of leads: keys go to the window, a tick repaints the chips that changed, and no more."""

from collections.abc import Callable, Collection
from datetime import datetime

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QHideEvent,
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from workbench.desk.desk import Desk
from workbench.domain.tongue import tr
from workbench.ui.queue_delegate import QueueDelegate
from workbench.ui.queue_model import QueueModel
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.slim_bar import SlimBar
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.ui.viewport import give_viewport

AHEAD_MS = 10
"""After it was scrolled or a row went, what comes into sight next is made ready."""
_TO_THE_LIST = {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End}


class Ticker(QTimer):
    """Beats at the start of each second of the desk's clock; rests while its widget is hidden."""

    def __init__(self, now: Callable[[], datetime], widget: QWidget) -> None:
        super().__init__(widget)
        self._now = now
        self._widget = widget
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._align)
        widget.installEventFilter(self)

    def _align(self) -> None:
        window = self._widget.window()
        if self._widget.isVisible() and not window.isMinimized():
            self.start(1000 - self._now().microsecond // 1000)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Paint) and not self.isActive():
            self._align()
        elif event.type() == QEvent.Type.Hide:
            self.stop()
        return False


class QueueView(QListView):
    chosen = Signal(str)
    """The lead that the cursor came to."""
    opened = Signal(str)
    painted = Signal()
    """Just after rows came, went or were scrolled."""

    def __init__(
        self, desk: Desk, model: QueueModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._theme = theme
        self._model = model
        self.delegate = self.made_delegate(desk, model, theme)
        self._empty_words: tuple[str, ...] = ()
        """What stands there instead of rows, line by line."""
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(SlimBar(theme))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Queue"))
        self.verticalScrollBar().setSingleStep(theme.metrics.queue_row)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._restyle)
        self._pointer = QPersistentModelIndex()
        self._ticker = Ticker(desk.now, self)
        self._ticker.timeout.connect(self.tick)
        self._scrolled_by = 0
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD_MS)
        self._ahead.timeout.connect(self._look_ahead)

    def made_delegate(self, desk: Desk, model: QueueModel, theme: Theme) -> QueueDelegate:
        return QueueDelegate(desk, model, theme, self)

    def current_id(self) -> str | None:
        return self._model.id_at(self.currentIndex().row())

    def select(self, lead: str) -> bool:
        """Put the cursor on a lead, in view; False where it is not in this list."""
        place = self._model.place_of(lead)
        if place is None:
            return False
        index = self._model.index(place)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        return True

    def step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            place = min(max(self.currentIndex().row() + by, 0), count - 1)
            self.setCurrentIndex(self._model.index(place))

    def show_ids(
        self, ids: list[str], *, changed: Collection[str] | None = None, to: str | None = None
    ) -> None:
        """The row under the cursor stays where it is on the screen while others come and go.

        `changed`: the rows to be read anew, None for all. `to`: the lead that the cursor goes to.
        """
        lead, bar = self.current_id(), self.verticalScrollBar()
        top = self.visualRect(self.currentIndex()).top() if lead else 0
        was_at_top = bar.value() == 0 and top == 0
        self.blockSignals(True)
        self._model.show(ids, changed)
        self.executeDelayedItemsLayout()  # else a paint could come between, of rows that moved
        if to is not None:
            self.select(to)
        self.blockSignals(False)
        place = self._model.place_of(lead) if lead and to is None else None
        if place is not None and not was_at_top:
            moved = self.visualRect(self._model.index(place)).top() - top
            bar.setValue(bar.value() + moved)
        self._scrolled_by = 0
        self._ahead.start()
        if self.current_id() is None and ids:
            self.step(0)
        elif self.current_id() != lead:
            self._tell_current()

    @property
    def empty_words(self) -> tuple[str, ...]:
        """What stands there instead of rows."""
        return self._empty_words

    @empty_words.setter
    def empty_words(self, words: tuple[str, ...]) -> None:
        self._empty_words = words
        self.setAccessibleDescription(" ".join(words))

    def tick(self) -> None:
        """Repaint the chips in sight that say something else now."""
        delegate = self.delegate
        first = self.indexAt(QPoint(1, 1)).row()
        if first < 0:
            return
        last = self.indexAt(QPoint(1, self.viewport().height() - 1)).row()
        if last < 0:
            last = self._model.rowCount() - 1
        for place in range(first, last + 1):
            row = self._model.row(place)
            if row is not None and delegate.face(row) != delegate.faces.get(place):
                rect = self.visualRect(self._model.index(place))
                self.viewport().update(delegate.chip_rect(rect))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._scrolled_by = dy
        self._ahead.start()

    @property
    def is_unpainted(self) -> bool:
        """Whether rows are there that nobody saw yet."""
        return self._model.rowCount() > 0 and not self.delegate.faces

    def _look_ahead(self) -> None:
        """The page that comes next, if it goes on like this; if nothing scrolls, the row below."""
        if self.is_unpainted:
            return  # on a slow computer before the first paint, which shall not wait for it
        index = self.indexAt(QPoint(1, 1))
        row = self.visualRect(index).size()
        if index.isValid() and row.height() > 0:
            page = self.viewport().height() // row.height() + 1
            first = index.row() + (page if self._scrolled_by <= 0 else -page)
            end = first + 1 + (page if self._scrolled_by else 0)
            places = range(max(first, 0), min(end, self._model.rowCount()))
            self.delegate.paint_ahead(places, row, self.devicePixelRatioF())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if not self.signalsBlocked():
            self._tell_current()

    def viewportEvent(self, event: QEvent) -> bool:
        """Keeps the row that Qt holds for the one under the pointer."""
        if event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._pointer = QPersistentModelIndex()
        elif isinstance(event, QMouseEvent | QHoverEvent):
            self._pointer = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TO_THE_LIST:
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters are the window's, never a search by first letter

    def paintEvent(self, event: QPaintEvent) -> None:
        """All rows in one go: Qt would ask its delegate row by row, each time with all an option
        holds.
        """
        count = self._model.rowCount()
        if not count:
            self._paint_empty(event)
            return
        is_new = self._ahead.isActive() or self.is_unpainted
        if is_new:
            self.painted.emit()
        self._tell_delegate()
        first = self.visualRect(self._model.index(0))
        step = first.height()
        dirty = event.rect().translated(0, -first.y())
        places = range(max(dirty.top() // step, 0), min(dirty.bottom() // step + 1, count))
        self.delegate.paint_rows(QPainter(self.viewport()), first, places, event.region())
        if is_new:
            self._ahead.start()  # from here on: whatever it took to come here and to paint

    def _tell_delegate(self) -> None:
        self.delegate.cursor = self.currentIndex().row()
        self.delegate.pointer = self._pointer.row()
        self.delegate.has_focus = self.hasFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticker.stop()
        super().hideEvent(event)

    def _paint_empty(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), getattr(self._theme.palette, self.delegate.ground))
        top, step = self._theme.px(72), self._theme.fonts.line(Text.BODY)
        for number, words in enumerate(self._empty_words):
            strong = number == 0
            ink, weight = ("ink", 600) if strong else ("ink2", 400)
            run = Run(words, ink, weight=weight, gives=1)
            wide = min(runs_width(self._theme, (run,)), self.width() - 24)
            line = QRect((self.width() - wide) // 2, top + number * step, wide, step)
            paint_runs(painter, line, (run,), self._theme)

    def _open(self, index: QModelIndex) -> None:
        lead = self._model.id_at(index.row())
        if lead is not None:
            self.opened.emit(lead)

    def _tell_current(self) -> None:
        self.chosen.emit(self.current_id() or "")

    def _restyle(self) -> None:
        self.delegate.restyle()
        self.delegate.faces.clear()
        palette = self.palette()
        for role in (palette.ColorRole.Base, palette.ColorRole.Window):
            palette.setColor(role, getattr(self._theme.palette, self.delegate.ground))
        self.setPalette(palette)
        # Else Qt would ask for each row's index to learn that it is as high as the others.
        self.setGridSize(QSize(1, self.delegate.row_height))
        self.viewport().update()
