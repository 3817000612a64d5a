from __future__ import annotations

import pytest

from workbench.desk.capacity import Block, compared, read_hours, read_targets
from workbench.domain.calendar import WEEKDAYS

LABELS = {"demo": "Demo", "contact_sales": "Contact sales"}


def block(**more: float) -> Block:
    known: dict[str, float] = {
        "inquiries": 5, "needed_min": 278, "staffed_min": 240, "short_min": 38, "kept": 2,
        "missed": 6,
    }  # fmt: skip
    return Block(weekday=1, hour=14, **{**known, **more})


def test_a_block_that_is_short_says_by_how_much_and_what_it_costs() -> None:
    assert block().says == (
        "Tuesday 14–16: 5 inquiries, 278 minutes of work, 240 staffed; short by 38 minutes, expect"
        " 6 missed promises."
    )
    assert block(missed=1).says.endswith("expect 1 missed promise.")


def test_a_block_with_minutes_enough_says_whether_promises_are_missed_yet() -> None:
    enough = block(needed_min=100, short_min=0)
    assert enough.says.endswith("minutes enough, yet expect 6 missed promises.")
    assert enough._replace(missed=0).says.endswith("that is enough.")
    assert not enough.is_short


def test_a_block_when_nobody_is_there_and_nothing_comes_is_quiet() -> None:
    quiet = block(needed_min=0, staffed_min=0, short_min=0, missed=0)
    assert quiet.is_quiet
    assert quiet.says == "Tuesday 14–16: nobody is there and nothing comes up."


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("sat 10:00-14:00", {"sat": ["10:00-14:00"]}),
        ("Mon–Tue 9:00–13:00", {"mon": ["9:00-13:00"], "tue": ["9:00-13:00"]}),
        ("mon 9:00-12:00, mon 13:00-17:00", {"mon": ["9:00-12:00", "13:00-17:00"]}),
        ("12:00-20:00", {day: ["12:00-20:00"] for day in WEEKDAYS[:5]}),
        ("late", None),
        ("someday 9:00-17:00", None),
        ("fri-mon 9:00-17:00", None),
    ],
)
def test_hours_are_understood_as_they_are_typed(
    text: str, hours: dict[str, list[str]] | None
) -> None:
    assert read_hours(text) == hours


def test_targets_are_understood_by_a_types_name_or_label() -> None:
    assert read_targets("demo 4, Contact sales 7.5", LABELS) == {"demo": 4, "contact_sales": 7.5}
    for wrong in ("demo", "demo soon", "demo 0", "webinar 4", ""):
        assert read_targets(wrong, LABELS) is None


def test_before_and_after_stand_side_by_side() -> None:
    now = {"kept_share": 0.8, "kept": 80, "missed": 20, "reached": 60, "won": 8.25,
           "needed_min": 2400, "staffed_min": 2400, "load": 1.0}  # fmt: skip
    told = list(compared(now, {**now, "kept_share": None, "missed": 4}))
    assert told[0] == ("Promises kept of 100", "80", "–")
    assert ("Promises missed a week", "20", "4") in told
    assert ("Won a week", "8.2", "8.2") in told
