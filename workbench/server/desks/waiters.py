"""Who waits for news, and who wakes them. A waiter holds no connection, only an event.

A worker wakes its own waiters the moment it commits; the tail finds what others wrote.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from workbench.server.ledger.audiences import Audience, Slice
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
    """`slice` None: not known yet; what is written until it is waits in `meanwhile`."""

    slice: Slice | None = None
    meanwhile: list[Committed] = field(default_factory=list)
    person: str = ""
    device: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    has_given_up: bool = False


class Waiters:
    """Lives in one event loop; only `notice` may be called from other threads.

    A write looks at those whom it concerns alone: a thousand may wait for others.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unplaced: set[Waiter] = set()
        self._waiting: defaultdict[str, set[Waiter]] = defaultdict(set)  # by their team
        self._team_leads: defaultdict[str, set[Waiter]] = defaultdict(set)  # those among them
        self._others: defaultdict[Audience, set[Waiter]] = defaultdict(set)
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
        self._forget_slice(waiter)
        waiter.slice = slice
        for among, key in self._places(slice):
            among[key].add(waiter)
        self._seen.setdefault(slice.team, position)
        self._catch_up(waiter, slice, position)
        return True

    def _catch_up(self, waiter: Waiter, slice: Slice, position: Position) -> None:
        """With what was written while they were told all up to there, if it concerns them.

        Else, with many who write, whoever looks would have to look again and again.
        """
        for committed in waiter.meanwhile:
            is_news = committed.position.seq > position.seq
            if committed.team != slice.team or not (is_news or committed.config):
                continue
            if slice.whole_team:
                self._wake_team_leads(slice.team)
            elif committed.config or slice.audiences & committed.audiences:
                waiter.news.set()
        waiter.meanwhile.clear()

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
        self._forget_slice(waiter)
        if team not in self._waiting:
            self._seen.pop(team, None)

    def _forget_slice(self, waiter: Waiter) -> None:
        if waiter.slice is None:
            return
        for among, key in self._places(waiter.slice):
            among[key].discard(waiter)
            if not among[key]:
                del among[key]

    def _places(self, slice: Slice) -> Iterator[tuple[defaultdict[str, set[Waiter]], str]]:
        """Where somebody with this slice is looked for."""
        yield self._waiting, slice.team
        if slice.whole_team:
            yield self._team_leads, slice.team
        else:
            yield from ((self._others, audience) for audience in slice.audiences)

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
        for waiter in self._unplaced:
            waiter.meanwhile.append(committed)
        for waiter in self._concerned(committed):
            waiter.news.set()
        self._wake_team_leads(team)

    def _concerned(self, committed: Committed) -> set[Waiter]:
        """But for the team leads, whom everything concerns."""
        team, none = committed.team, set[Waiter]()
        if committed.config:
            return self._waiting.get(team, none) - self._team_leads.get(team, none)
        return none.union(*(self._others.get(one, none) for one in committed.audiences))

    def _wake_team_leads(self, team: str) -> None:
        if team in self._resting:
            self._resting[team] = True
            return
        for waiter in self._team_leads.get(team, ()):
            waiter.news.set()
        self._resting[team] = False
        asyncio.get_running_loop().call_later(TEAM_LEADS_EVERY_S, self._rested, team)

    def _rested(self, team: str) -> None:
        if self._resting.pop(team):
            self._wake_team_leads(team)
