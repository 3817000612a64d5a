"""Outcomes that a receiver is owed: told in order for each lead, by one worker at a time.

Whoever means to tell a receiver anything first moves its `next_at` ahead, and it is theirs for that
long; a worker that dies in between leaves it to the next, which tells the same under the same id.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, func, or_, select, update

from workbench.domain.metrics.report_rules import OutcomeRules
from workbench.server import schema
from workbench.server.moment import real_ms

LEASE_MS = 120_000
"""Many times what one round with a receiver may take."""
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One that is ours for LEASE_MS."""

    id: str
    team: str
    url: str
    secret: str
    private: bool
    failed: int
    failing_since: int | None


def are_due(connection: Connection) -> bool:
    return connection.execute(_DUE, {"now": real_ms(), "most": 1}).first() is not None


def take(connection: Connection, most: int) -> list[Receiver]:
    """Receivers that are owed something and that no other worker is at."""
    now = real_ms()
    rows = connection.execute(_DUE, {"now": now, "most": most}).all()
    return [_receiver(row) for row in rows if _lease(connection, row, now)]


def _lease(connection: Connection, row: Row[Any], now: int) -> bool:
    mine = {"which": row.id, "was": row.next_at, "until": now + LEASE_MS}
    return bool(connection.execute(_LEASE, mine).rowcount)


def _receiver(row: Row[Any]) -> Receiver:
    return Receiver(
        id=row.id, team=row.team, url=row.url, secret=row.secret, private=row.private,
        failed=row.failed, failing_since=row.failing_since,
    )  # fmt: skip


def heads(connection: Connection, receiver: Receiver, most: int) -> list[Row[Any]]:
    """Of each lead the first that it was not told yet, if its time has come."""
    given = {"of": receiver.id, "now": real_ms(), "most": most}
    return list(connection.execute(_HEADS, given))


def told(connection: Connection, row: Row[Any]) -> None:
    change = {"next_at": None, "sent_at": real_ms(), "tries": row.tries + 1, "error": None}
    connection.execute(update(schema.outcome).where(*_same(row)).values(change))


def release(connection: Connection, receiver: Receiver) -> None:
    """It was reached: whoever comes next may tell it more."""
    _set(connection, receiver, next_at=real_ms(), failed=0, failing_since=None, error=None)


def postpone(
    connection: Connection, receiver: Receiver, row: Row[Any], rules: OutcomeRules, error: str
) -> int:
    """Try this one again later; returns how many are given up, all that are as old where nothing
    was taken for as long.
    """
    now, most_ms = real_ms(), round(rules.give_up_h * HOUR_MS)
    later = now + _pause_ms(row.tries + 1, rules)
    change = {"tries": row.tries + 1, "error": error, "next_at": later}
    connection.execute(update(schema.outcome).where(*_same(row)).values(change))
    owed = schema.outcome.c
    past = and_(owed.receiver == receiver.id, owed.next_at.is_not(None), owed.at < now - most_ms)
    if now - (receiver.failing_since or now) < most_ms:
        past = and_(past, *_same(row))
    given_up = update(schema.outcome).where(past).values(next_at=None, error=error)
    return connection.execute(given_up).rowcount


def given_up(connection: Connection, receiver: Receiver) -> int:
    """How many it was never told and will not be."""
    owed = schema.outcome.c
    left = and_(owed.receiver == receiver.id, owed.next_at.is_(None), owed.sent_at.is_(None))
    return connection.execute(select(func.count()).where(left)).scalar_one()


def leave_alone(
    connection: Connection, receiver: Receiver, rules: OutcomeRules, error: str, *, at_least_s: int
) -> None:
    """It was not reached, or took nothing: nobody tells it anything for a while."""
    now, failed = real_ms(), receiver.failed + 1
    asked_ms = min(at_least_s * 1000, round(rules.again_most_min * 60_000))
    _set(
        connection, receiver, next_at=now + max(_pause_ms(failed, rules), asked_ms), failed=failed,
        failing_since=receiver.failing_since or now, error=error,
    )  # fmt: skip


def _pause_ms(tries: int, rules: OutcomeRules) -> int:
    """Twice as long each time, and never the same for two."""
    longest = rules.again_most_min * 60
    pause = min(longest, rules.again_s * 2.0 ** min(tries - 1, 20))
    return round(pause * random.uniform(500, 1000))


def _same(row: Row[Any]) -> tuple[Any, ...]:
    owed = schema.outcome.c
    return (owed.receiver == row.receiver, owed.seq == row.seq, owed.number == row.number)


def _set(connection: Connection, receiver: Receiver, **change: Any) -> None:
    table = schema.receiver
    connection.execute(update(table).where(table.c.id == receiver.id).values(**change))


_owed, _to = schema.outcome.c, schema.receiver.c
_DUE = (
    select(schema.receiver)
    .where(_to.next_at <= bindparam("now"))
    .where(exists().where(_owed.receiver == _to.id, _owed.next_at <= bindparam("now")))
    .order_by(_to.next_at)
    .limit(bindparam("most"))
)
_LEASE = (
    update(schema.receiver)
    .where(_to.id == bindparam("which"), _to.next_at == bindparam("was"))
    .values(next_at=bindparam("until"))
)
_before = schema.outcome.alias("before").c
_HEADS = (
    select(schema.outcome)
    .where(_owed.receiver == bindparam("of"), _owed.next_at <= bindparam("now"))
    .where(
        ~exists().where(
            _before.receiver == _owed.receiver,
            _before.lead == _owed.lead,
            _before.next_at.is_not(None),
            or_(
                _before.seq < _owed.seq,
                and_(_before.seq == _owed.seq, _before.number < _owed.number),
            ),
        )
    )
    .order_by(_owed.next_at, _owed.seq, _owed.number)
    .limit(bindparam("most"))
)
