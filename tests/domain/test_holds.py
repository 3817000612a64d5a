"""A hold pauses a clock: from when, until what, and for how long at most."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_inquiry
from tests.domain.test_promises import clock_of, minutes
from workbench.domain.apply import apply
from workbench.domain.clock import (
    ClockState,
    reading,
    start_clock,
)
from workbench.domain.inquiry import read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.record import Refusal
from workbench.domain.settle import settle


def hold(lead: Lead, *, after: float, until: float, **more: object) -> Lead:
    end = to_ms(MONDAY + minutes(until))
    held = a_mutation(lead, "held", after=after, until=end, reason="budget round")
    return apply(lead, held, POLICY)


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
