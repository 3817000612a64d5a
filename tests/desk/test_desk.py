"""A person at a desk without a network: what they do, see, take back."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import StoppedClock, a_desk, fill
from workbench.cache.outbox import NotSaved
from workbench.desk.calls import NeedsTouch
from workbench.desk.desk import open_desk
from workbench.desk.views import Filed
from workbench.domain.apply import apply
from workbench.domain.mutation import Refusal
from workbench.sync.server_clock import ServerClock
from workbench.wire import Result


def test_nothing_of_the_network_is_loaded_before_the_first_paint() -> None:
    told = (
        "import sys, workbench.desk.desk; heavy = {'requests', 'urllib3', 'sqlalchemy', 'keyring',"
        " 'truststore', 'ssl'} & set(sys.modules); sys.exit(', '.join(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_best_chance_is_first_and_a_promise_that_can_be_kept_counts_five_times(
    tmp_path: Path,
) -> None:
    fresh = a_lead(waited=3, name="Fresh")
    late = a_lead(waited=40, name="Late")
    content = a_lead(waited=40, type="content", name="Content")
    desk = a_desk(tmp_path, late, content, fresh)
    assert [row.name for row in desk.rows(desk.queue("now"))] == ["Fresh", "Late", "Content"]
    assert [row.name for row in desk.rows(desk.queue("now", type="content"))] == ["Content"]
    assert desk.next_due() == fresh.id
    assert desk.next_due(after=fresh.id) == late.id
    assert set(desk.queue("mine")) == {fresh.id, late.id, content.id}


def test_a_call_is_one_keystroke_to_finish(tmp_path: Path) -> None:
    clock = StoppedClock()
    lead = a_lead(waited=3, name="Mika Salo")
    desk = a_desk(tmp_path, lead, clock=clock)
    filed: list[Filed] = []
    desk.listen("filed", filed.append)
    call = desk.start_call(lead.id)
    assert desk.rows([lead.id])[0].on_call_since == MONDAY
    desk.save_draft(lead.id, "wants two offers")
    clock.pass_by(seconds=42)
    desk.end_call(call.call_id)
    clock.pass_by(seconds=5)
    done = desk.dispose(lead.id, "NA")
    assert done == filed[-1]
    assert isinstance(done, Filed)
    assert done.done == "No answer logged"
    assert done.detail.startswith("Mika Salo, follow-up ")
    assert done.advances
    assert desk.running_calls() == []
    card = desk.card(lead.id)
    assert card is not None
    assert card.draft == ""
    assert card.lead.attempts == 1
    code, touch, *_ = card.activities
    assert (code.kind, touch.kind) == ("disposed", "call")
    assert touch.args["duration_s"] == 42
    assert touch.args["note"] == "wants two offers"
    assert {code.id, touch.id} <= card.unsent
    assert desk.rows([lead.id])[0].unsent


def test_undo_takes_it_back_and_gives_the_words_back(tmp_path: Path) -> None:
    lead = a_lead(waited=3, name="Mika Salo")
    desk = a_desk(tmp_path, lead)
    assert desk.undoable() is None
    assert desk.undo() is None
    desk.start_call(lead.id)
    desk.save_draft(lead.id, "wants two offers")
    desk.dispose(lead.id, "NA")
    assert desk.undoable() == "No answer, Mika Salo"
    desk.undo()
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 0
    assert card.draft == "wants two offers"
    assert any(activity.undone for activity in card.activities)
    assert desk.queue("now") == [lead.id]
    assert desk.undoable() is None


def test_undo_goes_back_one_by_one_and_not_into_the_last_shift(tmp_path: Path) -> None:
    clock = StoppedClock()
    one, two = a_lead(waited=3, name="One"), a_lead(waited=3, name="Two")
    desk = a_desk(tmp_path, one, two, clock=clock)
    desk.snooze(one.id, MONDAY + timedelta(hours=1))
    desk.log_touch(two.id, "email")
    assert desk.undoable() == "Email, Two"
    desk.undo()
    assert desk.undoable() == "Snooze, One"
    clock.pass_by(hours=13)
    assert desk.undoable() is None


def test_a_code_without_a_touch_asks_once_which_it_was(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    assert desk.dispose(lead.id, "NA") == NeedsTouch(lead.id, "NA")
    assert desk.unsent() == []
    assert isinstance(desk.dispose(lead.id, "NA", touch_kind="call"), Filed)
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 1


def test_a_code_describes_the_touch_that_was_just_logged(tmp_path: Path) -> None:
    clock = StoppedClock()
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead, clock=clock)
    desk.log_touch(lead.id, "call", duration_s=30)
    clock.pass_by(minutes=5)
    assert isinstance(desk.dispose(lead.id, "INT"), Filed)
    card = desk.card(lead.id)
    assert card is not None
    assert (card.lead.attempts, card.lead.status) == (1, "connected")
    clock.pass_by(minutes=31)
    assert isinstance(desk.dispose(lead.id, "NA"), NeedsTouch)


def test_spam_may_stand_alone(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    assert isinstance(desk.dispose(lead.id, "SPM", reason="vendor"), Filed)
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.status == "disqualified"


def test_what_the_rules_refuse_is_not_filed_and_the_call_runs_on(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    desk.start_call(lead.id)
    desk.save_draft(lead.id, "hm")
    with pytest.raises(Refusal, match="needs a reason"):
        desk.dispose(lead.id, "NI")
    assert len(desk.unsent()) == 1
    assert len(desk.running_calls()) == 1
    card = desk.card(lead.id)
    assert card is not None
    assert card.draft == "hm"


def test_a_full_disk_says_not_saved_and_keeps_the_draft_and_the_call(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    desk.start_call(lead.id)
    desk.save_draft(lead.id, "x" * 20_000)
    desk._outbox.database.connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(NotSaved):
        desk.dispose(lead.id, "NA")
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 0
    assert len(card.draft) == 20_000
    assert len(desk.running_calls()) == 1


def test_two_calls_that_a_crash_cut_off_are_both_found_again(tmp_path: Path) -> None:
    one, two = a_lead(waited=3, name="One"), a_lead(waited=4, name="Two")
    desk = a_desk(tmp_path, one, two)
    calls = [desk.start_call(one.id), desk.start_call(two.id)]
    desk.save_draft(two.id, "to the last second")
    # No close: the process has died.
    again = open_desk(tmp_path, clock=StoppedClock(MONDAY + timedelta(minutes=5)))
    assert [call.call_id for call in again.running_calls()] == [call.call_id for call in calls]
    assert [call.name for call in again.running_calls()] == ["One", "Two"]
    card = again.card(two.id)
    assert card is not None
    assert card.draft == "to the last second"


def test_a_lead_added_by_hand_is_there_at_once_and_can_be_found_and_worked(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    lead = desk.add_lead({"type": "call", "name": "Cy Dorn", "phone": "+49 30 5550149"})
    assert desk.search("cy") == [lead]
    assert desk.search("030 555") == [lead]
    assert desk.queue("now") == [lead]
    desk.log_touch(lead, "call", outcome="NA")
    card = desk.card(lead)
    assert card is not None
    assert card.lead.attempts == 1
    with pytest.raises(Refusal, match="at least one of"):
        desk.add_lead({"type": "call", "name": "Nobody"})


def test_an_edit_shows_at_once_and_a_new_number_is_not_dialled_before_it_is_parsed(
    tmp_path: Path,
) -> None:
    lead = replace(a_lead(waited=3), phone_e164="+493055501420")
    desk = a_desk(tmp_path, lead)
    desk.edit(lead.id, {"phone": "0151 2345", "name": "Ann Leigh"})
    card = desk.card(lead.id)
    assert card is not None
    assert (card.lead.name, card.lead.phone, card.lead.phone_e164) == (
        "Ann Leigh",
        "0151 2345",
        None,
    )
    with pytest.raises(Refusal, match="cannot be edited"):
        desk.edit(lead.id, {"owner": "sam"})


def test_a_promised_callback_comes_up_at_its_time_above_all_others(tmp_path: Path) -> None:
    clock = StoppedClock()
    fresh, promised = a_lead(waited=0), a_lead(waited=30, type="content", name="Cy Dorn")
    desk = a_desk(tmp_path, fresh, promised, clock=clock)
    desk.promise_callback(promised.id, MONDAY + timedelta(minutes=2))
    assert promised.id not in desk.queue("now")
    assert desk.next_moment() == MONDAY + timedelta(minutes=2)
    clock.pass_by(minutes=2)
    assert list(desk.queue("now")) == [promised.id, fresh.id]
    assert desk.rows([promised.id])[0].callback_at == MONDAY + timedelta(minutes=2)


def test_nobody_is_called_at_night_but_a_promise_is_kept(tmp_path: Path) -> None:
    far = replace(a_lead(waited=3), tz="Pacific/Auckland")
    desk = a_desk(tmp_path, far)
    assert desk.queue("now") == []
    assert desk.counts()["now"] == 0
    desk.log_touch(far.id, "note", note="patched now, and still asleep")
    assert desk.queue("now") == []
    desk.promise_callback(far.id, MONDAY)
    assert desk.queue("now") == [far.id]


def test_a_note_takes_the_draft_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    with pytest.raises(Refusal, match="nothing typed"):
        desk.log_touch(lead.id, "note")
    desk.save_draft(lead.id, "he prefers mail")
    desk.log_touch(lead.id, "note")
    card = desk.card(lead.id)
    assert card is not None
    assert card.draft == ""
    assert card.activities[0].args["note"] == "he prefers mail"
    assert card.lead.attempts == 0


def test_what_the_server_refused_can_be_kept_sent_again_or_dropped(tmp_path: Path) -> None:
    lead = a_lead(waited=3, name="Ann Lee")
    desk = a_desk(tmp_path, lead)
    for _ in range(3):
        desk.log_touch(lead.id, "email", note="see our offer")
    told: list[str] = []
    desk.listen("attention_changed", lambda: told.append("attention"))
    refused = [
        Result(id=entry.id, s="rejected", code="erased", message="This person was erased.")
        for entry in desk._outbox.pending(50)
    ]
    with desk._outbox.writing() as writing:
        writing.settle(refused, MONDAY)
    desk._ear.settled(refused)
    assert told == ["attention"]
    one, two, three = desk.attention()
    assert (one.sent, one.typed, one.name) == ("Email", "see our offer", "Ann Lee")
    assert one.problem.message == "This person was erased."
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 0
    desk.discard(one.mutation.id)
    desk.keep_as_note(two.mutation.id)
    desk.send_again(three.mutation.id, {"note": "see our new offer"})
    assert desk.attention() == []
    assert [(unsent.said, unsent.detail) for unsent in desk.unsent()] == [
        ("Note, Ann Lee", "see our offer"),
        ("Email, Ann Lee", "see our new offer"),
    ]
    assert desk.sync_state().refused == 0


def test_my_availability_shows_before_the_server_knows(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.set_availability("away", MONDAY + timedelta(hours=1))
    assert {p.id: p.availability for p in desk.people()} == {"robin": "away", "sam": "available"}


def test_work_leaves_the_overlay_only_when_the_cache_shows_it_itself(tmp_path: Path) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    desk.log_touch(lead.id, "email")
    (entry,) = desk._outbox.pending(50)
    with desk._outbox.writing() as writing:
        writing.settle([Result(id=entry.id, s="ok", seq=1001)], MONDAY)
    fill(desk._caches, lead)  # a page that was asked for before the acknowledgement
    desk._overlay.start_over()
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 1
    assert not card.unsent


def test_times_are_corrected_by_what_the_desk_knows_of_the_servers_clock(tmp_path: Path) -> None:
    """This computer's clock is ten minutes slow; what is shown and counted is the server's time."""
    clock = StoppedClock(MONDAY - timedelta(minutes=10))
    clock.sample(clock.monotonic(), round(MONDAY.timestamp() * 1000))
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead, clock=clock)
    assert desk.now() == MONDAY
    call = desk.start_call(lead.id)
    assert call.started_at == MONDAY
    desk.dispose(lead.id, "NA")
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.first_attempt_at == MONDAY
    assert card.lead.clocks[0].met_at == MONDAY
    (_, entry) = desk._outbox.pending(50)
    assert entry.mutation("robin").at == MONDAY - timedelta(minutes=10)
    assert entry.offset.ms == 600_000


def test_the_last_page_of_a_lead_that_left_closes_its_card_and_keeps_the_draft(
    tmp_path: Path,
) -> None:
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    desk.start_call(lead.id)
    desk.save_draft(lead.id, "still talking")
    cursor = desk._caches.shown.cursor
    page = desk._caches.shown.absorb(
        [{"op": "evict", "id": lead.id}], (), replace(cursor, since=1001)
    )
    desk._ear.absorbed(page, (), live=True)
    assert desk.card(lead.id) is None
    assert desk.queue("all") == []
    filed = desk.dispose(lead.id, "NA")
    assert isinstance(filed, Filed)
    assert filed.detail == "A lead that is no longer here"
    assert "still talking" in desk.unsent()[-1].detail


def test_two_desks_of_the_same_work_show_the_same_lead(tmp_path: Path) -> None:
    """What was shown from the outbox is what the rules make of the same mutation."""
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead)
    desk.start_call(lead.id)
    desk.dispose(lead.id, "VM")
    told = replace(lead, seq=1000)
    for entry in desk._outbox.pending(50):
        told = apply(told, entry.corrected("robin"), POLICY)
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead == told


def test_what_a_verb_shows_is_what_the_next_start_shows(tmp_path: Path) -> None:
    """A clock that never stands still: the moment that was stored is the one that is shown."""
    ticks = itertools.count(MONDAY.timestamp(), 0.007)
    clock = ServerClock(wall=lambda: next(ticks), monotonic=lambda: next(ticks))
    lead = a_lead(waited=3)
    desk = a_desk(tmp_path, lead, clock=clock)
    desk.dispose(lead.id, "VM", touch_kind="call")
    card = desk.card(lead.id)
    desk._overlay.start_over()
    again = desk.card(lead.id)
    assert card is not None
    assert again is not None
    assert card.lead == again.lead
