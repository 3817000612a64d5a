"""The top bar: the menu of everything, the modes, the way to the palette."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QWidget

from workbench.domain.tongue import tr
from workbench.ui.action_table import MENUS
from workbench.ui.actions import Actions
from workbench.ui.button import PaintedButton
from workbench.ui.dock import Panel
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import keycap_width, paint_keycap
from workbench.ui.metrics import RADIUS_BUTTON
from workbench.ui.modes import GOES
from workbench.ui.pill import ModePill
from workbench.ui.runs import Run, paint_runs
from workbench.ui.shape import paint_box, paint_focus_ring
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text


class MenuButton(PaintedButton):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Menu"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(tr("Key {key}", key="Alt"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(30), self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._theme.palette
        if self.underMouse() or self.isDown():
            paint_box(painter, self.rect(), RADIUS_BUTTON, palette.hover)
        side = self._theme.metrics.icon
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "menu-2", palette.ink2)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, palette.accent_text)


class PaletteHint(PaintedButton):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Commands"), action="palette")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self._theme.fonts.metrics(Text.BODY).horizontalAdvance(self._words)
        cap = keycap_width(self._theme, self.key) if self.key else 0
        return QSize(words + cap + self._theme.px(44), self._theme.px(28))

    @property
    def key(self) -> str:
        return super().key.replace("+", " ")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        if self.underMouse() or self.isDown():
            paint_box(painter, self.rect(), RADIUS_BUTTON, theme.palette.hover)
        runs = (Run("", "ink2", icon="command"), Run(self._words, "ink2"))
        end = paint_runs(painter, self.rect().adjusted(theme.px(6), 0, 0, 0), runs, theme)
        at = QPoint(end + theme.px(8), (self.height() - theme.metrics.keycap) // 2)
        if self.key:
            paint_keycap(painter, at, self.key, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), RADIUS_BUTTON, theme.palette.accent_text)


class TopBar(Panel):
    mode_chosen = Signal(str)

    def __init__(self, theme: Theme, actions: Actions, modes: Sequence[str]) -> None:
        super().__init__(theme)
        self.theme = theme
        self._actions = actions
        self.menu_button = MenuButton(theme)
        self.menu_button.clicked.connect(self.open_menu)
        self.hint = PaletteHint(theme)
        self.hint.clicked.connect(self._open_palette)
        self._modes = QHBoxLayout()
        self._modes.setSpacing(theme.px(4))
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), 0, theme.px(10), 0)
        row.addWidget(self.menu_button)
        row.addSpacing(theme.px(2))
        row.addLayout(self._modes)
        row.addStretch()
        row.addWidget(self.hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_modes(modes)
        actions.keys_changed.connect(self._teach)

    def show_modes(self, modes: Sequence[str]) -> None:
        for pill in self._group.buttons():
            self._group.removeButton(pill)
            self._modes.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        for mode in modes:
            pill = ModePill(self._theme, mode)
            self._group.addButton(pill)
            self._modes.addWidget(pill)
        self._teach()

    def shows(self, modes: Sequence[str]) -> bool:
        """Whether its pills are these already."""
        return modes == [p.mode for p in self._group.buttons() if isinstance(p, ModePill)]

    def show_mode(self, mode: str) -> None:
        for pill in self._group.buttons():
            pill.setChecked(isinstance(pill, ModePill) and pill.mode == mode)

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.metrics.top_bar)

    def open_menu(self) -> None:
        menu = whole_menu(self._actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self._theme.px(8), self.height())))

    def _teach(self) -> None:
        for pill in self._group.buttons():
            if isinstance(pill, ModePill):
                pill.setAccessibleDescription(self._actions.said_key(GOES[pill.mode]))

    def _open_palette(self) -> None:
        self._actions.run("palette")

    def _chosen(self, pill: QWidget) -> None:
        if isinstance(pill, ModePill):
            self.mode_chosen.emit(pill.mode)


def whole_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Every action of the table, under its menu, with its key."""
    menu = QMenu(parent)
    for name in MENUS:
        part = menu.addMenu(tr(name))
        for action in actions:
            if action.menu == name:
                part.addAction(_item(actions, action.name, part))
    return menu


def _item(actions: Actions, name: str, parent: QMenu) -> QAction:
    key, why_not = actions.shown_key(name), actions.why_not(name)
    label = actions[name].label + (f": {why_not}" if why_not else "")
    label = label.replace("&", "&&")
    item = QAction(f"{label}\t{key}" if key else label, parent)
    item.setObjectName(name)
    item.setEnabled(actions.is_available(name) and not why_not)
    item.triggered.connect(lambda: actions.run(name))
    return item
