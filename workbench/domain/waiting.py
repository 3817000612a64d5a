"""Who waits in a simulated team, and who is next: by the product's own index, or another order."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol

from workbench.domain.cadence import Done, NextStep
from workbench.domain.lead import Inquiry, Lead, Standing
from workbench.domain.plain import EPOCH
from workbench.domain.priority import index, is_boosted


@dataclass(slots=True, eq=False)
class Job:
    """A lead on its way through the team, with what it stands for by now.

    `answers_at`: the attempt that reaches them.
    """

    lead: Lead
    step: NextStep | None
    standing: Standing
    answers_at: int = 0
    done: list[Done] = field(default_factory=list)
    ticket: int = 0

    @property
    def inquiry(self) -> Inquiry:
        return self.lead.inquiries[0]

    @property
    def in_queue_from(self) -> datetime:
        return self.standing.queue_from or self.inquiry.received_at

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything left to do about it."""
        return self.standing.queue_from is not None

    @property
    def owed_until(self) -> datetime | None:
        """Until when a first attempt was promised that nobody has made yet."""
        return self.lead.clocks[0].due_at if self.lead.clocks and not self.done else None


class Order(Protocol):
    """Who is next. In one lane nobody overtakes, so only the first by `place` is asked for its
    `worth`; the greatest worth of all lanes is next. `turns_at`: when time alone moves a job to
    another lane, after `now`.
    """

    def lane(self, job: Job, now: datetime) -> Hashable: ...
    def place(self, job: Job) -> Any: ...
    def worth(self, job: Job, now: datetime) -> float: ...
    def turns_at(self, job: Job, now: datetime) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class ByIndex:
    """The product's own: the greatest `priority.index`."""

    boost: float

    def lane(self, job: Job, now: datetime) -> Hashable:
        standing = job.standing
        return standing.chance * standing.reach, is_boosted(standing, now)

    def place(self, job: Job) -> tuple[timedelta, datetime]:
        # Of one chance and boost the least target + waited, which differ by the same at any time.
        since = job.standing.waiting_since or job.in_queue_from
        return timedelta(minutes=job.standing.target_min) - (since - EPOCH), since

    def worth(self, job: Job, now: datetime) -> float:
        return index(job.standing, now, self.boost)

    def turns_at(self, job: Job, now: datetime) -> datetime | None:
        turns = (job.standing.boost_from, job.standing.boost_until)
        return next((at for at in turns if at is not None and at > now), None)


class Queue:
    """Who waits, and who will: those whose step falls due later."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._tickets = count(1)
        self._coming: list[tuple[datetime, int, Job]] = []
        self._turning: list[tuple[datetime, int, Job]] = []
        self._lanes: dict[Hashable, list[tuple[Any, int, Job]]] = {}

    def add(self, job: Job) -> None:
        heapq.heappush(self._coming, (job.in_queue_from, next(self._tickets), job))

    def take(self, now: datetime) -> Job | None:
        """The next one at `now`, out of the queue; None where nobody waits."""
        while self._coming and self._coming[0][0] <= now:
            self._line_up(heapq.heappop(self._coming)[2], now)
        while self._turning and self._turning[0][0] <= now:
            _, ticket, job = heapq.heappop(self._turning)
            if job.ticket == ticket:
                self._line_up(job, now)
        first = max(self._heads(), key=lambda job: self._rank(job, now), default=None)
        if first is not None:
            first.ticket = 0
        return first

    def next_at(self) -> datetime | None:
        """When the next one comes, where nobody waits."""
        return self._coming[0][0] if self._coming else None

    def _line_up(self, job: Job, now: datetime) -> None:
        job.ticket = next(self._tickets)
        lane = self._lanes.setdefault(self._order.lane(job, now), [])
        heapq.heappush(lane, (self._order.place(job), job.ticket, job))
        turns_at = self._order.turns_at(job, now)
        if turns_at is not None:
            heapq.heappush(self._turning, (turns_at, job.ticket, job))

    def _heads(self) -> Iterator[Job]:
        """The first of each lane; who left it or stands elsewhere by now is dropped."""
        for name, lane in list(self._lanes.items()):
            while lane and lane[0][2].ticket != lane[0][1]:
                heapq.heappop(lane)
            if lane:
                yield lane[0][2]
            else:
                del self._lanes[name]

    def _rank(self, job: Job, now: datetime) -> tuple[float, timedelta]:
        return self._order.worth(job, now), now - job.inquiry.received_at
