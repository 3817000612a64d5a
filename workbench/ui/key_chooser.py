"""The keys to choose, as a layer from the settings: find an action, Enter, press its new key."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.tongue import mark, tr
from workbench.ui.action_table import MENUS, Action
from workbench.ui.actions import Actions, either
from workbench.ui.button import Button
from workbench.ui.chosen_keys import ChosenKeys
from workbench.ui.hit_list import Hit, HitList, match
from workbench.ui.keyboard import BACKSPACE, DEL, ENTER, ESC, stroke
from workbench.ui.line import Line
from workbench.ui.overlay import Overlay
from workbench.ui.palette_parts import PaletteEntry
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_HEIGHT = 560
_RESTING = mark("Enter changes the chosen key, Del brings the usual one back.")
_FIXED = ("close",)
"""Esc closes the layers themselves, so it cannot be given away."""


class ChooserEntry(PaletteEntry):
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if stroke(event) == DEL and self.cursorPosition() == len(self.text()):
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
        self.field = ChooserEntry(theme, tr("Which key? Type what it does"))
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
        elif key == ESC:
            self._rest()
        elif self._conflict and key == ENTER:
            self._give(self._conflict)
        elif key == BACKSPACE and not self._pressed:
            self._chosen.take_away(self._waiting.name)
            self._rest()
        elif key:
            self._press(key)
        event.accept()

    def focusNextPrevChild(self, _onward: bool) -> bool:
        return True

    def _foot(self) -> QHBoxLayout:
        every = Button(self._theme, tr("All back to usual"))
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
            Hit(tr(action.menu).upper(), action.label, self._hint(action), action.icon,
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
        if not action.keys:
            return tr("chosen by you")
        return tr("chosen by you, usually {keys}", keys=either(action.keys))

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
            said = tr(
                "Press the new key for “{action}”. Backspace: none, Esc: leave.",
                action=self._waiting.label,
            )
            self._say(said)
            self.setFocus()

    def _press(self, key: str) -> None:
        strokes = (*self._pressed, key)
        keys = " ".join(strokes)
        self._pressed, self._conflict = (), ""
        assert self._waiting is not None
        holder = self._chosen.holder(keys, self._waiting.name)
        if key == ENTER and not holder:
            return
        if holder is not None:
            self._conflict = keys
            said = tr(
                "{key} is the key of “{action}”. Enter takes it from there.",
                key=keys,
                action=holder.label,
            )
            self._say(said)
        elif len(strokes) == 1 and self._actions.begins(strokes):
            self._pressed = strokes
            self._say(tr("{key} begins others: press the key that follows it.", key=keys))
        else:
            self._give(keys)

    def _give(self, keys: str) -> None:
        assert self._waiting is not None
        self._chosen.give(self._waiting.name, keys)
        now = tr("{key} is the key of “{action}” now.", key=keys, action=self._waiting.label)
        self._rest(now)

    def _reset(self) -> None:
        if self.list.hits:
            self._chosen.reset(self.list.hits[self.list.current].action)
            self._rest()

    def _reset_all(self) -> None:
        self._chosen.reset_all()
        self._rest(tr("All keys are as usual."))

    def _rest(self, said: str = "") -> None:
        self._waiting, self._pressed, self._conflict = None, (), ""
        self._say(said or tr(_RESTING))
        self._look(self.field.text())
        self.field.setFocus()

    def _say(self, words: str) -> None:
        asks = self._waiting is not None
        self.said.say((Run(words, "ink" if asks else "ink2", Text.SMALL, gives=1,
                           weight=600 if asks else 400),))  # fmt: skip
