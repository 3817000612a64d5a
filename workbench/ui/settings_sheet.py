"""The settings, as a layer on Ctrl+,: what is chosen or typed holds, and is kept, at once.

To add a setting: its field in `workbench.settings.Settings` and its row here.
"""

from collections.abc import Sequence
from datetime import time
from urllib.parse import urlsplit

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.tongue import mark, tr
from workbench.settings import Settings
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.line import Line
from workbench.ui.preferences import Preferences
from workbench.ui.runs import Run
from workbench.ui.sheet import Options, Sheet
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_THEMES = (("system", mark("As the system")), ("light", mark("Light")), ("dark", mark("Dark")))
_AWAYS = (0, 5, 10, 15, 30)
_SIZES = (90, 100, 110, 125, 150, 200)
_PROXY = mark("Write it like http://proxy.example:8080, or nothing.")
_TIMES = mark("Write two times like 18:00 and 8:00, or nothing.")


class SettingsSheet(Sheet):
    keys_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        window: QWidget,
        languages: Sequence[str] = (),
        files: str = "",
    ) -> None:
        """`languages`: those that there are beside English; without one nothing is asked. `files`:
        a sentence on how those of this computer are kept.
        """
        super().__init__(theme, window, tr("Settings"), tr("Kept as you choose."))
        self._preferences = preferences
        choose = preferences.choose
        looks = tuple((value, tr(words)) for value, words in _THEMES)
        self.looks = Options(theme, looks, lambda value: choose(theme=value))
        tongues = tuple((name, _named(name)) for name in languages and ("", "en", *languages))
        self.tongues = Options(theme, tongues, lambda value: choose(language=value))
        sizes = tuple((size, f"{size} %") for size in _SIZES)
        self.sizes = Options(theme, sizes, lambda value: choose(text_percent=value))
        keys = ((True, tr("On")), (False, tr("Off")))
        self.keys = Options(theme, keys, lambda value: choose(single_keys=value))
        self.sounds = Options(theme, keys, lambda value: choose(sound=value))
        aways = tuple((minutes, _minutes(minutes)) for minutes in _AWAYS)
        self.aways = Options(theme, aways, lambda value: choose(away_after_min=value))
        self.server = Entry(theme, tr("Server, like https://team.example"))
        self.proxy = Entry(theme, tr("None"))
        self.quiet_from = Entry(theme, tr("from 18:00"))
        self.quiet_until = Entry(theme, tr("until 8:00"))
        self.proxy.setAccessibleName(tr("Proxy"))
        self._wrong = {"proxy": Line(theme, 18), "quiet": Line(theme, 18)}
        self.change_keys = Button(theme, tr("Change keys …"), icon="keyboard")
        self.change_keys.clicked.connect(self.keys_wanted)
        self.files = Line(theme, 30)
        self.files.say((Run(files, style=Text.SMALL, gives=1),))
        self._lay_out()
        self._round = (*self.looks.buttons, *self.tongues.buttons, *self.sizes.buttons,
                       *self.keys.buttons, self.change_keys, self.quiet_from, self.quiet_until,
                       *self.sounds.buttons, *self.aways.buttons,
                       self.proxy, self.server)  # fmt: skip
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

    def _lay_out(self) -> None:
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
        self._add(tr("Appearance"), self.looks)
        if self.tongues.buttons:
            self._add(tr("Language"), self.tongues, tr("From the next start on."))
        self._add(tr("Text size"), self.sizes)
        self._add(tr("Single keys"), self.keys,
                  tr("Off: only keys with Ctrl, arrows, Enter and Esc act."))  # fmt: skip
        self._add(tr("Keys"), keys)
        self._add(tr("Quiet hours"), quiet, tr("Notices show in the window only."),
                  self._wrong["quiet"])  # fmt: skip
        self._add(tr("Sound"), self.sounds, tr("A short one, with a notice."))
        self._add(tr("Away after"), self.aways,
                  tr("Of nobody at the desk; it asks first. Any key ends it."))  # fmt: skip
        self._add(tr("Proxy"), self.proxy, tr("From the next sign-in or start on."),
                  self._wrong["proxy"])  # fmt: skip
        self._add(tr("Server"), self.server, tr("What the next sign-in begins with."))
        self._add(tr("Files here"), self.files)

    def _show(self, settings: Settings) -> None:
        self.looks.show_chosen(settings.theme)
        self.tongues.show_chosen(settings.language)
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
        self._say("proxy", "" if not text or _is_proxy(address) else tr(_PROXY))
        if not text or _is_proxy(address):
            self._keep(proxy=address)

    def _take_quiet(self) -> None:
        """Both or none: one time alone is not yet an answer."""
        texts = [field.text().strip() for field in (self.quiet_from, self.quiet_until)]
        read = [_time(text) for text in texts]
        both, none = all(read), not any(texts)
        self._say("quiet", "" if both or none or not all(texts) else tr(_TIMES))
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


def _minutes(number: int) -> str:
    return tr("{n} min", n=number) if number else tr("Never")


def _named(language: str) -> str:
    """As who speaks it calls it."""
    if language == "en":  # which Qt calls American
        return "English"  # not a text
    return QLocale(language).nativeLanguageName() if language else tr("As the system")


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
