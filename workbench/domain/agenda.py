"""What one person can keep of what they promised, and what they cannot.

Promises are taken up in the order in which they fall due; an attempt that begins by its moment
keeps its promise. Where not all can be kept, the fewest are given up.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import accumulate
from math import inf

from workbench.domain.calendar import Calendar

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A lead as work: so many minutes, to be begun by `due_at`; None where nothing is promised."""

    lead: str
    minutes: float
    due_at: datetime | None = None


@dataclass(slots=True)
class Hours:
    """Working time from `now` on, for who is there from `begins_at` on; None: not at all.

    Shared by all who keep the same: a moment is asked of the calendar once.
    """

    calendar: Calendar
    now: datetime
    begins_at: datetime | None
    _left: dict[datetime, float] = field(default_factory=dict)

    def left_min(self, due_at: datetime) -> float:
        """Minutes of work before a moment that is to come; −∞ for one before they are there."""
        known = self._left.get(due_at)
        if known is None:
            known = self._left[due_at] = self._measured(due_at)
        return known

    def _measured(self, due_at: datetime) -> float:
        if self.begins_at is None or due_at < self.begins_at:
            return -inf
        return self.calendar.between(self.begins_at, due_at) / MINUTE


class Agenda:
    """The jobs of one person, or of so many `hands` that share them."""

    def __init__(self, hours: Hours, hands: int = 1) -> None:
        self.minutes = 0.0
        self._hours = hours
        self._hands = max(hands, 1)
        self._jobs: dict[str, Job] = {}
        self._ends: dict[str, float] = {}
        self._is_planned = True
        self._late: frozenset[str] = frozenset()
        # Of what is kept, in order: (by when it has to be done, lead), when it is done, and the
        # least time to spare from there on; minutes of work.
        self._kept: list[tuple[float, str]] = []
        self._done: list[float] = []
        self._spare: list[float] = []
        self._least_ends: dict[float, float] = {}

    @property
    def is_there(self) -> bool:
        return self._hours.begins_at is not None

    def add(self, job: Job) -> None:
        self._jobs[job.lead] = job
        self.minutes += job.minutes
        end = self._end(job)
        if end is not None:
            self._ends[job.lead] = end
            self._is_planned = False

    def remove(self, lead: str) -> None:
        job = self._jobs.pop(lead, None)
        if job is None:
            return
        self.minutes -= job.minutes
        if self._ends.pop(lead, None) is not None:
            self._is_planned = False

    @property
    def late(self) -> frozenset[str]:
        """The promises that cannot be kept: the fewest that let all others be."""
        self._plan()
        return self._late

    def fits(self, job: Job) -> bool:
        """Whether its promise could be kept beside all those that are kept now."""
        end = self._end(job)
        return end is not None and end >= self._least_end(self._share(job))

    def _least_end(self, share: float) -> float:
        """By when a job more may have to be done; whatever may be done later fits as well."""
        self._plan()
        known = self._least_ends.get(share)
        if known is None:
            place = bisect_left(self._spare, share)
            before = (self._kept[place - 1][0], self._done[place - 1]) if place else (-inf, 0.0)
            known = self._least_ends[share] = max(before[0], before[1] + share)
        return known

    def _share(self, job: Job) -> float:
        return job.minutes / self._hands

    def _end(self, job: Job) -> float | None:
        """By when it has to be done to have begun in time; None for what is no promise any more."""
        if job.due_at is None or job.due_at <= self._hours.now:
            return None
        return self._hours.left_min(job.due_at) + self._share(job)

    def _plan(self) -> None:
        if not self._is_planned:
            self._plan_anew()

    def _plan_anew(self) -> None:
        """Moore's rule: in order, and whenever one comes too late the longest is given up."""
        ordered = sorted((end, lead) for lead, end in self._ends.items())
        shares = {lead: self._share(self._jobs[lead]) for _, lead in ordered}
        done, late = 0.0, set()
        longest: list[tuple[float, float, str]] = []
        for end, lead in ordered:
            heappush(longest, (-shares[lead], -end, lead))
            done += shares[lead]
            if done > end:
                share, _, given_up = heappop(longest)
                done += share
                late.add(given_up)
        self._late = frozenset(late)
        self._kept = [one for one in ordered if one[1] not in late]
        self._done = list(accumulate(shares[lead] for _, lead in self._kept))
        spare = [end - at for (end, _), at in zip(self._kept, self._done, strict=True)]
        self._spare = list(accumulate(reversed(spare), min))[::-1]
        self._least_ends.clear()
        self._is_planned = True
