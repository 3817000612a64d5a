"""The settings, as a layer on Ctrl+,: what is chosen or typed holds, and is kept, at once.

To add a setting: its field in `workbench.settings.Settings` and its row here.
"""

from collections.abc import Callable
from datetime import time
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.settings import Settings
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.inline_form import ChoiceButton
from workbench.ui.overlay import Overlay
from workbench.ui.preferences import Preferences
from workbench.ui.question import Choice
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LABEL = 132
_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
_AWAYS = (0, 5, 10, 15, 30)
_SIZES = (90, 100, 110, 125, 150, 200)
_PROXY = "Write it like http://proxy.example:8080, or nothing."
_TIMES = "Write two times like 18:00 and 8:00, or nothing."


class Options(QWidget):
    """Buttons of which one is chosen."""

    def __init__(
        self,
        theme: Theme,
        offered: tuple[tuple[object, str], ...],
        take: Callable[[object], object],
    ) -> None:
        super().__init__()
        self._take = take
        self.buttons = [ChoiceButton(theme, Choice(value, words)) for value, words in offered]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        for button in self.buttons:
            button.clicked.connect(self._clicked)
            row.addWidget(button)
        row.addStretch()

    def show_chosen(self, value: object) -> None:
        for button in self.buttons:
            button.setChecked(button.choice.value == value)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self._take(button.choice.value)


class SettingsSheet(Overlay):
    keys_wanted = Signal()

    def __init__(self, theme: Theme, preferences: Preferences, window: QWidget) -> None:
        super().__init__(theme, window, width=640, top=96)
        self._preferences = preferences
        choose = preferences.choose
        self.looks = Options(theme, _THEMES, lambda value: choose(theme=value))
        sizes = tuple((size, f"{size} %") for size in _SIZES)
        self.sizes = Options(theme, sizes, lambda value: choose(text_percent=value))
        keys = ((True, "On"), (False, "Off"))
        self.keys = Options(theme, keys, lambda value: choose(single_keys=value))
        self.sounds = Options(theme, keys, lambda value: choose(sound=value))
        aways = tuple((minutes, f"{minutes} min" if minutes else "Never") for minutes in _AWAYS)
        self.aways = Options(theme, aways, lambda value: choose(away_after_min=value))
        self.server = Entry(theme, "Server, like https://team.example")
        self.proxy = Entry(theme, "None")
        self.quiet_from, self.quiet_until = Entry(theme, "from 18:00"), Entry(theme, "until 8:00")
        self.proxy.setAccessibleName("Proxy")
        self._wrong = {"proxy": Line(theme, 18), "quiet": Line(theme, 18)}
        self.change_keys = Button(theme, "Change keys …", icon="keyboard")
        self.change_keys.clicked.connect(self.keys_wanted)
        self._rows = QVBoxLayout()
        self._lay_out()
        for field, take in ((self.server, self._take_server), (self.proxy, self._take_proxy),
                            (self.quiet_from, self._take_quiet),
                            (self.quiet_until, self._take_quiet)):  # fmt: skip
            field.entered.connect(take)
            field.editingFinished.connect(take)
        preferences.changed.connect(self._show)

    def open(self) -> None:
        self._show(self._preferences.settings)
        super().open()
        self.looks.buttons[0].setFocus()

    def dismiss(self) -> None:
        if self.isVisible():
            for take in (self._take_server, self._take_proxy, self._take_quiet):
                take()
        super().dismiss()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Round and round within the sheet."""
        places: list[QWidget] = [*self.looks.buttons, *self.sizes.buttons, *self.keys.buttons,
                                 self.change_keys,
                                 self.quiet_from, self.quiet_until, *self.sounds.buttons,
                                 *self.aways.buttons, self.proxy, self.server]  # fmt: skip
        here = self.window().focusWidget()
        at = places.index(here) if here in places else -1
        places[(at + (1 if onward else -1)) % len(places)].setFocus()
        return True

    def _lay_out(self) -> None:
        theme = self._theme
        title = Line(theme, 48)
        title.say((Run("Settings", style=Text.TITLE, weight=600),
                   Run("Kept as you choose.", "ink2", gap=16, gives=1)))  # fmt: skip
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), 0)
        head.addWidget(title)
        self.rows.addLayout(head)
        self.rows.addWidget(Hairline(theme))
        self._rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(20))
        self._rows.setSpacing(theme.px(12))
        self.rows.addLayout(self._rows)
        quiet = QWidget()
        times = QHBoxLayout(quiet)
        times.setContentsMargins(0, 0, 0, 0)
        times.addWidget(self.quiet_from)
        times.addWidget(self.quiet_until)
        keys = QWidget()
        beside = QHBoxLayout(keys)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.change_keys)
        beside.addStretch()
        self._add("Appearance", self.looks)
        self._add("Text size", self.sizes)
        self._add("Single keys", self.keys, "Off: only keys with Ctrl, arrows, Enter and Esc act.")
        self._add("Keys", keys)
        self._add("Quiet hours", quiet, "Notices show in the window only.", self._wrong["quiet"])
        self._add("Sound", self.sounds, "A short one, with a notice.")
        self._add(
            "Away after", self.aways, "Of nobody at the desk; it asks first. Any key ends it."
        )
        self._add("Proxy", self.proxy, "From the next sign-in or start on.", self._wrong["proxy"])
        self._add("Server", self.server, "What the next sign-in begins with.")

    def _add(self, words: str, part: QWidget, hint: str = "", wrong: Line | None = None) -> None:
        theme = self._theme
        label = Line(theme, 30)
        label.setFixedWidth(theme.px(_LABEL))
        label.say((Run(words, weight=500),))
        beside = QVBoxLayout()
        beside.setSpacing(theme.px(2))
        beside.addWidget(part)
        if hint:
            below = Line(theme, 18)
            below.say((Run(hint, "ink3", Text.SMALL, gives=1),))
            beside.addWidget(below)
        if wrong is not None:
            beside.addWidget(wrong)
            wrong.hide()
        above = QVBoxLayout()
        above.addWidget(label)
        above.addStretch()
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addLayout(above)
        row.addLayout(beside, 1)
        self._rows.addLayout(row)

    def _show(self, settings: Settings) -> None:
        self.looks.show_chosen(settings.theme)
        self.sizes.show_chosen(settings.text_percent)
        self.keys.show_chosen(settings.single_keys)
        self.sounds.show_chosen(settings.sound)
        self.aways.show_chosen(settings.away_after_min)
        for field, text in ((self.server, settings.server), (self.proxy, settings.proxy),
                            (self.quiet_from, settings.quiet_from),
                            (self.quiet_until, settings.quiet_until)):  # fmt: skip
            if not field.hasFocus():
                field.setText(text)

    def _take_server(self) -> None:
        self._keep(server=self.server.text().strip())

    def _take_proxy(self) -> None:
        text = self.proxy.text().strip()
        address = text if "://" in text or not text else f"http://{text}"
        self._say("proxy", "" if not text or _is_proxy(address) else _PROXY)
        if not text or _is_proxy(address):
            self._keep(proxy=address)

    def _take_quiet(self) -> None:
        """Both or none: one time alone is not yet an answer."""
        texts = [field.text().strip() for field in (self.quiet_from, self.quiet_until)]
        read = [_time(text) for text in texts]
        both, none = all(read), not any(texts)
        self._say("quiet", "" if both or none or not all(texts) else _TIMES)
        if both or none:
            self._keep(quiet_from=read[0] or "", quiet_until=read[1] or "")

    def _keep(self, **changes: str) -> None:
        settings = self._preferences.settings
        if any(getattr(settings, name) != value for name, value in changes.items()):
            self._preferences.choose(**changes)

    def _say(self, about: str, wrong: str) -> None:
        line = self._wrong[about]
        line.say((Run("", "ink", icon="alert-circle"), Run(wrong, style=Text.SMALL, gives=1)))
        if line.isHidden() is bool(wrong):
            line.setVisible(bool(wrong))
            self.place()


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _time(text: str) -> str | None:
    """“8:00” as it is kept; None for what is no time of day."""
    hour, colon, minute = text.replace(".", ":").partition(":")
    try:
        return f"{time(int(hour), int(minute) if colon else 0):%H:%M}"
    except ValueError:
        return None
