"""What a team's own leads teach, once a night: the chance by points, the reach of each attempt.

A lead that was won counts as won. Lost counts as not won, and so does what was disqualified or sent
to nurture, once nobody has touched it for `given_up_days`: until then it may come back. What still
runs says nothing yet; spam, customers' support and duplicates are no leads; and what intake itself
turned away was never tried. Points are those of the capture, frozen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select

from workbench.domain.calibration import Health, Outcome, Tried, health, learn
from workbench.domain.chance import ChanceTable, Learning
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.plain import Plain, from_plain, to_ms, to_plain
from workbench.domain.policy import Policy
from workbench.domain.worked import work_of
from workbench.server import schema
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies, resettling

KIND = "chance"
"""Of the team's config: “current” is the table, “health” how it does."""
ENDED = ("won", "lost", "disqualified", "nurture")
GIVEN_UP = frozenset({"disqualified", "nurture"})
TOGETHER = 500
JUDGED = 0.25
"""The newest part of the leads that have ended: the table is judged on it, as learned without."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The table of all there is, and how one learned from the older part does on the rest."""

    table: ChanceTable
    health: Health


def learn_all(ledger: Ledger, now: datetime) -> None:
    """Learn each team's table anew and tell its desks, where anything changed."""
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
    for team in teams:
        with ledger.store.read() as connection:
            lesson = lesson_of(connection, team, policies.current(connection, team), now)
        _keep(ledger, team, lesson, now)


def learned(connection: Connection, team: str) -> ChanceTable | None:
    """The table that the team's desks rank by."""
    plain = _stored(connection, team, "current")
    return None if plain is None else from_plain(ChanceTable, plain)


def kept_health(connection: Connection, team: str) -> Plain:
    """As it was judged last; None where it never was."""
    return _stored(connection, team, "health")


def lesson_of(connection: Connection, team: str, policy: Policy, now: datetime) -> Lesson:
    ended: list[tuple[datetime, Outcome]] = []
    times: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    for lead in _leads(connection, team, now - timedelta(days=policy.learning.from_days)):
        found = outcome(lead, policy, now)
        if found is not None:
            ended.append(found)
        for number, has_reached in enumerate(tries(lead, policy)):
            times[number] += 1
            reached[number] += has_reached
    tried = [Tried(times[n], reached[n]) for n in range(max(times, default=-1) + 1)]
    outcomes = [one for _, one in sorted(ended, key=lambda item: item[0])]
    older = round(len(outcomes) * (1 - JUDGED))
    before = learn(outcomes[:older], (), policy, now=now)
    return Lesson(learn(outcomes, tried, policy, now=now), health(before, outcomes[older:], policy))


def outcome(lead: Lead, policy: Policy, now: datetime) -> tuple[datetime, Outcome] | None:
    """When it came and how it ended; None where that says nothing, or not yet."""
    inquiry = judged_inquiry(lead)
    if inquiry is None or inquiry.points is None or lead.status not in ENDED:
        return None
    code = policy.find(lead.code)
    if lead.status in GIVEN_UP and (
        (code is not None and code.voids_clock) or _may_come_back(lead, policy.learning, now)
    ):
        return None
    won = lead.status == "won"
    return inquiry.received_at, Outcome(type=inquiry.type, points=inquiry.points, won=won)


def judged_inquiry(lead: Lead) -> Inquiry | None:
    """The newest of those that lead it and that somebody was to work."""
    led = (one for one in lead.inquiries if one.type == lead.type and one.verdict == "work")
    return max(led, key=lambda one: (one.received_at, one.id), default=None)


def _may_come_back(lead: Lead, rules: Learning, now: datetime) -> bool:
    came_at = lead.newest_inquiry.received_at
    return now - max(lead.last_touch_at or came_at, came_at) < timedelta(days=rules.given_up_days)


def tries(lead: Lead, policy: Policy) -> list[bool]:
    """For each attempt until somebody was reached, whether it reached them; an answer of theirs
    says so of the attempt before it.
    """
    found: list[bool] = []
    for item in work_of(lead.record, policy).in_order:
        if not item.is_touch:
            continue
        if item.is_attempt:
            found.append(item.is_contact)
        elif found:
            found[-1] = True
        if item.is_contact or not item.is_attempt:
            break
    return found


def _leads(connection: Connection, team: str, since: datetime) -> Iterator[Lead]:
    """Those that came since then and have ended or were tried, part by part."""
    after = ""
    while True:
        asked = {"team": team, "since": to_ms(since), "after": after, "most": TOGETHER}
        rows = connection.execute(_LEADS, asked).all()
        for row in rows:
            yield Stored(**row._mapping).lead
        if len(rows) < TOGETHER:
            return
        after = rows[-1].id


def _keep(ledger: Ledger, team: str, lesson: Lesson, now: datetime) -> None:
    with ledger.write(team, now) as writing, writing.effect() as effect:
        known = learned(writing.connection, team) or ChanceTable()
        if replace(known, learned_at=None) != replace(lesson.table, learned_at=None):
            effect.config(KIND, "current", to_plain(lesson.table))
            resettling.begin(writing)  # so that open leads rank by it before they are touched
        health = to_plain(lesson.health)
        if lesson.health.leads and health != _stored(writing.connection, team, "health"):
            effect.config(KIND, "health", health)


def _stored(connection: Connection, team: str, key: str) -> Plain:
    doc = connection.execute(_CONFIG, {"team": team, "kind": KIND, "key": key}).scalar()
    return None if doc is None else json.loads(doc)


_lead, _config = schema.lead.c, schema.config.c
_CONFIG = select(_config.doc).where(
    _config.team == bindparam("team"),
    _config.kind == bindparam("kind"),
    _config.key == bindparam("key"),
)
_LEADS = (
    select(*(_lead[name] for name in STORED))
    .where(_lead.team == bindparam("team"), _lead.id > bindparam("after"))
    .where(_lead.received_at >= bindparam("since"))
    .where(or_(_lead.status.in_(ENDED), _lead.attempts > 0))
    .order_by(_lead.id)
    .limit(bindparam("most"))
)
