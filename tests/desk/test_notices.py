"""What is told in time, by a clock that stands until the test moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from tests.desk.seats import StoppedClock, a_desk, fill
from workbench.cache.columns import columns
from workbench.desk.desk import Desk
from workbench.desk.notices import Watch, moments
from workbench.desk.rows import Beside, row_of
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.watch import Offer


def watched(directory: Path, *leads: Lead) -> tuple[Desk, Watch, StoppedClock]:
    clock = StoppedClock()
    desk = a_desk(directory, *leads, clock=clock)
    return desk, Watch(desk), clock


def kinds(watch: Watch, *, changed: bool = False) -> list[str]:
    return [notice.kind for notice in watch.due(changed=changed)]


def test_a_demo_is_told_of_at_half_at_four_fifths_and_at_its_breach(tmp_path: Path) -> None:
    _, watch, clock = watched(tmp_path, a_lead(name="Ann Lee", waited=1))
    told = []
    for _ in range(10):
        clock.pass_by(seconds=30)
        told += [(clock.at - MONDAY, notice.words) for notice in watch.due(changed=False)]
    assert told == [
        (timedelta(minutes=1, seconds=30), "2:30 left for Ann Lee, Halden Freight"),
        (timedelta(minutes=3), "1:00 left for Ann Lee, Halden Freight"),
        (timedelta(minutes=4), "Promise missed: Ann Lee, Halden Freight"),
    ]


def test_a_warning_is_counted_in_business_time_like_the_promise() -> None:
    lead = a_lead(waited=0, type="content")
    clock = lead.clock
    assert clock is not None
    beside = Beside(policy=POLICY, now=MONDAY, me="robin", people={})
    at = {n.kind: n.at for n in moments(row_of(columns(lead), beside), POLICY, MONDAY)}
    assert at["breach"] == clock.due_at
    assert POLICY.calendar.between(at["warning"], clock.due_at) == timedelta(minutes=96)


def test_what_was_over_before_the_desk_was_opened_is_not_told(tmp_path: Path) -> None:
    _, watch, clock = watched(tmp_path, a_lead(waited=30))
    clock.pass_by(minutes=5)
    assert kinds(watch) == []


def test_a_lead_that_was_tried_is_not_told_of(tmp_path: Path) -> None:
    lead = a_lead(waited=1)
    desk, watch, clock = watched(tmp_path, lead)
    desk.log_touch(lead.id, "email")
    clock.pass_by(minutes=6)
    assert kinds(watch, changed=True) == []


def test_a_reply_is_told_of_once_and_the_next_one_again(tmp_path: Path) -> None:
    lead = a_lead(waited=60, name="Cy Dorn")
    desk, watch, clock = watched(tmp_path, lead)

    def reply(after: float) -> Lead:
        touch = a_mutation(
            lead, "touch_logged", after=after, activity_id=f"mail {after}", kind="email",
            direction="in",
        )  # fmt: skip
        return apply(lead, touch, POLICY)

    lead = reply(after=1)
    fill(desk._caches, lead, since=2000)
    clock.pass_by(minutes=5)
    [notice] = watch.due(changed=True)
    assert (notice.words, notice.lead) == ("Reply: Cy Dorn, Halden Freight", lead.id)
    assert kinds(watch, changed=True) == []
    lead = reply(after=4)
    fill(desk._caches, lead, since=3000)
    assert kinds(watch, changed=True) == ["reply"]
    assert kinds(Watch(desk), changed=True) == []


def test_nobody_is_told_of_the_reply_they_log_themselves(tmp_path: Path) -> None:
    lead = a_lead(waited=60)
    desk, watch, _ = watched(tmp_path, lead)
    desk.log_touch(lead.id, "chat", direction="in")
    assert kinds(watch, changed=True) == []


def test_a_callback_is_told_of_two_minutes_ahead(tmp_path: Path) -> None:
    lead = a_lead(waited=60, name="Cy Dorn")
    at = MONDAY + timedelta(minutes=30)
    lead = apply(lead, a_call(lead, "CB", after=-10, callback_at=to_ms(at)), POLICY)
    _, watch, clock = watched(tmp_path, lead)
    clock.pass_by(minutes=27)
    assert kinds(watch) == []
    clock.pass_by(minutes=1)
    assert kinds(watch) == ["callback"]
    clock.pass_by(minutes=10)
    assert kinds(watch) == []


def test_a_callback_that_was_moved_is_told_of_at_its_new_moment(tmp_path: Path) -> None:
    lead = a_lead(waited=60, name="Cy Dorn")
    at = MONDAY + timedelta(minutes=30)
    lead = apply(lead, a_call(lead, "CB", after=-10, callback_at=to_ms(at)), POLICY)
    desk, watch, clock = watched(tmp_path, lead)
    fill(desk._caches, replace(lead, callback_at=at + timedelta(minutes=30)), since=2000)
    clock.pass_by(minutes=40)
    assert kinds(watch, changed=True) == []
    clock.pass_by(minutes=18)
    assert kinds(watch, changed=True) == ["callback"]


def test_others_leads_are_their_owners_to_be_told_of(tmp_path: Path) -> None:
    _, watch, clock = watched(tmp_path, a_lead(waited=1, owner="sam"))
    clock.pass_by(minutes=6)
    assert kinds(watch) == []


def test_an_offer_is_told_once(tmp_path: Path) -> None:
    desk, watch, _ = watched(tmp_path)
    lead = a_lead(waited=6, owner="sam", name="Bo Chen")
    offer = Offer(to="robin", since=MONDAY, until=MONDAY + timedelta(minutes=5))
    fill(desk._caches, replace(lead, offer=offer), since=2000)
    [told] = watch.due(changed=True)
    assert told.lead == lead.id
    assert told.words.startswith("Offered to you until ")
    assert kinds(watch, changed=True) == []


def test_what_the_clock_took_away_is_told_and_what_one_gave_is_not(tmp_path: Path) -> None:
    taken, given = a_lead(waited=16, name="Ann Lee"), a_lead(waited=16, name="Bo Chen")
    desk, watch, _ = watched(tmp_path, taken, given)
    desk.hand_over(given.id, next(p for p in desk.people() if p.id == "sam"))
    fill(desk._caches, replace(taken, owner="sam"), since=2000)
    desk._overlay.stale([taken.id])
    told = watch.due(changed=True)
    assert [notice.lead for notice in told] == [taken.id]
    assert told[0].words.startswith("Taken away: Ann Lee, Halden Freight, promised until ")
    assert watch.taken == told


def test_what_presses_most_is_told_first(tmp_path: Path) -> None:
    soon, late = a_lead(waited=1), a_lead(waited=3)
    _, watch, clock = watched(tmp_path, soon, late)
    clock.pass_by(minutes=2)
    assert kinds(watch) == ["breach", "warning", "warning"]


def test_a_call_that_runs_is_no_broken_promise(tmp_path: Path) -> None:
    lead = a_lead(waited=1)
    desk, watch, clock = watched(tmp_path, lead)
    desk.start_call(lead.id)
    clock.pass_by(minutes=10)
    assert kinds(watch, changed=True) == []


def test_a_snoozed_lead_is_told_of_for_its_clock_runs_on(tmp_path: Path) -> None:
    lead = a_lead(waited=1)
    until = MONDAY + timedelta(hours=2)
    snoozed = apply(lead, a_mutation(lead, "snoozed", until=to_ms(until)), POLICY)
    _, watch, clock = watched(tmp_path, snoozed)
    clock.pass_by(minutes=4)
    assert "breach" in kinds(watch)
