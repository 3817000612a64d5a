"""What is shown before the server knows, and what is shown once it does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import StoppedClock, a_desk, fill, items
from workbench.desk.views import Filed
from workbench.domain.apply import apply
from workbench.domain.mutation import Refusal
from workbench.sync.server_clock import ServerClock
from workbench.wire import Result


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
    with pytest.raises(Refusal, match="an email address or a number"):
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
    clock.sample(clock.sends(), round(MONDAY.timestamp() * 1000))
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
        items({"op": "evict", "id": lead.id}), (), replace(cursor, since=1001)
    )
    desk._ear.absorbed(page, (), live=True)
    assert desk.card(lead.id) is None
    assert desk.queue("all") == []
    filed = desk.dispose(lead.id, "NA")
    assert isinstance(filed, Filed)
    assert filed.detail == "a lead no longer here"
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
