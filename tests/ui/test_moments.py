"""Moments as people type them, in English and in the words of their own language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from workbench.domain.tongue import speak
from workbench.ui.log_asked import availability_question
from workbench.ui.moments import parse_day, parse_moment, parse_past

NOON = datetime(2026, 11, 23, 12).astimezone()  # a Monday
GERMAN = {
    "today": "heute", "tomorrow": "morgen", "yesterday": "gestern", "ago": "vor",
    "away": "abwesend", "until": "bis", "Mon": "Mo", "Thu": "Do", "Wed": "Mi",
    "Mar": "März", "Dec": "Dez.",
}  # fmt: skip


class German:
    def gettext(self, message: str, /) -> str:
        return GERMAN.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        return msgid1 if n == 1 else msgid2


@pytest.fixture
def german() -> Iterator[None]:
    speak(German())
    yield
    speak(None)


def at(moment: datetime | None) -> str:
    return f"{moment.astimezone():%m-%d %H:%M}" if moment is not None else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 9:00", "11-24 09:00"),
        ("Thu 10:00", "11-26 10:00"),
        ("Thursday 10:00", "11-26 10:00"),
        ("24 Dec", "12-24 09:00"),
        ("3 March", "03-03 09:00"),
        ("1 month", ""),
        ("3 days", "11-26 12:00"),
        ("2 h", "11-23 14:00"),
        ("20 min", "11-23 12:20"),
        ("tomorow 9:00", ""),
    ],
)
def test_a_moment_is_understood_in_english(typed: str, meant: str) -> None:
    assert at(parse_moment(typed, NOON)) == meant


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("morgen 9:00", "11-24 09:00"),
        ("Do 10:00", "11-26 10:00"),
        ("Donnerstag 10:00", "11-26 10:00"),
        ("24. Dezember 8:00", "12-24 08:00"),
        ("20 min", "11-23 12:20"),
        ("tomorrow 9:00", "11-24 09:00"),
        ("übermorgen 9:00", ""),
    ],
)
def test_a_moment_is_understood_in_the_readers_words_and_in_english(typed: str, meant: str) -> None:
    assert at(parse_moment(typed, NOON)) == meant


@pytest.mark.usefixtures("german")
def test_what_is_behind_us_and_a_day_are_understood_in_the_readers_words() -> None:
    assert at(parse_past("gestern 16:00", NOON)) == "11-22 16:00"
    assert parse_past("vor 20 min", NOON) == NOON - timedelta(minutes=20)
    assert str(parse_day("2 März", NOON)) == "2027-03-02"


@pytest.mark.usefixtures("german")
def test_away_until_is_understood_in_the_readers_words() -> None:
    (group,) = availability_question(NOON).groups
    for typed in ("abwesend bis morgen 9:00", "away until tomorrow 9:00"):
        state, until = group.read(typed)
        assert (state, at(until)) == ("away", "11-24 09:00")


def test_a_day_that_next_year_does_not_have_is_not_understood() -> None:
    assert parse_day("29 Feb", datetime(2028, 3, 1, 12).astimezone()) is None
