"""Callbacks, replies, redials and follow-ups: what stands instead of the cadence's next step."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.builders import MONDAY, POLICY, a_lead, a_mutation
from tests.domain.test_coming_back import asked_again, called
from workbench.domain.apply import apply
from workbench.domain.cadence import NextStep
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
AT_TWO = MONDAY + 4 * HOUR


def step_of(lead: Lead) -> NextStep:
    assert lead.step is not None
    return lead.step


def promised(lead: Lead, at: datetime = AT_TWO, made: datetime = MONDAY) -> Lead:
    said = a_mutation(lead, "callback_promised", at=made)
    return apply(lead, replace(said, args={"at": to_ms(at)}), POLICY)


def wrote(lead: Lead, at: datetime, direction: str = "in") -> Lead:
    mail = a_mutation(
        lead, "touch_logged", at=at, activity_id=f"{at}", kind="email", direction=direction
    )
    return apply(lead, mail, POLICY)


def test_a_missed_callback_stays_on_top_until_it_is_tried() -> None:
    lead = promised(called(a_lead(), "NA", MONDAY))
    assert (lead.standing.queue_from, lead.standing.lift) == (AT_TWO, 1)
    assert wrote(lead, AT_TWO + HOUR).callback_at == AT_TWO
    assert called(lead, "NA", AT_TWO + HOUR).callback_at is None


def test_an_early_try_without_an_answer_keeps_the_callback_and_a_contact_clears_it() -> None:
    lead = promised(a_lead())
    assert called(lead, "NA", MONDAY + HOUR).callback_at == AT_TWO
    assert called(lead, "INT", MONDAY + HOUR).callback_at is None


def test_a_callback_promised_during_a_call_outlives_the_code_of_that_call() -> None:
    lead = promised(a_lead(), made=MONDAY + timedelta(minutes=3))
    touch = {"activity_id": "t", "kind": "call", "at": to_ms(MONDAY)}
    coded = a_mutation(lead, "disposed", after=6, activity_id="d", code="INT", touch=touch)
    assert apply(lead, coded, POLICY).callback_at == AT_TWO


def test_closing_a_lead_ends_its_callback() -> None:
    lead = promised(called(a_lead(), "NA", MONDAY))
    closed = a_mutation(lead, "disposed", after=5, activity_id="d", code="NF", reason="too small")
    back = asked_again(apply(lead, closed, POLICY), "trial", MONDAY + 9 * DAY)
    assert (back.callback_at, back.standing.lift) == (None, 0)


def test_a_re_inquiry_does_not_wait_for_a_callback_that_was_promised_before_it() -> None:
    lead = promised(called(a_lead(), "NA", MONDAY), at=MONDAY + DAY)
    again = asked_again(lead, "pricing", MONDAY + HOUR)
    assert again.standing.queue_from == MONDAY + HOUR
    tried = called(again, "NA", MONDAY + HOUR)
    assert (tried.standing.queue_from, tried.standing.lift) == (MONDAY + DAY, 1)


def test_a_snooze_ends_with_a_touch_and_with_a_re_inquiry() -> None:
    lead = a_lead()
    snoozed = apply(lead, a_mutation(lead, "snoozed", until=to_ms(MONDAY + DAY)), POLICY)
    assert snoozed.snoozed_until == MONDAY + DAY
    assert called(snoozed, "NA", MONDAY + HOUR).snoozed_until is None
    assert asked_again(snoozed, "demo", MONDAY + HOUR).snoozed_until is None


def test_a_reply_that_nobody_answered_stands_above_and_ends_the_cadence() -> None:
    lead = wrote(called(a_lead(), "NA", MONDAY), MONDAY + HOUR)
    assert (lead.standing.queue_from, lead.standing.lift) == (MONDAY + HOUR, 2)
    assert (step_of(lead).label, step_of(lead).channel) == ("Answer the reply", "email")
    answered = wrote(lead, MONDAY + 2 * HOUR, direction="out")
    assert (step_of(answered).label, answered.standing.lift) == ("Follow up", 0)


def test_a_retry_waits_outside_the_queue_until_it_falls_due() -> None:
    lead = called(a_lead(), "BSY", MONDAY)
    assert lead.standing.queue_from == MONDAY + timedelta(minutes=10)


def test_a_redial_never_makes_a_third_call_on_a_later_day() -> None:
    lead, tuesday = called(a_lead(), "NA", MONDAY), MONDAY + DAY
    for hour in (0, 2):
        lead = called(lead, "VMN", tuesday + hour * HOUR)
    assert step_of(lead).label != "Redial"
    assert step_of(called(a_lead(), "VMN", MONDAY)).label == "Redial"


def test_a_follow_up_goes_by_a_channel_that_is_there() -> None:
    lead = a_lead(phone=None)
    touch = {"activity_id": "t", "kind": "email"}
    coded = a_mutation(lead, "disposed", activity_id="d", code="INT", touch=touch)
    assert step_of(apply(lead, coded, POLICY)).channel == "email"


def test_a_retired_number_takes_no_text_message_either() -> None:
    assert called(a_lead(), "WRN", MONDAY).barred == ("call", "phone", "sms")
