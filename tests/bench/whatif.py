"""A what-if over 30 days with 10,000 arrivals, asked over HTTP, and whether others wait for it.

The team has eight weeks of such arrivals behind it; its answer compares the team as it is with one
rep more. Meanwhile somebody looks a lead up, again and again.
"""

from __future__ import annotations

import json
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import requests
from sqlalchemy import insert

from tests.bench.pairs import Figure, NotRun
from tests.bench.running import running
from tests.builders import a_lead
from tests.server.cluster import cluster, programs
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.ledger.documents import lead_columns
from workbench.server.moment import real_now
from workbench.server.store import Store, open_store
from workbench.server.team import people

ARRIVALS, DAYS, WEEKS, REPS = 10_000, 30, 8, 20
MOST_S = 10.0
TYPES = ("demo", "pricing", "trial", "webinar", "content", "event")
PASSWORD = "bench " * 4


def figures() -> Iterator[Figure | NotRun]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), serving=True)
        yield from _figures(store, "--data", folder)
    bin = programs()
    if bin is None:
        yield NotRun("whatif", "PostgreSQL", "it is not installed")
        return
    with cluster(bin) as address:
        store = open_store(database_url=address, serving=True)
        yield from _figures(store, "--database", address)


def _figures(store: Store, *where: str) -> Iterator[Figure]:
    kind = store.kind
    with _server(store, *where) as (address, session):
        alone = _looked_up(address, session, lambda: time.sleep(2))
        took, played = 0.0, 0.0

        def ask() -> None:
            nonlocal took, played
            began = time.perf_counter()
            played = _asked(address, session)
            took = time.perf_counter() - began

        beside = _looked_up(address, session, ask)
    yield Figure(
        name="whatif",
        what=f"a what-if over {DAYS} days, {played:,.0f} arrivals, of at most {MOST_S:g} s, {kind}",
        value=took, unit="s", floor=MOST_S, ratio=took / MOST_S, budget=1.0,
    )  # fmt: skip
    yield Figure(
        name="whatif", what=f"a lead looked up meanwhile, against without; median, {kind}",
        value=beside, unit="ms", floor=alone, ratio=beside / alone,
    )  # fmt: skip


def _asked(address: str, session: requests.Session) -> float:
    """How many arrivals were played."""
    asked = {"days": DAYS, "reps": 1}
    with session.post(f"{address}/v1/whatif", json=asked, stream=True, timeout=60) as answer:
        answer.raise_for_status()
        told = [json.loads(line) for line in answer.iter_lines()][-1]
    return float(told["now"]["inquiries"]) * DAYS / 7


def _looked_up(address: str, session: requests.Session, meanwhile: Callable[[], None]) -> float:
    """The median of a small call's milliseconds while something else goes on."""
    other = threading.Thread(target=meanwhile)
    took = []
    other.start()
    while other.is_alive():
        began = time.perf_counter()
        session.get(f"{address}/v1/leads?limit=1", timeout=30).raise_for_status()
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    other.join()
    return median(took)


@contextmanager
def _server(store: Store, *where: str) -> Iterator[tuple[str, requests.Session]]:
    """The served store's address, and a team lead who is signed in there."""
    for n in range(REPS):
        people.add_user(store, email=f"r{n}@bench.example", name=f"Rep {n}", role="rep")
    boss = "lead@bench.example"
    people.add_user(store, email=boss, name="Mara Lind", role="lead", password=PASSWORD)
    _fill(store, real_now())
    store.close()
    serve = running("workbench", "serve", *where, "--port", "0")
    with serve as server, requests.Session() as session:
        address = f"http://{server.line().rpartition('//')[2]}"
        session.trust_env = False
        login = {"email": boss, "password": PASSWORD}
        told = session.post(f"{address}/v1/auth/login", json=login, timeout=30).json()
        session.headers["Authorization"] = f"Bearer {told['access']}"
        yield address, session


def _fill(store: Store, now: datetime) -> None:
    """Leads of eight weeks, most of them in the day hours of weekdays."""
    rng, team = random.Random(8), people.ensure_team(store, None)
    kinds = [lead_columns(a_lead(type=type, owner=None, now=now)) for type in TYPES]
    rows: list[dict[str, Any]] = []
    while len(rows) < ARRIVALS * WEEKS * 7 / DAYS:
        at = now - timedelta(weeks=WEEKS) * rng.random()
        if rng.random() < (1 if at.weekday() < 5 and 8 <= at.hour < 18 else 0.15):
            told = {"id": f"{len(rows):032x}", "team": team, "received_at": to_ms(at)}
            grants = {"home": f"leads:{team}", "granted_at": 0}
            grants |= dict.fromkeys(("seq", "born_seq", "granted_seq"), 1)
            rows.append(rng.choice(kinds) | told | grants)
    with store.write() as connection:
        for start in range(0, len(rows), 1000):
            connection.execute(insert(schema.lead), rows[start : start + 1000])
