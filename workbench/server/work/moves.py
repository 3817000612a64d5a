"""Who would get what: a plan to move leads, before any of them moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from workbench.domain.plain import Plain
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.ledger.audiences import Audience, pool_audience, user_audience
from workbench.server.policy import policies
from workbench.server.problems import invalid
from workbench.server.routing.rotation import Rotation
from workbench.server.team import accounts
from workbench.server.work import balancing
from workbench.server.work.balancing import Shared
from workbench.server.work.choosing import hand_raisers, of_the_whole_team
from workbench.server.work.forecast import Forecast, Outlook
from workbench.server.work.line import all_engaged

MOST = 10_000
"""Leads of one batch."""
BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Move:
    """One lead of a plan. `to` is an audience; `refused` says why it stays."""

    lead: str
    to: Audience
    was_owner: str | None = None
    was_pool: str | None = None
    was_seq: int = 0
    was_assigned_at: int | None = None
    was_home: Audience = ""
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`waiting`: lead → why it will be moved later only. `minutes`: of each lead that moves;
    `had`: those that each receiver has due by tonight already.
    """

    kind: str
    moves: tuple[Move, ...]
    names: Mapping[Audience, str]
    warnings: tuple[str, ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    had: Mapping[Audience, float] = field(default_factory=dict)
    outlook: Outlook = field(default_factory=Outlook)

    @property
    def going(self) -> list[Move]:
        return [move for move in self.moves if move.refused is None]

    @property
    def told(self) -> dict[str, Plain]:
        """What a preview says: who gets what, from whom, and what comes of it."""
        given: defaultdict[Audience, list[str]] = defaultdict(list)
        for move in self.going:
            given[move.to].append(move.lead)
        takes = sorted(given, key=lambda to: (-len(given[to]), self.names[to]))
        gives = Counter(move.was_home for move in self.going)
        return {
            "kind": self.kind,
            "moves": [self._taking(to, given[to]) for to in takes],
            "from": [
                {"from": home.partition(":")[2], "name": self.names[home], "leads": count}
                for home, count in gives.most_common()
            ],
            "minutes": round(sum(self.minutes.values())),
            "avoided": self.outlook.avoided.total(),
            "made": self.outlook.made.total(),
            "warnings": list(self.warnings),
            "waiting": [{"id": lead, "why": why} for lead, why in self.waiting.items()],
            "refused": [
                {"id": move.lead, "why": move.refused} for move in self.moves if move.refused
            ],
        }

    def _taking(self, to: Audience, leads: Sequence[str]) -> dict[str, Plain]:
        return {
            "to": to.partition(":")[2],
            "name": self.names[to],
            "leads": len(leads),
            "minutes": round(sum(self.minutes[lead] for lead in leads)),
            "minutes_before": round(self.had[to]),
            "avoided": self.outlook.avoided[to],
            "made": self.outlook.made[to],
            "ids": list(leads),
        }


def plan(
    connection: Connection, team: str, chosen: ColumnElement[bool] | None, ids: Sequence[str],
    to: str, now: datetime, *, kind: str | None = None,
) -> Plan:  # fmt: skip
    """Who would get what of the leads that are `chosen` (None: all that a balance may move);
    `ids` are those asked for by name.

    `to` is a user, a pool or "balance". Raises Problem.
    """
    policy = policies.current(connection, team)
    if chosen is None and to != BALANCE:
        raise invalid("ids", "Say which leads: “ids” or “filter”.")
    condition = of_the_whole_team(policy, now) if chosen is None else chosen
    rows = _rows(connection, team, condition)
    rotation = Rotation(connection, team, policy, now, looking=True)
    forecast = Forecast(connection, team, policy, rotation, now)
    on_call = all_engaged(connection, (schema.lead.c.team == team) & condition, now)
    if to == BALANCE:
        free = [row for row in rows if row.id not in on_call]
        shared = balancing.share(free, policy, rotation, forecast, now, whole=chosen is None)
    else:
        shared = balancing.all_to(target_of(connection, team, to), rows)
    names = names_of(connection, team)
    moves = {row.id: move for row in rows if (move := _move(row, shared, names)) is not None}
    going = [(row, moves[row.id]) for row in rows if row.id in moves and not moves[row.id].refused]
    jobs = {row.id: forecast.job(row) for row, _ in going}
    receivers = dict.fromkeys(move.to for _, move in going)
    return Plan(
        kind or ("balanced" if to == BALANCE else "reassigned"),
        (*moves.values(), *_strangers(ids, rows)),
        names,
        warnings=tuple(_warnings(going, receivers, policy, rotation, forecast)),
        waiting={row.id: on_call[row.id] for row, _ in going if row.id in on_call},
        minutes={lead: job.minutes for lead, job in jobs.items()},
        had={home: forecast.minutes_due(home) for home in receivers},
        outlook=forecast.after((jobs[row.id], row.home, move.to) for row, move in going),
    )


def _rows(connection: Connection, team: str, condition: ColumnElement[bool]) -> Sequence[Any]:
    table = schema.lead.c
    rows = connection.execute(
        select(
            table.id, table.owner, table.pool, table.home, table.seq, table.assigned_at,
            table.type, table.status, table.attempts, table.due_at, table.received_at,
        )
        .where(table.team == team, condition)
        .order_by(table.id)
        .limit(MOST + 1)
    ).all()  # fmt: skip
    if len(rows) > MOST:
        raise invalid("filter", f"A batch moves {MOST} leads at most; choose fewer.")
    return rows


def _move(row: Any, shared: Shared, names: Mapping[Audience, str]) -> Move | None:
    """None for a lead that a balance leaves where it is."""
    target, refused = shared.targets.get(row.id), shared.left.get(row.id)
    if target is None and refused is None:
        return None
    if target == row.home:
        refused = f"{names[row.home]} has it already."
    return Move(
        row.id, target or row.home, row.owner, row.pool, row.seq, row.assigned_at, row.home, refused
    )


def _strangers(ids: Sequence[str], rows: Sequence[Any]) -> list[Move]:
    """What was asked for by name and is not there."""
    known = {row.id for row in rows}
    unknown = (id for id in dict.fromkeys(ids) if id not in known)
    return [Move(id, "", refused="There is no such lead.") for id in unknown]


def target_of(connection: Connection, team: str, to: str, *, field: str = "to") -> Audience:
    """Where a person's or a pool's id means. Raises Problem, which names the field."""
    users, pools = schema.users.c, schema.pool.c
    user = select(users.id).where(users.id == to, accounts.may_have_leads(team))
    if connection.execute(user).first() is not None:
        return user_audience(to)
    pool = select(pools.id).where(pools.id == to, pools.team == team)
    if connection.execute(pool).first() is None:
        or_balance = ", or “balance”" if field == "to" else ""
        said = f"“{field}” needs the id of a person or pool of this team{or_balance}."
        raise invalid(field, said)
    return pool_audience(to)


def names_of(connection: Connection, team: str) -> dict[Audience, str]:
    """What each place is called that leads can be at."""
    places = ((schema.users.c, user_audience), (schema.pool.c, pool_audience))
    names = {f"leads:{team}": "The team leads"}
    for table, audience in places:
        named = select(table.id, table.name).where(table.team == team)
        names |= {audience(id): name for id, name in connection.execute(named)}
    return names


def _warnings(
    going: Sequence[tuple[Any, Move]],
    receivers: Mapping[Audience, None],
    policy: Policy,
    rotation: Rotation,
    forecast: Forecast,
) -> list[str]:
    """What a team lead should know of those who are given leads; nothing here stops it."""
    raised = set(hand_raisers(policy))
    urgent = Counter(move.to for row, move in going if row.type in raised and row.due_at)
    said = []
    for home in receivers:
        place, _, id = home.partition(":")
        if place == "pool":
            pool = rotation.pools[id]
            if not any(forecast.is_here(rep.id) for rep in rotation.reps(pool)):
                said.append(f"Nobody of {pool.name} is here now.")
            continue
        name, absence = rotation.name(id), rotation.absence(id)
        if absence:
            said.append(f"{name} is {absence}.")
        has, cap = rotation.counts(id).untouched + urgent[home], policy.caps.untouched_hand_raisers
        if urgent[home] and has > cap:
            said.append(f"{name} would have {has} untouched hand-raisers; the cap is {cap}.")
    return said
