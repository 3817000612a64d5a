"""What a clock must get right beyond its calendar: pauses, zones, types, owners, late news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_inquiry
from workbench.domain.apply import apply
from workbench.domain.calendar import Calendar
from workbench.domain.clock import (
    calendar_for,
    owner_clock,
    start_clock,
)
from workbench.domain.inquiry import read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.promise import Clock
from workbench.domain.record import Mutation, Refusal
from workbench.domain.settle import settle

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("9:00-17:00",))
BERLIN = Calendar("Europe/Berlin", {**WEEK, "fri": ("9:00-12:00", "13:00-15:00")})
AMERICA = replace(POLICY, calendars={"berlin": BERLIN, "york": Calendar("America/New_York", WEEK)})


def clock_of(lead: Lead, type: str = "") -> Clock:
    return next(clock for clock in lead.clocks if type in ("", clock.type))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


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
    with pytest.raises(Refusal, match="A lead’s type is one of"):
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
