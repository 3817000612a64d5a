"""Work against the people there, by weekday and hour; and how many are reached under which load.

Values are written on the marks, what is short is hatched: it reads the same without colours.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.desk.capacity import BLOCK_HOURS, Block, Carried
from workbench.domain.calendar import SHORT_DAYS
from workbench.domain.tongue import tr
from workbench.ui.chart_strokes import paint_hatched
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_DAY_WIDTH = 52
_ROW = 40
_HEAD = 24
_BAR = 10
_STEPS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class WeekChart(QWidget):
    """`chosen` with the sentence of the block under the cursor."""

    told_as = "Chart"  # not a text
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._blocks: dict[tuple[int, int], Block] = {}
        self._hours: list[int] = []
        self._days: list[int] = []
        self._cursor = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Work and people by weekday and hour"))
        theme.changed.connect(self.updateGeometry)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Hours and days at which nobody works and nothing comes up are left out."""
        live = [block for block in blocks if not block.is_quiet]
        hours, days = {block.hour for block in live}, {block.weekday for block in live}
        self._hours = list(range(min(hours), max(hours) + 1, BLOCK_HOURS)) if hours else []
        self._days = sorted(days)
        self._blocks = {(block.weekday, block.hour): block for block in blocks}
        worst = max(live, key=lambda block: (block.short_min, block.missed), default=None)
        self._cursor = (0, 0)
        if worst is not None:
            self._cursor = (self._days.index(worst.weekday), self._hours.index(worst.hour))
        self.updateGeometry()
        self._tell()

    def move_cursor(self, down: int, right: int) -> None:
        row, column = self._cursor
        self._cursor = (min(max(row + down, 0), max(len(self._days) - 1, 0)),
                        min(max(column + right, 0), max(len(self._hours) - 1, 0)))  # fmt: skip
        self._tell()

    def step(self, by: int) -> None:
        """Along the row, and on to the next day at its end."""
        row, column = self._cursor
        if 0 <= column + by < len(self._hours):
            self.move_cursor(0, by)
        elif 0 <= row + by < len(self._days):
            self.move_cursor(by, -by * len(self._hours))

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(_HEAD + len(self._days) * _ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
        else:
            self.move_cursor(*step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for row in range(len(self._days)):
            for column in range(len(self._hours)):
                if self._cell(row, column).contains(event.position().toPoint()):
                    self._cursor = (row, column)
                    self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(event.rect(), theme.palette.canvas)
        for column, hour in enumerate(self._hours):
            cell = self._cell(0, column)
            head = QRect(cell.x(), 0, cell.width(), theme.px(_HEAD))
            words = f"{hour}–{hour + BLOCK_HOURS}"
            paint_runs(painter, head, (Run(words, "ink2", Text.SMALL, tabular=True),), theme)
        for row, day in enumerate(self._days):
            first = self._cell(row, 0)
            room = QRect(0, first.y(), theme.px(_DAY_WIDTH) - theme.px(6), first.height())
            paint_runs(painter, room, (Run(tr(SHORT_DAYS[day]), "ink2", Text.SMALL),), theme)
            for column, hour in enumerate(self._hours):
                self._paint_block(painter, self._cell(row, column), self._blocks.get((day, hour)))
        if self._days and self._hours and self.hasFocus():
            around = self._cell(*self._cursor).adjusted(-2, -1, 2, 1)
            paint_focus_ring(painter, around, RADIUS_KEYCAP, theme.palette.accent_text)

    def _paint_block(self, painter: QPainter, cell: QRect, block: Block | None) -> None:
        theme, palette = self._theme, self._theme.palette
        words = QRect(cell.x(), cell.y(), cell.width(), cell.height() - theme.px(_BAR + 6))
        bar = QRect(cell.x(), cell.bottom() - theme.px(_BAR + 4), cell.width(), theme.px(_BAR))
        if block is None or block.is_quiet:
            paint_runs(painter, words, (Run("–", "ink3"),), theme)
            return
        if block.is_short:
            short = Run(f"−{block.short_min:,.0f}", weight=700, tabular=True)
            missed = Run(tr("{n} missed", n=round(block.missed)), "ink2", Text.SMALL, gap=6)
            fits = runs_width(theme, (short, missed)) <= words.width()
            paint_runs(painter, words, (short, missed) if fits else (short,), theme)
            paint_hatched(painter, theme, bar, 2, palette.ink, 1.5)
            return
        needed = Run(f"{block.needed_min:,.0f}", weight=500, tabular=True)
        of = Run(f"/ {block.staffed_min:,.0f}", "ink3", Text.SMALL, tabular=True, gives=1, gap=4)
        paint_runs(painter, words, (needed, of), theme)
        paint_box(painter, bar, 2, palette.track)
        share = min(block.needed_min / block.staffed_min, 1.0) if block.staffed_min else 0.0
        if share > 0:
            bar.setWidth(max(round(bar.width() * share), 2))
            paint_box(painter, bar, 2, palette.chart_mid)

    def _cell(self, row: int, column: int) -> QRect:
        theme = self._theme
        left = theme.px(_DAY_WIDTH)
        wide = (self.width() - left) // max(len(self._hours), 1)
        top = theme.px(_HEAD) + row * theme.px(_ROW)
        return QRect(left + column * wide, top, wide - theme.px(10), theme.px(_ROW))

    def _tell(self) -> None:
        row, column = self._cursor
        said = ""
        if self._days and self._hours:
            block = self._blocks.get((self._days[row], self._hours[column]))
            said = block.says if block else ""
        self.setAccessibleDescription(said)
        self.update()
        self.chosen.emit(said)


class LoadChart(QWidget):
    """A bar for each load, as long as the share that was reached under it."""

    told_as = "Chart"  # not a text

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._loads: tuple[Carried, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_loads(self, loads: Sequence[Carried]) -> None:
        self._loads = tuple(loads)
        self.setAccessibleName(". ".join(load.says for load in loads))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, len(self._loads) * self._theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(event.rect(), theme.palette.canvas)
        step = theme.px(26)
        most = max((load.rate or 0 for load in self._loads), default=0) or 1.0
        for place, load in enumerate(self._loads):
            room = QRect(0, place * step, theme.px(90), step)
            leads = tr("{least}–{most} leads", least=load.least, most=load.most)
            paint_runs(painter, room, (Run(leads, "ink2", Text.SMALL, tabular=True),), theme)
            wide = self.width() - theme.px(90) - theme.px(150)
            bar = QRect(theme.px(90), room.y() + theme.px(8), 0, theme.px(_BAR))
            bar.setWidth(max(round(wide * (load.rate or 0) / most), 1))
            paint_box(painter, bar, 2, theme.palette.chart_mid)
            value = "–" if load.rate is None else f"{100 * load.rate:.0f} %"
            told = QRect(bar.right() + theme.px(10), room.y(), theme.px(140), step)
            runs = (Run(value, weight=600, tabular=True),
                    Run(f"n {load.weeks}", "ink3", Text.SMALL, gives=1))  # fmt: skip
            paint_runs(painter, told, runs, theme)
