"""The databases on which what a server does is measured."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from tests.bench.pairs import Figure, NotRun
from tests.server.cluster import cluster, programs
from workbench.server.store import Store, open_store


def on_each(name: str, figures: Callable[[Store], Iterator[Figure]]) -> Iterator[Figure | NotRun]:
    """Of an empty store on SQLite, then of one on PostgreSQL where that is installed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder), serving=True)) as store,
    ):
        yield from figures(store)
    bin = programs()
    if bin is None:
        yield NotRun(name, "PostgreSQL", "it is not installed")
        return
    with (
        cluster(bin) as address,
        closing(open_store(database_url=address, serving=True)) as store,
    ):
        yield from figures(store)
