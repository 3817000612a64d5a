"""A keyring of the bench's own: within it each profile is sealed, without it none is."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.bench.pairs import Figure
from tests.flow.screen import a_keyring
from workbench.cache.database import connect
from workbench.sync.file_key import file_key, key_of

BUS = "DBUS_SESSION_BUS_ADDRESS"
BUDGETS = {"G1": 1.8}
"""Where SPEED.md allows an encrypted cache another one."""


@contextmanager
def keys_at_hand(*, wanted: bool) -> Iterator[None]:
    """Of this process and those that it starts; this machine's own keyring is never asked."""
    os.environ.pop(BUS, None)
    if not wanted:
        yield
        return
    with tempfile.TemporaryDirectory() as home, a_keyring(Path(home)) as ring:
        os.environ[BUS] = ring[BUS]
        try:
            yield
        finally:
            del os.environ[BUS]


def profile_key(directory: Path) -> str | None:
    return file_key(directory / "outbox.db")[0]


def opened(path: Path) -> sqlite3.Connection:
    """A file of a profile, raw, sealed or not; its rows are tuples, as a floor's are."""
    connection = connect(path, key_of(path))
    connection.row_factory = None
    return connection


def as_encrypted(figure: Figure) -> Figure:
    budget = BUDGETS.get(figure.name, figure.budget)
    return replace(figure, name=f"{figure.name} encrypted", budget=budget)
