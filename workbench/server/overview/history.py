"""What a team's own weeks say of its capacity: who came when, how long calls take, who works."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, select

from workbench.domain.calendar import Calendar
from workbench.domain.capacity import WEEK, Arrivals, effort_of, hour_of_week
from workbench.domain.chance import reach_of
from workbench.domain.effort import Effort
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.policy import Policy
from workbench.domain.simulation import Scenario, Stream
from workbench.domain.strain import Load, by_load
from workbench.server import schema
from workbench.server.policy import pace, policies

WEEKS_BACK = 8
RIPE = WEEK
"""Leads younger than this have not had their attempts yet."""
DAYS_MOST = 366
SAMPLE = 1000
"""Of how many of the newest leads the points are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """Somebody who works leads, with their hours less the days on which they are away."""

    id: str
    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """`efforts`: by type, those that the team's own calls tell; all others are supposed."""

    policy: Policy
    now: datetime
    arrivals: Arrivals
    efforts: Mapping[str, Effort]
    points: Mapping[str, tuple[int, ...]]
    reps: tuple[Rep, ...]
    loads: tuple[Load, ...]
    today: Mapping[int, int]
    """Hour of the day → inquiries that came in it so far."""

    @property
    def scenario(self) -> Scenario:
        """The team as it is."""
        streams = tuple(
            Stream(type=type, hourly=hourly, points=self.points.get(type, (0,)))
            for type, hourly in self.arrivals.hourly().items()
            if type in self.policy.types
        )
        reps = tuple(rep.calendar for rep in self.reps)
        return Scenario(
            policy=self.policy,
            streams=streams,
            reps=reps,
            effort=self.policy.effort,
            efforts=self.efforts,
        )


def history(connection: Connection, team: str, now: datetime) -> History:
    policy = policies.current(connection, team)
    since = now - WEEKS_BACK * WEEK
    rows = connection.execute(
        select(_lead.type, _lead.received_at, _lead.owner, _lead.attempts, _reached, _lead.id)
        .where(_lead.team == team, _lead.received_at >= to_ms(since))
        .where(_lead.received_at < to_ms(now))
    ).all()
    return History(
        policy=policy,
        now=now,
        arrivals=_arrivals(rows, since, now, policy),
        efforts=_efforts(connection, team, policy),
        points=_points(connection, rows),
        reps=reps_of(connection, team, policy, now),
        loads=_loads(rows, now - RIPE, policy),
        today=_today(rows, now, policy),
    )


def _arrivals(rows: Sequence[Row[Any]], since: datetime, now: datetime, policy: Policy) -> Arrivals:
    """From the first that came on: a team of a fortnight has no eight weeks."""
    zone = policy.calendar.tz
    first = min((from_ms(row.received_at) for row in rows), default=since)
    counted = Counter((row.type, hour_of_week(from_ms(row.received_at), zone)) for row in rows)
    return Arrivals(since=first, until=now, zone=zone, counted=counted)


def _today(rows: Sequence[Row[Any]], now: datetime, policy: Policy) -> Counter[int]:
    zone, day = policy.calendar.tz, policy.calendar.local_day(now)
    midnight = to_ms(datetime.combine(day, time(), zone))
    came = (row.received_at for row in rows if row.received_at >= midnight)
    return Counter(from_ms(at).astimezone(zone).hour for at in came)


def _efforts(connection: Connection, team: str, policy: Policy) -> dict[str, Effort]:
    reach = reach_of(0, policy, policy.chances)
    learned = pace.learned(connection, team)
    return {
        type: effort_of(minutes, reach, policy.effort)
        for type, minutes in learned.items()
        if minutes > 0
    }


def _points(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, tuple[int, ...]]:
    """What those who came last brought, frozen at capture."""
    newest = sorted(rows, key=lambda row: -row.received_at)[:SAMPLE]
    docs = connection.execute(select(_lead.doc).where(_lead.id.in_([row.id for row in newest])))
    found: dict[str, list[int]] = {}
    for doc in docs.scalars():
        for inquiry in json.loads(doc).get("inquiries", ()):
            if inquiry.get("points") is not None:
                found.setdefault(inquiry["type"], []).append(inquiry["points"])
    return {type: tuple(sorted(points)) for type, points in found.items()}


def _loads(rows: Sequence[Row[Any]], ripe: datetime, policy: Policy) -> tuple[Load, ...]:
    """By rep and calendar week: leads given, worked, reached."""
    weeks: dict[tuple[str, int, int], list[int]] = {}
    zone = policy.calendar.tz
    for row in rows:
        at = from_ms(row.received_at)
        if row.owner is None or at >= ripe:
            continue
        year, week, _ = at.astimezone(zone).isocalendar()
        counts = weeks.setdefault((row.owner, year, week), [0, 0, 0])
        counts[0] += 1
        counts[1] += row.attempts > 0
        counts[2] += row.attempts > 0 and bool(row.reached)
    return by_load((given, worked, reached) for given, worked, reached in weeks.values())


# ---- who works


def reps_of(connection: Connection, team: str, policy: Policy, now: datetime) -> tuple[Rep, ...]:
    """Reps who share the leads of a pool; each by their own hours, else their pool's."""
    user, pool, member = schema.users.c, schema.pool.c, schema.pool_member.c
    rows = connection.execute(
        select(schema.users, pool.calendar.label("pools"))
        .join(schema.pool_member, member.user == user.id)
        .join(schema.pool, pool.id == member.pool)
        .where(user.team == team, user.role == "rep", user.disabled_at.is_(None))
        .where(member.weight > 0)
        .order_by(user.name, user.id, pool.is_default)
    ).all()
    known = {row.id: row for row in reversed(rows)}  # of several pools the first
    absences = _absences(connection, team, known.values(), now)
    shared: dict[tuple[str, frozenset[date]], Calendar] = {}

    def hours(row: Row[Any]) -> Calendar:
        name = row.calendar or row.pools
        calendar = policy.calendar_of(name)
        key = name, frozenset(_days(absences[row.id], calendar, now))
        if key not in shared:  # one for all who work alike: it remembers its days
            shared[key] = replace(calendar, holidays=calendar.holidays | key[1])
        return shared[key]

    return tuple(
        Rep(id=row.id, name=row.name, calendar=hours(row)) for row in reversed(known.values())
    )


Absence: TypeAlias = tuple[datetime, datetime | None]


def _absences(
    connection: Connection, team: str, people: Iterable[Row[Any]], now: datetime
) -> dict[str, list[Absence]]:
    """User → from when until when they are not here, as they say and as others cover for them."""
    cover = schema.cover.c
    covers = connection.execute(
        select(cover.user, cover.from_at, cover.until_at).where(
            cover.team == team,
            cover.state != "ended",
            cover.until_at.is_(None) | (cover.until_at > to_ms(now)),
        )
    ).all()
    found: dict[str, list[Absence]] = {}
    for person in people:
        found[person.id] = [
            (from_ms(one.from_at), _moment(one.until_at)) for one in covers if one.user == person.id
        ]
        until = _moment(person.available_until)
        if person.availability == "away" and (until is None or until > now):
            found[person.id].append((now, until))
    return found


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _days(absences: Iterable[Absence], calendar: Calendar, now: datetime) -> Iterator[date]:
    """Whole days, none of a break; of an absence without an end only its first is known."""
    for since, until in absences:
        first = calendar.local_day(max(since, now))
        days = (calendar.local_day(until) - first).days if until is not None else 1
        for n in range(min(days, DAYS_MOST)):
            yield first + timedelta(days=n)


_lead = schema.lead.c
_reached = _lead.doc.contains('"first_contact_at":').label("reached")
