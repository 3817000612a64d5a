"""What stands on a chip and beside a code, word for word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import MONDAY, POLICY
from workbench.desk.views import Row
from workbench.domain.cadence import NextStep
from workbench.ui.clock_face import face_of, foreseen

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


def test_a_step_is_counted_down_today_and_named_by_its_day_later() -> None:
    def due(**ahead: float) -> str:
        return says(replace(PLAIN, due_at=MONDAY + timedelta(**ahead)))

    assert due(hours=2) == "2h00"
    assert due(hours=20) == "Tue 6:00"
    assert due(minutes=-5) == "due 9:55"
    assert due(days=-2) == "+2 d late"


def test_what_will_follow_is_a_time_and_what_it_is_where_it_is_no_call() -> None:
    def step(channel: str, label: str, **ahead: float) -> str:
        due_at = MONDAY + timedelta(**ahead)
        return foreseen(NextStep(channel=channel, label=label, due_at=due_at), MONDAY)  # type: ignore[arg-type]

    assert step("call", "Redial", minutes=10, seconds=0.4) == "in 10 min"
    assert step("call", "Second call", hours=4) == "14:00"
    assert step("email", "Mail 1", seconds=-3) == "Mail 1, now"
    assert step("email", "Mail 2, name the page", days=1) == "Mail 2, Tue 10:00"
    assert foreseen(None, MONDAY) == "no step left"
