"""How the window looks: palette, type, lengths and keycaps, and what switches them at run time.

Widgets take the theme in their constructor, ask it each time they paint, and repaint on `changed`.
Text and chips of one palette keep 4.5:1 on every ground they stand on; a test computes it.
"""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from workbench.resources import resource_path
from workbench.ui.action_table import usual_key
from workbench.ui.metrics import Metrics
from workbench.ui.palette import DARK, LIGHT, Palette
from workbench.ui.typeface import Fonts, Text, load_inter


class Appearance(Enum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """One per application, made after the QApplication; it dresses the application at once."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        appearance: Appearance = Appearance.SYSTEM,
        text_scale: float = 1.0,
    ) -> None:
        super().__init__(app)
        load_inter(resource_path("fonts"))
        self._app = app
        self._appearance = appearance
        self._scale = text_scale
        self._key_of: Callable[[str], str] = usual_key
        self.fonts = Fonts(text_scale)
        self.metrics = Metrics.at(text_scale)
        self._ask_system()
        self.palette = self._wanted()
        self._dress()
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def is_dark(self) -> bool:
        return self.palette is DARK

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    @property
    def text_scale(self) -> float:
        return self._scale

    def px(self, length: float) -> int:
        """A length that grows with the text."""
        return round(length * self._scale)

    def key(self, action: str) -> str:
        """What the keycap of an action shows, as its person has chosen; empty: no key works."""
        return self._key_of(action)

    def show_keys(self, key_of: Callable[[str], str]) -> None:
        """By the action's name."""
        self._key_of = key_of
        self.changed.emit()

    def show_as(self, appearance: Appearance) -> None:
        if appearance is self._appearance:
            return
        self._appearance = appearance
        self._ask_system()
        self._switch()

    def scale_text(self, scale: float) -> None:
        """1.0 is 13 px body text."""
        if scale == self._scale:
            return
        self._scale = scale
        self.fonts = Fonts(scale)
        self.metrics = Metrics.at(scale)
        self._dress()
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._switch()

    def _ask_system(self) -> None:
        """For what is not ours to paint: title bar, native menu, file dialogs."""
        match self._appearance:
            case Appearance.SYSTEM:
                self._app.styleHints().unsetColorScheme()
            case Appearance.LIGHT:
                self._app.styleHints().setColorScheme(Qt.ColorScheme.Light)
            case Appearance.DARK:
                self._app.styleHints().setColorScheme(Qt.ColorScheme.Dark)

    def _wanted(self) -> Palette:
        match self._appearance:
            case Appearance.LIGHT:
                return LIGHT
            case Appearance.DARK:
                return DARK
            case Appearance.SYSTEM:
                # Plain X11 says Unknown: light.
                scheme = self._app.styleHints().colorScheme()
                return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _switch(self) -> None:
        wanted = self._wanted()
        if wanted is self.palette:
            return
        self.palette = wanted
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setFont(self.fonts.font(Text.BODY))


def _qt_palette(palette: Palette) -> QPalette:
    """For Fusion's own widgets: line edits, menus, scroll bars, message boxes."""
    role = QPalette.ColorRole
    colours: dict[QPalette.ColorRole, QColor] = {
        role.Window: palette.panel,
        role.WindowText: palette.ink,
        role.Base: palette.canvas,
        role.AlternateBase: palette.canvas,
        role.Text: palette.ink,
        role.PlaceholderText: palette.ink3,
        role.Button: palette.raised,
        role.ButtonText: palette.ink,
        role.BrightText: palette.on_accent,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent_text,
        role.LinkVisited: palette.accent_text,
        role.ToolTipBase: palette.inverse,
        role.ToolTipText: palette.on_inverse,
        role.Light: palette.raised,
        role.Midlight: palette.line,
        role.Mid: palette.line2,
        role.Dark: palette.line2,
        role.Shadow: palette.line2,
    }
    made = QPalette()
    for one, colour in colours.items():
        made.setColor(one, colour)
    for one in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, one, palette.off)
    for one, colour in ((role.Highlight, palette.track), (role.HighlightedText, palette.off)):
        made.setColor(QPalette.ColorGroup.Disabled, one, colour)
    return made
