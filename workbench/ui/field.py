"""One line of text in a rounded frame, with an icon before it and a keycap after it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.domain.tongue import tr
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme

_MARGIN = 8


class Field(QLineEdit):
    """`name` stands in the empty field and is read aloud, unless `aloud` is.

    The keycap goes while it has the focus.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        icon: str | None = None,
        action: str = "",
        aloud: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._action = action
        self.setAccessibleName(aloud or name)
        self.setPlaceholderText(name)
        self.setFrame(False)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def key(self) -> str:
        return self._theme.key(self._action) if self._action else ""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.metrics.search)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._theme.metrics.search)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, palette = self._theme, self._theme.palette
        painter = QPainter(self)
        paint_box(painter, self.rect(), RADIUS_BUTTON, palette.raised, palette.line2)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)
        if self._icon:
            side = theme.metrics.icon
            place = QRect(theme.px(_MARGIN), (self.height() - side) // 2, side, side)
            paint_icon(painter, place, self._icon, palette.ink2)
        if self.key and not self.hasFocus():
            x = self.width() - theme.px(_MARGIN) - keycap_width(theme, self.key)
            y = (self.height() - theme.metrics.keycap) // 2
            paint_keycap(painter, QPoint(x, y), self.key, theme)
        painter.end()
        super().paintEvent(event)

    def _restyle(self) -> None:
        theme = self._theme
        if self._action:
            said = tr("Key {key}", key=self.key) if self.key else ""
            shown = self.placeholderText()
            told = (said, shown if shown != self.accessibleName() else "")
            self.setAccessibleDescription(". ".join(filter(None, told)))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        margin = theme.px(_MARGIN)
        left = theme.metrics.icon + 2 * margin if self._icon else margin
        right = keycap_width(theme, self.key) + 2 * margin if self.key else margin
        # Qt keeps 2 px of its own on each side.
        self.setTextMargins(left - 2, 0, right - 2, 0)
        self.updateGeometry()
        self.update()
