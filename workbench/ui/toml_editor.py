"""A text with numbers beside its lines, for who writes a policy; a line can be marked as wrong."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from workbench.ui.entry import is_command
from workbench.ui.keyboard import stroke
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.shape import paint_focus_ring
from workbench.ui.slim_bar import SlimBar
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_OURS = ("Ctrl+S",)
_MARGIN = 10


class _Gutter(QWidget):
    def __init__(self, theme: Theme, editor: "TomlEditor") -> None:
        super().__init__(editor)
        self._theme = theme
        self._editor = editor

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, editor = QPainter(self), self._theme, self._editor
        painter.fillRect(event.rect(), theme.palette.panel)
        painter.setFont(editor.font())
        block = editor.firstVisibleBlock()
        height = editor.fontMetrics().lineSpacing()
        while block.isValid():
            at = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
            if at.top() > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            wrong = number == editor.wrong_line
            painter.setPen(theme.palette.ink if wrong else theme.palette.ink3)
            said = f"▸ {number}" if wrong else str(number)
            room = QRect(0, round(at.top()), self.width() - theme.px(8), height)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, said)
            block = block.next()


class TomlEditor(QPlainTextEdit):
    """Tab goes on, as everywhere; Esc is the window's."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.wrong_line: int | None = None
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimBar(theme, ground="canvas"))
        self._gutter = _Gutter(theme, self)
        self.updateRequest.connect(self._follow)
        self.textChanged.connect(lambda: self.mark_wrong(None))
        theme.changed.connect(self._restyle)
        self._restyle()

    def mark_wrong(self, line: int | None) -> None:
        """From 1; the cursor goes there. None: no line is wrong any more."""
        if line == self.wrong_line:
            return
        self.wrong_line = line
        selections = []
        if line is not None:
            block = self.document().findBlockByNumber(line - 1)
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            self.centerCursor()
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(self._theme.palette.bar)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selections = [mark]
        self.setExtraSelections(selections)
        self._gutter.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_command(event) or stroke(event) in _OURS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            rect = self.viewport().rect()
            ring = self._theme.palette.accent_text
            paint_focus_ring(QPainter(self.viewport()), rect, RADIUS_BUTTON, ring)

    def _follow(self, _rect: QRect, _dy: int) -> None:
        self._gutter.update()

    def _place(self) -> None:
        wide = self.fontMetrics().horizontalAdvance("▸ 00000") + self._theme.px(_MARGIN)
        self.setViewportMargins(wide, 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), wide, inside.height()))

    def _restyle(self) -> None:
        theme = self._theme
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        font.setPixelSize(theme.px(Text.BODY.value.px))
        self.setFont(font)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.palette.canvas)
        palette.setColor(QPalette.ColorRole.Text, theme.palette.ink)
        self.setPalette(palette)
        self.document().setDocumentMargin(theme.px(6))
        self._place()
