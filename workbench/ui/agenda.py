"""A layer of matters, each one key from what helps: how the day begins, and how it is closed."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.desk.matters import Matter
from workbench.domain.tongue import tr, tr_n
from workbench.ui.hit_list import Hit, HitList
from workbench.ui.keyboard import DOWN, ENTER, UP, stroke
from workbench.ui.line import Line
from workbench.ui.overlay import Overlay
from workbench.ui.palette_parts import PaletteFoot
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.slim_bar import SlimArea
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_OF_A_PART = 4
"""Lines that a part shows; how many more there are stands below."""


class Agenda(Overlay):
    """`chosen` with the matter; what it leads to is the window's."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, width=680, top=72)
        self.matters: list[Matter] = []
        self._title = Line(theme, 56)
        self.list = HitList(theme)
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.chosen.connect(self._choose)
        self._area = SlimArea(theme, self.list, ground="raised")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self.list.setAutoFillBackground(False)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        head.addWidget(self._title)
        self.rows.addLayout(head)
        for part in (Hairline(theme), self._area, Hairline(theme), PaletteFoot(theme, tr("open"))):
            self.rows.addWidget(part, 1 if part is self._area else 0)

    def tell(self, title: str, said: str, matters: Sequence[Matter]) -> None:
        self._title.say((Run(title, style=Text.TITLE, weight=600),
                         Run(said, "ink2", gap=16, gives=1)))  # fmt: skip
        self.setAccessibleName(f"{title}. {said}")
        self.matters = list(_shortened(matters))
        hits = [
            Hit(tr(matter.part), matter.words, matter.hint, matter.icon, _key(number, matter))
            for number, matter in enumerate(self.matters, 1)
        ]
        self.list.show_hits(hits, "")
        self.open()
        self.list.setFocus()

    def wanted_height(self) -> int:
        around = self._theme.px(56 + 34) + 6
        return around + self.list.sizeHint().height() + self._theme.px(8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = stroke(event)
        if key in ("J", DOWN, "K", UP):
            self.list.step(1 if key in ("J", DOWN) else -1)
            self._show_current()
        elif key == ENTER:
            self._choose()
        elif any(key in hit.keys for hit in self.list.hits):
            self.list.current = next(n for n, hit in enumerate(self.list.hits) if key in hit.keys)
            self._choose()
        else:
            super().keyPressEvent(event)
        event.accept()

    def _show_current(self) -> None:
        place = self.list.current_rect()
        self._area.ensureVisible(0, place.top() - self._theme.px(32))
        self._area.ensureVisible(0, place.bottom())

    def _choose(self) -> None:
        if self.matters:
            matter = self.matters[self.list.current]
            self.dismiss()
            self.chosen.emit(matter)


def _shortened(matters: Sequence[Matter]) -> Sequence[Matter]:
    shown: list[Matter] = []
    for part, group in groupby(matters, key=lambda matter: matter.part):
        every = list(group)
        shown += every[:_OF_A_PART]
        if len(every) > _OF_A_PART:
            words = tr_n("{n} more", "{n} more", len(every) - _OF_A_PART)
            shown.append(Matter(part=part, words=words, icon="dots", fix="go_mine"))
    return shown


def _key(number: int, matter: Matter) -> tuple[str, ...]:
    if matter.fix == "close_now":
        return ("D",)
    return (str(number),) if number < 10 else ()
