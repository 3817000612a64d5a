"""A desk's folder on a disk that can be cut: by a crash between two commits, by a power loss.

A crash leaves all that was written. A power loss takes from the cache's log what no checkpoint has
made sure of, and may bring back a file that was deleted; of the outbox, whose every commit is
made sure of, it takes nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.sim.actors import Killed
from tests.sim.world import World
from workbench.cache import cache, database, generations
from workbench.cache.outbox_tables import UPGRADES, VERSION

WAL_HEADER, FRAME_HEADER = 32, 24


class Disk:
    def __init__(self, folder: Path, world: World) -> None:
        self._root = folder
        self._world = world
        self._cuts = 0
        self.folder = folder / "0"
        self.folder.mkdir(parents=True)
        self.crash_in: int | None = None
        """After so many commits the process ends, just before or just after one."""
        self._sure: dict[str, tuple[bytes, int]] = {}
        self._deleted: dict[str, bytes] = {}
        self._watched = self._watching()

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """What this process does to files is done to this disk until the end of the block."""
        before = [(of, name, getattr(of, name)) for of, name, _ in self._watched]
        for of, name, ours in self._watched:
            setattr(of, name, ours)
        try:
            yield
        finally:
            for of, name, was in before:
                setattr(of, name, was)

    def _watching(self) -> tuple[tuple[Any, str, Any], ...]:
        """Whose what is taken over: by whom."""
        disk = self

        class Watched(database.Connection):
            def execute(self, sql: str, *more: Any) -> Any:
                if sql != "COMMIT" or disk.crash_in is None:
                    return super().execute(sql, *more)
                disk.crash_in -= 1
                if disk.crash_in >= 0:
                    return super().execute(sql)
                disk.crash_in = None
                if disk._world.chance(0.5):
                    super().execute(sql)
                raise Killed

        delete, checkpoint = database.delete_database, database.Database.checkpoint

        def deleted(path: Path) -> None:
            if path.exists() and path.stat().st_size:
                disk._deleted[path.name] = path.read_bytes()
            delete(path)

        def checkpointed(of: database.Database, *, truncate: bool = False) -> None:
            checkpoint(of, truncate=truncate)
            log = _log(of.path)
            disk._sure[of.path.name] = (log[16:24], _end(log))

        return (
            (database, "Connection", Watched),
            (generations, "delete_database", deleted),
            (database.Database, "checkpoint", checkpointed),
        )

    def cut(self, *, power: bool) -> None:
        """From here on the folder is as the next process finds it."""
        self.crash_in = None
        self._cuts += 1
        fresh = self._root / str(self._cuts)
        shutil.copytree(self.folder, fresh, ignore=shutil.ignore_patterns("*-shm"))
        self._old, self.folder = self.folder, fresh
        if power:
            for path in sorted(fresh.glob("cache.*.db")):
                self._lose(path)
            for name, content in self._deleted.items():
                if self._world.chance(0.5):
                    (fresh / name).write_bytes(content)
                    (fresh / f"{name}-wal").unlink(missing_ok=True)
        self._deleted.clear()
        self._sure.clear()

    def age(self) -> None:
        """Leave both files as an earlier release did, for the next process to bring up to date."""
        version = self._world.rng.choice([*UPGRADES])
        with closing(sqlite3.connect(self.folder / "outbox.db")) as outbox:
            for table in ("batch", "mail")[: VERSION - version]:
                outbox.execute(f"DROP TABLE {table}")
            outbox.execute(f"PRAGMA user_version = {version}")
        for path in self.folder.glob("cache.*.db"):
            with closing(sqlite3.connect(path)) as known:
                known.execute(f"PRAGMA user_version = {cache.VERSION - 1}")

    def forget_old(self) -> None:
        shutil.rmtree(self._old)

    def _lose(self, path: Path) -> None:
        log = _log(path)
        salt, sure = self._sure.get(path.name, (b"", 0))
        least = sure if salt == log[16:24] else 0
        end = _end(log)
        if end > least:
            kept = self._world.rng.randint(least, end)
            path.with_name(path.name + "-wal").write_bytes(log[:kept])


def _log(path: Path) -> bytes:
    log = path.with_name(path.name + "-wal")
    return log.read_bytes() if log.exists() else b""


def _end(log: bytes) -> int:
    """Where the frames of this log end that belong to its header."""
    if len(log) < WAL_HEADER:
        return 0
    (page,) = struct.unpack_from(">I", log, 8)
    at = WAL_HEADER
    while at + FRAME_HEADER + page <= len(log) and log[at + 8 : at + 16] == log[16:24]:
        at += FRAME_HEADER + page
    return at
