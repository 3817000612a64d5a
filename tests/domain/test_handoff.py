"""What an AE was given to decide: its clock, its end, and what it does to the lead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, a_lead, a_mutation, after_asking, an_id
from workbench.domain.alarms import alarms
from workbench.domain.apply import apply
from workbench.domain.handed import handed_at_hand
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.record import Mutation, Refusal


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def do(lead: Lead, type: str, after: float = 0, **args: Any) -> Lead:
    return apply(lead, a_mutation(lead, type, after=after, **args), POLICY)


def a_meeting(lead: Lead, *, begins: float = 60) -> Lead:
    """Booked on a call now, half an hour long."""
    at = to_ms(MONDAY + minutes(begins))
    meeting = {"meeting_id": "m", "at": at, "length_min": 30, "ae": "ae"}
    lead = after_asking(lead)
    return apply(lead, booked(lead, meeting=meeting), POLICY)


def booked(lead: Lead, **args: Any) -> Mutation:
    touch = {"activity_id": an_id(), "kind": "call"}
    handoff = {"handoff_id": "h", "ae": "ae"}
    code = "MTG" if "meeting" in args else "QLT"
    return a_mutation(
        lead, "disposed", activity_id=an_id(), code=code, touch=touch, handoff=handoff, **args
    )


def test_an_ae_has_a_working_day_from_the_end_of_the_meeting() -> None:
    [handed] = a_meeting(a_lead()).handoffs
    assert (handed.id, handed.ae, handed.meeting_id) == ("h", "ae", "m")
    assert handed.since == MONDAY + minutes(90)
    assert handed.due_at == MONDAY + timedelta(days=1, minutes=90)


def test_a_live_transfer_is_decided_from_the_moment_it_is_made() -> None:
    transferred = apply(lead := after_asking(a_lead()), booked(lead), POLICY)
    [handed] = transferred.handoffs
    assert handed.since == MONDAY
    assert transferred.status == "qualified"


def test_an_ae_is_warned_at_half_and_at_four_fifths_and_then_the_team_lead_is_told() -> None:
    lead = a_meeting(a_lead())
    rung = [(alarm.kind, alarm.at - MONDAY) for alarm in alarms(lead, POLICY)]
    assert rung == [
        ("handoff_warn", minutes(330)),
        ("handoff_warn", timedelta(hours=23, minutes=54)),  # 9:54 the next morning
        ("handoff_tell", timedelta(days=1, minutes=90)),
    ]


def test_a_moved_meeting_moves_the_clock() -> None:
    lead = a_meeting(a_lead())
    later = to_ms(MONDAY + timedelta(days=1))
    told = {"meeting_id": "m", "result": "moved", "at": later}
    moved = apply(lead, replace(a_mutation(lead, "meeting_resolved", after=5), args=told), POLICY)
    assert moved.handoffs[0].since == MONDAY + timedelta(days=1, minutes=30)
    assert moved.status == "meeting_booked"


def test_an_accepted_handoff_makes_the_lead_accepted_and_stops_its_clock() -> None:
    lead = a_meeting(a_lead())
    accepted = do(lead, "handoff_decided", 120, handoff_id="h", decision="accepted", quality=3)
    assert accepted.status == "accepted"
    assert not alarms(accepted, POLICY)


def test_a_rejection_puts_a_step_due_now_on_the_owner_s_card() -> None:
    lead = a_meeting(a_lead())
    back = do(lead, "handoff_decided", 120, handoff_id="h", decision="rejected", code="no pain")
    assert back.status == "connected"
    assert back.step is not None
    assert back.step.label == "Sent back by the AE: no pain"
    assert back.step.due_at == MONDAY + minutes(120)


def test_a_no_show_is_called_back_on_top_of_the_queue_until_somebody_tries() -> None:
    lead = a_meeting(a_lead())
    missed = do(lead, "meeting_resolved", 95, meeting_id="m", result="no_show")
    assert missed.status == "connected"
    assert missed.step is not None
    assert (missed.step.label, missed.standing.lift) == ("No-show, call back", 1)
    tried = do(missed, "touch_logged", 100, activity_id="t", kind="call")
    assert tried.step is None or tried.step.label != "No-show, call back"


@pytest.mark.parametrize(
    ("type", "args", "code"),
    [
        ("handoff_decided", {"handoff_id": "x", "decision": "accepted"}, "unknown_handoff"),
        ("handoff_decided", {"handoff_id": "h", "decision": "rejected"}, "code_needed"),
        ("handoff_decided", {"handoff_id": "h", "decision": "accepted", "quality": 9}, "malformed"),
        ("meeting_resolved", {"meeting_id": "x", "result": "held"}, "unknown_meeting"),
    ],
)
def test_what_cannot_be_decided_is_refused(type: str, args: dict[str, Any], code: str) -> None:
    lead = a_meeting(a_lead())
    with pytest.raises(Refusal) as refused:
        do(lead, type, 100, **args)
    assert refused.value.code == code


def test_an_opportunity_ends_won_or_lost_and_the_newest_word_counts() -> None:
    lead = a_meeting(a_lead())
    lead = do(lead, "handoff_decided", 120, handoff_id="h", decision="accepted")
    opened = do(lead, "opportunity_updated", 130, stage="Proposal", amount=9000, currency="EUR")
    assert opened.status == "accepted"
    won = do(opened, "opportunity_updated", 140, stage="Closed", outcome="won")
    assert won.status == "won"
    assert won.opportunity is not None
    assert won.opportunity.stage == "Closed"


def test_an_undone_booking_leaves_no_handoff() -> None:
    lead = a_meeting(a_lead())
    undone = do(lead, "undone", 1, mutation=lead.record[-1].id)
    assert undone.handoffs == ()
    assert undone.status == "assigned"


def test_who_booked_it_stays_named_on_it() -> None:
    lead = after_asking(a_lead())
    [handed] = apply(lead, replace(booked(lead), user="sam"), POLICY).handoffs
    assert handed.by == "sam"


def test_a_moved_meeting_is_decided_from_its_new_end_and_counts_its_moves() -> None:
    lead = a_meeting(a_lead(), begins=400)  # its end lies past the end of the day
    earlier = to_ms(MONDAY + minutes(60))
    told = {"meeting_id": "m", "result": "moved", "at": earlier}
    moved = apply(lead, replace(a_mutation(lead, "meeting_resolved", after=5), args=told), POLICY)
    [handed] = moved.handoffs
    assert handed.since == MONDAY + minutes(90)
    assert handed.moved == 1


def test_at_hand_is_what_is_undecided_then_what_was_accepted_until_it_ends() -> None:
    lead = a_meeting(a_lead())
    assert handed_at_hand(a_lead()) is None
    assert handed_at_hand(lead) == lead.handoffs[0]
    accepted = do(lead, "handoff_decided", 120, handoff_id="h", decision="accepted", quality=3)
    at_hand = handed_at_hand(accepted)
    assert at_hand is not None
    assert at_hand.decision == "accepted"
    lost = do(accepted, "opportunity_updated", 140, stage="Lost", outcome="lost")
    assert handed_at_hand(lost) is None


def test_what_was_sent_back_or_missed_is_at_nobody_s_hand() -> None:
    lead = a_meeting(a_lead())
    back = do(lead, "handoff_decided", 120, handoff_id="h", decision="rejected", code="no pain")
    missed = do(lead, "meeting_resolved", 95, meeting_id="m", result="no_show")
    assert handed_at_hand(back) is None
    assert handed_at_hand(missed) is None


def test_a_decision_and_an_accepted_handoff_are_not_taken_back() -> None:
    lead = a_meeting(a_lead())
    accepted = do(lead, "handoff_decided", 120, handoff_id="h", decision="accepted")
    back = do(lead, "handoff_decided", 120, handoff_id="h", decision="rejected", code="no pain")
    booking = lead.record[-1].id
    for given, mutation in (
        (accepted, accepted.record[-1].id), (accepted, booking), (back, back.record[-1].id),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            do(given, "undone", 130, mutation=mutation)
        assert refused.value.code == "not_undoable"


def test_what_was_said_of_a_meeting_is_taken_back_and_the_ae_decides_again() -> None:
    lead = a_meeting(a_lead())
    missed = do(lead, "meeting_resolved", 95, meeting_id="m", result="no_show")
    again = do(missed, "undone", 96, mutation=missed.record[-1].id)
    assert again.handoffs == lead.handoffs
    assert again.status == "meeting_booked"
