"""The worked values of the field guide, and the order they make."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.apply import apply
from workbench.domain.priority import index, reason


@pytest.mark.parametrize(
    ("kind", "waited", "expected"),
    [
        ("demo", 3, 0.0840),
        ("demo", 40, 0.0030),
        ("pricing", 10, 0.0056),
        ("content", 400, 0.00002),
        ("content", 440, 0.00009),
    ],
)
def test_the_worked_values_hold(kind: str, waited: float, expected: float) -> None:
    # Content arrived in the morning, so that all of its wait was business time.
    now = MONDAY if waited < 60 else MONDAY.replace(hour=9) + timedelta(minutes=waited)
    lead = a_lead(type=kind, waited=waited, now=now)
    digits = 4 if expected > 0.001 else 5
    assert round(index(lead.standing, now, POLICY.boost), digits) == expected


def test_a_breach_never_lifts_a_lead() -> None:
    lead = a_lead()
    ranks = [
        index(lead.standing, MONDAY + timedelta(minutes=minute), POLICY.boost)
        for minute in range(30)
    ]
    assert ranks == sorted(ranks, reverse=True)


@given(st.integers(0, 600), st.sampled_from(sorted(POLICY.types)))
def test_a_rank_never_improves_by_breaching(minutes: int, kind: str) -> None:
    lead = a_lead(type=kind)
    clock = lead.clock
    if clock is None:
        return
    before = index(lead.standing, clock.due_at - timedelta(seconds=1), POLICY.boost)
    after = index(lead.standing, clock.due_at + timedelta(minutes=minutes), POLICY.boost)
    assert after < before


def test_a_retry_keeps_its_moment_and_loses_its_boost() -> None:
    lead = a_lead(waited=3)
    tried = apply(lead, a_call(lead, "BSY"), POLICY)
    assert tried.standing.waiting_since == lead.standing.waiting_since
    assert tried.standing.boost_from is None
    assert tried.standing.reach == 0.32


def test_a_lead_waits_outside_the_queue_until_its_next_step() -> None:
    lead = a_lead()
    asked = apply(lead, a_call(lead, "INT"), POLICY)
    assert asked.standing.queue_from == MONDAY.replace(hour=9) + timedelta(days=1)


def test_a_promised_callback_stands_above_every_index() -> None:
    lead = a_lead()
    at = MONDAY + timedelta(hours=2)
    promised = apply(lead, a_call(lead, "CB", callback_at=round(at.timestamp() * 1000)), POLICY)
    assert (promised.standing.queue_from, promised.standing.lift) == (at, 1)


def test_a_snoozed_lead_is_hidden_while_its_clock_runs() -> None:
    lead = a_lead()
    until = MONDAY + timedelta(hours=1)
    snoozed = apply(
        lead, a_mutation(lead, "snoozed", until=round(until.timestamp() * 1000)), POLICY
    )
    assert snoozed.standing.queue_from == until
    assert snoozed.clock is not None
    assert snoozed.clock.is_running


def test_a_closed_lead_is_in_no_queue() -> None:
    lead = a_lead()
    closed = apply(lead, a_call(lead, "NI", reason="no need"), POLICY)
    assert closed.standing.queue_from is None


def test_the_reason_is_said_in_words() -> None:
    lead = a_lead(waited=3)
    assert reason(lead, MONDAY) == (
        "32 in 100 like this are won", "waited 3 of 5 min", "still in time",
    )  # fmt: skip
    assert reason(lead, MONDAY + timedelta(minutes=40))[-1] == "late"


def test_a_step_is_called_due_only_once_it_is() -> None:
    lead = apply(a_lead(type="call"), a_call(a_lead(), "NA"), POLICY)
    assert reason(lead, MONDAY)[-1] == "Second call comes next"
    assert reason(lead, MONDAY + timedelta(minutes=5))[-1] == "Second call is due"
