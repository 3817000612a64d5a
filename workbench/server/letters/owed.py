"""Letters that the server owes: each is kept until it is sent or given up, and taken by one worker.

Whoever means to send a letter first moves its `next_at` ahead, and it is theirs for that long: a
worker that dies in between leaves it to the next. A letter may so be sent twice, with the same
Message-ID, and is never forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from workbench.domain.plain import from_plain, to_plain
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.wire import compact

LEASE_MS = 120_000
"""How long a letter is a worker's who takes it; sending takes a timeout of half of this."""
AGAIN_MS = (15_000, 60_000, 300_000, 900_000, 3_600_000)
"""Pauses between tries; after the last the letter is given up: it would come as a surprise."""
ONE_IN_MS = 24 * 3_600_000
"""A person who asks again within this was answered already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`reply_to`: the user whom an answer should reach."""

    lead: str
    inquiry: str
    to: str
    name: str
    subject: str
    text: str
    message_id: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A letter taken to be sent, the `tries`-th time."""

    id: str
    team: str
    tries: int
    letter: Letter


def owe(connection: Connection, team: str, letters: Iterable[Letter]) -> None:
    """Keep letters to be sent at once; a second one for the same inquiry changes nothing."""
    rows = [
        {
            "id": new_id(),
            "team": team,
            "lead": letter.lead,
            "inquiry": letter.inquiry,
            "doc": compact(to_plain(letter)),
            "tries": 0,
            "next_at": real_ms(),
        }
        for letter in letters
    ]
    if rows:
        connection.execute(insert(schema.letter), rows)


def are_due(connection: Connection) -> bool:
    return connection.execute(_DUE, {"now": real_ms(), "most": 1}).first() is not None


def take(connection: Connection, most: int) -> list[Owed]:
    """Letters whose time has come, ours for `LEASE_MS`; none that another worker has taken."""
    now = real_ms()
    rows = connection.execute(_DUE, {"now": now, "most": most}).all()
    taken = []
    for row in rows:
        mine = {"letter_id": row.id, "was": row.next_at, "next": now + LEASE_MS}
        if connection.execute(_TAKE, mine).rowcount:
            letter = from_plain(Letter, json.loads(row.doc))
            taken.append(Owed(id=row.id, team=row.team, tries=row.tries + 1, letter=letter))
    return taken


def was_answered(connection: Connection, owed: Owed) -> bool:
    """Whether the same lead was sent a letter within a day."""
    table = schema.letter.c
    sent = select(table.id).where(
        table.team == owed.team,
        table.lead == owed.letter.lead,
        table.sent_at > real_ms() - ONE_IN_MS,
    )
    return connection.execute(sent.limit(1)).first() is not None


def close(connection: Connection, owed: Owed, *, error: str | None = None) -> None:
    """It was sent, or with an `error` given up."""
    sent_at = None if error else real_ms()
    _set(connection, owed, next_at=None, sent_at=sent_at, error=error)


def postpone(connection: Connection, owed: Owed, error: str) -> bool:
    """Try again later; False where it was tried often enough, and is given up."""
    if owed.tries > len(AGAIN_MS):
        close(connection, owed, error=error)
        return False
    _set(connection, owed, next_at=real_ms() + AGAIN_MS[owed.tries - 1], sent_at=None, error=error)
    return True


def _set(connection: Connection, owed: Owed, **change: object) -> None:
    table = schema.letter
    connection.execute(update(table).where(table.c.id == owed.id).values(**change))


_DUE = (
    select(schema.letter)
    .where(schema.letter.c.next_at <= bindparam("now"))
    .order_by(schema.letter.c.next_at)
    .limit(bindparam("most"))
)
_TAKE = (
    update(schema.letter)
    .where(
        schema.letter.c.id == bindparam("letter_id"), schema.letter.c.next_at == bindparam("was")
    )
    .values(next_at=bindparam("next"), tries=schema.letter.c.tries + 1)
)
