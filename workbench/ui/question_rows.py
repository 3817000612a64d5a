"""A form as lines in two columns: what was said, what was asked in vain, what is still to ask."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.qualification import ASKED, UNKNOWN, Answers, Form, Question, State, unknown
from workbench.domain.tongue import mark, tr
from workbench.ui.chip_mark import Mark, paint_mark
from workbench.ui.keyboard import ENTER, ESC
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_focus_ring
from workbench.ui.story import GUTTER, paint_label
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_BETWEEN = 24
_LABEL_X = 20
_VALUE_X = 97
_STICKS_OUT = 8
_ONE_COLUMN = 420
_MARKS: dict[State | None, tuple[Mark, str]] = {
    "known": (Mark.DOT, "accent_text"),
    "unknown": (Mark.BARRED, "ink2"),
    "asked": (Mark.BARRED, "ink2"),
    None: (Mark.RING, "ink3"),
}
_IN_VAIN = {ASKED: mark("Asked, not known yet"), UNKNOWN: mark("They do not know")}


class QuestionRows(QWidget):
    """`at` is the number of the line that is being typed in."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._gutter = GUTTER
        self._is_compact = False
        self.form: Form | None = None
        self.answers: Answers = {}
        self.typed: dict[str, str] = {}
        self.failed = ""
        self.at: int | None = None
        self._painted: tuple[tuple[object, ...], QPixmap] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.measure)

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.form.questions if self.form is not None else ()

    def state(self, question: Question) -> State | None:
        """None for one that nobody asked."""
        if self.typed.get(question.id):
            return "known"
        answer = self.answers.get(question.id)
        return answer.state if answer is not None else None

    def set_room(self, gutter: int, *, compact: bool) -> None:
        self._gutter, self._is_compact = gutter, compact
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(self._rows() * self._row_height())
        self.update()

    def row(self, number: int) -> QRect:
        """One line: columns are filled one after the other."""
        rows, height = self._rows_of_questions(), self._row_height()
        left, gap = self._theme.px(self._gutter), self._theme.px(_BETWEEN)
        room = self.width() - left
        width = (room - gap * (self._columns - 1)) // self._columns
        column, row = divmod(number, rows)
        return QRect(left + column * (width + gap), row * height, width, height)

    def field(self, number: int) -> QRect:
        """Where the answer stands; what is typed in sticks out, so that its text stays."""
        theme = self._theme
        out = theme.px(_STICKS_OUT)
        return self.row(number).adjusted(theme.px(_VALUE_X) - out, 1, 0, -1)

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.measure()

    def spoken(self) -> str:
        """All lines as sentences, for who cannot see them."""
        not_asked = tr("not asked")
        lines = [f"{one.label}: {self._words(one) or not_asked}" for one in self.questions]
        told = ". ".join((*lines, self._known(), self._missing()))
        return tr("Qualify: {lines}", lines=told)

    # ---- inside

    def _known(self) -> str:
        known = sum(self.state(question) == "known" for question in self.questions)
        return tr("{known} of {total} known", known=known, total=len(self.questions))

    def _missing(self) -> str:
        missing = unknown(self.form, self.answers) if self.form is not None else ()
        if not missing:
            return tr("All that a handoff needs is known")
        names = ", ".join(question.label for question in missing)
        return tr("A handoff needs {names}", names=names)

    @property
    def _columns(self) -> int:
        room = self.width() - self._theme.px(self._gutter)
        return 2 if room >= self._theme.px(_ONE_COLUMN) else 1

    @property
    def _choices(self) -> tuple[str, ...]:
        return self.questions[self.at].choices if self.at is not None else ()

    def _rows_of_questions(self) -> int:
        return max(1, -(-(len(self.questions) + 1) // self._columns))

    def _rows(self) -> int:
        """One more for the choices of the question at hand."""
        return self._rows_of_questions() + bool(self._choices)

    def _row_height(self) -> int:
        metrics = self._theme.metrics
        return metrics.qualify_row_compact if self._is_compact else metrics.qualify_row

    def _words(self, question: Question) -> str:
        answer = self.answers.get(question.id)
        text = self.typed.get(question.id, answer.text if answer else "")
        return tr(_IN_VAIN[text]) if text in _IN_VAIN else text

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(QPoint(0, 0), self._picture())

    def _picture(self) -> QPixmap:
        """As it was painted before, where the next lead has as much to ask as the last."""
        theme, dpr = self._theme, self.devicePixelRatioF()
        told = (self.form, dict(self.answers), dict(self.typed), self.failed)
        looks = (theme.palette, theme.text_scale, theme.key("qualify"), self._gutter,
                 self._is_compact, self.size(), dpr)  # fmt: skip
        shown = (*told, self.at, self.hasFocus(), *looks)
        if self._painted is not None and self._painted[0] == shown:
            return self._painted[1]
        picture = QPixmap(self.size() * dpr)
        picture.setDevicePixelRatio(dpr)
        painter = QPainter(picture)
        self._paint(painter)
        painter.end()
        self._painted = shown, picture
        return picture

    def _paint(self, painter: QPainter) -> None:
        theme = self._theme
        painter.fillRect(self.rect(), theme.palette.canvas)
        self._paint_label(painter)
        for number, question in enumerate(self.questions):
            self._paint_question(painter, number, question)
        self._paint_last(painter, self.row(len(self.questions)))
        if self._choices:
            self._paint_choices(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_KEYCAP, theme.palette.accent_text)

    def _paint_label(self, painter: QPainter) -> None:
        theme = self._theme
        line = QRect(0, 0, theme.px(self._gutter), self._row_height())
        paint_label(painter, line, tr("QUALIFY"), "qualify", theme)
        line.translate(0, theme.px(21))
        words = self.failed or self._known()
        ink, weight = ("ink", 600) if self.failed else ("ink3", 400)
        note = Run(words, ink, Text.SMALL, weight, tabular=True, gives=1)
        paint_runs(painter, line.adjusted(0, 0, -theme.px(8), 0), (note,), theme)

    def _paint_question(self, painter: QPainter, number: int, question: Question) -> None:
        theme, row = self._theme, self.row(number)
        mark, ink = _MARKS[self.state(question)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(row.x() + theme.px(5.5), row.y() + row.height() / 2)
        paint_mark(painter, centre, mark, getattr(theme.palette, ink), theme.px(100) / 100)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        label = row.adjusted(theme.px(_LABEL_X), 0, 0, 0)
        label.setWidth(theme.px(_VALUE_X - _LABEL_X - _STICKS_OUT))
        paint_runs(painter, label, (Run(question.label, "ink2", gives=1),), theme)
        if number == self.at:
            return
        value = row.adjusted(theme.px(_VALUE_X), 0, 0, 0)
        said = self._words(question)
        ink = "ink" if self.state(question) == "known" else "ink3"
        paint_runs(painter, value, (Run(said or question.says, ink, gives=1),), theme)
        painter.fillRect(value.x(), row.bottom(), value.width(), 1, theme.palette.line)

    def _paint_last(self, painter: QPainter, row: QRect) -> None:
        """What an AE would miss; while somebody types, what keys do."""
        theme = self._theme
        if self.at is not None:
            self._paint_keys(painter, row, self._keys(self.questions[self.at]))
            return
        if self.form is None:
            return
        arrow = Run("", "ink2", icon="arrow-right" if unknown(self.form, self.answers) else "check")
        said = Run(self._missing(), "ink2", Text.SMALL, gives=1)
        paint_runs(painter, row, (arrow, said), theme)

    def _keys(self, question: Question) -> tuple[tuple[str, str], ...]:
        not_known = ("?", tr("they do not know"))
        if question.choices:
            return ((f"1–{len(question.choices)}", tr("choose")), not_known)
        if self.state(question) is None:
            return ((ENTER, tr("asked, open")), not_known)
        return ((ENTER, tr("next")), (ESC, tr("done")))

    def _paint_keys(self, painter: QPainter, row: QRect, keys: tuple[tuple[str, str], ...]) -> None:
        theme, x = self._theme, row.x()
        for key, words in keys:
            y = row.y() + (row.height() - theme.metrics.keycap_small) // 2
            if x + keycap_width(theme, key, small=True) > row.right():
                return
            x += paint_keycap(painter, QPoint(x, y), key, theme, small=True) + theme.px(6)
            room = QRect(x, row.y(), row.right() - x, row.height())
            said = Run(words, "ink3", Text.SMALL, gives=1)
            x = paint_runs(painter, room, (said,), theme) + theme.px(12)

    def _paint_choices(self, painter: QPainter) -> None:
        height, left = self._row_height(), self._theme.px(self._gutter)
        row = QRect(left, self._rows_of_questions() * height, self.width() - left, height)
        keys = tuple((str(number), one) for number, one in enumerate(self._choices, 1))
        self._paint_keys(painter, row, keys)
