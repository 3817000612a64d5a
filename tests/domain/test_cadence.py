from datetime import datetime, timedelta

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.apply import apply
from workbench.domain.cadence import Cadence, Done, NextStep, Step, next_step
from workbench.domain.calendar import Calendar
from workbench.domain.lead import Lead

DAY = timedelta(days=1)
NINE = MONDAY.replace(hour=9)


def step_of(lead: Lead) -> NextStep:
    assert lead.step is not None
    return lead.step


def mailed(lead: Lead, at: datetime) -> Lead:
    mail = a_mutation(lead, "touch_logged", activity_id=f"mail {at}", kind="email", at=at)
    return apply(lead, mail, POLICY)


def called(lead: Lead, at: datetime, code: str = "NA") -> Lead:
    return apply(lead, a_call(lead, code, at=at), POLICY)


def test_a_demo_is_called_now_then_mailed_then_called_again() -> None:
    lead = a_lead()
    assert step_of(lead).label == "Call"
    lead = called(lead, MONDAY)
    assert (step_of(lead).label, step_of(lead).channel) == ("Mail 1", "email")
    lead = mailed(lead, MONDAY + timedelta(minutes=1))
    assert step_of(lead).label == "Second call"
    assert step_of(lead).due_at == MONDAY + timedelta(minutes=5)


def test_a_redial_five_minutes_before_the_weekend_is_due_on_monday() -> None:
    friday = MONDAY - 3 * DAY + timedelta(hours=6, minutes=58)
    lead = mailed(called(a_lead(now=friday), friday), friday)
    assert step_of(lead).due_at == NINE + timedelta(minutes=3)


def test_a_day_step_is_due_at_the_opening_and_an_afternoon_one_at_half_of_the_day() -> None:
    lead = a_lead()
    for minute in (0, 5, 240):
        lead = called(lead, MONDAY + timedelta(minutes=minute))
    assert step_of(lead).due_at == NINE + DAY
    lead = mailed(called(lead, NINE + DAY), NINE + DAY)
    assert step_of(lead).due_at == NINE + 2 * DAY + timedelta(hours=4)


def test_a_step_done_late_moves_all_later_ones() -> None:
    lead = a_lead()
    for minute in (0, 5, 240):
        lead = called(lead, MONDAY + timedelta(minutes=minute))
    late = called(lead, NINE + 3 * DAY)
    late = mailed(late, NINE + 3 * DAY)
    assert step_of(late).due_at.date() == (NINE + 4 * DAY).date()


def test_a_busy_line_is_tried_again_in_ten_minutes_and_three_times_a_day() -> None:
    lead = called(a_lead(), MONDAY, "BSY")
    assert step_of(lead).due_at == MONDAY + timedelta(minutes=10)
    for minute in (10, 20, 30):
        lead = called(lead, MONDAY + timedelta(minutes=minute), "BSY")
    assert step_of(lead).label != "Redial"


def test_a_contact_with_an_outcome_stops_the_cadence() -> None:
    lead = called(a_lead(), MONDAY, "INT")
    assert (step_of(lead).label, step_of(lead).due_at) == ("Follow up", NINE + DAY)


def test_a_channel_that_is_not_there_is_no_step() -> None:
    lead = a_lead(phone=None)
    assert step_of(lead).channel == "email"


def test_a_retired_number_moves_to_the_next_channel() -> None:
    lead = called(a_lead(), MONDAY, "DSC")
    assert "call" in lead.barred
    assert step_of(lead).channel == "email"


def test_after_the_break_up_mail_somebody_has_to_decide() -> None:
    lead, moment, seen = a_lead(type="recycled"), MONDAY, list[str]()
    while len(seen) < 5:
        assert lead.step is not None
        moment = max(moment, lead.step.due_at)
        seen.append(lead.step.label)
        lead = mailed(lead, moment) if lead.step.channel == "email" else called(lead, moment)
    assert [label.partition(",")[0] for label in seen] == [
        "Mail", "Call", "Call", "Break-up mail", "Last look",
    ]  # fmt: skip


def test_lunch_is_no_half_of_a_day() -> None:
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("9:00-12:00", "14:00-17:00"))
    steps = (Step(day=1, channel="call", label="Call", afternoon=True),)
    step = next_step(Cadence(steps=steps), MONDAY, [], Calendar("UTC", hours))
    assert step is not None
    assert step.due_at == NINE + DAY + timedelta(hours=5)


def test_the_third_call_of_the_first_day_too_is_made_at_another_hour() -> None:
    steps = tuple(Step(day=0, channel="call", label="Call", after_min=n) for n in (0, 5, 20))
    done = [Done(at=MONDAY + timedelta(minutes=n), channel="call") for n in (0, 5)]
    step = next_step(Cadence(steps=steps), MONDAY, done, POLICY.calendar)
    assert step is not None
    assert step.due_at.hour != MONDAY.hour
