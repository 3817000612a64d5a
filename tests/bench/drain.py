"""G15: 500 dispositions that were made offline are pushed; 500 leads are given to somebody else.

On SQLite and on PostgreSQL. The floor writes the rows that ours left, by the bare driver in one
transaction and in a database of its own; it judges nothing. The drain is held against a lower one,
too, by which its goal was set: of each disposition its touch and its lead's new state, no more.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from tests.bench.pairs import PAIRS, Figure, NotRun, compared, held_against, timed
from tests.builders import MONDAY, a_call, a_lead, an_id
from tests.server.cluster import cluster, programs
from tests.server.served import Person, Served, Team, served
from workbench.domain.activity import inquiry_entry
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.moment import Moment
from workbench.server.store import Store, open_store
from workbench.wire import PUSH_MOST, compact, mutation_plain

MANY = 500
DRAIN, REASSIGNMENT = 40, 12
PLAIN = (
    "CREATE TABLE plain_lead (id TEXT PRIMARY KEY, status TEXT, last_at BIGINT)",
    "CREATE TABLE plain_touch (id TEXT PRIMARY KEY, lead TEXT, kind TEXT, code TEXT, at BIGINT)",
)
WRITTEN = (schema.activity, schema.mutation, schema.evict, schema.history)
"""Beside the leads."""


def figures() -> Iterator[Figure | NotRun]:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        yield from _figures(open_store(Path(one), serving=True), open_store(Path(other)))
    bin = programs()
    if bin is None:
        yield NotRun("G15", "PostgreSQL", "it is not installed")
        return
    with cluster(bin) as one, cluster(bin) as other:
        ours, floor = open_store(database_url=one, serving=True), open_store(database_url=other)
        yield from _figures(ours, floor)


def _figures(store: Store, floor: Store) -> Iterator[Figure]:
    with served(store, Moment.starting(MONDAY)) as server:
        bench = _Bench(server, floor)
        drained = f"{MANY} dispositions, {PUSH_MOST} a push, on {store.kind}"
        yield from held_against(
            "G15",
            bench.drain,
            [
                (f"{drained}, against {MANY} touches and states", bench.write_plain, DRAIN),
                (f"{drained}, against its own rows", bench.write_again, None),
            ],
        )
        moved = f"{MANY} leads to a colleague on {store.kind}"
        yield compared("G15", moved, bench.reassign, bench.write_again, budget=REASSIGNMENT)
    store.close()
    floor.close()


class _Bench:
    def __init__(self, server: Served, floor: Store) -> None:
        self._store, self._floor = server.office.store, floor
        self._team = team = Team.new(server)
        self._rep, self._boss = team.join(), team.join("lead")
        self._others = itertools.cycle([team.join().id, team.join().id])
        self._fresh = [_leads(team, self._rep) for _ in range(PAIRS + 1)]
        self._moving = [lead.id for lead in self._fresh[0]]
        self._before = 0
        self._copy_leads()
        with self._floor.write() as connection:
            for table in PLAIN:
                connection.exec_driver_sql(table)
            known = [{"id": id, "status": "assigned", "last_at": 0} for id in self._moving]
            connection.exec_driver_sql(_insert("plain_lead", known[0], self._mark), known)

    def drain(self) -> float:
        """What stood in an outbox, each lead's first; milliseconds."""
        calls = [mutation_plain(a_call(lead, "NA", after=1)) for lead in self._fresh.pop()]
        parts = [calls[n : n + PUSH_MOST] for n in range(0, MANY, PUSH_MOST)]
        bodies = [compact({"mutations": part}).encode() for part in parts]
        self._before = self._seq()
        with timed() as took:
            answers = [self._rep.call("POST", "/v1/push", data=body) for body in bodies]
        said = [one["s"] for answer in answers for one in answer.json()["results"]]
        assert said == ["ok"] * MANY
        return took()

    def reassign(self) -> float:
        asked = {"ids": self._moving, "to": next(self._others), "reason": "", "preview": True}
        preview = self._boss.post("/v1/leads/reassign", asked)
        chosen = {**asked, "preview": False, "preview_id": preview["preview_id"]}
        self._before = self._seq()
        with timed() as took:
            done = self._boss.post("/v1/leads/reassign", chosen)
        assert done["moved"] == MANY
        return took()

    def write_again(self) -> float:
        """What ours has just written."""
        rows = {table: self._since(table) for table in (schema.lead, *WRITTEN)}
        leads = rows.pop(schema.lead)
        told = [(_update("lead", leads[0], self._mark), leads)]
        told += [
            (_insert(table.name, made[0], self._mark), made) for table, made in rows.items() if made
        ]
        with self._floor.write() as connection:
            connection.exec_driver_sql("DELETE FROM evict")
        with timed() as took, self._floor.write() as connection:
            for statement, made in told:
                connection.exec_driver_sql(statement, made)
        return took()

    def write_plain(self) -> float:
        """What there is to keep of as many dispositions, in one transaction."""
        at = to_ms(MONDAY)
        touches = [
            {"id": an_id(), "lead": id, "kind": "call", "code": "NA", "at": at}
            for id in self._moving
        ]
        states = [{"id": id, "status": "attempting", "last_at": at} for id in self._moving]
        mark = self._mark
        with timed() as took, self._floor.write() as connection:
            connection.exec_driver_sql(_insert("plain_touch", touches[0], mark), touches)
            connection.exec_driver_sql(_update("plain_lead", states[0], mark), states)
        return took()

    @property
    def _mark(self) -> str:
        return ":{}" if self._floor.kind == "sqlite" else "%({})s"

    def _copy_leads(self) -> None:
        leads = self._since(schema.lead)
        with self._floor.write() as connection:
            connection.exec_driver_sql(_insert("lead", leads[0], self._mark), leads)

    def _since(self, table: Table) -> list[dict[str, Any]]:
        mine = select(table).where(table.c.team == self._team.id, table.c.seq > self._before)
        with self._store.read() as connection:
            return [dict(row) for row in connection.execute(mine).mappings()]

    def _seq(self) -> int:
        team = schema.team.c
        with self._store.read() as connection:
            chosen = select(team.seq).where(team.id == self._team.id)
            return int(connection.execute(chosen).scalar_one())


def _leads(team: Team, rep: Person) -> list[Lead]:
    leads = [a_lead(owner=rep.id, email=f"{team.id}{n}@bench.example") for n in range(MANY)]
    ledger = team.server.office.ledger
    with ledger.write(team.id, MONDAY) as writing, writing.effect() as effect:
        effect.put_all(leads)
        for lead in leads:
            effect.log(lead.id, [inquiry_entry(lead.inquiries[0])])
    return leads


def _insert(table: str, row: dict[str, Any], mark: str) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(mark.format(name) for name in row)
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'


def _update(table: str, row: dict[str, Any], mark: str) -> str:
    put = ", ".join(f'"{name}" = {mark.format(name)}' for name in row if name != "id")
    return f"UPDATE {table} SET {put} WHERE id = {mark.format('id')}"
