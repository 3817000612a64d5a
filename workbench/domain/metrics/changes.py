"""What is compared where the policy changed: which numbers, of which leads, over which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from workbench.domain.frozen import dataclass
from workbench.domain.metrics.comparing import (
    Apart,
    Side,
    Verdict,
    judged,
    side_of_lengths,
    side_of_share,
    sure_of,
)
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.measuring import UNITS
from workbench.domain.metrics.metric import Length, Share

Evidence: TypeAlias = Literal["halves", "before_after"]
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MOST = 4 * WEEK
"""Before and after are no longer than this: further away more else is different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A number that a change may move; `wants_less`: down is better."""

    report: str
    name: str
    wants_less: bool = False

    @property
    def metric(self) -> Share | Length:
        found = next(one for one in REPORTS[self.report].metrics if one.name == self.name)
        assert isinstance(found, Share | Length)  # the table below names no other
        return found

    @property
    def lag(self) -> timedelta:
        return REPORTS[self.report].lag_days * DAY

    @property
    def columns(self) -> tuple[str, ...]:
        metric = self.metric
        return (metric.column,) if isinstance(metric, Length) else (*metric.top, *metric.bottom)


WATCHED = (
    Watched(report="promises", name="response", wants_less=True),
    Watched(report="promises", name="attainment"),
    Watched(report="work", name="attempt_rate"),
    Watched(report="work", name="contact_rate"),
    Watched(report="funnel", name="qualification"),
    Watched(report="meetings", name="show_rate"),
    Watched(report="meetings", name="ae_acceptance"),
    Watched(report="results", name="win_rate"),
)
"""In the order of a lead's way: a gain at the top is worth what is left of it at the foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A version of the policy that began. `before_at`: since when what it replaced had held, None
    from the start; `until`: when the next one began; `on_half`: half of the new leads went by it.
    """

    version: int
    began_at: datetime
    before_at: datetime | None = None
    until: datetime | None = None
    on_half: bool = False

    @property
    def evidence(self) -> Evidence:
        return "halves" if self.on_half else "before_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Arrivals from `old` on and before `old_until`, against those from `new` on; halves of one
    stretch have the same days.
    """

    old: datetime
    old_until: datetime
    new: datetime
    new_until: datetime


def stretch_of(change: Change, lag: timedelta, now: datetime) -> Stretch | None:
    """Of leads that had time enough to show it; None while there is none.

    Before and after are as long as each other, in whole weeks where there is one: each weekday
    counts alike. Neither reaches into another version of the policy.
    """
    began = change.began_at
    ripe = min(change.until or now, now - lag)
    if change.on_half:
        whole = Stretch(old=began, old_until=ripe, new=began, new_until=ripe)
        return whole if ripe > began else None
    long = min(ripe - began, MOST, began - change.before_at if change.before_at else MOST)
    long -= long % (WEEK if long >= WEEK else DAY)
    if long <= timedelta():
        return None
    return Stretch(old=began - long, old_until=began, new=began, new_until=began + long)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of one number; `apart` None where that is not to be told."""

    watched: Watched
    stretch: Stretch | None
    old: Side | None
    new: Side | None
    verdict: Verdict
    apart: Apart | None


def moved(
    watched: Watched,
    stretch: Stretch | None,
    old: Iterable[Mapping[str, Any]],
    new: Iterable[Mapping[str, Any]],
    *,
    least: int,
) -> Moved:
    """`old` and `new`: rows of arrivals, column → value, a length that is not known None."""
    sides = [_side(watched.metric, list(rows)) for rows in (old, new)]
    verdict, found = judged(*sides, least=least, wants_less=watched.wants_less)
    return Moved(watched=watched, stretch=stretch, old=sides[0], new=sides[1],
                 verdict="early" if stretch is None else verdict, apart=found)  # fmt: skip


def _side(metric: Share | Length, rows: list[Mapping[str, Any]]) -> Side | None:
    z = sure_of(len(WATCHED))
    if isinstance(metric, Length):
        known = [row[metric.column] for row in rows if row[metric.column] is not None]
        return side_of_lengths([value / UNITS[metric.unit] for value in known], z)
    count, n = (
        sum(row[name] for row in rows for name in names) for names in (metric.top, metric.bottom)
    )
    return side_of_share(count, n, z)
