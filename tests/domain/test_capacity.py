from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import POLICY
from workbench.domain.capacity import (
    Arrivals,
    Block,
    Change,
    Forecast,
    effort_of,
    forecast,
    hour_of_week,
)
from workbench.domain.effort import Effort
from workbench.domain.plain import Misfit, from_plain, to_plain
from workbench.domain.simulation import HOURS_OF_WEEK, Scenario, Stream

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
ZONE = POLICY.calendar.tz
CAME = st.dictionaries(
    st.tuples(st.sampled_from(["demo", "content"]), st.integers(0, HOURS_OF_WEEK - 1)),
    st.integers(1, 50),
    min_size=1,
)


def a_scenario(*, reps: int = 2, demos: float = 2) -> Scenario:
    stream = Stream(type="demo", hourly=(demos,) * HOURS_OF_WEEK, points=(0, 40))
    return Scenario(policy=POLICY, streams=(stream,), reps=(POLICY.calendar,) * reps)


def forecast_of(scenario: Scenario, days: int = 7) -> Forecast:
    *_, last = forecast(scenario, start=MONDAY, days=days, seed=1)
    assert isinstance(last, Forecast)
    return last


def arrivals(counted: dict[tuple[str, int], int], weeks: int = 4) -> Arrivals:
    since = MONDAY - timedelta(weeks=weeks)
    return Arrivals(since=since, until=MONDAY, zone=ZONE, counted=counted)


@given(CAME, st.integers(1, 8))
def test_as_many_are_expected_a_week_as_came_a_week(
    counted: dict[tuple[str, int], int], weeks: int
) -> None:
    hourly = arrivals(counted, weeks).hourly()
    came = Counter[str]()
    for (type, _), n in counted.items():
        came[type] += n
    assert hourly.keys() == came.keys()
    for type, hours in hourly.items():
        assert sum(hours) == pytest.approx(came[type] / weeks)
        assert min(hours) >= 0


def test_a_type_of_a_few_leads_comes_when_the_others_do() -> None:
    counted = {("content", 10): 400, ("demo", 30): 1}
    hours = arrivals(counted).hourly()["demo"]
    assert hours[30] > hours[11] == 0
    assert hours[10] > 0.3 * sum(hours)


def test_hours_that_went_by_more_often_count_for_more_weeks() -> None:
    # Ten days: the hours of Saturday to Monday went by twice, those of Thursday once.
    since = MONDAY - timedelta(days=10)
    counted = {("demo", hour_of_week(since + timedelta(hours=n), ZONE)): 0 for n in (0,)}
    counted |= {("demo", 5 * 24 + 12): 2, ("demo", 3 * 24 + 12): 1}
    hours = Arrivals(since=since, until=MONDAY, zone=ZONE, counted=counted).hourly()["demo"]
    assert hours[5 * 24 + 12] == pytest.approx(hours[3 * 24 + 12])


@given(st.floats(0.5, 60), st.floats(0, 1))
def test_measured_minutes_are_what_a_call_takes(minutes: float, reach: float) -> None:
    effort = effort_of(minutes, reach, Effort())
    assert effort.attempt_min(reach) == pytest.approx(minutes)
    assert effort.talk_min == pytest.approx(3 * effort.call_min)


def test_a_forecast_tells_how_far_it_is() -> None:
    steps = list(forecast(a_scenario(), start=MONDAY, days=7, seed=1))
    shares = [step for step in steps if isinstance(step, float)]
    assert shares == sorted(shares)
    assert (shares[-1], len(shares)) == (1, len(steps) - 1)


def test_the_blocks_are_the_week() -> None:
    found = forecast_of(a_scenario(), days=14)
    assert len(found.blocks) == 7 * 12
    for name in ("inquiries", "kept", "missed", "staffed_min"):
        assert sum(getattr(one, name) for one in found.blocks) == pytest.approx(
            getattr(found.whole, name)
        )
    assert found.whole.staffed_min == pytest.approx(2 * 5 * 8 * 60)
    assert sum(one.needed_min for one in found.blocks) == pytest.approx(found.needed_min)


def test_a_weekday_that_comes_once_more_is_no_longer_for_that() -> None:
    ten_days = forecast_of(a_scenario(), days=10)  # Monday to Wednesday twice
    staffed = {(b.weekday, b.hour): b.staffed_min for b in ten_days.blocks}
    assert staffed[0, 10] == staffed[4, 10] == 2 * 2 * 60


def test_more_work_than_reps_misses_promises_and_says_where() -> None:
    few, many = forecast_of(a_scenario(reps=1)), forecast_of(a_scenario(reps=12))
    assert few.whole.missed > many.whole.missed
    assert (few.kept_share or 0) < (many.kept_share or 0)
    assert few.needed_min == many.needed_min, "the same people come"
    worst = few.worst[0]
    assert worst.missed == max(block.missed for block in few.blocks)
    assert "missed promise" in worst.says


@pytest.mark.parametrize("change", [Change(reps=3), Change(targets={"demo": 60}), Change(reps=-1)])
def test_the_same_people_need_the_same_minutes_whoever_works(change: Change) -> None:
    now = a_scenario()
    then = change.made(now)
    *_, known = forecast(then, start=MONDAY, days=7, seed=1, needed=False)
    assert isinstance(known, Forecast)
    assert known.needed_min == 0
    assert known.needing(forecast_of(now)) == forecast_of(then)
    assert from_plain(Forecast, json.loads(json.dumps(to_plain(known)))) == known


def test_a_block_reads_as_a_sentence() -> None:
    block = Block(
        weekday=1, hour=14, inquiries=9, needed_min=278, staffed_min=240, kept=3, missed=6.2
    )
    assert block.says == "Tuesday 14–16 is short by 38 minutes, expect 6 missed promises."
    idle = replace(block, needed_min=100, missed=1)
    assert idle.says == "Tuesday 14–16 has minutes enough, yet expect 1 missed promise."


def test_a_change_is_made_of_what_is_there() -> None:
    now = a_scenario(reps=2)
    late = POLICY.calendar.in_zone("America/New_York")
    assert len(Change(reps=1).made(now).reps) == 3
    assert Change(reps=-5).made(now).reps == ()
    assert Change(reps=1, shift=late).made(now).reps == (*now.reps, late)
    assert Change(shifts={1: late}).made(now).reps == (now.reps[0], late)
    patient = Change(targets={"demo": 60}).made(now)
    assert patient.policy.type("demo").target_min == 60
    assert Change(volume=2).made(now).streams[0].hourly[0] == 4
    assert Change().made(now) == now


def test_a_target_that_nobody_can_promise_is_refused() -> None:
    with pytest.raises(Misfit):
        Change(targets={"demo": 1e6}).made(a_scenario())


def test_a_scenario_travels_as_json() -> None:
    scenario = replace(a_scenario(), efforts={"demo": Effort(call_min=7)})
    assert from_plain(Scenario, json.loads(json.dumps(to_plain(scenario)))) == scenario


def test_longer_calls_of_a_type_take_more_minutes() -> None:
    scenario = a_scenario()
    slow = replace(scenario, efforts={"demo": Effort(call_min=8, message_min=6, talk_min=24)})
    assert forecast_of(slow).needed_min == pytest.approx(2 * forecast_of(scenario).needed_min)
