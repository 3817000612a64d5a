"""Record this release's files and pushes beside those of the earlier ones."""

import contextlib
import gzip
import json
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.builders import MONDAY
from tests.server.served import Team, served
from tests.upgrades.files_left import a_cache, an_outbox
from tests.upgrades.pushes_sent import Crew, pushes_made
from workbench import __version__
from workbench.cache import cache, outbox_tables
from workbench.server.moment import Moment
from workbench.server.store import open_store
from workbench.wire import PROTO

PLACE = Path(__file__).parent / "recorded"


def main() -> None:
    PLACE.mkdir(exist_ok=True)
    record(f"outbox.{outbox_tables.VERSION}.sql", dumped_outbox)
    record(f"cache.{cache.VERSION}.db.gz", packed_cache)
    record(f"pushes.{PROTO}.json", recorded_pushes)


def record(name: str, made: Callable[[], bytes]) -> None:
    path = PLACE / name
    if path.exists():
        print(f"{name} is recorded already.")
        return
    path.write_bytes(made())
    print(f"{name}: {path.stat().st_size:,} bytes.")


def dumped_outbox() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        an_outbox(Path(folder))
        with contextlib.closing(sqlite3.connect(Path(folder) / "outbox.db")) as connection:
            [version] = connection.execute("PRAGMA user_version").fetchone()
            lines = [*connection.iterdump(), f"PRAGMA user_version = {version};\n"]
    return "\n".join(lines).encode()


def packed_cache() -> bytes:
    """As it is, for no dump tells a table that is made for searching."""
    with tempfile.TemporaryDirectory() as folder:
        a_cache(Path(folder))
        return gzip.compress((Path(folder) / "cache.0.db").read_bytes(), mtime=0)


def recorded_pushes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), serving=True)
        with served(store, Moment.starting(MONDAY)) as server:
            crew, told = Crew(Team.new(server)), pushes_made()
            told["client"] = f"workbench/{__version__}; proto={PROTO}; id=recorded"
            crew.own(told["leads"])
            told["results"] = crew.push(told["pushes"], told["client"])
            told["effects"] = crew.effects(told["pushes"])
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


if __name__ == "__main__":
    main()
