"""The tail: five times a second a worker looks for what other workers and commands wrote."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, select, union

from workbench.server import schema
from workbench.server.desks.waiters import Waiters
from workbench.server.ledger.history import is_of, position_of
from workbench.server.ledger.writing import Committed
from workbench.server.rounds import Rounds
from workbench.server.store import Store
from workbench.wire import Position


class Tail(Rounds):
    every_s = 0.2

    def __init__(self, store: Store, waiters: Waiters) -> None:
        super().__init__()
        self._store = store
        self._waiters = waiters

    async def go_round(self) -> bool:
        seen = self._waiters.seen
        if seen:
            for committed in await run_in_threadpool(self.news, seen):
                self._waiters.wake(committed)
        return False

    def news(self, seen: Mapping[str, Position]) -> list[Committed]:
        """What was written in these teams after what they have seen; everything where that is no
        more, for the database was restored to before it.
        """
        with self._store.read() as connection:
            team = schema.team.c
            found = connection.execute(select(team.id, team.seq).where(team.id.in_(seen)))
            behind = [row.id for row in found if row.seq != seen[row.id].seq]
            return [_since(connection, id, seen[id]) for id in behind]


def _since(connection: Connection, team: str, seen: Position) -> Committed:
    """All that was written after `seen`, as one."""
    newest = position_of(connection, team)
    if not is_of(connection, team, seen):
        return Committed(team, seen.seq, newest, frozenset(), config=True)
    lead, evict, guest, config = (
        table.c for table in (schema.lead, schema.evict, schema.guest, schema.config)
    )
    seq = seen.seq
    audiences = union(
        select(lead.home).where(lead.team == team, lead.seq > seq),
        select(evict.audience).where(evict.team == team, evict.seq > seq),
        select(guest.audience)
        .join(schema.lead, lead.id == guest.lead)
        .where(lead.team == team, lead.seq > seq),
    )
    changed = select(config.key).where(config.team == team, config.seq > seq).limit(1)
    return Committed(
        team,
        seq,
        newest,
        frozenset(connection.execute(audiences).scalars()),
        config=connection.execute(changed).first() is not None,
    )
