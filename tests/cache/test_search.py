"""Whichever way a search takes, it finds the same: the newest that hold what was typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.bench.stock import stock
from tests.builders import MONDAY
from workbench.cache import search
from workbench.cache.generations import Generations
from workbench.cache.traits import ALL, Narrow, OneOf

LEADS = search.FEW + 600


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    directory = tmp_path_factory.mktemp("many")
    stock(directory, leads=LEADS, due=10, now=MONDAY)
    caches = Generations(directory, 0)
    yield caches.shown.database.connection
    caches.close()


@pytest.mark.parametrize("narrow", [ALL, Narrow((OneOf("type", ("demo",)),))])
@pytest.mark.parametrize(
    "typed",
    [
        "a", "an", "ann", "ann lee", "lee7", "ann 12", "halden 40", "n 2 9", "ann88", "2599", "z",
        "zz z",
    ],
)  # fmt: skip
def test_the_newest_are_found_however_many_hold_what_was_typed(
    many: sqlite3.Connection, typed: str, narrow: Narrow
) -> None:
    rows = many.execute(
        "SELECT trait.id, type, c0 FROM trait JOIN found_content ON found_content.id = n"
        " ORDER BY arrived_at DESC, trait.id"
    )
    holding = [id for id, type, text in rows if all(word in text for word in typed.split())
               and (not narrow or type == "demo")]  # fmt: skip
    for most in (50, 1000):
        assert search.search(many, typed, most, narrow) == holding[:most]
