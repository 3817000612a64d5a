"""Buttons and pills, painted by us: one filled button to a screen, the rest plain.

Their words are plain text and never a mnemonic: "Tern & Field" keeps its ampersand.
"""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workbench.domain.tongue import tr
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.metrics import FOCUS_RING, RADIUS_BUTTON
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_GAP = 8
_MARGIN = 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RING_MARGINS = QMargins(FOCUS_RING, FOCUS_RING, FOCUS_RING, FOCUS_RING)


class PaintedButton(QAbstractButton):
    """What buttons and pills share: words, an accessible name, Enter, and a reason when barred."""

    def __init__(
        self,
        theme: Theme,
        words: str,
        parent: QWidget | None = None,
        *,
        key: str = "",
        action: str = "",
    ) -> None:
        """`key` is one that its layer fixes, `action` one whose key a person may choose."""
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._fixed = key
        self._action = action
        self.setAccessibleName(words)
        # A click must not take the focus out of the notes.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        if self.key:
            self.setAccessibleDescription(self._hint())

    @property
    def key(self) -> str:
        """On its keycap, not a shortcut; empty where there is none."""
        return self._theme.key(self._action) if self._action else self._fixed

    @property
    def words(self) -> str:
        return self._words

    def say(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self._restyle()

    def bar(self, why: str) -> None:
        """Disable; `why` is one sentence that the panel shows too."""
        self.setEnabled(False)
        self.setAccessibleDescription(why)

    def allow(self) -> None:
        self.setEnabled(True)
        self.setAccessibleDescription(self._hint())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def tip_at(self, _place: QPoint) -> str:
        """The pointer is told what a screen reader is: all the words, the key, what follows."""
        return ". ".join(filter(None, (self.accessibleName(), self.accessibleDescription())))

    def _hint(self) -> str:
        return tr("Key {key}", key=self.key) if self.key else ""

    def _restyle(self) -> None:
        if self._action and self.isEnabled():
            self.setAccessibleDescription(self._hint())
        self.updateGeometry()
        self.update()


class Button(PaintedButton):
    """32 px high, 36 in a panel's foot."""

    def __init__(
        self,
        theme: Theme,
        words: str,
        *,
        primary: bool = False,
        icon: str | None = None,
        key: str | None = None,
        action: str = "",
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, words, parent, key=key or "", action=action)
        self._primary = primary
        self._icon = icon
        self._tall = tall

    def turn_into(self, words: str, *, icon: str) -> None:
        """The other of two verbs that take turns on one button."""
        self._icon = icon
        self.say(words)

    def set_primary(self, on: bool) -> None:
        if on is not self._primary:
            self._primary = on
            self._restyle()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        height = metrics.button_tall if self._tall else metrics.button
        return QSize(self._content_width(with_key=True) + 2 * self._theme.px(_MARGIN), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, border, ink = self._colours()
        paint_box(painter, self.rect(), RADIUS_BUTTON, fill, border)
        self._paint_content(painter, ink)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        theme, metrics = self._theme, self._theme.metrics
        with_key, gap = self.isEnabled(), theme.px(_GAP)
        x = (self.width() - self._content_width(with_key=with_key)) // 2
        if self._icon:
            y = (self.height() - metrics.icon) // 2
            paint_icon(painter, QRect(x, y, metrics.icon, metrics.icon), self._icon, ink)
            x += metrics.icon + gap
        width = self._words_width()
        painter.setFont(theme.fonts.font(Text.BODY, self._weight()))
        painter.setPen(ink)
        painter.drawText(QRect(x, 0, width, self.height()), _LEFT, self._words)
        if self.key and with_key:
            at = QPoint(x + width + gap, (self.height() - metrics.keycap) // 2)
            kind = Keycap.ON_ACCENT if self._primary else Keycap.SOLID
            paint_keycap(painter, at, self.key, theme, kind)

    def _paint_focus(self, painter: QPainter) -> None:
        palette = self._theme.palette
        if not self._primary:
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)
            return
        # In light the ring and the fill are one colour: a white one, one ring's width further in.
        inner = self.rect().marginsRemoved(_RING_MARGINS)
        paint_focus_ring(painter, inner, RADIUS_BUTTON - FOCUS_RING, palette.on_accent)

    def _colours(self) -> tuple[QColor, QColor | None, QColor]:
        """Fill, border and ink."""
        palette = self._theme.palette
        if not self.isEnabled():
            return palette.track, None, palette.off
        if self._primary:
            if self.isDown():
                return palette.accent_pressed, None, palette.on_accent
            hovered = self.underMouse()
            return palette.accent_hover if hovered else palette.accent, None, palette.on_accent
        if self.isDown():
            return palette.track, palette.line2, palette.ink
        return palette.hover if self.underMouse() else palette.raised, palette.line2, palette.ink

    def _weight(self) -> int:
        return 600 if self._primary else 500

    def _words_width(self) -> int:
        return self._theme.fonts.metrics(Text.BODY, self._weight()).horizontalAdvance(self._words)

    def _content_width(self, *, with_key: bool) -> int:
        width, gap = self._words_width(), self._theme.px(_GAP)
        if self._icon:
            width += self._theme.metrics.icon + gap
        if self.key and with_key:
            width += gap + keycap_width(self._theme, self.key)
        return width
