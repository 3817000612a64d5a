"""The keys to choose, as a layer from the settings: find an action, Enter, press its new key."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.ui.actions import MENUS, Action, Actions
from workbench.ui.button import Button
from workbench.ui.chosen_keys import ChosenKeys
from workbench.ui.commands import Hit, HitList, match
from workbench.ui.keyboard import stroke
from workbench.ui.overlay import Overlay
from workbench.ui.palette_parts import PaletteEntry
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_HEIGHT = 560
_RESTING = "Enter changes the chosen key, Del brings the usual one back."
_FIXED = ("close",)
"""Esc closes the layers themselves, so it cannot be given away."""


class ChooserEntry(PaletteEntry):
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if stroke(event) == "Del" and self.cursorPosition() == len(self.text()):
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class KeyList(HitList):
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.palette.raised)
        super().paintEvent(event)


class KeyChooser(Overlay):
    def __init__(self, theme: Theme, actions: Actions, chosen: ChosenKeys, window: QWidget) -> None:
        super().__init__(theme, window, width=640, top=72)
        self._actions = actions
        self._chosen = chosen
        self._waiting: Action | None = None
        self._pressed: tuple[str, ...] = ()
        self._conflict = ""
        """The keys that are somebody's; Enter takes them from there."""
        self.field = ChooserEntry(theme, "Which key? Type what it does")
        self.list = KeyList(theme)
        self.said = Line(theme, 40)
        self._area = SlimArea(theme, self.list, ground="raised")
        self.field.textChanged.connect(self._look)
        self.field.moved.connect(self._move)
        self.field.entered.connect(self._begin)
        self.field.deleted.connect(self._reset)
        self.list.chosen.connect(self._begin)
        for part in (self.field, Hairline(theme), self._area, Hairline(theme)):
            self.rows.addWidget(part)
        self.rows.addLayout(self._foot())

    def open(self) -> None:
        super().open()
        self.field.clear()
        self._rest()

    def wanted_height(self) -> int:
        return self._theme.px(_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event)
        if self._waiting is None:
            super().keyPressEvent(event)
        elif key == "Esc":
            self._rest()
        elif self._conflict and key == "Enter":
            self._give(self._conflict)
        elif key == "Backspace" and not self._pressed:
            self._chosen.take_away(self._waiting.name)
            self._rest()
        elif key:
            self._press(key)
        event.accept()

    def focusNextPrevChild(self, _onward: bool) -> bool:
        return True

    def _foot(self) -> QHBoxLayout:
        every = Button(self._theme, "All back to usual")
        every.clicked.connect(self._reset_all)
        row = QHBoxLayout()
        margin = self._theme.px(20)
        row.setContentsMargins(margin, self._theme.px(6), margin, self._theme.px(6))
        row.addWidget(self.said, 1)
        row.addWidget(every)
        return row

    def _look(self, text: str = "") -> None:
        query, place = text.strip(), self.list.current
        hits = [
            Hit(action.menu.upper(), action.label, self._hint(action), action.icon,
                self._caps(action), action=action.name)
            for menu in MENUS for action in self._actions
            if action.menu == menu and action.name not in _FIXED
            and match(query, action.label, " ".join(self._actions.keys(action.name))) is not None
        ]  # fmt: skip
        self.list.show_hits(hits, "")
        self.list.setMinimumHeight(self.list.sizeHint().height())
        if not query and hits:
            self.list.step(min(place, len(hits) - 1))
        self._show_current()

    def _hint(self, action: Action) -> str:
        if not self._chosen.is_own(action.name):
            return ""
        usual = " or ".join(action.keys)
        return f"chosen by you, usually {usual}" if usual else "chosen by you"

    def _caps(self, action: Action) -> tuple[str, ...]:
        return tuple(cap for keys in self._actions.keys(action.name) for cap in keys.split())

    def _move(self, by: int) -> None:
        self.list.step(by)
        self._show_current()

    def _show_current(self) -> None:
        rect = self.list.current_rect()
        self._area.ensureVisible(0, rect.center().y(), 0, rect.height() + self._theme.px(32))

    def _begin(self) -> None:
        if self.list.hits:
            self._waiting = self._actions[self.list.hits[self.list.current].action]
            self._pressed, self._conflict = (), ""
            self._say(
                f"Press the new key for “{self._waiting.label}”. Backspace: none, Esc: leave."
            )
            self.setFocus()

    def _press(self, key: str) -> None:
        strokes = (*self._pressed, key)
        keys = " ".join(strokes)
        self._pressed, self._conflict = (), ""
        assert self._waiting is not None
        holder = self._chosen.holder(keys, self._waiting.name)
        if key == "Enter" and not holder:
            return
        if holder is not None:
            self._conflict = keys
            self._say(f"{keys} is the key of “{holder.label}”. Enter takes it from there.")
        elif len(strokes) == 1 and self._actions.begins(strokes):
            self._pressed = strokes
            self._say(f"{keys} begins others: press the key that follows it.")
        else:
            self._give(keys)

    def _give(self, keys: str) -> None:
        assert self._waiting is not None
        self._chosen.give(self._waiting.name, keys)
        self._rest(f"{keys} is the key of “{self._waiting.label}” now.")

    def _reset(self) -> None:
        if self.list.hits:
            self._chosen.reset(self.list.hits[self.list.current].action)
            self._rest()

    def _reset_all(self) -> None:
        self._chosen.reset_all()
        self._rest("All keys are as usual.")

    def _rest(self, said: str = _RESTING) -> None:
        self._waiting, self._pressed, self._conflict = None, (), ""
        self._say(said)
        self._look(self.field.text())
        self.field.setFocus()

    def _say(self, words: str) -> None:
        asks = self._waiting is not None
        self.said.say((Run(words, "ink" if asks else "ink2", Text.SMALL, gives=1,
                           weight=600 if asks else 400),))  # fmt: skip
