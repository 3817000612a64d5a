"""Which cache is on the screen, and which one is being filled beside it after a resync."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from workbench.cache.cache import Cache
from workbench.cache.database import delete_database


class Generations:
    """`shown` is what people see, `filling` what the puller writes; mostly they are the same."""

    def __init__(self, directory: Path, generation: int, key: str | None = None) -> None:
        self._directory = directory
        self._key = key
        self._retired: list[Cache] = []
        self.filling = Cache(directory, generation, key)
        self.shown = self.filling
        found = {int(path.name.split(".")[1]): path for path in directory.glob("cache.*.db")}
        older = max((number for number in found if number < generation), default=None)
        if older is not None and not self.filling.cursor.complete:
            self.shown = Cache(directory, older, key)
        for number in found.keys() - {self.shown.generation, generation}:
            delete_database(found[number])

    @contextlib.contextmanager
    def begun(self, generation: int) -> Iterator[None]:
        """Fill a new cache once the block has kept its number; the old one stays until `swap`.

        Its file is made first: a number whose file finds no room would leave an old cache to go on
        as if it were of the new generation. Raises `sqlite3.OperationalError`.
        """
        path = self._directory / f"cache.{generation}.db"
        try:
            delete_database(path)
            cache = Cache(self._directory, generation, self._key)
        except OSError as error:  # no room, no right: as SQLite says it of a file that is there
            raise sqlite3.OperationalError(f"{path.name}: {error.strerror}") from error
        try:
            yield
        except BaseException:
            cache.close()
            delete_database(path)
            raise
        if self.filling is not self.shown:
            self._retire(self.filling)
        self.filling = cache

    def swap(self) -> None:
        if self.filling is not self.shown:
            self._retire(self.shown)
            self.shown = self.filling

    def _retire(self, cache: Cache) -> None:
        """Its file goes now; its connections later, as a thread may be reading at this moment."""
        self._retired.append(cache)
        with contextlib.suppress(PermissionError):  # Windows keeps open files; the next start helps
            delete_database(cache.database.path)

    def close(self) -> None:
        for cache in {id(c): c for c in (*self._retired, self.filling, self.shown)}.values():
            cache.close()
