"""What holds for every clock: later comers, more holidays, pauses, and both sides of the wire."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import POLICY, a_lead
from tests.domain.test_holds import hold
from tests.domain.test_promises import AMERICA, WEEK, minutes
from workbench.domain.calendar import Calendar
from workbench.domain.clock import (
    calendar_for,
    meet,
    passed,
    pause,
    reading,
    start_clock,
    time_taken,
)
from workbench.domain.lead import Inquiry
from workbench.domain.plain import from_plain, to_plain
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock, Pause
from workbench.domain.settle import settle
from workbench.wire import compact, read_lead

moments = st.integers(0, 60 * 24 * 40).map(
    lambda n: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=n)
)
targets = st.sampled_from(["demo", "trial", "partner", "webinar", "content"])
calendars = st.sampled_from(["", "berlin", "york"])
zones = st.sampled_from([None, "Asia/Kolkata", "America/Los_Angeles"])
holidays = st.frozensets(st.integers(0, 60).map(lambda n: date(2026, 3, 1) + timedelta(days=n)))


def _started(at: datetime, type: str, policy: Policy, calendar: str, zone: str | None) -> Clock:
    clock = start_clock(
        Inquiry(id="i", type=type, received_at=at), policy, calendar=calendar, zone=zone
    )
    assert clock is not None
    return clock


@given(moments, moments, targets, calendars, zones)
def test_who_comes_later_is_never_due_earlier(
    one: datetime, other: datetime, type: str, calendar: str, zone: str | None
) -> None:
    first, second = sorted((one, other))
    due = [_started(at, type, AMERICA, calendar, zone).due_at for at in (first, second)]
    assert due == sorted(due)


@given(moments, targets, holidays, holidays)
def test_another_holiday_never_makes_a_clock_due_earlier(
    at: datetime, type: str, some: frozenset[date], more: frozenset[date]
) -> None:
    fewer = replace(POLICY, calendar=Calendar("UTC", WEEK, some))
    further = replace(POLICY, calendar=Calendar("UTC", WEEK, some | more))
    assert (
        _started(at, type, fewer, "", None).due_at <= _started(at, type, further, "", None).due_at
    )


pauses = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 5000)).map(
        lambda pair: (timedelta(minutes=pair[0]), timedelta(minutes=pair[1]))
    ),
    max_size=3,
)


@given(moments, targets, calendars, pauses, st.integers(0, 6000))
def test_what_has_passed_and_what_is_left_make_the_promise(
    at: datetime,
    type: str,
    calendar: str,
    held: list[tuple[timedelta, timedelta]],
    later: int,
) -> None:
    stops = [Pause(since=at + a, until=at + a + b, reason="held") for a, b in held]
    clock = pause(_started(at, type, AMERICA, calendar, None), stops, AMERICA)
    now = at + timedelta(minutes=later)
    runs_on = calendar_for(clock, AMERICA)
    read = reading(clock, runs_on, now)
    if now < clock.due_at:
        assert passed(clock, runs_on, now) + read.left == minutes(clock.target_min)
    assert passed(clock, runs_on, clock.due_at) == minutes(clock.target_min)
    assert clock == pause(clock, stops, AMERICA)


@given(moments, targets, st.integers(0, 10_000))
def test_the_delays_of_an_answer_add_up_to_the_whole(at: datetime, type: str, later: int) -> None:
    inquiry = Inquiry(id="i", type=type, received_at=at, stored_at=at + minutes(2))
    clock = start_clock(inquiry, POLICY)
    assert clock is not None
    met = meet(replace(clock, assigned_at=at + minutes(9)), at + minutes(later))
    taken = time_taken(met, inquiry, POLICY.calendar)
    assert taken is not None
    assert taken.intake_s + taken.routing_s + taken.owner_s == pytest.approx(taken.wall_s)
    assert min(taken.intake_s, taken.routing_s, taken.owner_s, taken.business_s) >= 0


def test_client_and_server_agree_on_ten_thousand_clocks() -> None:
    """The server's policy and lead, and both again as a desk reads them from what it is sent."""
    chance = random.Random(20261122)
    told = json.loads(compact(to_plain(AMERICA)))
    desk = from_plain(Policy, told)
    for _ in range(10_000):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(365 * 86_400))
        at += timedelta(milliseconds=chance.randrange(1000))
        type = chance.choice(["demo", "marketplace", "trial", "partner", "webinar", "list"])
        calendar, zone = (
            chance.choice(["", "berlin", "york"]),
            chance.choice([None, "Asia/Kolkata"]),
        )
        there = start_clock(
            Inquiry(id="i", type=type, received_at=at), AMERICA, calendar=calendar, zone=zone
        )
        here = start_clock(
            Inquiry(id="i", type=type, received_at=at), desk, calendar=calendar, zone=zone
        )
        assert there is not None
        assert there == here
        stop = Pause(
            since=at + minutes(1), until=at + minutes(chance.randrange(2, 900)), reason="held"
        )
        assert pause(there, [stop], AMERICA) == pause(there, [stop], desk)
        now = at + timedelta(seconds=chance.randrange(86_400))
        assert reading(there, calendar_for(there, AMERICA), now) == reading(
            there, calendar_for(there, desk), now
        )


def test_a_lead_that_travelled_settles_to_itself() -> None:
    lead = hold(a_lead(type="trial"), after=10, until=60)
    sent = read_lead(json.loads(compact(to_plain(lead))))
    assert settle(sent, from_plain(Policy, json.loads(compact(to_plain(POLICY))))) == lead
