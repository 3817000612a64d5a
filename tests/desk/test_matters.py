"""How a day begins and ends at a desk: what the night brought, and what the evening leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.builders import MONDAY, POLICY, a_call, a_lead
from tests.desk.seats import StoppedClock, a_desk, fill, items_of
from workbench.cache.cache import Cursor
from workbench.desk.desk import Desk
from workbench.desk.matters import (
    begin_day,
    close_day,
    happened,
    is_new_day,
    last_evening,
    left,
    next_opening,
)
from workbench.desk.notices import Watch
from workbench.domain.activity import Activity
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, to_ms

FRIDAY_CLOSE = POLICY.calendar.subtract(POLICY.calendar.workday(MONDAY.date(), 0)[0], timedelta())


def parts(desk: Desk) -> list[tuple[str, str]]:
    return [(matter.part, matter.words.partition(",")[0]) for matter in left(desk)]


def told(desk: Desk, lead: Lead, *activities: Activity) -> None:
    desk._caches.shown.absorb(
        items_of(replace(lead, seq=3000), activities=activities),
        (),
        Cursor(since=3000, base=3000, complete=True),
    )


def an_entry(kind: str, at: datetime, **args: Plain) -> Activity:
    return Activity(id=f"{kind} {at}", kind=kind, at=at, args=args)


def test_the_last_evening_of_a_monday_is_fridays_close(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert last_evening(desk) == FRIDAY_CLOSE
    assert FRIDAY_CLOSE.date().isoformat() == "2026-11-20"


def test_who_closed_their_day_later_begins_from_there(tmp_path: Path) -> None:
    clock = StoppedClock(FRIDAY_CLOSE + timedelta(minutes=40))
    desk = a_desk(tmp_path, clock=clock)
    close_day(desk)
    clock.at = MONDAY
    assert last_evening(desk) == FRIDAY_CLOSE + timedelta(minutes=40)


def test_a_day_begins_once_and_never_on_a_desks_first_day(tmp_path: Path) -> None:
    clock = StoppedClock()
    desk = a_desk(tmp_path, clock=clock)
    assert is_new_day(desk)
    assert not begin_day(desk)
    assert not is_new_day(desk)
    clock.pass_by(days=1)
    assert is_new_day(desk)
    assert begin_day(desk)
    assert not is_new_day(desk)


def test_no_day_begins_at_midnight_or_on_a_sunday(tmp_path: Path) -> None:
    clock = StoppedClock(datetime(2026, 11, 24, 0, 1, tzinfo=UTC))
    desk = a_desk(tmp_path, clock=clock)
    assert not is_new_day(desk)
    clock.at = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
    assert not is_new_day(desk)


def test_the_night_is_told_by_what_came_who_replied_and_what_was_missed(tmp_path: Path) -> None:
    came, replied = a_lead(name="Ann Lee", waited=600), a_lead(name="Bo Chen", waited=9000)
    replied = apply(replied, a_call(replied, "NA", after=-8000), POLICY)
    called = a_lead(name="Cy Dorn", waited=9000)
    at = MONDAY + timedelta(hours=2)
    called = apply(called, a_call(called, "CB", after=-8000, callback_at=to_ms(at)), POLICY)
    missed = a_lead(name="Dev Anand", waited=20)
    desk = a_desk(tmp_path, came, replied, called, missed)
    night = MONDAY - timedelta(hours=8)
    told(desk, came, an_entry("reassigned", night, to="robin", reason="Sam is away. It waits"))
    told(desk, replied, an_entry("email", night, direction="in"))
    found = happened(desk, FRIDAY_CLOSE, [])
    said = [(matter.part, matter.words.partition(",")[0]) for matter in found]
    assert said == [
        ("NEW FOR YOU", "Ann Lee"),
        ("REPLIES", "Bo Chen"),
        ("CALLBACKS TODAY", "Cy Dorn"),
        ("PROMISES MISSED", "Ann Lee"),
        ("PROMISES MISSED", "Dev Anand"),
    ]
    assert found[0].hint.endswith(", Sam is away")


def test_what_was_taken_in_the_night_says_why(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=30)
    desk = a_desk(tmp_path, lead)
    watch = Watch(desk)
    fill(desk._caches, replace(lead, owner="sam"), since=2000)
    watch.due(changed=True)
    [taken] = [m for m in happened(desk, FRIDAY_CLOSE, watch.taken) if m.part == "TAKEN AWAY"]
    assert taken.words.startswith("Ann Lee, Halden Freight, promised until ")


def test_the_close_finds_each_leak_once_and_its_fix(tmp_path: Path) -> None:
    untouched = a_lead(name="Ann Lee", waited=20)
    stepless = replace(a_lead(name="Bo Chen", waited=20), clocks=(), step=None)
    at = MONDAY - timedelta(hours=1)
    missed = a_lead(name="Cy Dorn", waited=600)
    missed = apply(missed, a_call(missed, "CB", after=-500, callback_at=to_ms(at)), POLICY)
    kept = a_lead(name="Eve Frost", waited=1)
    theirs = a_lead(name="Sams", waited=60, owner="sam")
    desk = a_desk(tmp_path, untouched, stepless, missed, kept, theirs)
    assert parts(desk) == [
        ("PROMISES MISSED", "Ann Lee"),
        ("CALLBACKS MISSED", "Cy Dorn"),
        ("NO NEXT STEP", "Bo Chen"),
    ]
    assert {m.fix for m in left(desk) if m.part != "PROMISES MISSED"} == {"follow_up"}


def test_a_call_without_a_code_and_what_is_unsent_are_left_too(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=1)
    desk = a_desk(tmp_path, lead)
    call = desk.start_call(lead.id)
    desk.end_call(call.call_id)
    assert parts(desk) == [
        ("WRAP-UPS", "Ann Lee"),
        ("NOT AT THE SERVER", "1 thing waits to be sent"),
    ]


def test_tomorrows_callbacks_are_shown_and_are_no_leak(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=1)
    desk = a_desk(tmp_path, lead)
    desk.dispose(lead.id, "CB", touch_kind="call", callback_at=MONDAY + timedelta(days=1))
    assert ("CALLBACKS TOMORROW", "Ann Lee") in parts(desk)
    assert not [part for part, _ in parts(desk) if "MISSED" in part]


def test_who_closes_the_day_is_away_until_the_next_opening(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    close_day(desk)
    [entry] = desk._outbox.entries("type = 'availability_set'")
    args = entry.mutation(None).args
    assert args["state"] == "away"
    assert args["until"] == to_ms(next_opening(desk))
    assert next_opening(desk) == POLICY.calendar.workday(MONDAY.date(), 1)[0]
