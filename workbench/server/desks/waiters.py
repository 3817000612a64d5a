"""Who waits for news, and who wakes them. A waiter holds no connection, only an event.

A worker wakes its own waiters the moment it commits; the tail finds what others wrote.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from workbench.server.ledger.audiences import Slice
from workbench.server.ledger.writing import Committed
from workbench.server.team.sessions import Caller
from workbench.wire import Position

TEAM_LEADS_EVERY_S = 0.5
"""A team lead's slice changes with every write; they hear of it at most this often."""

MOST_OF_DEVICE = 3
"""A desk has one open poll; others are what a bad network left behind, until their wait is over."""
MOST_OF_PERSON = 30


@dataclass(slots=True, eq=False)
class Waiter:
    """`slice` None: not known yet, so anything may concern them."""

    slice: Slice | None = None
    person: str = ""
    device: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    has_given_up: bool = False

    @property
    def is_team_lead(self) -> bool:
        return self.slice is not None and self.slice.whole_team

    def is_concerned(self, committed: Committed) -> bool:
        known = self.slice
        return known is None or committed.config or bool(known.audiences & committed.audiences)


class Waiters:
    """Lives in one event loop; only `notice` may be called from other threads."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unplaced: set[Waiter] = set()
        self._waiting: defaultdict[str, set[Waiter]] = defaultdict(set)
        self._of_person: defaultdict[str, list[Waiter]] = defaultdict(list)
        self._seen: dict[str, Position] = {}
        self._resting: dict[str, bool] = {}  # team → whether something came meanwhile
        self.is_closed = False

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """The server is going down: everybody is answered now."""
        self.is_closed = True
        for waiter in self._unplaced.union(*self._waiting.values()):
            waiter.news.set()

    def close_soon(self) -> None:
        """`close`, from a signal or another thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.close)

    @contextmanager
    def registered(self) -> Iterator[Waiter]:
        """Register first, then ask, then wait: whatever is written in between wakes."""
        waiter = Waiter()
        self._unplaced.add(waiter)
        try:
            yield waiter
        finally:
            self._unplaced.discard(waiter)
            if waiter.slice is not None:
                self._leave(waiter, waiter.slice.team)

    def settle(self, waiter: Waiter, caller: Caller, slice: Slice, position: Position) -> bool:
        """The waiter has been told all up to there and waits for what concerns their slice.

        Returns whether they may: a person has so many places, and on one device the oldest gives
        its place up, and is answered.
        """
        if not self._take_place(waiter, caller):
            return False
        self._unplaced.discard(waiter)
        waiter.slice = slice
        self._waiting[slice.team].add(waiter)
        self._seen.setdefault(slice.team, position)
        return True

    def _take_place(self, waiter: Waiter, caller: Caller) -> bool:
        theirs = self._of_person[caller.id]
        if waiter in theirs:
            return True
        same = [one for one in theirs if one.device == caller.device and not one.has_given_up]
        if len(same) >= MOST_OF_DEVICE:
            same[0].has_given_up = True
            same[0].news.set()
        elif len(theirs) >= MOST_OF_PERSON:
            return False
        waiter.person, waiter.device = caller.id, caller.device
        theirs.append(waiter)
        return True

    def _leave(self, waiter: Waiter, team: str) -> None:
        theirs = self._of_person[waiter.person]
        theirs.remove(waiter)
        if not theirs:
            del self._of_person[waiter.person]
        self._waiting[team].discard(waiter)
        if not self._waiting[team]:
            del self._waiting[team]
            self._seen.pop(team, None)

    @property
    def seen(self) -> Mapping[str, Position]:
        """Team → the position up to which its waiters have heard of everything."""
        return dict(self._seen)

    @property
    def count(self) -> int:
        return len(self._unplaced) + sum(map(len, self._waiting.values()))

    def notice(self, committed: Committed) -> None:
        """Something was written; called in the writing thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.wake, committed)

    def wake(self, committed: Committed) -> None:
        team = committed.team
        seen = self._seen.get(team)
        if seen is not None and seen.seq == committed.before:  # else the tail looks between them
            self._seen[team] = committed.position
        for waiter in (*self._unplaced, *self._waiting.get(team, ())):
            if not waiter.is_team_lead and waiter.is_concerned(committed):
                waiter.news.set()
        self._wake_team_leads(team)

    def _wake_team_leads(self, team: str) -> None:
        if team in self._resting:
            self._resting[team] = True
            return
        for waiter in self._waiting.get(team, ()):
            if waiter.is_team_lead:
                waiter.news.set()
        self._resting[team] = False
        asyncio.get_running_loop().call_later(TEAM_LEADS_EVERY_S, self._rested, team)

    def _rested(self, team: str) -> None:
        if self._resting.pop(team):
            self._wake_team_leads(team)
