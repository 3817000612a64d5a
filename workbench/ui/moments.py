"""Moments as people choose and type them, on the desk's own wall clock."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from workbench.domain.tongue import mark, tr

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(?:^|\s)(\d{1,2})[:.](\d{2})$")
_LENGTH = re.compile(r"^\+?(\d+)\s*(m|min|h|d|w)[a-z]*$")
MORNING = time(9)
HOW = mark("Write it like 14:30, tomorrow 9:00, Thu 10:00, 24 Dec or 2 h.")
HOW_DAY = mark("Write it like 24 Dec, 2027-01-15 or 30 d.")


def chips(now: datetime) -> Iterator[tuple[str, datetime]]:
    """1 h, today 16:00 while it is to come, tomorrow 9:00, +3 days."""
    today = now.astimezone()
    yield tr("in 1 h"), _whole_minute(now + timedelta(hours=1))
    if today.hour < 16:
        yield tr("today 16:00"), _at(today.date(), time(16))
    yield tr("tomorrow 9:00"), _at(today.date() + timedelta(days=1), MORNING)
    yield tr("+3 days"), _at(today.date() + timedelta(days=3), MORNING)


def parse_moment(text: str, now: datetime) -> datetime | None:
    """A moment to come, UTC; None where the words say none."""
    words = text.strip().lower()
    length = _length(words)
    if length is not None:
        return _whole_minute(now + length)
    clock = _CLOCK.search(words)
    try:
        of_day = time(int(clock[1]), int(clock[2])) if clock else MORNING
    except ValueError:
        return None
    said = _CLOCK.sub("", words).strip()
    day = _day(said, now.astimezone().date()) if said else now.astimezone().date()
    if day is None or (not said and not clock):
        return None
    at = _at(day, of_day)
    return at + timedelta(days=1) if not said and at <= now else at


def parse_past(text: str, now: datetime) -> datetime | None:
    """A moment behind us: “14:30”, “15 min” ago, “yesterday 16:00”."""
    words = text.strip().lower().removesuffix("ago").strip()
    length = _length(words)
    if length is not None:
        return now - length
    today = now.astimezone().date()
    if words.startswith("yesterday"):
        words = words.replace("yesterday", (today - timedelta(days=1)).isoformat(), 1)
    at = parse_moment(words, now)
    while at is not None and at > now and _CLOCK.fullmatch(words):
        at -= timedelta(days=1)
    return at if at is not None and at <= now else None


def parse_day(text: str, now: datetime) -> date | None:
    words = text.strip().lower()
    length = _length(words)
    today = now.astimezone().date()
    return today + length if length is not None else _day(words, today)


def _length(words: str) -> timedelta | None:
    found = _LENGTH.match(words)
    if not found:
        return None
    number, unit = int(found[1]), found[2]
    try:
        match unit:
            case "h":
                return timedelta(hours=number)
            case "d":
                return timedelta(days=number)
            case "w":
                return timedelta(weeks=number)
            case _:
                return timedelta(minutes=number)
    except OverflowError:
        return None


def _day(words: str, today: date) -> date | None:
    if words == "today":
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words[:3] in _WEEKDAYS and words.isalpha():
        ahead = (_WEEKDAYS.index(words[:3]) - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead)
    try:
        if words[:1].isdigit() and "-" in words:
            return date.fromisoformat(words)
        found = re.fullmatch(r"(\d{1,2})\.?\s*([a-z]+|\d{1,2})\.?\s*(\d{4})?", words)
        if not found:
            return None
        name = found[2]
        month = int(name) if name.isdigit() else _MONTHS.index(name[:3]) + 1
        day = date(int(found[3] or today.year), month, int(found[1]))
    except ValueError:
        return None
    return day if found[3] or day >= today else day.replace(year=today.year + 1)


def _at(day: date, of_day: time) -> datetime:
    return datetime.combine(day, of_day).astimezone().astimezone(UTC)


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
