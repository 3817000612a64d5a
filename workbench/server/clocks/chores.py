"""Chores: what is done by itself from time to time, by whichever worker finds it due first.

To add one, name it in `CHORES`, or in `office.MORE_CHORES` where it needs what stands above.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, bindparam, select, text, update

from workbench.domain.plain import EPOCH, to_ms
from workbench.server import schema
from workbench.server.clocks import tidying
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.policy import learning, pace, policy_versions, resettling
from workbench.server.reports import binding, rollup
from workbench.server.rounds import Rounds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """`do` is called again while it says that there is more. `at`: how long after UTC midnight."""

    name: str
    every: timedelta
    do: Callable[[Ledger, datetime], object]
    at: timedelta = timedelta()

    def after(self, now: datetime) -> datetime:
        """When it is due next."""
        since = EPOCH + self.at
        return since + ((now - since) // self.every + 1) * self.every


CHORES = (
    Chore(name="publish", every=timedelta(minutes=1), do=policy_versions.publish_due),
    Chore(name="settle", every=timedelta(minutes=1), do=resettling.resettle),
    Chore(name="count", every=timedelta(minutes=1), do=rollup.count_all),
    Chore(name="bind", every=timedelta(hours=1), do=binding.bind_all),
    Chore(name="learn", every=timedelta(days=1), do=learning.learn_all, at=timedelta(hours=2)),
    Chore(name="pace", every=timedelta(days=1), do=pace.learn_all, at=timedelta(hours=2)),
    Chore(name="tidy", every=timedelta(days=1), do=tidying.tidy, at=timedelta(hours=3)),
)


class Chores(Rounds):
    """One that fails is tried again when it is due next, and keeps no other from being done."""

    every_s = 2.0

    def __init__(self, ledger: Ledger, moment: Moment, more: Iterable[Chore] = ()) -> None:
        """`more`: of those who build on this one."""
        super().__init__()
        self._ledger = ledger
        self._moment = moment
        self._all = (*CHORES, *more)

    async def go_round(self) -> bool:
        for chore in self._all:
            try:
                await run_in_threadpool(self.see_to, chore)
            except Exception:
                log.exception("The chore “%s” could not be done.", chore.name)
        return False

    def see_to(self, chore: Chore) -> bool:
        """Do it if it is due and nobody else does; whether it was done."""
        now = self._moment.now()
        store = self._ledger.store
        with store.read() as connection:
            if not _is_due(connection, chore, now):
                return False
        with store.write() as connection:
            is_mine = _take(connection, chore, now)
        while is_mine and chore.do(self._ledger, now):
            pass
        return is_mine


def _is_due(connection: Connection, chore: Chore, now: datetime) -> bool:
    due_at = connection.execute(_NEXT, {"chore": chore.name}).scalar()
    return due_at is None or due_at <= to_ms(now)


def _take(connection: Connection, chore: Chore, now: datetime) -> bool:
    given = {"chore": chore.name, "now": to_ms(now), "later": to_ms(chore.after(now))}
    taken = connection.execute(_FIRST, given).rowcount or connection.execute(_MOVE, given).rowcount
    return bool(taken)


_chore = schema.chore.c
_mine = (_chore.team == "") & (_chore.name == bindparam("chore"))  # of all teams at once
_NEXT = select(_chore.next_at).where(_mine)
_FIRST = text(
    "INSERT INTO chore (team, name, next_at) VALUES ('', :chore, :later)"
    " ON CONFLICT (team, name) DO NOTHING"
)
_MOVE = (
    update(schema.chore)
    .where(_mine, _chore.next_at <= bindparam("now"))
    .values(next_at=bindparam("later"))
)
