"""The one way in which what desks see is written: effects, each with a seq, one commit a write.

    with ledger.write(team, now) as writing:
        stored = writing.lock(ids)
        with writing.effect() as effect:
            effect.put(lead)

An effect is a savepoint: an exception (a Refusal) undoes it and passes on. A late one is made when
it is first needed, as most that desks push needs none. At the end the team's counter is raised by
the number of effects, last, and its row stays locked until the commit, so that nobody reads a seq
before the one below it; then everything is stamped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.ledger import stamping, trail, upheld
from workbench.server.ledger.audiences import Audience, leads_audience
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.outcomes import Outgoing
from workbench.server.ledger.puts import Puts
from workbench.server.ledger.rows import read_rows, write_rows
from workbench.server.ledger.stamping import Marks
from workbench.server.moment import real_ms
from workbench.server.store import Store
from workbench.wire import Position

MOST_LEADS = 500
"""What one write may touch; bulk work takes several."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a write changed, for those who wait. `before` is the seq that it followed."""

    team: str
    before: int
    position: Position
    audiences: frozenset[Audience]
    config: bool


class Ledger:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.commits = 0
        self.effects = 0
        self._listeners: list[Callable[[Committed], None]] = []

    def listen(self, listener: Callable[[Committed], None]) -> None:
        """Called in the writing thread after each commit that had an effect."""
        self._listeners.append(listener)

    @contextmanager
    def write(self, team: str, now: datetime, *, by: str | None = None) -> Iterator[Writing]:
        """`now` stamps grants and evictions, in the team's (possibly set) time; `by` is the user
        whose name stands in the audit trail.
        """
        with self.store.write() as connection:
            writing = Writing(connection, team, now, by)
            yield writing
            writing.close()
        if writing.committed is not None:
            self.commits += 1
            self.effects += writing.committed.position.seq - writing.committed.before
            for listener in self._listeners:
                listener(writing.committed)


class Writing:
    """One transaction on one team; `committed` once it is over, None where nothing changed."""

    def __init__(
        self, connection: Connection, team: str, now: datetime, by: str | None = None
    ) -> None:
        self.puts = Puts(connection)
        self.team = team
        self.now = now
        self.by = by
        self.leads: dict[str, Stored] = {}
        self.committed: Committed | None = None
        self.born: dict[str, dict[str, Any]] = {}
        self.effects: list[Marks] = []
        self.outgoing = Outgoing(connection, team)
        self._answers: list[dict[str, Any]] = []

    @property
    def connection(self) -> Connection:
        """Ask for it anew in each effect that may be late."""
        return self.puts.connection

    def lock(self, ids: Iterable[str]) -> Mapping[str, Stored]:
        """The team's leads of these ids, held until the end; an unknown id is left out.

        Lock all that a write decides on at once: the order of ids keeps two from deadlock.
        """
        wanted = sorted(set(ids) - self.leads.keys())
        if wanted:
            for row in read_rows(self.connection, _LOCK, {"team": self.team, "ids": wanted}):
                self.leads[row.id] = Stored(*row)
        return self.leads

    @contextmanager
    def effect(self, *, savepoint: bool = True, late: bool = False) -> Iterator[Effect]:
        """What belongs together and travels as one seq; without any change there is none.

        Without a savepoint an exception must end the whole write: for those who would rather do
        it again in parts. A late savepoint is made once the connection is asked for.
        """
        effect = Effect(self)
        if savepoint:
            leads, born = dict(self.leads), dict(self.born)
            try:
                with self.puts.late_savepoint() if late else self.connection.begin_nested():
                    yield effect
            except BaseException:
                self.leads.clear()
                self.leads.update(leads)
                self.born = born
                raise
        else:
            yield effect
        if effect.marks.is_empty:
            self._answers += effect.marks.mutations
        else:
            self.effects.append(effect.marks)

    def audit(
        self, what: str, about: str | None = None, *, lead: str | None = None, **told: Plain
    ) -> None:
        """Enter a change of the team into its audit trail."""
        trail.enter(
            self.connection, self.team, self.now, by=self.by, what=what, about=about, lead=lead,
            told=told,
        )  # fmt: skip

    def answer(self, row: dict[str, Any]) -> None:
        """Keep a row of `schema.mutation` that had no effect, so without a seq."""
        self._answers.append(row)

    def close(self) -> None:
        put = self.puts.take_waiting()
        write_rows(self.connection, stamping.ANSWER, self._answers)
        if not self.effects:
            upheld.written(self.connection, self.team, 0, (), self._answers)
            return
        given = {"team": self.team, "n": len(self.effects)}
        [[seq]] = read_rows(self.connection, _COUNT, given)
        first = seq - len(self.effects) + 1
        tags = [secrets.token_hex(6) for _ in self.effects]
        at = to_ms(self.now)
        stamping.stamp(self.connection, self.team, first, at, self.effects, self.born, put)
        write_rows(
            self.connection,
            _HISTORY,
            [
                # Real time, whatever the team's clock says: it decides how long history is kept.
                {"team": self.team, "seq": first + n, "tag": tag, "at": real_ms()}
                for n, tag in enumerate(tags)
            ],
        )
        upheld.written(self.connection, self.team, first, self.effects, self._answers)
        audiences = stamping.touched(self.connection, self.effects)
        self.committed = Committed(
            self.team,
            first - 1,
            Position(seq, tags[-1]),
            audiences | {leads_audience(self.team)},
            config=any(marks.config for marks in self.effects),
        )

    @property
    def seqs(self) -> Mapping[str, int]:
        """Mutation's id → its seq, once the write is over."""
        if self.committed is None:
            return {}
        first = self.committed.position.seq - len(self.effects) + 1
        return {
            row["id"]: first + n for n, marks in enumerate(self.effects) for row in marks.mutations
        }


_LOCK = (
    select(*(schema.lead.c[name] for name in STORED))
    .where(schema.unindexed(schema.lead.c.team) == bindparam("team"))
    .where(schema.lead.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(schema.lead.c.id)
    .with_for_update()
)
_HISTORY = insert(schema.history)
_COUNT = (
    update(schema.team)
    .where(schema.team.c.id == bindparam("team"))
    .values(seq=schema.team.c.seq + bindparam("n"))
    .returning(schema.team.c.seq)
)
