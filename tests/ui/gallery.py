"""A sheet of everything that is painted here, to be looked at: `python -m tests.ui.gallery DIR`."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from workbench.resources import resource_path
from workbench.ui.avatar import paint_avatar
from workbench.ui.button import Button
from workbench.ui.chip import ChipFace, ChipState, chip_width, paint_chip, paint_count
from workbench.ui.field import Field
from workbench.ui.icons import paint_icon
from workbench.ui.keycap import Keycap, keycap_width, paint_keycap
from workbench.ui.pill import CountPill, ModePill
from workbench.ui.shape import Hairline, paint_hairline
from workbench.ui.theme import Appearance, Theme
from workbench.ui.typeface import Text

FACES = (
    ChipFace(ChipState.ON_CALL, "0:42"),
    ChipFace(ChipState.SOON, "~ 2:05"),
    ChipFace(ChipState.ON_TIME, "3:20"),
    ChipFace(ChipState.URGENT, "! 0:48"),
    ChipFace(ChipState.ON_TIME, "18 min"),
    ChipFace(ChipState.BREACHED, "+2:13 late"),
    ChipFace(ChipState.BREACHED, "+38 min late"),
    ChipFace(ChipState.PAUSED, "resumes 9:00"),
    ChipFace(ChipState.SOON, "≈ 9:40"),
    ChipFace(ChipState.CALLBACK, "14:30"),
    ChipFace(ChipState.MET, "met 3:18"),
    ChipFace(ChipState.UNSENT, "unsent"),
    ChipFace(ChipState.REFUSED, "refused"),
)


class Painted(QWidget):
    """Chips, keycaps, avatars, icons and type on the panel's ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumSize(theme.px(640), theme.px(560))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.panel)
        self._chips(painter)
        self._keycaps(painter, self._theme.px(150))
        self._type(painter, self._theme.px(150), self._theme.px(100))
        self._icons(painter, self._theme.px(150), self._theme.px(350))

    def _chips(self, painter: QPainter) -> None:
        theme = self._theme
        width, y = chip_width(theme, FACES), theme.px(12)
        for face in FACES:
            paint_chip(painter, QRect(12, y, width, theme.metrics.chip), face, theme)
            y += theme.px(34)
        cell = QRect(12, y, theme.metrics.chip_cell_width, theme.metrics.chip_cell)
        for state, count in ((ChipState.SOON, 6), (ChipState.BREACHED, 2), (ChipState.SOON, 0)):
            paint_count(painter, cell, state, count, theme)
            cell.translate(cell.width() + 8, 0)

    def _keycaps(self, painter: QPainter, x: int) -> None:
        theme, at = self._theme, QPoint(x, self._theme.px(12))
        for key in ("8", "C", "W", "=", "/", "Ctrl", "Enter", "Ctrl K"):
            at.setX(at.x() + paint_keycap(painter, at, key, theme) + 8)
        for key in ("N", "W"):
            at.setX(at.x() + paint_keycap(painter, at, key, theme, Keycap.DASHED) + 8)
        at.setX(at.x() + paint_keycap(painter, at, "4", theme, Keycap.OFF) + 8)
        for key in ("N", "Ctrl"):
            at.setX(at.x() + paint_keycap(painter, at, key, theme, small=True) + 8)
        toast = QRect(at.x(), at.y() - 5, keycap_width(theme, "Z") + 20, theme.px(28))
        painter.fillRect(toast, theme.palette.inverse)
        paint_keycap(painter, at + QPoint(10, 0), "Z", theme, Keycap.ON_INVERSE)
        avatar = QRect(x, theme.px(48), theme.metrics.avatar, theme.metrics.avatar)
        for letters in ("MT", "SO", "RH", "WW"):
            paint_avatar(painter, avatar, letters, theme)
            avatar.translate(avatar.width() + 8, 0)
        paint_hairline(painter, x, theme.px(84), theme.px(460), theme.palette.line)

    def _type(self, painter: QPainter, x: int, y: int) -> None:
        theme, palette = self._theme, self._theme.palette
        for text in Text:
            line = QRect(x, y, theme.px(480), theme.fonts.line(text))
            for weight, ink in ((400, palette.ink3), (500, palette.ink2), (600, palette.ink)):
                painter.setFont(theme.fonts.font(text, weight, tabular=True))
                painter.setPen(ink)
                words = f"{text.name.title()} 11:08 Žižek "
                painter.drawText(line, Qt.AlignmentFlag.AlignLeft, words)
                line.translate(
                    theme.fonts.metrics(text, weight, tabular=True).horizontalAdvance(words), 0
                )
            y += theme.fonts.line(text)

    def _icons(self, painter: QPainter, x: int, y: int) -> None:
        theme = self._theme
        side, step = theme.metrics.icon, theme.px(34)
        for index, svg in enumerate(sorted(resource_path("icons").glob("*.svg"))):
            row, column = divmod(index, 14)
            place = QRect(x + column * step, y + row * step, side, side)
            paint_icon(painter, place, svg.stem, theme.palette.ink2)


class Widgets(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        rows = QVBoxLayout(self)
        modes = [ModePill(theme, words) for words in ("Triage", "Work", "Later", "Dashboard")]
        modes[0].setChecked(True)
        rows.addLayout(_row(*modes))
        rows.addWidget(Hairline(theme))
        barred = Button(theme, "Call", primary=True, icon="phone", key="C")
        barred.bar("No channel is offered: Do not contact since 11:58.")
        rows.addLayout(
            _row(
                Button(theme, "End call", primary=True, icon="phone-off", key="C"),
                Button(theme, "Email", key="E"),
                barred,
                Button(theme, "Tern & Field"),
            )
        )
        self.focused: list[QWidget] = [
            Button(theme, "Cover, move 23 leads", primary=True, key="Enter", tall=True),
            Button(theme, "Cancel", key="Esc", tall=True),
            CountPill(theme, "Unowned", 2),
        ]
        rows.addLayout(_row(*self.focused[:2]))
        down = Button(theme, "Pressed")
        down.setDown(True)
        filled_down = Button(theme, "Pressed", primary=True)
        filled_down.setDown(True)
        rows.addLayout(_row(down, filled_down))
        away = CountPill(theme, "Owner away", 23)
        away.setChecked(True)
        rows.addLayout(_row(self.focused[2], away, CountPill(theme, "Unsynced", 0)))
        field = Field(theme, "Search leads, companies, numbers", icon="search", action="search")
        rows.addWidget(field)
        self.focused.append(field)
        rows.addStretch()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


def _sheet(theme: Theme, dpr: float) -> QImage:
    sheets: list[QWidget] = [Painted(theme)]
    for focused in range(4):
        widgets = Widgets(theme)
        widgets.show()
        widgets.focused[focused].setFocus()
        sheets.append(widgets)
    left = sheets[0].minimumSize()
    right = max(sheet.sizeHint().width() for sheet in sheets[1:])
    tall = sum(sheet.sizeHint().height() for sheet in sheets[1:])
    width, height = left.width() + right, max(left.height(), tall)
    image = QImage(round(width * dpr), round(height * dpr), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(theme.palette.panel)
    y = 0
    for sheet in sheets:
        if sheet is sheets[0]:
            sheet.resize(left)
            sheet.render(image, QPoint())
            continue
        sheet.resize(right, sheet.sizeHint().height())
        sheet.activateWindow()
        QApplication.processEvents()
        sheet.render(image, QPoint(left.width(), y))
        y += sheet.height()
        sheet.close()
    return image


def main(folder: Path) -> None:
    app = QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(app, appearance=Appearance.LIGHT)
    for name, appearance, scale, dpr in (
        ("light", Appearance.LIGHT, 1.0, 1.0),
        ("dark", Appearance.DARK, 1.0, 1.0),
        ("light-200", Appearance.LIGHT, 1.0, 2.0),
        ("dark-200", Appearance.DARK, 1.0, 2.0),
        ("light-text-200", Appearance.LIGHT, 2.0, 1.0),
        ("light-150", Appearance.LIGHT, 1.0, 1.5),
    ):
        theme.show_as(appearance)
        theme.scale_text(scale)
        path = folder / f"gallery-{name}.png"
        _sheet(theme, dpr).save(str(path))
        print(path)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]))
