from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.calendar import Calendar
from workbench.domain.plain import Misfit

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("9:00-17:00",))
HOUR = timedelta(hours=1)


def office(zone: str = "UTC", **changes: tuple[str, ...]) -> Calendar:
    return Calendar(zone, WEEK | changes)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_an_hour_from_friday_afternoon_ends_on_monday_morning() -> None:
    assert office().add(at("2026-11-20 16:30"), HOUR) == at("2026-11-23 09:30")


def test_a_weekend_arrival_answered_on_monday_took_an_hour_of_business_time() -> None:
    assert office().between(at("2026-11-21 11:00"), at("2026-11-23 10:00")) == HOUR


def test_time_before_opening_runs_from_the_opening() -> None:
    assert office().opening(at("2026-11-23 07:10")) == at("2026-11-23 09:00")
    assert office().add(at("2026-11-23 07:10"), HOUR) == at("2026-11-23 10:00")


def test_a_lunch_block_pauses_the_clock() -> None:
    calendar = office(mon=("9:00-12:00", "13:00-17:00"))
    assert calendar.add(at("2026-11-23 11:45"), HOUR) == at("2026-11-23 13:45")
    assert not calendar.is_open(at("2026-11-23 12:30"))


def test_a_holiday_stops_only_the_calendars_that_keep_it() -> None:
    closed = Calendar("UTC", WEEK, frozenset({date(2026, 11, 23)}))
    assert closed.add(at("2026-11-20 16:30"), HOUR) == at("2026-11-24 09:30")
    assert office().add(at("2026-11-20 16:30"), HOUR) == at("2026-11-23 09:30")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-28 10:00", "2026-03-29 10:00"),  # 02:00 becomes 03:00
        ("2026-10-24 10:00", "2026-10-25 10:00"),  # 03:00 becomes 02:00
    ],
)
def test_a_change_of_summer_time_counts_the_hours_that_pass(start: str, end: str) -> None:
    round_the_clock = Calendar(
        "Europe/Berlin", dict.fromkeys((*WEEK, "sat", "sun"), ("0:00-23:59",))
    )
    begin, finish = at(start, "Europe/Berlin"), at(end, "Europe/Berlin")
    assert round_the_clock.between(begin, finish) == finish - begin


def test_zones_differ_and_the_calendar_s_own_runs() -> None:
    new_york = office("America/New_York")
    assert new_york.opening(at("2026-11-23 10:00")) == at("2026-11-23 14:00")


def test_working_days_are_counted_without_weekends() -> None:
    friday = date(2026, 11, 20)
    assert office().workday(friday, 1)[0] == at("2026-11-23 09:00")
    assert office().workdays_between(friday, date(2026, 11, 24)) == 2


@pytest.mark.parametrize(
    ("hours", "needed"),
    [
        ({}, "at least one working block"),
        ({"mon": ("17:00-9:00",)}, "needs blocks like"),
        ({"mon": ("nine to five",)}, "needs blocks like"),
        ({"mon": ("9:00-12:00", "11:00-13:00")}, "overlap"),
        ({"funday": ("9:00-12:00",)}, "no weekday"),
    ],
)
def test_a_calendar_that_cannot_work_is_refused(
    hours: dict[str, tuple[str, ...]], needed: str
) -> None:
    with pytest.raises(Misfit, match=needed):
        Calendar("UTC", hours)


def test_a_calendar_of_nothing_but_holidays_does_not_loop() -> None:
    never = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(2000))
    with pytest.raises(OverflowError):
        Calendar("UTC", WEEK, never).opening(at("2026-11-23 10:00"))


minutes = st.integers(0, 60 * 24 * 30)
lengths = st.integers(1, 60 * 40).map(lambda n: timedelta(minutes=n))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])


@given(minutes, lengths, zones)
def test_adding_business_time_and_measuring_it_agree(
    minute: int, length: timedelta, zone: str
) -> None:
    calendar = office(zone, mon=("9:00-12:00", "13:00-17:00"))
    start = at("2026-10-10 00:00") + timedelta(minutes=minute)
    end = calendar.add(start, length)
    assert calendar.between(start, end) == length
    assert calendar.subtract(end, length) >= start
    assert calendar.between(calendar.subtract(end, length), end) == length
