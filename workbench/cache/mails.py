"""Mails on their way out of the rep's own mail account: kept here until a mail server took them.

A mail is `waiting`, `sending` while a mail server is being told of it, or `refused`. One that was
taken leaves the table in the transaction in which its touch is recorded. `cut` counts the sends
whose end nobody knows: the same mail, with the same Message-ID, is sent once more and no oftener.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from workbench.domain.frozen import dataclass
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.tongue import mark

SCHEMA = """CREATE TABLE mail (id TEXT PRIMARY KEY, lead TEXT NOT NULL, message_id TEXT NOT NULL,
    recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, made_at INTEGER NOT NULL,
    state TEXT NOT NULL, cut INTEGER NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID"""
TIMELINES_SAY = "json_extract(doc, '$.message_id')"
"""As the cache's index of the mails on its timelines has it."""
CUT_TWICE = mark(
    "It was cut off twice while it was being sent, so it may have arrived. Look, then decide."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`answer`: what the mail server said of one that it refused."""

    id: str
    lead: str
    message_id: str
    to: str
    subject: str
    text: str
    made_at: datetime
    cut: int = 0
    answer: str = ""


def put(connection: sqlite3.Connection, mail: Mail) -> None:
    connection.execute(
        "INSERT INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '')",
        (mail.id, mail.lead, mail.message_id, mail.to, mail.subject, mail.text,
         to_ms(mail.made_at)),
    )  # fmt: skip


def next_waiting(connection: sqlite3.Connection) -> Mail | None:
    return next(iter(_mails(connection, "waiting")), None)


def waiting(connection: sqlite3.Connection) -> list[Mail]:
    """What is being sent, too."""
    return [*_mails(connection, "sending"), *_mails(connection, "waiting")]


def refused(connection: sqlite3.Connection) -> list[Mail]:
    return _mails(connection, "refused")


def count(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many wait, and how many were refused."""
    found = connection.execute(
        "SELECT count(*) FILTER (WHERE state <> 'refused'),"
        " count(*) FILTER (WHERE state = 'refused') FROM mail"
    ).fetchone()
    return found[0], found[1]


def begin(connection: sqlite3.Connection, mail: Mail) -> None:
    connection.execute("UPDATE mail SET state = 'sending' WHERE id = ?", (mail.id,))


def put_back(connection: sqlite3.Connection, mail: Mail) -> None:
    """Nothing of it has left."""
    connection.execute("UPDATE mail SET state = 'waiting' WHERE id = ?", (mail.id,))


def refuse(connection: sqlite3.Connection, mail: Mail, answer: str) -> None:
    connection.execute(
        "UPDATE mail SET state = 'refused', answer = ? WHERE id = ?", (answer, mail.id)
    )


def recover(connection: sqlite3.Connection) -> None:
    """What was cut off in its sending waits once more; the second time a person decides."""
    connection.execute(
        "UPDATE mail SET cut = cut + 1, answer = CASE WHEN cut THEN ? ELSE '' END,"
        " state = CASE WHEN cut THEN 'refused' ELSE 'waiting' END WHERE state = 'sending'",
        (CUT_TWICE,),
    )


def leads_of(
    outbox: sqlite3.Connection, cache: sqlite3.Connection, message_ids: Sequence[str]
) -> dict[str, str]:
    """Message-ID → lead, of mails that wait here, were logged here, or were told by the server."""
    asked = "(SELECT value FROM json_each(:ids))"
    here, there = "json_extract(CAST(body AS TEXT), '$.args.message_id')", TIMELINES_SAY
    values = {"ids": json.dumps(list(message_ids))}
    told = cache.execute(
        f"SELECT {there}, lead FROM activity WHERE {there} IS NOT NULL AND {there} IN {asked}",
        values,
    )
    written = outbox.execute(
        f"SELECT message_id, lead FROM mail WHERE message_id IN {asked} UNION ALL"
        f" SELECT {here}, lead FROM outbox WHERE type = 'touch_logged' AND {here} IN {asked}",
        values,
    )
    return dict([*map(tuple, told), *map(tuple, written)])


def remove(connection: sqlite3.Connection, mail_id: str) -> None:
    """It was taken, or a person let it go."""
    connection.execute("DELETE FROM mail WHERE id = ?", (mail_id,))


def _mails(connection: sqlite3.Connection, state: str) -> list[Mail]:
    found = connection.execute("SELECT * FROM mail WHERE state = ? ORDER BY id", (state,))
    return [
        Mail(
            id=row["id"],
            lead=row["lead"],
            message_id=row["message_id"],
            to=row["recipient"],
            subject=row["subject"],
            text=row["text"],
            made_at=from_ms(row["made_at"]),
            cut=row["cut"],
            answer=row["answer"],
        )
        for row in found
    ]
