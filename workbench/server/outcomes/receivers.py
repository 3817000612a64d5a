"""Who is told of outcomes: an address, what it wants to hear, and the secret that signs it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from workbench.domain.mutation import Refusal
from workbench.domain.outcomes import KINDS
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_ms, real_now
from workbench.server.outcomes.reaching import Unreached, checked
from workbench.server.problems import invalid
from workbench.server.store import Store
from workbench.server.team import accounts, signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`waiting`: outcomes that it was not told yet, the oldest since `since_ms`."""

    id: str
    url: str
    kinds: tuple[str, ...]
    waiting: int
    since_ms: int | None
    error: str | None


def add(
    store: Store, team: str, url: str, kinds: Sequence[str], *, private: bool
) -> tuple[str, str]:
    """The id of a new receiver and its secret, which is told this once. Raises Problem."""
    try:
        checked(url, private=private)
    except Unreached as error:
        raise invalid("url", f"{error}.") from None
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise invalid("events", f"“{', '.join(unknown)}” is no event; use {', '.join(KINDS)}.")
    id, secret = accounts.new_id(), signatures.new_secret()
    row = {
        "id": id, "team": team, "url": url, "kinds": json.dumps(list(dict.fromkeys(kinds))),
        "secret": secret, "private": private, "at": real_ms(), "next_at": real_ms(),
    }  # fmt: skip
    with Ledger(store).write(team, real_now()) as writing:
        writing.connection.execute(insert(schema.receiver).values(row))
        writing.audit("receiver_added", id, name=url, kinds=list(kinds))
    return id, secret


def remove(store: Store, team: str, which: str) -> str:
    """Tell this one nothing more, nor what it is owed; returns its address. Raises Refusal."""
    found = find(store, team, which)
    with Ledger(store).write(team, real_now()) as writing:
        for table, key in ((schema.outcome, "receiver"), (schema.receiver, "id")):
            writing.connection.execute(delete(table).where(table.c[key] == found.id))
        writing.audit("receiver_removed", found.id, name=found.url)
    return str(found.url)


def listed(store: Store, team: str) -> list[Listed]:
    receiver, owed = schema.receiver.c, schema.outcome.c
    waits = (owed.receiver == receiver.id) & owed.next_at.is_not(None)
    waiting, since = (
        select(one).where(waits).correlate(schema.receiver).scalar_subquery()
        for one in (func.count(), func.min(owed.at))
    )
    chosen = select(schema.receiver, waiting.label("waiting"), since.label("since"))
    with store.read() as connection:
        rows = connection.execute(chosen.where(receiver.team == team).order_by(receiver.at)).all()
    return [
        Listed(
            id=row.id, url=row.url, kinds=tuple(json.loads(row.kinds)), waiting=row.waiting,
            since_ms=row.since, error=row.error,
        )
        for row in rows
    ]  # fmt: skip


def find(store: Store, team: str, which: str) -> Row[Any]:
    """A receiver by its id or address. Raises Refusal where there is none, or several."""
    receiver = schema.receiver.c
    named = (receiver.id == which) | (receiver.url == which)
    with store.read() as connection:
        rows = connection.execute(select(schema.receiver).where(receiver.team == team, named)).all()
    if len(rows) != 1:
        few = "No address" if not rows else "More than one address"
        raise Refusal("unknown_hook", f"{few} that is told of outcomes is called {which}.")
    return rows[0]
