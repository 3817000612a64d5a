"""What a person chooses while they work: light or dark, size of the text, single keys."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.domain.tongue import tr
from workbench.settings import Settings
from workbench.ui.actions import Actions
from workbench.ui.theme import Appearance, Theme

SMALLEST_TEXT, LARGEST_TEXT = 80, 200


class Preferences(QObject):
    """`changed` with the settings as they are to be kept."""

    changed = Signal(object)
    said = Signal(str)

    def __init__(self, settings: Settings, theme: Theme, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self.settings = settings
        self._theme = theme
        self._actions = actions
        actions.use_single_keys(settings.single_keys)

    def look(self, appearance: Appearance) -> None:
        self._choose(replace(self.settings, theme=appearance.value))

    def scale(self, by: int) -> None:
        """By so many per cent; 0 is back to the usual size."""
        percent = self.settings.text_percent + by if by else 100
        percent = min(max(percent, SMALLEST_TEXT), LARGEST_TEXT)
        self._choose(replace(self.settings, text_percent=percent))

    def choose(self, **changes: Any) -> bool:
        """Settings by name; False for a value that makes no sense, and all is as it was."""
        try:
            self._choose(replace(self.settings, **changes))
        except ValueError:
            return False
        return True

    def switch_single_keys(self) -> None:
        self._choose(replace(self.settings, single_keys=not self.settings.single_keys))
        on = self.settings.single_keys
        self.said.emit(tr("Single keys are on.") if on else tr("Single keys are off."))

    def _choose(self, settings: Settings) -> None:
        self.settings = settings
        self._theme.show_as(Appearance(settings.theme))
        self._theme.scale_text(settings.text_percent / 100)
        self._actions.use_single_keys(settings.single_keys)
        self.changed.emit(settings)
