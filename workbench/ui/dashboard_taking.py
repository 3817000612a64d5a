"""How the dashboard leaves the window: onto a wall, into a PDF or a CSV, to a printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt

from workbench.domain.calendar import day_and_year
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr

if TYPE_CHECKING:
    from workbench.ui.dashboard import Dashboard
    from workbench.ui.dashboard_paper import Sheet
    from workbench.ui.wallboard import Wallboard


class Taking:
    def __init__(self, page: Dashboard) -> None:
        self._page = page
        self.wallboard: Wallboard | None = None
        places = QStandardPaths.StandardLocation
        self.folder = Path(
            QStandardPaths.writableLocation(places.DownloadLocation)
            or QStandardPaths.writableLocation(places.HomeLocation)
        )
        """Where files go."""

    def wall(self) -> None:
        from workbench.ui.wallboard import Wallboard

        self.wallboard = Wallboard(self._page.theme)
        self.wallboard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.wallboard.destroyed.connect(self._wall_gone)
        self.refresh()
        self.wallboard.showFullScreen()

    def refresh(self) -> None:
        """What is on the wall is told anew."""
        if self.wallboard is not None:
            title = f"{self._page.whose}, {self._days}"
            self.wallboard.show_panels(self._page.panels, title, self._page.head.basis)

    def pdf(self) -> None:
        from workbench.ui.dashboard_paper import write_pdf

        self._save("pdf", lambda path: write_pdf(str(path), self._sheet))

    def csv(self) -> None:
        from workbench.desk.dashboard_csv import as_csv

        page = self._page
        assert page.numbers is not None
        text = as_csv(page.numbers, page.whose, page.head.basis)
        # With the mark by which spreadsheets know that it is Unicode.
        self._save("csv", lambda path: path.write_text(text, encoding="utf-8-sig", newline="") > 0)

    def print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from workbench.ui.dashboard_paper import print_on

        printer = QPrinter()
        if QPrintDialog(printer, self._page).exec():  # the system's own
            print_on(printer, self._sheet)

    def _save(self, kind: str, write: Callable[[Path], bool]) -> None:
        path = self._free(kind)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            is_written = write(path)
        except OSError:
            is_written = False
        said = tr("Saved as {path}.", path=path)
        failed = tr("{path} could not be written. Is the disk full, or the folder closed?",
                    path=path)  # fmt: skip
        self._page.said.emit(said if is_written else failed)

    def _free(self, kind: str) -> Path:
        """A name that no file has yet: nothing is overwritten."""
        day = self._page.now().date().isoformat()
        stem = f"{self._page.whose} {self._page.view.span.replace('_', ' ')} {day}"
        stem = "".join(letter for letter in stem if letter.isalnum() or letter in " -_").strip()
        names = (f"{stem}.{kind}", *(f"{stem} {n}.{kind}" for n in range(2, 1000)))
        return next(path for name in names if not (path := self.folder / name).exists())

    def _wall_gone(self) -> None:
        self.wallboard = None

    @property
    def _sheet(self) -> Sheet:
        from workbench.ui.dashboard_paper import Sheet

        page = self._page
        title = tr("{whose}: promises, speed, funnel and goals", whose=page.whose)
        made = tr("{day}. {basis}.", day=day_and_year(page.now().date()), basis=page.head.basis)
        return Sheet(title, self._days, made, page.panels)

    @property
    def _days(self) -> str:
        page = self._page
        assert page.numbers is not None
        first, last = (day_and_year(page.local_day(from_ms(page.numbers[name])))
                       for name in ("since", "until"))  # fmt: skip
        return first if first == last else tr("{first} to {last}", first=first, last=last)
