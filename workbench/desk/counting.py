"""Counts what a dashboard shows, in a thread of its own; told as the fact `counted`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from workbench.cache import arrivals
from workbench.desk.desk import Desk
from workbench.desk.figures import Cohort
from workbench.domain.frozen import dataclass

BREATH_S = 0.02
"""Between two batches, for whoever types meanwhile."""


class Over(Exception):
    """The desk was closed meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at: arrivals of these epoch milliseconds; `rep`: one person's, else all."""

    since: int
    until: int
    now: int
    rep: str = ""


@contextmanager
def cohort(desk: Desk, look: Look) -> Iterator[Cohort]:
    """What the cache has counted, with what this desk has not sent laid over it."""
    _go_on(desk)
    cache, unsent = desk._caches.shown, desk._overlay.leads()
    connection = cache.database.connection
    arrivals.overlay(connection, unsent.values(), desk.policy)
    try:
        yield Cohort(
            connection=connection,
            since=look.since,
            until=look.until,
            now=look.now,
            rep=look.rep,
            patched=tuple(unsent),
            go_on=partial(_go_on, desk),
        )
    finally:
        for table in ("unsent_arrival", "unsent_reached"):
            connection.execute(f"DROP TABLE temp.{table}")


def count_all(desk: Desk, within_s: float = float("inf")) -> bool:
    """Whether nothing is left to count when it ends, after so long at the latest."""
    _go_on(desk)
    cache, policy = desk._caches.shown, desk.policy
    arrivals.begin(cache, policy)
    until = time.monotonic() + within_s
    while arrivals.count_some(cache, policy):
        if time.monotonic() >= until:
            return False
        time.sleep(BREATH_S)
        _go_on(desk)
    return True


def _go_on(desk: Desk) -> None:
    if desk._closed:
        raise Over
