"""What stands on a chip and beside a code, word for word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import MONDAY, POLICY
from workbench.desk.views import Row
from workbench.domain.cadence import Channel, NextStep
from workbench.domain.promise import Pause
from workbench.ui.chip import ChipState
from workbench.ui.clock_face import appointed, face_of, foreseen, spoken_face

PLAIN = Row(
    id="a", name="Ann Lee", company="", asks="", score=9, owner="RH", type="demo", status="new"
)


@pytest.fixture(autouse=True)
def on_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The desk's own wall clock, wherever the tests run."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def says(row: Row, now: datetime = MONDAY) -> str:
    return face_of(replace(row, calendar=POLICY.calendar), now).text


@pytest.mark.parametrize(
    ("took", "text"), [(198, "met 3:18"), (300, "met 5:00"), (7200, "after 2h00")]
)
def test_only_a_promise_that_was_kept_is_met(took: float, text: str) -> None:
    assert says(replace(PLAIN, met_after_s=took, target_min=5)) == text


def test_a_clock_runs_on_its_own_calendar_and_rests_in_its_own_night() -> None:
    tokyo = POLICY.calendar.in_zone("Asia/Tokyo")  # 19:00 there, its office closed at 17:00
    due = replace(
        PLAIN, is_clock=True, target_min=60, starts_at=MONDAY - timedelta(hours=3),
        due_at=MONDAY + timedelta(hours=15), calendar=tokyo,
    )  # fmt: skip
    assert face_of(due, MONDAY).text == "resumes 0:00"
    assert face_of(replace(due, calendar=POLICY.calendar), MONDAY).text == "7h00"


def test_a_held_clock_says_when_it_resumes() -> None:
    held = Pause(since=MONDAY - timedelta(hours=1), until=MONDAY + timedelta(days=3), reason="")
    row = replace(
        PLAIN, is_clock=True, target_min=60, starts_at=MONDAY - timedelta(hours=1),
        due_at=MONDAY + timedelta(days=4), pauses=(held,),
    )  # fmt: skip
    assert says(row) == "Thu 10:00"
    face = face_of(replace(row, calendar=POLICY.calendar), MONDAY)
    assert face.state is ChipState.PAUSED
    assert spoken_face(face) == "paused, resumes Thu 10:00"


def test_a_step_is_counted_down_today_and_named_by_its_day_later() -> None:
    def due(**ahead: float) -> str:
        return says(replace(PLAIN, due_at=MONDAY + timedelta(**ahead)))

    assert due(hours=2) == "2h00"
    assert due(hours=20) == "Tue 6:00"
    assert due(minutes=-5) == "due 9:55"
    assert due(days=-2) == "+2 d late"


def test_what_will_follow_is_a_time_and_what_it_is_where_it_is_no_call() -> None:
    def step(channel: Channel, label: str, **ahead: float) -> str:
        due_at = MONDAY + timedelta(**ahead)
        return foreseen(NextStep(channel=channel, label=label, due_at=due_at), MONDAY)

    assert step("call", "Redial", minutes=10, seconds=0.4) == "in 10 min"
    assert step("call", "Second call", hours=4) == "14:00"
    assert step("email", "Mail 1", seconds=-3) == "Mail 1, now"
    assert step("email", "Mail 2, name the page", days=1) == "Mail 2, Tue 10:00"
    assert foreseen(None, MONDAY) == "no step left"


def test_an_appointment_is_told_as_a_sentence_goes_on() -> None:
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    told = [appointed(now + timedelta(days=n, hours=1), now) for n in (0, 2, 9, -1)]
    assert told == ["today 8:00", "on Wed 8:00", "on 2 Dec 8:00", "on 22 Nov 8:00"]
