"""What a re-inquiry does to a lead that is open, closed or nurtured, and what news decides."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id
from workbench.domain.apply import apply
from workbench.domain.clock import start_clock
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.mutation import Refusal
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle

DAY = timedelta(days=1)


def asked_again(lead: Lead, type: str, at: datetime, **fields: Any) -> Lead:
    inquiry = Inquiry(id=an_id(), type=type, received_at=at, **fields)
    clock = start_clock(inquiry, POLICY) if inquiry.verdict == "work" and inquiry.live else None
    return settle(
        replace(
            lead,
            inquiries=(*lead.inquiries, inquiry),
            clocks=(*lead.clocks, clock) if clock else lead.clocks,
        ),
        POLICY,
    )


def called(lead: Lead, code: str, at: datetime, **args: Any) -> Lead:
    return apply(lead, a_call(lead, code, at=at, **args), POLICY)


def test_a_closed_lead_reopens_with_the_type_it_came_back_with() -> None:
    closed = called(a_lead(), "NI", MONDAY, reason="no need")
    back = asked_again(closed, "content", MONDAY + 30 * DAY)
    assert (back.type, back.status, back.attempts) == ("content", "assigned", 0)
    assert back.standing.waiting_since == MONDAY + 30 * DAY
    assert back.step is not None
    assert (back.step.label, back.step.number) == ("Mail 1", 1)


def test_a_nurtured_subscriber_who_starts_a_trial_is_pursued_as_a_trial() -> None:
    lead = a_lead(type="newsletter")
    quiet = replace(lead, inquiries=(replace(lead.inquiries[0], verdict="nurture"),))
    back = asked_again(settle(quiet, POLICY), "trial", MONDAY + DAY)
    assert (back.type, back.status) == ("trial", "assigned")
    assert back.step is not None
    assert back.step.of == 9


def test_an_open_lead_that_came_back_and_was_called_stays_attempting() -> None:
    closed = called(a_lead(), "NI", MONDAY, reason="no need")
    back = called(asked_again(closed, "trial", MONDAY + DAY), "NA", MONDAY + DAY)
    assert asked_again(back, "content", MONDAY + 2 * DAY).status == "attempting"


def test_attempts_count_from_the_leading_inquiry() -> None:
    lead = a_lead(type="content")
    for hour in range(3):
        lead = called(lead, "NA", MONDAY + timedelta(hours=hour))
    raised = asked_again(lead, "demo", MONDAY + DAY)
    assert (raised.type, raised.attempts, raised.standing.reach) == ("demo", 0, 0.42)
    with pytest.raises(Refusal, match="needs 8 attempts; 0 were made"):
        apply(raised, a_mutation(raised, "disposed", activity_id="u", code="UTR"), POLICY)


def test_the_call_that_is_given_unable_to_reach_is_an_attempt() -> None:
    lead = a_lead(type="recycled")
    for hour in range(3):
        lead = called(lead, "NA", MONDAY + timedelta(hours=hour))
    assert called(lead, "UTR", MONDAY + DAY).status == "nurture"


def test_a_second_clock_brings_the_lead_in_though_the_leading_one_was_met() -> None:
    lead = called(a_lead(), "INT", MONDAY)
    again = asked_again(lead, "webinar", MONDAY + timedelta(hours=1))
    assert again.type == "demo"
    assert again.standing.queue_from == MONDAY + timedelta(hours=1)
    met = called(again, "NA", MONDAY + timedelta(hours=2))
    assert not any(clock.is_running for clock in met.clocks)


def test_a_hand_raiser_s_re_inquiry_starts_the_cadence_anew_after_a_contact_too() -> None:
    lead = called(a_lead(), "INT", MONDAY)
    again = called(asked_again(lead, "demo", MONDAY + DAY), "NA", MONDAY + DAY)
    assert again.step is not None
    assert (again.step.label, again.step.number) == ("Mail 1", 2)


def test_a_code_closes_when_it_is_filed_not_when_its_call_began() -> None:
    lead = asked_again(a_lead(), "pricing", MONDAY + timedelta(minutes=1))
    touch = {"activity_id": an_id(), "kind": "call", "at": to_ms(MONDAY)}
    refused = a_mutation(
        lead, "disposed", after=2, activity_id=an_id(), code="NI", reason="no need", touch=touch
    )
    assert apply(lead, refused, POLICY).status == "disqualified"


def test_the_newest_code_is_the_one_that_was_filed_last() -> None:
    lead = a_lead()
    lead = apply(lead, a_mutation(lead, "touch_logged", activity_id="t", kind="call"), POLICY)
    lead = called(lead, "INT", MONDAY + timedelta(minutes=5))
    late = a_mutation(
        lead, "disposed", after=9, activity_id="d", code="NI", reason="no need", touch_id="t"
    )
    assert (apply(lead, late, POLICY).code, apply(lead, late, POLICY).reason) == ("NI", "no need")


def test_a_code_filed_by_a_clock_set_back_still_finds_its_touch() -> None:
    lead = a_lead()
    lead = apply(lead, a_mutation(lead, "touch_logged", activity_id="t", kind="call"), POLICY)
    early = a_mutation(lead, "disposed", after=-1, activity_id="d", code="INT", touch_id="t")
    assert apply(lead, early, POLICY).status == "connected"


def test_subscribing_keeps_the_date_on_which_a_nurtured_lead_is_seen_again() -> None:
    later = {"reason": "no budget", "revisit_on": "2027-02-01"}
    nurtured = called(a_lead(), "NOW", MONDAY, **later)
    again = asked_again(nurtured, "newsletter", MONDAY + DAY, verdict="nurture")
    assert again.revisit_on == nurtured.revisit_on is not None


def test_on_do_not_contact_a_re_inquiry_opens_nothing() -> None:
    barred = called(a_lead(), "DNC", MONDAY)
    again = asked_again(barred, "demo", MONDAY + DAY, verdict="disqualify")
    assert (again.status, again.standing.queue_from) == ("disqualified", None)
