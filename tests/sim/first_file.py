"""What each world's server begins with."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.builders import MONDAY, a_lead
from tests.server.hashing import cheap_passwords
from tests.sim.world import World
from workbench.domain.activity import inquiry_entry
from workbench.server.ledger.writing import Ledger
from workbench.server.store import FILE_NAME, open_store
from workbench.server.team import accounts, people, pools

PEOPLE = {"ann": "rep", "bob": "rep", "lena": "lead", "olga": "ops"}


@cache
def folder() -> Path:
    """In memory where there is such a place: nothing here is about the disk of the server."""
    memory = Path("/dev/shm")
    made = tempfile.mkdtemp(prefix="workbench-sim-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@cache
def first_file() -> tuple[bytes, str]:
    """The file that each world begins with: a team, its people, some leads; a source's key."""
    with World(0).entered():
        return _first_file()


def _first_file() -> tuple[bytes, str]:
    made = folder() / "first"
    store = open_store(made)
    with cheap_passwords():
        users = {
            name: people.add_user(
                store, email=f"{name}@sample.example", name=name.title(), role=role,
                password="p" * 12,
            ).id
            for name, role in PEOPLE.items()
        }  # fmt: skip
    team = people.ensure_team(store, None)
    with Ledger(store).write(team, MONDAY) as writing, writing.effect() as effect:
        key = accounts.enter_source(writing, effect, "Web form", None)[1]
        pools.enter_pool(writing, effect, "Second", is_default=False)
        home = pools.default_pool(writing.connection, team)
    for n, owner in enumerate(["ann", "ann", "bob", "bob", "", "", ""]):
        lead = a_lead(
            owner=users[owner] if owner else None,
            pool=None if owner else home,
            email=f"lead{n}@company{n}.example",
            company=f"Company {n}",
            waited=20.0 * n,
        )
        with Ledger(store).write(team, MONDAY) as writing, writing.effect() as effect:
            effect.put(lead)
            effect.log(lead.id, [inquiry_entry(lead.inquiries[0])])
    store.close()
    return (made / FILE_NAME).read_bytes(), key
