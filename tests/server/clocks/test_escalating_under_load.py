"""Fifty inquiries a second for two minutes, promises of seconds, two workers: each alarm once.

pytest --long -s tests/server/test_escalating_under_load.py
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue

import pytest
import requests
from sqlalchemy import func, select

from tests.builders import MONDAY
from tests.server.cluster import cluster, programs
from tests.server.door import inquiry
from workbench.domain.alarms import alarms
from workbench.domain.lead import Lead
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies, policy_versions
from workbench.server.policy.policy_versions import Draft
from workbench.server.store import Store, open_store
from workbench.server.team import people, pools
from workbench.wire import read_lead

RATE, SECONDS, CLIENTS = 50, 120, 8
BEHIND_S = 5
"""How long past due an alarm may be when the workers are stopped: others are always falling due."""
WEIGHTS = (1, 1, 2, 2, 4)
RUNGS_S = {("warn", 0): 1.5, ("warn", 1): 2.4, ("offer", 0): 3, ("tell", 0): 6, ("reassign", 0): 60}
ENTRIES = {
    "warn": "warned", "offer": "offered", "offer_ends": "offer_ended", "tell": "told",
    "reassign": "reassigned", "unowned": "reassigned",
}  # fmt: skip


def policy_of_seconds() -> str:
    """The sample policy with a demo promised in three seconds, and nobody ever at a cap."""
    text = resource_path("policy.toml").read_text()
    demo = text.index("[types.demo]")
    before, after = text[:demo], text[demo:]
    minutes = [seconds / 60 for seconds in RUNGS_S.values()]
    for name, value in (
        ("target_min", minutes[2]),
        ("warn_min", minutes[:2]),
        ("escalate_min", minutes[2:]),
    ):
        after = re.sub(rf"^{name} = .*", f"{name} = {value}", after, count=1, flags=re.MULTILINE)
    for name, most in (
        ("untouched_hand_raisers", 10**6), ("on_hand_raiser_cadence", 10**6),
        ("worked_a_month", 10**6), ("away_after_missed", 0),
    ):  # fmt: skip
        before = re.sub(rf"^{name} = \d+", f"{name} = {most}", before, flags=re.MULTILINE)
    return before + after


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    key: str
    weights: Mapping[str, int]


def found(store: Store) -> Team:
    id = people.ensure_team(store, "Campaign")
    ledger = Ledger(store)
    draft = Draft(text=policy_of_seconds(), reason="promises of seconds")
    policy_versions.change(ledger, id, draft, expected_version=1, now=MONDAY)
    weights = {}
    for n, weight in enumerate(WEIGHTS):
        email = f"rep{n}@sample.example"
        user = people.add_user(store, email=email, name=f"Rep {n}", role="rep", team="Campaign")
        weights[user.id] = weight
    with ledger.write(id, MONDAY) as writing, writing.effect() as effect:
        pool = pools.default_pool(writing.connection, id)
        assert pool is not None
        pools.set_members(writing, effect, pool, weights)
    return Team(id, people.add_source(store, name="web", team="Campaign"), weights)


@contextmanager
def two_workers(address: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "serve", "--database", address, "--workers", "2",
         "--port", str(port), "--clock", MONDAY.isoformat()],
        stdout=subprocess.PIPE, text=True,
    ) as served:  # fmt: skip
        try:
            assert served.stdout is not None
            assert served.stdout.readline().startswith("ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()


def post_at_a_steady_rate(address: str, key: str) -> list[float]:
    """How long each took to be taken in, in seconds from the moment at which it was to be sent."""
    due: SimpleQueue[float | None] = SimpleQueue()
    numbers = itertools.count()
    took: list[float] = []
    refused: list[str] = []

    def client() -> None:
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {key}"
        while (at := due.get()) is not None:
            n = next(numbers)
            sent = inquiry(email=f"visitor@firm{n}.example", company=f"Firm {n}")
            answer = session.post(f"{address}/v1/inquiries", json=sent, timeout=60)
            took.append(time.monotonic() - at)
            if answer.status_code != 202:
                refused.append(answer.text)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    began = time.monotonic()
    for n in range(RATE * SECONDS):
        at = began + n / RATE
        time.sleep(max(0.0, at - time.monotonic()))
        due.put(at)
    for _ in clients:
        due.put(None)
    for one in clients:
        one.join()
    assert not refused, refused[:3]
    return took


def time_to_catch_up(store: Store, team: str) -> float:
    """Seconds until no alarm is overdue by more than one, after the last inquiry."""
    lead, began = schema.lead.c, time.monotonic()
    newest = select(func.max(lead.received_at)).where(lead.team == team)
    oldest = select(func.min(lead.alarm_at)).where(lead.team == team)
    with store.read() as connection:
        posted_at = connection.execute(newest).scalar_one()
    while True:
        waited = time.monotonic() - began
        with store.read() as connection:
            overdue_ms = posted_at + 1000 * waited - connection.execute(oldest).scalar_one()
        if overdue_ms < 1000:
            return waited
        assert waited < 120, f"{overdue_ms / 1000:.1f} s behind"
        time.sleep(0.5)


def leads_of(store: Store, team: str) -> list[Lead]:
    with store.read() as connection:
        rows = connection.execute(
            select(schema.lead.c.doc, schema.lead.c.owner).where(schema.lead.c.team == team)
        ).all()
    return [read_lead(json.loads(row.doc) | {"owner": row.owner}) for row in rows]


def entries_of(store: Store, team: str) -> list[dict[str, str | None]]:
    with store.read() as connection:
        docs = connection.execute(
            select(schema.activity.c.doc).where(schema.activity.c.team == team)
        )
        return [json.loads(doc) for doc in docs.scalars()]


def by_owner(lead: Lead) -> Iterator[list[tuple[str, str, int]]]:
    """What rang, one ladder after the other: each owner's begins anew."""
    ladder: list[tuple[str, str, int]] = []
    for fired in lead.fired:
        ladder.append((fired.kind, fired.clock, fired.number))
        if fired.kind == "reassign":
            yield ladder
            ladder = []
    yield ladder


def lags_of(leads: list[Lead]) -> list[float]:
    """How long after it was due each alarm of a first owner rang, in seconds."""
    return [
        (fired.at - lead.clocks[0].started_at).total_seconds() - RUNGS_S[fired.kind, fired.number]
        for lead in leads
        for fired in lead.fired[: len(next(by_owner(lead)))]
        if (fired.kind, fired.number) in RUNGS_S
    ]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_each_escalation_fires_once_and_leads_are_shared_by_weight() -> None:
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with cluster(bin) as address:
        store = open_store(database_url=address)
        team = found(store)
        with two_workers(address) as server:
            took = post_at_a_steady_rate(server, team.key)
            behind_s = time_to_catch_up(store, team.id)
        leads, entries = leads_of(store, team.id), entries_of(store, team.id)
        with store.read() as connection:
            held = policies.in_force(connection, team.id)
        store.close()

    assert len(leads) == RATE * SECONDS
    fired = Counter(one.kind for lead in leads for one in lead.fired)
    twice = [ladder for lead in leads for ladder in by_owner(lead) if max_count(ladder) > 1]
    assert not twice
    told = Counter(entry["kind"] for entry in entries)
    wanted: Counter[str] = Counter()
    for kind, count in fired.items():
        wanted[ENTRIES[kind]] += count
    assert {kind: told[kind] for kind in wanted} == wanted

    last = max(one.at for lead in leads for one in lead.fired)
    next_due = [alarms(lead, held.of(lead))[:1] for lead in leads]
    left = [due[0] for due in next_due if due and due[0].at < last - timedelta(seconds=BEHIND_S)]
    assert not left

    turns = Counter(e["to"] for e in entries if e["kind"] in ("assigned", "reassigned"))
    first = Counter(e["to"] for e in entries if e["kind"] == "assigned")
    lags = lags_of(leads)
    print(
        f"\n{len(took)} inquiries, answered P50 {ms(took, 50)} P99 {ms(took, 99)} ms;"
        f" {fired.total()} alarms {dict(fired)},"
        f" rung P50 {ms(lags, 50)} P99 {ms(lags, 99)} most {round(1000 * max(lags))} ms after due,"
        f" caught up {behind_s:.1f} s after the last inquiry;"
        f" shares {shares(turns, team)} of all turns, {shares(first, team)} of the first"
    )
    for user, weight in team.weights.items():
        share = weight / sum(WEIGHTS)
        assert abs(turns[user] / turns.total() - share) <= 0.02 * share


def max_count(ladder: list[tuple[str, str, int]]) -> int:
    return max(Counter(ladder).values(), default=0)


def ms(seconds: list[float], percent: int) -> int:
    return round(1000 * statistics.quantiles(seconds, n=100)[percent - 1])


def shares(turns: Counter[str | None], team: Team) -> list[float]:
    return [round(100 * turns[user] / turns.total(), 2) for user in team.weights]
