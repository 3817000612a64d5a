from __future__ import annotations

from typing import Any

from workbench.desk.coverage import Hour, hours

NOON = Hour(hour=12, there=("Robin", "Sam"), came=1, expected=2.5, first_min=40, staffed_min=120)


def told(hour: int, *there: str, expected: float = 0.0, came: int = 0) -> dict[str, Any]:
    minutes = {"first_min": 10 * expected, "staffed_min": 60 * len(there)}
    return {"hour": hour, "there": list(there), "expected": expected, "came": came, **minutes}


def test_the_day_begins_and_ends_with_who_is_in_or_what_comes() -> None:
    people = [{"id": "r", "name": "Robin"}]
    day = [told(7), told(8, expected=1.0), told(9, "r"), told(10), told(11, came=1), told(12)]
    shown = hours({"people": people, "today": day})
    assert [hour.hour for hour in shown] == [8, 9, 10, 11]
    assert shown[1].there == ("Robin",)


def test_an_hour_says_who_is_in_what_came_of_what_was_expected_and_the_minutes() -> None:
    assert NOON.says(13) == (
        "12–13: in: Robin, Sam. 1 inquiry came, 2.5 expected, first attempts take 40 of 120 minutes"
        " staffed."
    )


def test_of_an_hour_to_come_nothing_has_come() -> None:
    assert "came" not in NOON.says(11)


def test_an_hour_with_too_few_minutes_says_how_many_are_short() -> None:
    alone = NOON._replace(there=(), staffed_min=0)
    assert (NOON.is_short, alone.is_short) == (False, True)
    assert alone.says(12).startswith("12–13: nobody is in. ")
    assert alone.says(12).endswith("short by 40 minutes.")
