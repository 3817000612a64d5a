"""What a clock must get right beyond its calendar: pauses, zones, types, owners, late news."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_inquiry
from workbench.domain.apply import apply
from workbench.domain.calendar import Calendar
from workbench.domain.clock import (
    ClockState,
    calendar_for,
    meet,
    owner_clock,
    passed,
    pause,
    reading,
    start_clock,
    time_taken,
)
from workbench.domain.inquiry import read_inquiry
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.plain import from_plain, to_ms, to_plain
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock, Pause
from workbench.domain.record import Mutation, Refusal
from workbench.domain.settle import settle
from workbench.wire import compact, read_lead

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("9:00-17:00",))
BERLIN = Calendar("Europe/Berlin", {**WEEK, "fri": ("9:00-12:00", "13:00-15:00")})
AMERICA = replace(POLICY, calendars={"berlin": BERLIN, "york": Calendar("America/New_York", WEEK)})


def clock_of(lead: Lead, type: str = "") -> Clock:
    return next(clock for clock in lead.clocks if type in ("", clock.type))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hold(lead: Lead, *, after: float, until: float, **more: object) -> Lead:
    end = to_ms(MONDAY + minutes(until))
    held = a_mutation(lead, "held", after=after, until=end, reason="budget round")
    return apply(lead, held, POLICY)


def edited_type(lead: Lead, new: str) -> Mutation:
    edit = a_mutation(lead, "lead_edited", after=1)
    return replace(edit, args={"type": {"old": lead.type, "new": new}})


# ---- whose calendar runs


def test_the_calendar_of_the_pool_runs_when_the_policy_says_so() -> None:
    inquiry = a_lead(now=MONDAY).inquiries[
        0
    ]  # 10:00 in London is 11:00 in Berlin, 5:00 in New York
    berlin = start_clock(inquiry, AMERICA, calendar="berlin")
    york = start_clock(inquiry, AMERICA, calendar="york")
    assert berlin is not None
    assert york is not None
    assert berlin.due_at == MONDAY + minutes(5)
    assert york.due_at == MONDAY + timedelta(hours=4, minutes=5)


def test_the_hours_of_the_team_in_the_zone_of_the_lead() -> None:
    inquiry = a_lead(now=MONDAY).inquiries[0]
    tokyo = start_clock(inquiry, POLICY, zone="Asia/Tokyo")  # 19:00 there
    assert tokyo is not None
    assert tokyo.due_at == datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert calendar_for(tokyo, POLICY).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("friday", "wall"),
    [
        ("2026-03-27 16:58", timedelta(hours=63, minutes=5)),  # an hour of the night is skipped
        ("2026-10-23 16:58", timedelta(hours=65, minutes=5)),  # and another comes twice
    ],
)
def test_a_weekend_with_a_change_of_summer_time_keeps_business_time(
    friday: str, wall: timedelta
) -> None:
    came = datetime.fromisoformat(friday).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    office = replace(POLICY, calendar=Calendar("Europe/Berlin", WEEK))
    inquiry = replace(a_lead().inquiries[0], received_at=came.astimezone(UTC))
    clock = start_clock(inquiry, office)
    assert clock is not None
    assert clock.due_at - inquiry.received_at == wall
    assert calendar_for(clock, office).between(clock.started_at, clock.due_at) == minutes(5)


# ---- what meets it


def test_a_policy_may_ask_for_a_contact_and_both_moments_are_kept() -> None:
    wants_contact = replace(POLICY, answered_by="contact")
    lead = settle(a_lead(), wants_contact)
    tried = apply(lead, a_call(lead, "NA", after=2), wants_contact)
    assert clock_of(tried).is_running
    reached = apply(tried, a_call(tried, "INT", after=4), wants_contact)
    assert clock_of(reached).met_at == MONDAY + minutes(4)
    assert reached.first_attempt_at == MONDAY + minutes(2)
    assert clock_of(reached).contact_at == MONDAY + minutes(4)


@pytest.mark.parametrize("kind", ["call", "email", "social", "sms", "chat"])
def test_the_policy_says_which_channels_meet_a_clock(kind: str) -> None:
    calls_only = replace(POLICY, answering=("call",))
    lead = a_lead()
    touch = a_mutation(lead, "touch_logged", activity_id="a", kind=kind)
    assert clock_of(apply(lead, touch, POLICY)).met_at == MONDAY
    assert clock_of(apply(lead, touch, calls_only)).is_running == (kind != "call")


def test_a_reply_moves_the_lead_up_and_stops_nothing() -> None:
    lead = a_lead()
    reply = a_mutation(lead, "touch_logged", activity_id="a", kind="email", direction="in")
    replied = apply(lead, reply, POLICY)
    assert clock_of(replied).is_running
    assert replied.standing.lift > lead.standing.lift


def test_a_duplicate_voids_the_clock_like_spam() -> None:
    lead = a_lead()
    merged = a_mutation(lead, "disposed", activity_id="a", code="DUP", master="another")
    clock = clock_of(apply(lead, merged, POLICY))
    assert clock.voided
    assert clock.met_at is None
    assert not clock.is_missed


def test_a_touch_meets_every_open_clock_of_its_lead() -> None:
    lead = a_lead(waited=30, type="content")
    again = read_inquiry(
        an_inquiry(type="demo", received_at=to_ms(MONDAY)), POLICY, id="again", now=MONDAY
    ).inquiry
    second = start_clock(again, POLICY)
    assert second is not None
    asked_twice = settle(
        replace(lead, inquiries=(*lead.inquiries, again), clocks=(*lead.clocks, second)), POLICY
    )
    called = apply(asked_twice, a_call(asked_twice, "NA", after=1), POLICY)
    assert [clock.met_at for clock in called.clocks] == [MONDAY + minutes(1)] * 2


def test_what_the_server_hears_too_late_counts_and_is_marked() -> None:
    lead = a_lead()
    call = replace(a_call(lead, "NA", after=2), received_at=MONDAY + minutes(40))
    clock = clock_of(apply(lead, call, POLICY))
    assert clock.met_at == MONDAY + minutes(2)
    assert clock.logged_late
    assert not clock.is_missed


def test_an_answer_after_the_promise_is_missed_and_not_logged_late() -> None:
    lead = a_lead()
    call = replace(a_call(lead, "NA", after=12), received_at=MONDAY + minutes(13))
    clock = clock_of(apply(lead, call, POLICY))
    assert clock.is_missed
    assert not clock.logged_late


def test_how_long_an_answer_took_is_split_into_whose_time_it_was() -> None:
    lead = a_lead(now=MONDAY - timedelta(days=2), owner=None)  # Saturday
    stored, assigned = MONDAY - timedelta(days=2, minutes=-3), MONDAY - minutes(20)
    inquiry = replace(lead.inquiries[0], stored_at=stored)
    given = replace(lead, inquiries=(inquiry,), owner="robin", assigned_at=assigned)
    taken = clock_of(apply(given, a_call(given, "NA"), POLICY)).taken
    assert taken is not None
    assert taken.wall_s == 2 * 86_400
    assert taken.business_s == 3600
    assert taken.intake_s == 180
    assert taken.owner_s == 20 * 60
    assert taken.intake_s + taken.routing_s + taken.owner_s == taken.wall_s


# ---- holds


def test_a_hold_pauses_the_clock_and_says_why() -> None:
    lead = a_lead(type="trial")  # due 10:30
    held = hold(lead, after=10, until=60)
    clock = clock_of(held)
    assert held.status == "on_hold"
    assert clock.due_at == MONDAY + minutes(80)
    assert [item.reason for item in clock.pauses] == ["budget round"]
    paused = reading(clock, POLICY.calendar, MONDAY + minutes(15))
    assert paused.state is ClockState.PAUSED
    assert (paused.left, paused.until) == (minutes(20), MONDAY + minutes(60))
    assert reading(clock, POLICY.calendar, MONDAY + minutes(70)).left == minutes(10)


def test_a_touch_ends_a_hold_and_the_clock_runs_as_if_it_had_ended_there() -> None:
    lead = a_lead(type="trial")
    held = hold(lead, after=10, until=600)
    busy = apply(held, a_call(held, "BSY", after=20), POLICY)
    assert busy.held_until is None
    assert clock_of(busy).due_at == MONDAY + minutes(40)


def test_an_undone_hold_leaves_the_first_promise() -> None:
    lead = a_lead(type="trial")
    held = hold(lead, after=10, until=60)
    undo = a_mutation(held, "undone", after=11, mutation=held.record[-1].id)
    assert clock_of(apply(held, undo, POLICY)) == clock_of(lead)


def test_a_hold_over_the_night_moves_only_business_time() -> None:
    lead = a_lead(type="trial")
    held = hold(lead, after=10, until=24 * 60)  # until Tuesday at ten
    assert clock_of(held).due_at == MONDAY + timedelta(days=1, minutes=20)


def test_a_hold_longer_than_the_policy_allows_is_refused() -> None:
    lead = a_lead()
    with pytest.raises(Refusal, match="30 days at most"):
        hold(lead, after=0, until=31 * 24 * 60)


def test_a_hold_ends_when_they_ask_again() -> None:
    lead = hold(a_lead(type="content"), after=1, until=600)
    again = read_inquiry(
        an_inquiry(received_at=to_ms(MONDAY + minutes(9))),
        POLICY,
        id="again",
        now=MONDAY + minutes(9),
    ).inquiry
    opened = start_clock(again, POLICY)
    assert opened is not None
    asked = settle(
        replace(lead, inquiries=(*lead.inquiries, again), clocks=(*lead.clocks, opened)), POLICY
    )
    assert asked.held_until is None
    assert clock_of(asked, "demo").due_at == MONDAY + minutes(14)


# ---- other types, other owners


def test_another_type_promises_anew_and_keeps_the_first_promise() -> None:
    lead = a_lead(type="content")
    first = clock_of(lead)
    edit = edited_type(lead, "demo")
    retyped = apply(lead, edit, POLICY)
    clock = clock_of(retyped)
    assert (retyped.type, clock.type, clock.due_at) == ("demo", "demo", MONDAY + minutes(5))
    assert [(one.type, one.due_at) for one in clock.earlier] == [("content", first.due_at)]
    undo = a_mutation(lead, "undone", after=2, mutation=edit.id)
    assert clock_of(apply(retyped, undo, POLICY)) == first


def test_a_type_that_the_team_does_not_have_is_refused() -> None:
    lead = a_lead()
    edit = edited_type(lead, "séance")
    with pytest.raises(Refusal, match="A lead's type is one of"):
        apply(lead, edit, POLICY)


def test_a_reassignment_restarts_the_owner_s_clock_and_never_the_lead_s() -> None:
    lead = replace(a_lead(waited=3), assigned_at=MONDAY - minutes(3))
    mine = owner_clock(lead, POLICY)
    assert mine is not None
    assert mine.due_at == MONDAY + minutes(2)
    given = apply(
        lead, a_mutation(lead, "reassigned", after=1, to="sam", expected_owner="robin"), POLICY
    )
    theirs = owner_clock(given, POLICY)
    assert theirs is not None
    assert (theirs.owner, theirs.due_at) == ("sam", MONDAY + minutes(6))
    assert clock_of(given).due_at == clock_of(lead).due_at


def test_an_owner_given_a_lead_in_the_evening_has_their_time_from_the_morning() -> None:
    lead = replace(a_lead(), assigned_at=MONDAY + timedelta(hours=9))
    theirs = owner_clock(lead, POLICY)
    assert theirs is not None
    assert theirs.started_at == MONDAY + timedelta(hours=23)


def test_a_met_clock_leaves_the_owner_none() -> None:
    lead = replace(a_lead(), assigned_at=MONDAY)
    assert owner_clock(apply(lead, a_call(lead, "NA", after=1), POLICY), POLICY) is None


# ---- laws

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
