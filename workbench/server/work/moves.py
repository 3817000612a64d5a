"""Who would get what: a plan to move leads, before any of them moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from workbench.server import schema
from workbench.server.ledger.audiences import Audience, pool_audience, user_audience
from workbench.server.policy import policies
from workbench.server.problems import invalid
from workbench.server.routing.rotation import Rotation
from workbench.server.team import accounts
from workbench.server.work.line import all_engaged

MOST = 10_000
"""Leads of one batch."""


@dataclass(frozen=True, slots=True)
class Move:
    """One lead of a plan. `to` is an audience; `refused` says why it stays."""

    lead: str
    to: Audience
    was_owner: str | None = None
    was_pool: str | None = None
    was_seq: int = 0
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    moves: tuple[Move, ...]
    names: Mapping[Audience, str]
    warnings: tuple[str, ...]

    @property
    def refused(self) -> list[Move]:
        return [move for move in self.moves if move.refused is not None]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Who gets how many."""
        counted = Counter(move.to for move in self.moves if move.refused is None)
        return [
            {"to": to.partition(":")[2], "name": self.names[to], "leads": leads}
            for to, leads in counted.most_common()
        ]


def plan(
    connection: Connection, team: str, chosen: ColumnElement[bool], ids: Sequence[str], to: str,
    now: datetime,
) -> Plan:  # fmt: skip
    """Who would get what of the leads that are `chosen`; `ids` are those asked for by name.

    `to` is a user, a pool or "balance". Raises Problem.
    """
    table = schema.lead.c
    rows = connection.execute(
        select(table.id, table.owner, table.pool, table.seq, table.type, table.due_at, table.home)
        .where(table.team == team, chosen)
        .order_by(table.id)
        .limit(MOST + 1)
    ).all()
    if len(rows) > MOST:
        raise invalid("filter", f"A batch moves {MOST} leads at most; choose fewer.")
    policy = policies.current(connection, team)
    rota = Rotation(connection, team, policy, now)
    targets, names = _targets(connection, team, to, rota, len(rows))
    on_call = all_engaged(connection, (table.team == team) & chosen, now)
    moves = []
    for row, target in zip(rows, targets, strict=True):
        refused = f"{names[target]} has it already." if row.home == target else None
        refused = refused or on_call.get(row.id)
        moves.append(Move(row.id, target, row.owner, row.pool, row.seq, refused))
    known = {row.id for row in rows}
    strangers = [
        Move(id, "", refused="There is no such lead.")
        for id in dict.fromkeys(ids)
        if id not in known
    ]
    raised = {name for name, kind in policy.types.items() if kind.hand_raiser}
    urgent = Counter(
        target
        for row, target in zip(rows, targets, strict=True)
        if row.type in raised and row.due_at is not None and row.home != target
    )
    warnings = [_absence(target, rota) for target in names]
    cap = policy.caps.untouched_hand_raisers
    warnings += [
        f"{names[target]} gets {count} hand-raisers whose clocks run; the cap is {cap}."
        for target, count in urgent.items()
        if target.startswith("user:") and count > cap
    ]
    return Plan((*moves, *strangers), names, tuple(filter(None, warnings)))


def _targets(
    connection: Connection, team: str, to: str, rota: Rotation, count: int
) -> tuple[list[Audience], dict[Audience, str]]:
    """For each of `count` leads where it goes, and what each place is called."""
    if to == "balance":
        pool = rota.pool(None)
        reps = [rep for rep in rota.reps(pool) if not rota.absence(rep.id)] if pool else []
        if not reps:
            raise invalid("to", "Nobody is available to share these leads.")
        given: Counter[str] = Counter()
        targets = []
        for _ in range(count):
            rep = min(reps, key=lambda rep: (given[rep.id] / rep.weight, rep.name))
            given[rep.id] += 1
            targets.append(user_audience(rep.id))
        return targets, {user_audience(rep.id): rep.name for rep in reps}
    users, pools = schema.users.c, schema.pool.c
    user = connection.execute(
        select(users.name).where(users.id == to, accounts.may_have_leads(team))
    ).scalar()
    if user is not None:
        return [user_audience(to)] * count, {user_audience(to): user}
    pool = connection.execute(select(pools.name).where(pools.id == to, pools.team == team)).scalar()
    if pool is None:
        raise invalid("to", "“to” needs the id of a person or pool of this team, or “balance”.")
    return [pool_audience(to)] * count, {pool_audience(to): pool}


def _absence(target: Audience, rota: Rotation) -> str | None:
    kind, _, id = target.partition(":")
    absence = rota.absence(id) if kind == "user" else None
    return f"{rota.name(id)} is {absence}." if absence else None
