"""“reports”: each report over HTTP beside five years of leads, and how fast leads are counted.

With `WORKBENCH_BENCH_LEADS=1000000` beside a million leads and some 7,400,000 activities, which
takes 12 GB of disk and, in quiet, ten minutes.

Each lead is one of a few hundred made-up ones, with its arrivals, touches and timeline, but without
its document: reports do not read it. The floor is the time that is allowed.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Table, func, insert, select, text

from tests.bench.pairs import Figure, NotRun, timed
from tests.bench.stores import on_each
from tests.builders import MONDAY
from tests.server.reports.year import YEAR, a_year, keep
from tests.server.served import Person, Team, served
from workbench.server import schema
from workbench.server.calls.reports import REPORTS
from workbench.server.moment import Moment
from workbench.server.reports import rollup
from workbench.server.reports.binding import bind_some
from workbench.server.store import Store

LEADS = int(os.environ.get("WORKBENCH_BENCH_LEADS", "100000"))
YEARS, STORIES, REPS, TIMES, WEIGHINGS = 5, 400, 8, 3, 250
ALLOWED_MS = 2000
NAMES = [name for name in REPORTS if name not in ("insights", "proposal")]
"""Those two read the documents of the newest leads alone, as many however many there are."""


def figures() -> Iterator[Figure | NotRun]:
    return on_each("reports", _figures)


def _figures(store: Store) -> Iterator[Figure]:
    with served(store, Moment.starting(MONDAY)) as server:
        team = Team.new(server)
        reps, ae = [team.join().id for _ in range(REPS)], team.join("ae")
        rng = random.Random(7)
        for year in range(YEARS):
            until = MONDAY - year * YEAR
            keep(team, list(a_year(rng, STORIES // YEARS, until=until, reps=reps, ae=ae.id)))
        yield _counting(store, team)
        _take_turns(store, team, reps)
        _begin_calls(store, team)
        activities = _fill(store, team, LEADS // STORIES)
        yield _binding(store, team)
        boss = team.join("lead")
        beside = f"{LEADS:,} leads, {activities:,} activities, {store.kind}"
        for name in NAMES:
            yield _figure(f"{name} of all five years", _took(boss, name, YEARS * YEAR), beside)
        own = _took(ae, "attribution", YEARS * YEAR)
        yield _figure("attribution of all five years, an AE’s own leads", own, beside)
        quarter = {name: _took(boss, name, timedelta(days=91)) for name in NAMES}
        slowest = max(quarter, key=lambda name: quarter[name])
        yield _figure(f"{slowest} of a quarter, the slowest", quarter[slowest], beside)


def _figure(what: str, took: float, beside: str) -> Figure:
    return Figure(
        name="reports", what=f"{what}; {beside}", value=took, unit="ms", floor=ALLOWED_MS,
        ratio=took / ALLOWED_MS, budget=1,
    )  # fmt: skip


def _took(boss: Person, name: str, length: timedelta) -> float:
    """Median milliseconds of an answer."""
    took, stretch = [], {"from": (MONDAY - length).isoformat(), "to": MONDAY.isoformat()}
    for _ in range(TIMES):
        with timed() as elapsed_ms:
            boss.get(f"/v1/reports/{name}", **stretch)
        took.append(elapsed_ms())
    return statistics.median(took)


def _counting(store: Store, team: Team) -> Figure:
    began = time.perf_counter()
    while rollup.catch_up(store, team.id):
        pass
    rate = STORIES / (time.perf_counter() - began)
    return Figure(
        name="reports", what=f"leads counted a second once they changed, {store.kind}", value=rate,
        unit="1/s", floor=rate, ratio=1,
    )  # fmt: skip


def _binding(store: Store, team: Team) -> Figure:
    """All of it, as the chore does it a part at a time."""
    began, sheaves = time.perf_counter(), 0
    while bind_some(store, team.id):
        sheaves += 1
    rate = LEADS / (time.perf_counter() - began)
    return Figure(
        name="reports", what=f"leads bound a second, {sheaves} sheaves, {store.kind}", value=rate,
        unit="1/s", floor=rate, ratio=1,
    )  # fmt: skip


def _begin_calls(store: Store, team: Team) -> None:
    """Every dial was begun, one in ten past the lead that stood on top, and a rule routed all."""
    with store.write() as connection:
        for statement in (_BEGUN, _ROUTED):
            connection.execute(text(statement), {"team": team.id})


_BEGUN = (
    "INSERT INTO begun (lead, call, team, at, rep, over)"
    " SELECT lead, touch, team, at, rep, CASE WHEN at / 1000 % 10 = 0 THEN"
    " (SELECT id FROM lead WHERE lead.team = touch.team AND lead.id > touch.lead"
    " ORDER BY lead.id LIMIT 1) END FROM touch WHERE team = :team AND dial"
)
_ROUTED = (
    'INSERT INTO routed (lead, rule, "to", team, received_at, of_rule, of_lead, wrong)'
    " SELECT lead, 'rule ' || (MIN(received_at) / 1000 % 7), MIN(rep), team, MIN(received_at), 1,"
    " 1, CASE WHEN MIN(received_at) / 1000 % 50 = 0 THEN 1 ELSE 0 END"
    " FROM arrival WHERE team = :team GROUP BY lead, team"
)


def _take_turns(store: Store, team: Team, reps: list[str]) -> None:
    """Every arrival was given by turn, with one of a few hundred choices of who was there."""
    rng = random.Random(11)
    here = [rng.sample(reps, rng.randint(1, REPS)) for _ in range(WEIGHINGS)]
    weighings = [
        {"team": team.id, "id": f"w{n}", "doc": json.dumps(dict.fromkeys(there, 1))}
        for n, there in enumerate(here)
    ]
    with store.write() as connection:
        connection.execute(insert(schema.weighing), weighings)
        connection.execute(text(_TURNS), {"team": team.id, "weighings": WEIGHINGS})


_TURNS = (
    'INSERT INTO turn (lead, entry, team, received_at, "to", weighing)'
    " SELECT lead, inquiry, team, received_at, rep, 'w' || (received_at / 1000 % :weighings)"
    " FROM arrival WHERE team = :team"
)


def _fill(store: Store, team: Team, copies: int) -> int:
    """Copy what is there; returns how many activities there are then."""
    with store.write() as connection:
        for table, own in (
            (schema.lead, {"doc": "'{}'"}),
            (schema.activity, {"mutation": "NULL"}),
            (schema.arrival, {}),
            (schema.touch, {}),
            (schema.turn, {}),
            (schema.routed, {}),
            (schema.begun, {"over": "t.over || '-' || i"}),
        ):
            given = {"team": team.id, "copies": copies - 1}
            connection.execute(text(_copying(table, own)), given)
    with store.write() as connection:
        connection.exec_driver_sql("ANALYZE")
        activity = schema.activity
        chosen = select(func.count()).select_from(activity).where(activity.c.team == team.id)
        return int(connection.execute(chosen).scalar_one())


def _copying(table: Table, own: dict[str, str]) -> str:
    copied = {"id": "t.id || '-' || i", "lead": "t.lead || '-' || i"} | own
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(copied.get(name, f't."{name}"') for name in names)
    return (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :copies)"
        f" INSERT INTO {table.name} ({columns})"
        f" SELECT {values} FROM {table.name} AS t CROSS JOIN n WHERE t.team = :team"
    )
