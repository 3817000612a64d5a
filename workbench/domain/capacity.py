"""What a team can take: arrivals by the hour of the week, minutes needed against minutes staffed.

What is expected follows from the team's own weeks; how it goes is played through by
`domain.simulation`, the same that proves the queue's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.domain.calendar import Calendar
from workbench.domain.effort import Effort
from workbench.domain.simulation import (
    HOUR,
    HOURS_OF_WEEK,
    Hour,
    Scenario,
    play,
    together,
    unqueued,
)
from workbench.domain.waiting import ByIndex

WEEK = timedelta(days=7)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BLOCK_HOURS = 2
SHRINK_WEEKS = 2.0
"""So many weeks of “as all types together” are added to what one type's own hours say."""
WARM_UP_DAYS = 7
"""Played before the days that are judged: retries have to gather first."""


def hour_of_week(at: datetime, zone: ZoneInfo) -> int:
    """From Monday 0:00 on."""
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


# ---- who comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What came from `since` on and before `until`: type and hour of the week → how many."""

    since: datetime
    until: datetime
    zone: ZoneInfo
    counted: Mapping[tuple[str, int], int]

    @property
    def total(self) -> int:
        return sum(self.counted.values())

    @property
    def weeks(self) -> float:
        return (self.until - self.since) / WEEK

    def hourly(self) -> dict[str, tuple[float, ...]]:
        """Type → how many are expected in each hour of the week.

        A type's own hours, evened out by those of all types together: a few leads say little.
        """
        seen = self._hours_seen()
        of_type, of_hour = Counter[str](), Counter[int]()
        for (type, hour), n in self.counted.items():
            of_type[type] += n
            of_hour[hour] += n
        all_ = [of_hour[h] / seen[h] if seen[h] else 0.0 for h in range(HOURS_OF_WEEK)]
        return {
            type: tuple(
                (self.counted.get((type, h), 0) + SHRINK_WEEKS * n / self.total * all_[h])
                / (seen[h] + SHRINK_WEEKS)
                for h in range(HOURS_OF_WEEK)
            )
            for type, n in sorted(of_type.items())
        }

    def _hours_seen(self) -> Counter[int]:
        """How often each hour of the week went by."""
        hours = int((self.until - self.since) / HOUR)
        return Counter(hour_of_week(self.since + n * HOUR, self.zone) for n in range(hours))


def effort_of(minutes: float, reach: float, supposed: Effort) -> Effort:
    """Efforts whose calls take so many minutes on average, as far apart as is supposed."""
    scale = minutes / supposed.attempt_min(reach)
    return replace(supposed, call_min=supposed.call_min * scale, talk_min=supposed.talk_min * scale)


# ---- what if


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is tried. `reps`: more of them, or fewer; they work by `shift`. `volume`: times as many
    inquiries. `targets`: type → minutes promised. `shifts`: place among the reps → other hours.
    """

    reps: int = 0
    shift: Calendar | None = None
    shifts: Mapping[int, Calendar] | None = None
    targets: Mapping[str, float] | None = None
    volume: float = 1

    def made(self, now: Scenario) -> Scenario:
        shifts = self.shifts or {}
        reps = [shifts.get(place, calendar) for place, calendar in enumerate(now.reps)]
        reps = reps[: max(len(reps) + self.reps, 0)]
        reps += [self.shift or now.policy.calendar] * max(self.reps, 0)
        types = {
            name: replace(kind, target_min=(self.targets or {}).get(name, kind.target_min))
            for name, kind in now.policy.types.items()
        }
        streams = (
            replace(stream, hourly=tuple(n * self.volume for n in stream.hourly))
            for stream in now.streams
        )
        policy = replace(now.policy, types=types)
        return replace(now, policy=policy, reps=tuple(reps), streams=tuple(streams))


# ---- how it goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Two hours of a weekday, in an average week of those that were played."""

    weekday: int
    hour: int
    inquiries: float
    needed_min: float
    staffed_min: float
    kept: float
    missed: float

    @property
    def short_min(self) -> float:
        """Minutes of work that come up and for which nobody is there then."""
        return max(self.needed_min - self.staffed_min, 0)

    @property
    def says(self) -> str:
        """“Tuesday 14–16 is short by 38 minutes, expect 6 missed promises.”"""
        when = f"{DAYS[self.weekday]} {self.hour}–{self.hour + BLOCK_HOURS}"
        missed = round(self.missed)
        some = f"{missed} missed promise{'' if missed == 1 else 's'}"
        if round(self.short_min) < 1:
            return f"{when} has minutes enough, yet expect {some}."
        return f"{when} is short by {self.short_min:,.0f} minutes, expect {some}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """As `simulation.Hour` has them, of an average week."""

    inquiries: float
    attempts: float
    reached: float
    kept: float
    missed: float
    captured: float
    staffed_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """An average week of those that were played: all of it, and block by block."""

    whole: Week
    needed_min: float
    blocks: tuple[Block, ...]

    def needing(self, other: Forecast) -> Forecast:
        """With the minutes that the other found to be needed, by the same people."""
        needed = {(block.weekday, block.hour): block.needed_min for block in other.blocks}
        blocks = (
            replace(block, needed_min=needed[block.weekday, block.hour]) for block in self.blocks
        )
        return replace(self, needed_min=other.needed_min, blocks=tuple(blocks))

    @property
    def kept_share(self) -> float | None:
        fell_due = self.whole.kept + self.whole.missed
        return self.whole.kept / fell_due if fell_due else None

    @property
    def worst(self) -> list[Block]:
        """Where promises will be missed, the most first."""
        bad = [block for block in self.blocks if round(block.missed) >= 1]
        return sorted(bad, key=lambda block: (-block.missed, block.weekday, block.hour))


def forecast(
    scenario: Scenario, *, start: datetime, days: int, seed: int, needed: bool = True
) -> Iterator[float | Forecast]:
    """How far it is, 0…1, after each day that was played; at last the forecast.

    `start` is a full hour; the days from it on are judged. Not `needed`: the minutes that the work
    takes are known from another forecast, and 0 here.
    """
    since, length = start - timedelta(days=WARM_UP_DAYS), WARM_UP_DAYS + days
    order = ByIndex(scenario.policy.boost)
    hours: list[list[Hour]] = []
    runs = [play(scenario, order, start=since, days=length, seed=seed)]
    if needed:
        runs.append(unqueued(scenario, start=since, days=length, seed=seed))
    for number, run in enumerate(runs):
        hours.append([])
        for hour in run:
            hours[-1].append(hour)
            if len(hours[-1]) % 24 == 0:
                yield (number + len(hours[-1]) / (length * 24)) / len(runs)
    played, *free = (all_hours[WARM_UP_DAYS * 24 :] for all_hours in hours)
    idle = [Hour(at=hour.at) for hour in played]
    yield _folded(played, free[0] if free else idle, scenario.policy.calendar.tz)


def _folded(played: Sequence[Hour], needed: Sequence[Hour], zone: ZoneInfo) -> Forecast:
    weeks = len(played) / HOURS_OF_WEEK
    found: dict[int, list[tuple[Hour, Hour]]] = {}
    for pair in zip(played, needed, strict=True):
        block = hour_of_week(pair[0].at, zone) // BLOCK_HOURS
        found.setdefault(block, []).append(pair)
    blocks = tuple(_block(place, found[place]) for place in sorted(found))
    total = together(played)
    whole = Week(**{one.name: getattr(total, one.name) / weeks for one in fields(Week)})
    return Forecast(whole=whole, needed_min=together(needed).worked_min / weeks, blocks=blocks)


def _block(place: int, pairs: Sequence[tuple[Hour, Hour]]) -> Block:
    done, needed = (together(hours) for hours in zip(*pairs, strict=True))
    weekday, hour = divmod(place * BLOCK_HOURS, 24)
    weeks = len(pairs) / BLOCK_HOURS  # so often it came: in 30 days some weekdays are one more
    return Block(
        weekday=weekday,
        hour=hour,
        inquiries=done.inquiries / weeks,
        needed_min=needed.worked_min / weeks,
        staffed_min=done.staffed_min / weeks,
        kept=done.kept / weeks,
        missed=done.missed / weeks,
    )
