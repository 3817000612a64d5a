"""Business time: blocks per weekday in a time zone, less holidays. All instants are aware UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit
from workbench.domain.tongue import mark, tr

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORT_DAYS = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip
_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
HORIZON_DAYS = 800
"""How far a search for working time goes: two years of holidays in a row end it."""

DAYS_KNOWN = 4000
"""How many days a calendar remembers the instants of: asking a time zone costs microseconds."""

Span: TypeAlias = tuple[datetime, datetime]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours, as in `hours = {mon = ["9:00-12:30", "13:30-17:00"]}`.

    Raises Misfit where a zone is unknown, a block is no block, blocks overlap or none exists.
    """

    zone: str
    hours: Mapping[str, tuple[str, ...]]
    holidays: frozenset[date] = frozenset()
    region: str | None = None
    """Whose public holidays the server adds to `holidays`: a country or a part of it, "DE-BY"."""
    tz: ZoneInfo = field(init=False, repr=False, compare=False)
    _week: tuple[tuple[tuple[time, time], ...], ...] = field(
        init=False, repr=False, compare=False, default=()
    )
    _known: dict[date, tuple[Span, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _zoned: dict[str, Calendar] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise Misfit(("zone",), "needs an IANA time zone like Europe/Berlin")
        for name in self.hours.keys() - set(WEEKDAYS):
            raise Misfit(("hours", name), f"is no weekday; use {', '.join(WEEKDAYS)}")
        week = tuple(_blocks(name, self.hours.get(name, ())) for name in WEEKDAYS)
        if not any(week):
            raise Misfit(("hours",), 'needs at least one working block like mon = ["9:00-17:00"]')
        object.__setattr__(self, "tz", ZoneInfo(self.zone))
        object.__setattr__(self, "_week", week)

    def in_zone(self, zone: str) -> Calendar:
        """The same hours and holidays on the clock of another zone. Raises Misfit."""
        if zone not in self._zoned:
            self._zoned[zone] = replace(self, zone=zone)
        return self._zoned[zone]

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.tz).date()

    def begins(self, day: date) -> datetime:
        """Its midnight, in this zone."""
        return datetime.combine(day, time(), self.tz)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._day(self.local_day(at)))

    def opening(self, at: datetime) -> datetime:
        """The first working moment at or after `at`."""
        for start, end in self._day(self.local_day(at)):  # mostly today: asked of every step
            if end > at:
                return max(at, start)
        return max(at, next(self._spans_from(at))[0])

    def add(self, at: datetime, length: timedelta) -> datetime:
        """The moment when `length` of business time has passed since `at`."""
        for start, end in self._spans_from(at):
            start = max(start, at)
            if end - start >= length:
                return start + length
            length -= end - start
        raise OverflowError(f"no {length} of working time in {HORIZON_DAYS} days after {at}")

    def subtract(self, at: datetime, length: timedelta) -> datetime:
        """The latest moment from which `length` of business time leads to `at`."""
        for start, end in self._spans_back(at):
            end = min(end, at)
            if end - start >= length:
                return end - length
            length -= end - start
        raise OverflowError(f"no {length} of working time in {HORIZON_DAYS} days before {at}")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from `start` to `end`; zero where `end` is not after `start`."""
        if end <= start:
            return timedelta()
        worked = timedelta()
        for opens, closes in self._spans_from(start):
            if opens >= end:
                break
            worked += min(closes, end) - max(opens, start)
        return worked

    def workday(self, day: date, days: int) -> Span:
        """First and last working moment of the `days`-th working day from `day` on, 0 its own.

        A `day` that is not worked counts as the next one that is.
        """
        for offset in range(HORIZON_DAYS):
            spans = self._day(day + timedelta(days=offset))
            if spans:
                if days == 0:
                    return spans[0][0], spans[-1][1]
                days -= 1
        raise OverflowError(f"no working day within {HORIZON_DAYS} days of {day}")

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`."""
        days = (start + timedelta(days=n + 1) for n in range((end - start).days))
        return sum(1 for day in days if self._day(day))

    def _day(self, day: date) -> tuple[Span, ...]:
        known = self._known.get(day)
        if known is None:
            if len(self._known) >= DAYS_KNOWN:
                self._known.clear()
            known = self._known[day] = self._spans(day)
        return known

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.holidays:
            return ()
        tz = self.tz
        spans = (
            (
                datetime.combine(day, start, tz).astimezone(UTC),
                # 23:59 stands for the whole last minute: a block cannot name 24:00.
                datetime.combine(day, end, tz).astimezone(UTC)
                + (timedelta(minutes=1) if end == time(23, 59) else timedelta()),
            )
            for start, end in self._week[day.weekday()]
        )
        # A block that the change to summer time swallows whole has no length.
        return tuple(span for span in spans if span[0] < span[1])

    def _spans_from(self, at: datetime) -> Iterator[Span]:
        day = self.local_day(at)
        for _ in range(HORIZON_DAYS):
            for span in self._day(day):
                if span[1] > at:
                    yield span
            day += _DAY
        raise OverflowError(f"no working time within {HORIZON_DAYS} days of {at}")

    def _spans_back(self, at: datetime) -> Iterator[Span]:
        day = self.local_day(at)
        for _ in range(HORIZON_DAYS):
            for span in reversed(self._day(day)):
                if span[0] < at:
                    yield span
            day -= _DAY


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this computer knows the zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _blocks(weekday: str, texts: tuple[str, ...]) -> tuple[tuple[time, time], ...]:
    blocks = sorted(_block(weekday, text) for text in texts)
    for before, after in pairwise(blocks):
        if after[0] < before[1]:
            raise Misfit(("hours", weekday), "has blocks that overlap")
    return tuple(blocks)


def _block(weekday: str, text: str) -> tuple[time, time]:
    try:
        start, end = (time.fromisoformat(part.strip().zfill(5)) for part in text.split("-"))
    except ValueError:
        start = end = time()
    if not start < end:
        raise Misfit(("hours", weekday), f'needs blocks like "9:00-17:00", not "{text}"')
    return start, end


def weekday(day: date) -> str:
    """“Tue”, as who reads it calls it: `%a` and `%b` know the system's language at best."""
    return tr(SHORT_DAYS[day.weekday()])


def month(day: date) -> str:
    """“Nov”."""
    return tr(_MONTHS[day.month - 1])


def week_of(day: date) -> str:
    """“2026-W48”, as ISO 8601 numbers weeks."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def day_and_month(day: date) -> str:
    """“24 Nov”."""
    return tr("{day} {month}", day=day.day, month=month(day))


def day_and_year(day: date) -> str:
    """“24 Nov 2026”."""
    return tr("{day} {month} {year}", day=day.day, month=month(day), year=day.year)
