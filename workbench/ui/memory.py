"""What the window remembers between two starts: its place, keys chosen, what is run how often."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, get_args

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from workbench.desk.views import View

_BETWEEN_KEYS = r";\s+|(?<=\S);(?=\S)"
"""A semicolon that stands alone is a key itself."""
_TABS: dict[str, View] = {tab: tab for tab in get_args(View)}


class SavedView(NamedTuple):
    """`words` as they are typed in the search field; `tab` is the queue's."""

    name: str
    words: str
    tab: View


class Memory:
    """Kept in `window.ini` of the profile; a damaged or missing file is an empty memory."""

    def __init__(self, directory: Path) -> None:
        self._file = QSettings(str(directory / "window.ini"), QSettings.Format.IniFormat)

    def restore(self, window: QWidget) -> None:
        geometry = self._file.value("geometry")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)

    def keep(self, window: QWidget, uses: dict[str, int]) -> None:
        self._file.setValue("geometry", window.saveGeometry())
        for name, count in uses.items():
            self._file.setValue(f"uses/{name}", count)
        self._file.sync()

    def uses(self) -> dict[str, int]:
        return {name: int(text) for name, text in self._group("uses").items() if text.isdigit()}

    def keys(self) -> dict[str, tuple[str, ...]]:
        """Keys chosen instead of the table's, by action: `next_lead=J; Down` under `[keys]`."""
        return {
            name: tuple(key.strip() for key in re.split(_BETWEEN_KEYS, text) if key.strip())
            for name, text in self._group("keys").items()
        }

    def keep_keys(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        self._file.remove("keys")
        for name, keys in chosen.items():
            self._file.setValue(f"keys/{name}", "; ".join(keys))
        self._file.sync()

    def views(self) -> dict[int, SavedView]:
        """By the digit that follows G: `1=now; type:demo; Hot demos` under `[views]`."""
        found = {}
        for number, text in self._group("views").items():
            tab, _, rest = text.partition("; ")
            words, _, name = rest.partition("; ")
            if number in "123456789" and tab in _TABS and name:
                found[int(number)] = SavedView(name, words, _TABS[tab])
        return found

    def keep_views(self, views: Mapping[int, SavedView]) -> None:
        self._file.remove("views")
        for number, view in views.items():
            self._file.setValue(f"views/{number}", f"{view.tab}; {view.words}; {view.name}")
        self._file.sync()

    def _group(self, name: str) -> dict[str, str]:
        self._file.beginGroup(name)
        found = {key: str(self._file.value(key)) for key in self._file.childKeys()}
        self._file.endGroup()
        return found
