"""A profile as months of sync leave it: its cache full, somebody signed in, nothing unsent."""

from __future__ import annotations

import functools
import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.sealed import profile_key
from tests.builders import MONDAY, POLICY, a_lead
from workbench.cache.cache import Cache, Cursor
from workbench.cache.generations import Generations
from workbench.cache.lead_rows import Stored, put_leads
from workbench.cache.outbox import Outbox
from workbench.cache.told import told_of
from workbench.domain.lead import Lead
from workbench.domain.plain import to_plain
from workbench.domain.policy_text import plain_policy
from workbench.wire import User, compact, lead_json

ME = User(id="me", email="me@bench.example", name="Robin Hale", role="rep", team="t")
LEADS, DUE = 100_000, 10_000
REPS, OPEN = 40, 20_000
"""Whom a team lead leads, and how many of the leads are still worked."""
BATCH = 5000
KINDS = ("demo", "pricing", "trial", "webinar", "content", "event")


def stock(directory: Path, *, leads: int, due: int, now: datetime) -> None:
    """Fill a profile's folder: `due` of the `leads` are in the queue at `now`."""
    key = profile_key(directory)
    outbox = Outbox(directory / "outbox.db", key)
    with outbox.writing() as writing:
        writing.put("user", compact(to_plain(ME)))
        writing.put("server", "http://127.0.0.1:9")
    caches = Generations(directory, 0, key)
    cache = caches.shown
    cache.begin(1, config())
    made = some_leads(leads, due, now)
    while batch := list(itertools.islice(made, BATCH)):
        with cache.database.write() as connection:
            put_leads(
                connection, [Stored(None, *told_of(lead), lead_json(lead), 0) for lead in batch]
            )
    cache.absorb((), (), Cursor(since=1, base=1, complete=True))
    cache.database.checkpoint(truncate=True)
    caches.close()
    outbox.close()


@contextmanager
def a_profile(*, leads: int = LEADS) -> Iterator[Path]:
    """A folder of one's own, stocked on a MONDAY morning: hours are open, clocks run."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(_stocked(leads).name, folder, dirs_exist_ok=True)
        yield Path(folder)


@contextmanager
def a_leads_profile() -> Iterator[Path]:
    """The same of a team lead: the leads are those of 40 reps and of nobody, a fifth are open."""
    with a_profile() as folder:
        outbox = Outbox(folder / "outbox.db")
        with outbox.writing() as writing:
            writing.put("user", compact(to_plain(replace(ME, role="lead"))))
        outbox.close()
        caches = Generations(folder, 0)
        _share_out(caches.shown)
        caches.close()
        yield folder


def _share_out(cache: Cache) -> None:
    with cache.database.write() as connection:
        for table in ("lead", "trait"):
            connection.execute(f"UPDATE {table} SET is_open = n % {LEADS // OPEN} = 0")
            connection.execute(
                f"UPDATE {table} SET owner = CASE WHEN n % 97 THEN 'rep' || (n / 5 % :reps) END",
                {"reps": REPS},
            )
    people = [_person(f"rep{n}", f"Rep {n:02}", "rep") for n in range(REPS)]
    cache.absorb((), [*people, _person(ME.id, ME.name, "lead")], cache.cursor)


def _person(id: str, name: str, role: str) -> dict[str, Any]:
    return {"kind": "user", "key": id, "seq": 1, "doc": {"name": name, "role": role}}


@functools.cache
def _stocked(leads: int) -> tempfile.TemporaryDirectory[str]:
    """Made once, for it takes a quarter of a minute; gone with the process."""
    made = tempfile.TemporaryDirectory()
    stock(Path(made.name), leads=leads, due=DUE, now=MONDAY)
    return made


def config() -> list[dict[str, Any]]:
    """What the team's server has told of its rules and its people."""
    me = {"name": ME.name, "role": ME.role}
    return [
        {"kind": "policy", "key": "current", "doc": plain_policy(POLICY)},
        {"kind": "user", "key": ME.id, "doc": me},
    ]


def some_leads(count: int, due: int, now: datetime) -> Iterator[Lead]:
    """Of all types; a due one waited up to a week, the others come in the weeks ahead."""
    rng = random.Random(5)
    kinds = [a_lead(type=kind, owner=ME.id, now=now) for kind in KINDS]
    for n in range(count):
        kind = kinds[n % len(kinds)]
        waited = timedelta(minutes=rng.uniform(0, 10_000))
        since = now - waited
        from_ = since if n < due else now + timedelta(minutes=1) + waited
        boost = (since, since + timedelta(hours=1))
        standing = replace(
            kind.standing,
            queue_from=from_,
            waiting_since=since,
            boost_from=boost[0],
            boost_until=boost[1],
            channel="email",
        )
        yield replace(
            _arrived(kind, waited),
            id=f"{n:08}",
            seq=1,
            name=f"Ann {n % 977} Lee{n % 89}",
            company=f"Halden {n % 4001}",
            email=f"ann{n}@halden{n % 4001}.example",
            standing=standing,
        )


def _arrived(lead: Lead, ago: timedelta) -> Lead:
    """As if it had come that long before."""
    return replace(
        lead,
        inquiries=tuple(replace(one, received_at=one.received_at - ago) for one in lead.inquiries),
        clocks=tuple(
            replace(one, started_at=one.started_at - ago, due_at=one.due_at - ago)
            for one in lead.clocks
        ),
    )
