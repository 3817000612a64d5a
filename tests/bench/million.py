"""Intake into a store that holds a million leads, against an empty one and without the network.

The leads that are there have the rows, keys and documents of others but no timelines; a thousandth
of them are at one company, from which a tenth of the new ones come.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.bench.pairs import Figure, compared
from workbench.server.intake.reception import Reception, Waiting
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.sample import inquiries
from workbench.server.store import Store, open_store
from workbench.server.team import people
from workbench.server.team.sources import Source

LEADS = 1_000_000
COMPANIES = 200_000
REPS = 20
REQUESTS = 1000
PAIRS = 5


def figures() -> Iterator[Figure]:
    rng = random.Random(15)
    people_said = inquiries(rng)
    numbers = itertools.count()

    def bodies() -> list[dict[str, Any]]:
        """Each a person of their own; one in ten at the company that has most leads."""
        said = [next(people_said) for _ in range(REQUESTS)]
        return [
            {**one, "email": f"new{next(numbers)}@{_company(rng)}.example", "phone": None}
            for one in said
        ]

    with tempfile.TemporaryDirectory() as folder:
        full, empty = (open_store(Path(folder) / name) for name in ("full", "empty"))
        teams = [_team(store) for store in (full, empty)]
        for store, team in zip((full, empty), teams, strict=True):
            _take(store, team, bodies())  # a first run reads the policy and warms the statements
        _fill(full, teams[0])
        yield compared(
            "million",
            f"inquiries a second beside {LEADS:,} leads, with an empty store for a floor",
            lambda: _take(full, teams[0], bodies()),
            lambda: _take(empty, teams[1], bodies()),
            unit="1/s",
            budget=0.8,
            at_least=True,
            pairs=PAIRS,
        )
        full.close()
        empty.close()


def _company(rng: random.Random) -> str:
    return "big" if rng.random() < 0.1 else f"c{rng.randrange(COMPANIES)}"


def _team(store: Store) -> str:
    for n in range(REPS):
        people.add_user(store, email=f"rep{n}@bench.example", name=f"Rep {n}", role="rep")
    return people.ensure_team(store, None)


def _take(store: Store, team: str, bodies: list[dict[str, Any]]) -> float:
    """Inquiries a second through the reception, where those that wait share a commit."""
    reception = Reception(Ledger(store), Moment())
    source = Source(id="bench", team=team, name="bench", type=None, redirects=())

    async def all_at_once() -> None:
        await asyncio.gather(
            *(reception.receive(Waiting(source=source, data=body)) for body in bodies)
        )

    began = time.perf_counter()
    asyncio.run(all_at_once())
    took = time.perf_counter() - began
    reception.close()
    return len(bodies) / took


def _fill(store: Store, team: str) -> None:
    """Copies of a lead that was just taken in, as five years bring them: one in twenty open."""
    given = {"team": team, "leads": LEADS, "companies": COMPANIES}
    with store.write() as connection:
        for statement in (_LEADS, _KEYS):
            connection.execute(statement, given)


_NUMBERED = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :leads)"""
_WHERE = """CASE WHEN i % 1000 = 0 THEN 'big' ELSE 'c' || (i % :companies) END"""
_LEADS = text(f"""
    INSERT INTO lead (id, team, seq, born_seq, home, granted_seq, granted_at, owner, pool,
        assigned_at, status, type, name, title, company, domain, email, phone_e164, attempts,
        received_at, due_at, queue_from, last_touch_at, company_key, alarm_at, doc)
    {_NUMBERED}
    SELECT printf('%08x-old', i), team, seq, born_seq, home, granted_seq, granted_at, u.id, pool,
        assigned_at, CASE WHEN i % 20 = 0 THEN status ELSE 'disqualified' END, type,
        'Ann ' || (i % 977) || ' Lee', title, 'Company ' || {_WHERE}, {_WHERE} || '.example',
        'old' || i || '@' || {_WHERE} || '.example', NULL, attempts, received_at - i * 150000,
        NULL, NULL, CASE WHEN i % 3 = 0 THEN received_at - i * 140000 END, 'company ' || {_WHERE},
        NULL, doc
    FROM n, (SELECT * FROM lead WHERE team = :team AND owner IS NOT NULL LIMIT 1)
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM users) AS u
        ON u.place = n.i % (SELECT count(*) FROM users)
""")
_KEYS = text(f"""
    INSERT INTO lead_key (team, kind, value, lead)
    {_NUMBERED}
    SELECT :team, 'email', 'old' || i || '@' || {_WHERE} || '.example', printf('%08x-old', i) FROM n
""")
