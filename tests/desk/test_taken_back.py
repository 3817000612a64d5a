"""What a person takes back, and what the server did not take."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, a_lead
from tests.desk.seats import StoppedClock, a_desk
from workbench.wire import Result


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
