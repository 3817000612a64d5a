from datetime import timedelta

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.apply import apply
from workbench.domain.clock import ClockState, Reading, reading, spoken
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.promise import Clock

FRIDAY_EVENING = MONDAY - timedelta(days=2, hours=15)  # 19:00


def clock_of(lead: Lead) -> Clock:
    assert lead.clock is not None
    return lead.clock


def read(lead: Lead, after: float) -> Reading:
    return reading(clock_of(lead), POLICY.calendar, MONDAY + timedelta(minutes=after))


def test_a_promise_runs_down_from_on_time_to_breached() -> None:
    lead = a_lead()
    states = [read(lead, minute).state for minute in (0, 2.6, 4.5, 5, 50)]
    assert states == [
        ClockState.ON_TIME,
        ClockState.SOON,
        ClockState.URGENT,
        ClockState.BREACHED,
        ClockState.BREACHED,
    ]


def test_after_hours_a_clock_waits_for_the_opening_and_says_when() -> None:
    lead = a_lead(now=FRIDAY_EVENING)
    clock = clock_of(lead)
    assert clock.due_at == MONDAY - timedelta(minutes=55)
    paused = reading(clock, POLICY.calendar, FRIDAY_EVENING)
    assert paused.state is ClockState.PAUSED
    assert paused.until == MONDAY - timedelta(hours=1)
    assert paused.left == timedelta(minutes=5)


def test_a_call_meets_the_clock_and_a_busy_line_does_not() -> None:
    lead = a_lead(waited=3)
    assert clock_of(apply(lead, a_call(lead, "NA"), POLICY)).met_at == MONDAY
    assert clock_of(apply(lead, a_call(lead, "BSY"), POLICY)).met_at is None


def test_a_code_without_a_touch_meets_nothing() -> None:
    lead = a_lead()
    closed = apply(
        lead, a_mutation(lead, "disposed", activity_id="a", code="NF", reason="too small"), POLICY
    )
    assert clock_of(closed).met_at is None
    assert closed.status == "disqualified"


def test_spam_voids_the_clock() -> None:
    lead = a_lead()
    spam = apply(
        lead, a_mutation(lead, "disposed", activity_id="a", code="SPM", reason="spam"), POLICY
    )
    assert clock_of(spam).voided


def test_a_touch_before_the_inquiry_stops_no_clock() -> None:
    lead = a_lead(waited=3)
    early = apply(lead, a_call(lead, "NA", after=-10), POLICY)
    assert clock_of(early).is_running


def test_a_reply_by_mail_stops_nothing_and_a_call_of_theirs_does() -> None:
    lead = a_lead()
    mail = a_mutation(lead, "touch_logged", activity_id="a", kind="email", direction="in")
    call = a_mutation(lead, "touch_logged", activity_id="a", kind="call", direction="in")
    assert clock_of(apply(lead, mail, POLICY)).is_running
    assert clock_of(apply(lead, call, POLICY)).met_at == MONDAY


def test_a_touch_logged_late_counts_when_it_happened() -> None:
    lead = a_lead(waited=20)
    logged = a_mutation(
        lead,
        "touch_logged",
        activity_id="a",
        kind="call",
        at=MONDAY,
    )
    logged = a_mutation(
        lead, "disposed", activity_id="b", code="NA", after=60,
        touch={"activity_id": "a", "kind": "call", "at": to_ms(MONDAY - timedelta(minutes=18))},
    )  # fmt: skip
    assert clock_of(apply(lead, logged, POLICY)).met_at == MONDAY - timedelta(minutes=18)


def test_a_clock_that_an_undone_touch_met_runs_again() -> None:
    lead = a_lead()
    call = a_call(lead, "NA")
    undo = a_mutation(lead, "undone", mutation=call.id, after=1)
    assert clock_of(apply(apply(lead, call, POLICY), undo, POLICY)).is_running


def test_lengths_are_said_as_chips_say_them() -> None:
    said = [spoken(timedelta(seconds=s)) for s in (48, 190, 1080, 7800, 259_200)]
    assert said == ["0:48", "3:10", "18 min", "2h10", "3 d"]
