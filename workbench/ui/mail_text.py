"""The text of a mail while it is written: what still stands in braces is marked."""

import re

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from workbench.domain.message import FIELD
from workbench.domain.tongue import tr
from workbench.ui.entry import NotesField
from workbench.ui.theme import Theme

_LEAST, _MOST = 8, 18
"""Lines that are shown."""


class BlankMarks(QSyntaxHighlighter):
    """Marked by a ground and by weight: nothing is told by colour alone."""

    def __init__(self, field: NotesField, theme: Theme) -> None:
        super().__init__(field.document())
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.palette.bar))
        look.setForeground(QColor(self._theme.palette.ink))
        look.setFontWeight(QFont.Weight.Bold)
        look.setFontUnderline(True)
        for found in FIELD.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), look)


class MailText(NotesField):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Text of the mail"), parent)
        self._marks = BlankMarks(self, theme)
        self.document().documentLayout().documentSizeChanged.connect(self._laid_out)

    def write(self, text: str) -> None:
        """In place of all that stands there; Ctrl+Z brings it back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def select_blank(self) -> bool:
        """The next one after the cursor, so that typing fills it in; False where there is none."""
        text = self.toPlainText()
        blanks = [(found.start(), found.end()) for found in re.finditer(FIELD, text)]
        if not blanks:
            return False
        here = self.textCursor().position()
        start, end = next((place for place in blanks if place[0] >= here), blanks[0])
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()
        return True

    def _laid_out(self, _size: QSizeF) -> None:
        """Lines are broken anew when the width or the size of the text changes."""
        self._fit()

    def _fit(self) -> None:
        lines = min(max(round(self.document().size().height()), _LEAST), _MOST)
        step = self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines * step + 2 * self._theme.px(10))
