"""The orders that teams work by when they have no better one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.domain.waiting import Job


@dataclass(frozen=True, slots=True)
class ByPlace:
    """One line: who has the least place is next."""

    of: Callable[[Job], Any]

    def lane(self, job: Job, now: datetime) -> Hashable:
        return None

    def place(self, job: Job) -> Any:
        return self.of(job)

    def worth(self, job: Job, now: datetime) -> float:
        return 0.0

    def turns_at(self, job: Job, now: datetime) -> datetime | None:
        return None


@dataclass(frozen=True, slots=True)
class BreachedFirst:
    """Two lines: those whose promise is broken before all others, the greatest score in each."""

    def lane(self, job: Job, now: datetime) -> bool:
        return job.owed_until is not None and job.owed_until <= now

    def place(self, job: Job) -> Any:
        return by_score(job)

    def worth(self, job: Job, now: datetime) -> float:
        return float(self.lane(job, now))

    def turns_at(self, job: Job, now: datetime) -> datetime | None:
        return job.owed_until if job.owed_until is not None and job.owed_until > now else None


def by_score(job: Job) -> tuple[int, datetime]:
    """The most points; of the same, who came first."""
    return -(job.inquiry.points or 0), job.inquiry.received_at


FIRST_IN_FIRST_OUT = ByPlace(lambda job: job.inquiry.received_at)
EARLIEST_DUE = ByPlace(lambda job: job.owed_until or job.in_queue_from)
SCORE_ALONE = ByPlace(by_score)
BREACHED_FIRST = BreachedFirst()
