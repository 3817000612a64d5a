"""What stands beneath a value while it is chosen: “Kim is busy 14:00–14:30”."""

from collections.abc import Callable, Sequence
from typing import Any

from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class Beside(Story):
    def __init__(self, theme: Theme, told: Callable[[Any], Sequence[str]] | None) -> None:
        super().__init__(theme, ground="panel")
        self.gutter = 0
        self._told = told
        self.hide()

    def tell_of(self, value: Any) -> None:
        said = self._told(value) if self._told is not None and value is not None else ()
        self.tell([Section("", tuple(Words(one, "ink2", Text.SMALL) for one in said))])
        self.setAccessibleName(". ".join(said))
        self.setVisible(bool(said))
