"""Disposition codes as rows to press: a keycap, the label, what follows at the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from workbench.domain.disposition import Disposition
from workbench.domain.tongue import tr
from workbench.ui.action_table import WRAP_UP
from workbench.ui.actions import DISPOSE, consequence
from workbench.ui.button import PaintedButton
from workbench.ui.keyboard import CTRL
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_GROUP, RADIUS_KEYCAP
from workbench.ui.runs import Run, paint_runs, runs_width
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_KEY_X = 10
_LABEL_X = 38
_AFTER = f"{WRAP_UP} "
"""What the keys begin with that work in the wrap-up."""

Hint: TypeAlias = Callable[[], tuple[str, str] | None]
"""A key as it is now, and what it is for."""


class OutcomeButton(PaintedButton):
    """`short` for the folded dock; `letter` for a code whose key usually waits for the wrap-up."""

    def __init__(
        self, theme: Theme, disposition: Disposition, *, short: bool = False, letter: bool = False
    ) -> None:
        self.disposition = disposition
        words = disposition.short if short or letter else disposition.label
        dots = " …" if disposition.asks or disposition.confirm else ""
        self._follows = consequence(disposition)
        super().__init__(theme, words + dots, action=DISPOSE + disposition.code)
        self.setAccessibleName(disposition.label)
        self.setAccessibleDescription(self._hint())
        self._short = short
        self._letter = letter
        self._in_wrap_up = False
        self.lined = False
        """Whether a hairline stands above it."""

    @property
    def waits(self) -> bool:
        """Whether its key works in the wrap-up alone."""
        return super().key.startswith(_AFTER)

    @property
    def live(self) -> bool:
        return self._in_wrap_up or not self.waits

    @property
    def key(self) -> str:
        return super().key.removeprefix(_AFTER)

    def set_wrap_up(self, on: bool) -> None:
        if on != self._in_wrap_up:
            self._in_wrap_up = on
            self.update()

    def foresee(self, follows: str) -> None:
        """What follows, in words; what stands before a comma where there is no room for all."""
        if follows != self._follows:
            self._follows = follows
            self.setAccessibleDescription(self._hint())
            self.update()

    def _hint(self) -> str:
        return ", ".join(filter(None, (super()._hint(), self._follows)))

    def sizeHint(self) -> QSize:
        if self._letter:
            return QSize(self._theme.px(130), self._theme.px(26))
        return QSize(self._theme.px(110), self._theme.px(34) if self._short
                     else self._theme.metrics.outcome_row)  # fmt: skip

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, palette = self._theme, self._theme.palette
        painter = QPainter(self)
        if self.isDown() or (self.underMouse() and self.isEnabled()):
            ground = palette.track if self.isDown() else palette.hover
            paint_box(painter, self.rect().adjusted(1, 1, -1, -1), RADIUS_KEYCAP, ground)
        key_x = 0 if self._letter else theme.px(_KEY_X)
        label_x = theme.px(26 if self._letter else _LABEL_X)
        if self.key:
            label_x = max(label_x, key_x + keycap_width(theme, self.key) + theme.px(7))
        if self.lined:
            line = QRect(label_x, 0, self.width() - label_x, 1)
            painter.fillRect(line, palette.line)
        kind = Keycap.SOLID if self.live else Keycap.DASHED
        at = QPoint(key_x, (self.height() - theme.metrics.keycap) // 2)
        if self.key:
            kind = kind if self.isEnabled() else Keycap.OFF
            paint_keycap(painter, at, self.key, theme, kind)
        ink = "off" if not self.isEnabled() else "ink" if self.live else "ink2"
        style, weight = (Text.SMALL, 400) if self._letter else (Text.BODY, 500)
        runs = [Run(self.words, ink, style, weight, gives=1)]
        right = theme.px(2 if self._letter else 10)
        room = QRect(label_x, 0, self.width() - label_x - right, self.height())
        if not self._short and not self._letter and self.isEnabled():
            self._paint_consequence(painter, room, runs[0])
        else:
            paint_runs(painter, room, runs, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_KEYCAP, palette.accent_text)

    def _paint_consequence(self, painter: QPainter, room: QRect, label: Run) -> None:
        end = paint_runs(painter, room, (label,), self._theme)
        rest = room.adjusted(end + self._theme.px(8) - room.x(), 0, 0, 0)
        for text in (self._follows, self._follows.partition(",")[0]):
            says = Run(text, ink="ink3", style=Text.SMALL, tabular=True)
            if text and runs_width(self._theme, (says,)) <= rest.width():
                paint_runs(painter, rest, (says,), self._theme, right=True)
                return


class OutcomeGroup(QWidget):
    """Codes in one box, below each other or, folded, beside each other."""

    pressed = Signal(str)

    def __init__(
        self, theme: Theme, dispositions: Sequence[Disposition], *, folded: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._folded = folded
        way = QBoxLayout.Direction.LeftToRight if folded else QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(way, self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.buttons = []
        for number, item in enumerate(dispositions):
            button = OutcomeButton(theme, item, short=folded)
            button.lined = number > 0 and not folded
            button.clicked.connect(self._clicked)
            row.addWidget(button, 1)
            self.buttons.append(button)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        paint_box(painter, self.rect(), RADIUS_GROUP, palette.raised, palette.line)
        if self._folded:
            for button in self.buttons[1:]:
                painter.fillRect(button.x(), 1, 1, self.height() - 2, palette.line)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, OutcomeButton):
            self.pressed.emit(button.disposition.code)


class Outcomes(QWidget):
    """All codes of a policy: CONNECTED, NOT CONNECTED, CLOSE; the letters are dashed until L."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, dispositions: Sequence[Disposition]) -> None:
        super().__init__()
        self._theme = theme
        self._typing = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.letters: list[OutcomeButton] = []
        self.buttons: list[OutcomeButton] = []
        items = [item for item in dispositions if not item.retired]
        connected = [item for item in items if item.group == "connected"]
        connected.sort(key=as_the_hand_lies)
        self._add(tr("CONNECTED"), connected, hint=self._while_typing)
        missed = [item for item in items if item.group == "not_connected"]
        self._add(tr("NOT CONNECTED"), missed)
        self._add_letters([item for item in items if item.group == "close"])

    def set_live(self, *, enabled: bool, wrap_up: bool) -> None:
        for button in (*self.buttons, *self.letters):
            button.setEnabled(enabled)
            button.set_wrap_up(wrap_up)

    def foresee(self, follows: Mapping[str, str]) -> None:
        """By code, what would follow for the lead at hand; what the code itself says for others."""
        for button in self.buttons:
            item = button.disposition
            button.foresee(follows.get(item.code, consequence(item)))

    def _add(self, label: str, items: Sequence[Disposition], hint: Hint = lambda: None) -> None:
        group = OutcomeGroup(self._theme, items)
        group.pressed.connect(self.pressed)
        self.buttons += group.buttons
        self._rows.addWidget(GroupLabel(self._theme, label, hint))
        self._rows.addWidget(group)
        self._rows.addSpacing(self._theme.px(16))

    def _while_typing(self) -> tuple[str, str] | None:
        is_single = any(button.key.isdigit() for button in self.buttons)
        return (CTRL, tr("while typing")) if is_single else None

    def _letters_after(self) -> tuple[str, str] | None:
        key = self._theme.key("wrap_up")
        return (key, tr("letters after")) if key else None

    def _add_letters(self, items: Sequence[Disposition]) -> None:
        label = GroupLabel(self._theme, tr("CLOSE"), self._letters_after, key_last=True)
        self._rows.addWidget(label)
        grid = QGridLayout()
        grid.setSpacing(0)
        for place, item in enumerate(items):
            button = OutcomeButton(self._theme, item, letter=True)
            button.clicked.connect(self._clicked)
            self.letters.append(button)
            grid.addWidget(button, place // 2, place % 2)
        self._rows.addLayout(grid)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, OutcomeButton):
            self.pressed.emit(button.disposition.code)


def as_the_hand_lies(item: Disposition) -> tuple[bool, bool, str]:
    """To sort by: what is best first, 0 last."""
    return item.status not in ("meeting_booked", "qualified"), item.key == "0", item.key


class GroupLabel(QWidget):
    """A dock group's name, with its hint at the right."""

    told_as = "Heading"  # not a text

    def __init__(
        self, theme: Theme, words: str, hint: Hint = lambda: None, *, key_last: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._hint = hint
        self._key_last = key_last
        self.setAccessibleName(words.capitalize())
        theme.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        line = self.rect().adjusted(0, 0, 0, -theme.px(4))
        label = Run(self._words, ink="ink3", style=Text.LABEL, weight=600)
        paint_runs(painter, line, (label,), theme)
        hint = self._hint()
        if hint is None:
            return
        key, words = hint
        said = Run(words, ink="ink3", style=Text.SMALL)
        small = theme.metrics.keycap_small
        y = line.y() + (line.height() - small) // 2
        if self._key_last:
            from_right = keycap_width(theme, key, small=True)
            paint_keycap(painter, QPoint(line.right() - from_right, y), key, theme, small=True)
            paint_runs(painter, line.adjusted(0, 0, -from_right - theme.px(8), 0), (said,), theme,
                       right=True)  # fmt: skip
            return
        paint_runs(painter, line, (said,), theme, right=True)
        width = theme.fonts.metrics(Text.SMALL).horizontalAdvance(words)
        cap = keycap_width(theme, key, small=True)
        at = QPoint(line.right() - width - cap - theme.px(8), y)
        paint_keycap(painter, at, key, theme, small=True)

    def _restyle(self) -> None:
        hint = self._hint() or ()
        self.setAccessibleDescription(" ".join(hint[:: -1 if self._key_last else 1]))
        self.update()
