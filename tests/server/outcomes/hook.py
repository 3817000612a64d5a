"""A receiver that a team has told of outcomes, and one round with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from tests.server.outcomes.listening import Listening
from tests.server.served import Team
from workbench.domain.outcomes import KINDS
from workbench.server import schema
from workbench.server.outcomes import owed, receivers
from workbench.server.outcomes.courier import Courier

HOUR_MS = 3_600_000
NEVER = 1 << 52


class Hook:
    """A receiver of the team's; `by_hand`: told by `go_round` alone, not by the server itself."""

    def __init__(self, team: Team, crm: Listening, *kinds: str, by_hand: bool = False) -> None:
        self.office, self.store = team.server.office, team.server.office.store
        self.id, self.secret = receivers.add(
            self.store, team.id, crm.url, kinds or KINDS, private=True
        )
        if by_hand:
            self._set(schema.receiver.c.id, next_at=NEVER)

    def rows(self) -> list[Any]:
        table = schema.outcome
        chosen = select(table).where(table.c.receiver == self.id)
        with self.store.read() as connection:
            return list(connection.execute(chosen.order_by(table.c.seq, table.c.number)))

    def go_round(self, later_h: float = 0) -> bool:
        """One round with this receiver when all that waits is due, after so many hours."""
        owed_, past = schema.outcome.c, -round(later_h * HOUR_MS)
        with self.store.write() as connection:
            waits = (owed_.receiver == self.id) & owed_.next_at.is_not(None)
            due = update(schema.outcome).where(waits)
            connection.execute(due.values(next_at=owed_.seq, at=owed_.at + past))
            to = select(schema.receiver).where(schema.receiver.c.id == self.id)
            row = connection.execute(to).one()
        since = None if row.failing_since is None else row.failing_since + past
        receiver = replace(owed._receiver(row), failing_since=since)
        more = Courier(self.office.ledger, self.office.moment).serve(receiver)
        self._set(schema.receiver.c.id, next_at=NEVER)
        return more

    def to(self) -> Any:
        with self.store.read() as connection:
            mine = schema.receiver.c.id == self.id
            return connection.execute(select(schema.receiver).where(mine)).one()

    def _set(self, id: Any, **change: Any) -> None:
        with self.store.write() as connection:
            connection.execute(update(schema.receiver).where(id == self.id).values(**change))
