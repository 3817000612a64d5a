"""Which promises of a team will be kept by whom, as things are and after leads have moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from workbench.domain.agenda import Agenda, Hours, Job
from workbench.domain.calendar import Calendar
from workbench.domain.chance import reach_of
from workbench.domain.lead import OPEN
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.ledger.audiences import Audience, user_audience
from workbench.server.policy import pace
from workbench.server.routing.rotation import Rotation

_lead = schema.lead.c


@dataclass(frozen=True, slots=True)
class Outlook:
    """What moving leads changes, by whose they are then: promises kept by it, and lost by it."""

    avoided: Counter[Audience] = field(default_factory=Counter)
    made: Counter[Audience] = field(default_factory=Counter)


class Forecast:
    """`rotation`: only looking. Everybody works their own promises in the order they fall due."""

    def __init__(
        self, connection: Connection, team: str, policy: Policy, rotation: Rotation, now: datetime
    ) -> None:
        self._policy = policy
        self._rotation = rotation
        self._now = now
        self._minutes_of: dict[tuple[str, int], float] = {}
        self._own_min = pace.learned(connection, team)
        self._hours: dict[tuple[int, datetime | None], Hours] = {}
        self._jobs: dict[str, Job] = {}
        self._running: defaultdict[Audience, list[Job]] = defaultdict(list)
        for row in connection.execute(_running(team)).all():
            self._running[row.home].append(self.job(row))
        self._due_min: Counter[Audience] = Counter()
        for row in connection.execute(_due_without_promise(team, policy, now)):
            home = user_audience(row.owner)
            self._due_min[home] += row.leads * self._minutes(row.type, row.attempts)

    def job(self, row: Any) -> Job:
        """A lead by its id, type, attempts and due_at, as work."""
        known = self._jobs.get(row.id)
        if known is None:
            due_at = None if row.due_at is None else from_ms(row.due_at)
            minutes = self._minutes(row.type, row.attempts)
            known = self._jobs[row.id] = Job(lead=row.id, minutes=minutes, due_at=due_at)
        return known

    def minutes_due(self, home: Audience) -> float:
        """The minutes of work that somebody has due by tonight, as things are."""
        return self._due_min[home] + sum(job.minutes for job in self._running[home])

    def agenda(self, home: Audience) -> Agenda:
        """A new one, with what runs there as things are."""
        agenda = self._begun(home)
        for job in self._running[home]:
            agenda.add(job)
        return agenda

    def after(self, moves: Iterable[tuple[Job, Audience, Audience]]) -> Outlook:
        """What it changes that each of these leads goes from one home to another."""
        moved = list(moves)
        homes = {home for _, *both in moved for home in both}
        agendas = {home: self.agenda(home) for home in homes}
        before = _late(agendas)
        for job, was, to in moved:
            agendas[was].remove(job.lead)
            agendas[to].add(job)
        after = _late(agendas)
        outlook = Outlook()
        now_at = {job.lead: to for job, _, to in moved}
        for lead, home in before.items():
            if lead not in after:
                outlook.avoided[now_at.get(lead, home)] += 1
        for lead, home in after.items():
            if lead not in before:
                outlook.made[home] += 1
        return outlook

    def _minutes(self, type: str, attempts: int) -> float:
        known = self._minutes_of.get((type, attempts))
        if known is None:
            reach = reach_of(attempts, self._policy, self._policy.chances)
            known = self._own_min.get(type, self._policy.effort.attempt_min(reach))
            self._minutes_of[type, attempts] = known
        return known

    # ---- who is there, and when

    def _begun(self, home: Audience) -> Agenda:
        kind, _, id = home.partition(":")
        match kind:
            case "user":
                return self._of_person(id)
            case "pool":
                return self._of_pool(id)
            case _:  # the team leads hand on what they have
                return Agenda(self._shared(self._policy.calendar, None))

    def _of_person(self, id: str) -> Agenda:
        rotation = self._rotation
        person, pool = rotation.person(id), rotation.pool_of(id)
        if person is None or person.disabled:
            return Agenda(self._shared(self._policy.calendar, None))
        named = person.calendar or (pool.calendar if pool else "")
        calendar = self._policy.calendar_of(named)
        begins_at: datetime | None = self._now
        if person.availability == "away":
            until = person.available_until
            begins_at = None if until is None else max(from_ms(until), self._now)
        return Agenda(self._shared(calendar, begins_at))

    def _of_pool(self, id: str) -> Agenda:
        """Shared by those of its members who are here."""
        pool = self._rotation.pools.get(id)
        here = [rep for rep in self._rotation.reps(pool) if self.is_here(rep.id)] if pool else []
        calendar = self._policy.calendar_of(pool.calendar if pool else "")
        return Agenda(self._shared(calendar, self._now if here else None), hands=len(here))

    def is_here(self, user: str) -> bool:
        return self._rotation.absence(user) is None

    def _shared(self, calendar: Calendar, at: datetime | None) -> Hours:
        begins_at = None if at is None else calendar.opening(at)
        key = id(calendar), begins_at
        if key not in self._hours:
            self._hours[key] = Hours(calendar, self._now, begins_at)
        return self._hours[key]


def _late(agendas: Mapping[Audience, Agenda]) -> dict[str, Audience]:
    return {lead: home for home, agenda in agendas.items() for lead in agenda.late}


def _running(team: str) -> Any:
    columns = (_lead.id, _lead.home, _lead.type, _lead.attempts, _lead.due_at)
    return select(*columns).where(
        _lead.team == team, _lead.due_at.is_not(None), _lead.status.in_(sorted(OPEN))
    )


def _due_without_promise(team: str, policy: Policy, now: datetime) -> Any:
    tonight = policy.calendar.workday(policy.calendar.local_day(now), 0)[1]
    return (
        select(_lead.owner, _lead.type, _lead.attempts, func.count().label("leads"))
        .where(
            _lead.team == team,
            _lead.owner.in_(select(schema.users.c.id).where(schema.users.c.team == team)),
            _lead.due_at.is_(None),
            _lead.status.in_(sorted(OPEN)),
            _lead.queue_from <= to_ms(tonight),
        )
        .group_by(_lead.owner, _lead.type, _lead.attempts)
    )
