"""The server's tests run on SQLite and on PostgreSQL: one served store of each for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.builders import MONDAY
from tests.server.cluster import cluster, programs
from tests.server.hashing import cheap_passwords
from tests.server.served import Served, Team, served
from workbench.server.moment import Moment, real_now
from workbench.server.store import Store, open_store


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a database in a cluster of the tests' own."""
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with cluster(bin) as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with TemporaryDirectory(prefix="workbench-") as folder:
        if request.param == "sqlite":
            store = open_store(Path(folder), serving=True)
        else:
            address = request.getfixturevalue("postgresql")
            store = open_store(database_url=address, serving=True)
        yield store
        store.close()  # by the server too, where one served it


@pytest.fixture(scope="session")
def server(store: Store) -> Iterator[Served]:
    with served(store, Moment.starting(MONDAY)) as server:
        yield server


@pytest.fixture
def team(server: Served) -> Team:
    """The server's clock says ten again, however long the tests before took."""
    object.__setattr__(server.office.moment, "started", real_now())
    return Team.new(server)
