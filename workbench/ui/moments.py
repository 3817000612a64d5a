"""Moments as people choose and type them, on the desk's own wall clock.

They are understood in English, and in the words that the reader's language has for what is asked.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from workbench.domain.calendar import month, weekday
from workbench.domain.tongue import mark, tr

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = (mark("today"), mark("tomorrow"), mark("yesterday"), mark("away"), mark("until"))
_A_MONDAY = date(2026, 11, 23)
_CLOCK = r"(?:^|\s)(\d{1,2})[:.](\d{2})$"
_LENGTH = r"\+?(\d+)\s*(m(in(ute)?s?)?|h(ours?)?|d(ays?)?|w(eeks?)?)"
"""Each unit spelt out: “24 Dec” is no length. Compiled when the first moment is typed."""
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
    words = in_english(words)
    clock = re.search(_CLOCK, words)
    try:
        of_day = time(int(clock[1]), int(clock[2])) if clock else MORNING
    except ValueError:
        return None
    said = re.sub(_CLOCK, "", words).strip()
    day = _day(said, now.astimezone().date()) if said else now.astimezone().date()
    if day is None or (not said and not clock):
        return None
    at = _at(day, of_day)
    return at + timedelta(days=1) if not said and at <= now else at


def parse_past(text: str, now: datetime) -> datetime | None:
    """A moment behind us: “14:30”, “15 min” ago, “yesterday 16:00”."""
    ago = tr("ago").lower()
    words = text.strip().lower().removesuffix("ago").removesuffix(ago).removeprefix(ago).strip()
    length = _length(words)
    if length is not None:
        return now - length
    words = in_english(words)
    today = now.astimezone().date()
    if words.startswith("yesterday"):
        words = words.replace("yesterday", (today - timedelta(days=1)).isoformat(), 1)
    at = parse_moment(words, now)
    while at is not None and at > now and re.fullmatch(_CLOCK, words):
        at -= timedelta(days=1)
    return at if at is not None and at <= now else None


def parse_day(text: str, now: datetime) -> date | None:
    words = text.strip().lower()
    length = _length(words)
    today = now.astimezone().date()
    return today + length if length is not None else _day(in_english(words), today)


def in_english(words: str) -> str:
    """Lower-case words, with the reader's own for days, months and the like in English."""
    whole = {tr(word).lower(): word for word in _WORDS}
    names = sorted(_names(), key=lambda pair: -len(pair[0]))  # “mars” goes before “mar”

    def told(found: re.Match[str]) -> str:
        begun = (word for name, word in names if found[0].startswith(name))
        return whole.get(found[0]) or next(begun, found[0])

    return re.sub(r"[^\W\d_]+", told, words)


def _names() -> Iterator[tuple[str, str]]:
    """How the reader's weekdays and months begin, each with its English."""
    for number, word in enumerate(_WEEKDAYS):
        yield weekday(_A_MONDAY + timedelta(days=number)).lower().rstrip("."), word
    for number, word in enumerate(_MONTHS, 1):
        yield month(date(2026, number, 1)).lower().rstrip("."), word


def _length(words: str) -> timedelta | None:
    found = re.fullmatch(_LENGTH, words)
    if not found:
        return None
    number, unit = int(found[1]), found[2][0]
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
        number = int(name) if name.isdigit() else _MONTHS.index(name[:3]) + 1
        day = date(int(found[3] or today.year), number, int(found[1]))
        return day if found[3] or day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


def _at(day: date, of_day: time) -> datetime:
    return datetime.combine(day, of_day).astimezone().astimezone(UTC)


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
