"""The layers above the window, each made when it is first wanted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from workbench.ui.action_table import BOARD

if TYPE_CHECKING:
    from workbench.ui.commands import Commands
    from workbench.ui.key_chooser import KeyChooser
    from workbench.ui.key_sheet import KeySheet
    from workbench.ui.mail_sheet import MailSheet
    from workbench.ui.overlay import Overlay
    from workbench.ui.settings_sheet import SettingsSheet
    from workbench.ui.window import Window


class Layers:
    def __init__(self, window: Window) -> None:
        self._window = window

    def open(self, name: Literal["palette", "keys", "choose_keys", "settings", "mail"]) -> None:
        layer: Overlay = getattr(self, name)
        layer.open()

    def open_morning(self) -> None:
        self._window.day.begin()

    def open_left(self) -> None:
        self._window.day.show_left()

    def open_evening(self) -> None:
        self._window.day.end()

    @cached_property
    def palette(self) -> Commands:
        from workbench.ui.commands import Commands

        window = self._window
        layer = Commands(
            window.desk, window.theme, window.actions_table, window.triage.work, window
        )
        layer.lead_chosen.connect(window.show_lead)
        layer.rep_chosen.connect(self._show_rep)
        return layer

    def _show_rep(self, person: str, action: str) -> None:
        self._window.show_mode(BOARD)
        self._window.pages.board.table.choose(person)
        if action:
            self._window.actions_table.run(action)

    @cached_property
    def keys(self) -> KeySheet:
        from workbench.ui.key_sheet import KeySheet

        return KeySheet(self._window.theme, self._window.actions_table, self._window)

    @cached_property
    def choose_keys(self) -> KeyChooser:
        from workbench.ui.chosen_keys import ChosenKeys
        from workbench.ui.key_chooser import KeyChooser

        window = self._window
        chosen = ChosenKeys(window.memory, window.actions_table)
        return KeyChooser(window.theme, window.actions_table, chosen, window)

    @cached_property
    def mail(self) -> MailSheet:
        from workbench.ui.mail_sheet import MailSheet

        window = self._window
        return MailSheet(window.theme, window.desk, window.bridge, window)

    @cached_property
    def settings(self) -> SettingsSheet:
        from workbench.desk.kept import files_said
        from workbench.resources import languages
        from workbench.ui.settings_sheet import SettingsSheet

        window = self._window
        sheet = SettingsSheet(
            window.theme, window.preferences, window, languages(),
            files_said(window.desk.why_plain),
        )  # fmt: skip
        sheet.keys_wanted.connect(self._from_settings_to_keys)
        return sheet

    def _from_settings_to_keys(self) -> None:
        self.settings.dismiss()
        self.choose_keys.open()
