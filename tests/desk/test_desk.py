"""A person at a desk without a network: what they do, see, take back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead, a_mutation
from tests.desk.seats import StoppedClock, a_desk
from workbench.cache.outbox import NotSaved
from workbench.desk.desk import open_desk
from workbench.desk.views import Filed, NeedsTouch
from workbench.domain.apply import apply
from workbench.domain.mutation import Refusal


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


def test_a_call_says_whom_it_passes_over(tmp_path: Path) -> None:
    top, late = a_lead(waited=3), a_lead(waited=40)
    desk = a_desk(tmp_path, late, top)
    for lead, over in ((late, top.id), (top, None)):
        desk.start_call(lead.id)
        card = desk.card(lead.id)
        assert card is not None
        assert card.lead.record[-1].args.get("over") == over


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
    code, *begun = card.activities
    assert code.kind == "disposed"
    [touch] = [one for one in begun if one.kind == "call"]  # as old as what said that it began
    assert touch.args["duration_s"] == 42
    assert touch.args["note"] == "wants two offers"
    assert {code.id, touch.id} <= card.unsent
    assert desk.rows([lead.id])[0].unsent


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
    clock = StoppedClock()
    desk = a_desk(tmp_path, one, two, clock=clock)
    calls = [desk.start_call(one.id)]
    clock.pass_by(seconds=1)
    calls.append(desk.start_call(two.id))
    desk.save_draft(two.id, "to the last second")
    # No close: the process has died.
    again = open_desk(tmp_path, clock=StoppedClock(MONDAY + timedelta(minutes=5)))
    assert [call.call_id for call in again.running_calls()] == [call.call_id for call in calls]
    assert [call.name for call in again.running_calls()] == ["One", "Two"]
    card = again.card(two.id)
    assert card is not None
    assert card.draft == "to the last second"


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


def test_a_row_says_in_words_what_they_asked_and_later_what_is_due(tmp_path: Path) -> None:
    clock = StoppedClock()
    wrote = a_lead(message="Carrier invoices,\tby hand. Every day.\nRegards")
    read = a_lead(type="content", asset="State of freight", page="/reports")
    came = a_lead(type="pricing", page="/pricing")
    silent = a_lead(type="call")
    desk = a_desk(tmp_path, wrote, read, came, silent, clock=clock)
    leads = [wrote.id, read.id, came.id, silent.id]
    assert [row.asks for row in desk.rows(leads)] == [
        "Demo · “Carrier invoices, by hand”",
        "Content · State of freight",
        "Pricing · from /pricing",
        "called and reached nobody",
    ]
    desk.dispose(silent.id, "NA", touch_kind="call")
    assert desk.rows([silent.id])[0].asks == "Missed call · Second call"
    clock.pass_by(minutes=6)
    assert desk.rows([silent.id])[0].asks == "Missed call · Second call is due"


def test_a_row_keeps_no_more_of_a_long_message_than_it_can_show(tmp_path: Path) -> None:
    lead = a_lead(message="word " * 5000)
    desk = a_desk(tmp_path, lead)
    assert len(desk.rows([lead.id])[0].asks) < 140


def test_no_call_into_somebodys_night_is_started_and_one_that_happened_is_logged(
    tmp_path: Path,
) -> None:
    asleep = replace(a_lead(), tz="America/New_York", tz_basis="phone")
    barred = apply(a_lead(), a_mutation(None, "opted_out", channels=["call"]), POLICY)
    desk = a_desk(tmp_path, asleep, barred)
    for lead, said in ((asleep, "No calls before 8:00 there"), (barred, "asked not to be called")):
        with pytest.raises(Refusal, match=said):
            desk.start_call(lead.id)
    assert desk.running_calls() == []
    assert desk.unsent() == []
    desk.log_touch(asleep.id, "call", duration_s=60)
    desk.dispose(asleep.id, "NA")
    assert [item.kind for item in desk.unsent()] == ["touch_logged", "disposed"]
