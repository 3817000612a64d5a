"""The window under the hands of a rep: keys in, mutations out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, a_lead
from tests.desk.seats import StoppedClock, fill
from tests.ui.windows import a_window, press, settle, type_in
from workbench.desk.views import SyncState
from workbench.ui.clock_face import wall_time
from workbench.ui.status_bar import sync_runs
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def three(directory: Path, clock: StoppedClock | None = None) -> Window:
    return a_window(
        directory,
        a_lead(name="Ann Lee", waited=1),
        a_lead(name="Bo Chen", waited=2),
        a_lead(name="Cy Dorn", waited=3),
        clock=clock,
    )


def shown_name(window: Window) -> str:
    lead = window.triage.work.at_hand().lead
    return (lead.name or "") if lead else ""


def types(window: Window) -> list[str]:
    return [item.kind for item in window.desk.unsent()]


def test_the_first_lead_is_on_the_card_when_the_window_opens(tmp_path: Path) -> None:
    window = three(tmp_path)
    assert shown_name(window) == "Ann Lee"
    press(window, "J", "J", "K")
    assert shown_name(window) == "Bo Chen"
    window.close()


def test_a_call_is_worked_with_four_keys_and_the_next_lead_comes(tmp_path: Path) -> None:
    clock = StoppedClock()
    window = three(tmp_path, clock)
    press(window, "Space", "C")
    assert window.triage.work.at_hand().is_on_call
    press(window, "N")
    type_in(window, "Asks for 1 price, call 2 times")
    clock.pass_by(seconds=42)
    press(window, "Ctrl+1")
    assert types(window) == ["call_started", "disposed"]
    assert window.desk.unsent()[1].detail == "Asks for 1 price, call 2 times"
    assert shown_name(window) == "Bo Chen"
    press(window, "Z")
    assert types(window)[-1] == "undone"
    assert shown_name(window) == "Ann Lee"
    window.close()


def test_single_keys_are_text_while_somebody_types(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "N")
    type_in(window, "jkcls1")
    assert window.triage.card.notes.field.toPlainText() == "jkcls1"
    assert types(window) == []
    window.close()


def test_notes_are_on_the_disk_before_the_lead_changes(tmp_path: Path) -> None:
    window = three(tmp_path)
    lead = window.triage.work.lead
    assert lead is not None
    press(window, "N")
    type_in(window, "half a thought")
    press(window, "Esc", "J")
    card = window.desk.card(lead)
    assert card is not None
    assert card.draft == "half a thought"
    press(window, "K")
    assert window.triage.card.notes.field.toPlainText() == "half a thought"
    window.close()


def test_what_was_typed_and_deleted_does_not_come_back_on_the_next_lead(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "N")
    type_in(window, "x")
    press(window, "Backspace", "Esc", "J")
    window.triage.card.notes.field.undo()
    assert window.triage.card.notes.is_empty
    window.close()


def test_letters_close_a_lead_only_after_l(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "X")
    assert not window.triage.dock.is_asking
    press(window, "C", "L", "X", "S")
    assert types(window)[-1] == "disposed"
    window.close()


def test_a_code_that_needs_a_reason_takes_one_letter_more(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "C", "C", "N")
    assert window.triage.dock.form.question is not None
    press(window, "B")
    first = window.desk.card(window.triage.queue.model.ids[0])
    assert types(window) == ["call_started", "disposed"]
    assert first is not None
    window.close()


def test_a_code_without_a_touch_asks_which_and_enter_is_a_call_just_now(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "1")
    assert types(window) == []
    question = window.triage.dock.form.question
    assert question is not None
    assert question.title == "What happened?"
    press(window, "Enter")
    assert types(window) == ["disposed"]
    window.close()


def test_a_key_held_too_long_does_not_dispose_of_the_next_lead(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "C", "1", "1")
    assert types(window) == ["call_started", "disposed"]
    assert not window.triage.dock.is_asking
    window.close()


def test_the_lead_in_work_stays_where_it_is_and_new_ones_wait_in_the_foot(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "J", "Enter")
    before = list(window.triage.queue.model.ids)
    fill(window.desk._caches, a_lead(name="Dev Anand"), since=2000)
    window.triage.queue.refresh()
    assert window.triage.queue.model.ids == before
    assert not window.triage.queue.foot.new.isHidden()
    press(window, "G", "U")
    assert len(window.triage.queue.model.ids) == 4
    assert shown_name(window) == "Bo Chen"
    window.close()


def test_what_arrives_above_the_row_in_work_does_not_move_it(tmp_path: Path) -> None:
    window = a_window(tmp_path, *(a_lead(name=f"Lead {n}", type="content") for n in range(30)))
    queue = window.triage.queue
    press(window, "J", "J", "J", "Enter")
    here = queue.list.visualRect(queue.list.currentIndex())
    hot = (a_lead(name=f"Hot {n}", waited=1) for n in range(3))
    fill(window.desk._caches, *hot, since=2000)
    queue.refresh()
    settle()
    assert queue.list.visualRect(queue.list.currentIndex()) == here
    assert queue.foot.new.accessibleName() == "3 new"
    press(window, "G", "U")
    assert queue.list.visualRect(queue.list.currentIndex()) == here
    assert [window.desk.rows([id])[0].name[:3] for id in queue.model.ids[:3]] == ["Hot"] * 3
    window.close()


def test_a_call_without_a_code_is_the_first_thing_after_a_crash(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "J", "J", "C")
    window.close()
    window.desk.close()
    from tests.ui.windows import at_desk
    from workbench.desk.desk import open_desk

    again = at_desk(open_desk(tmp_path, clock=StoppedClock()), tmp_path)
    assert shown_name(again) == "Cy Dorn"
    assert again.triage.work.at_hand().is_on_call
    again.close()


def test_search_finds_a_name_a_company_and_a_part_of_a_number(tmp_path: Path) -> None:
    window = a_window(
        tmp_path,
        a_lead(name="Ann Lee", company="Halden Freight", phone="+49 30 1112223"),
        a_lead(name="Bo Chen", company="Orbital Supply", phone="+49 30 4445556"),
    )
    for text in ("chen", "orbital", "44455"):
        press(window, "/")
        window.triage.queue.search.setText(text)
        settle()
        assert shown_name(window) == "Bo Chen"
        press(window, "Esc")
    window.triage.queue.search.setText("nobody at all")
    assert "nobody at all" in window.triage.queue.list.empty_words[0]
    window.close()


def test_a_lead_is_added_by_hand_and_opened(tmp_path: Path) -> None:
    window = three(tmp_path)
    press(window, "+")
    type_in(window, "+49 30 99988877")
    press(window, "Enter")
    assert types(window) == ["lead_added"]
    lead = window.triage.work.at_hand().lead
    assert lead is not None
    assert lead.phone == "+49 30 99988877"
    window.close()


def test_an_email_is_logged_by_hand_with_its_own_time(tmp_path: Path) -> None:
    window = three(tmp_path)
    window.actions_table.run("log_touch")
    press(window, "S", "2", "Enter")
    assert types(window) == ["touch_logged"]
    window.close()


def test_text_from_outside_is_shown_as_it_is(tmp_path: Path) -> None:
    evil = "<b>Bold</b> & <img src=x>"
    window = a_window(tmp_path, a_lead(name=evil, company=evil, message=evil))
    assert evil in window.triage.card.header.accessibleName()
    assert evil in window.triage.card.why.accessibleName()
    row = window.triage.queue.model.row(0)
    assert row is not None
    assert row.name == evil
    window.grab()
    from PySide6.QtWidgets import QLabel

    assert window.findChildren(QLabel) == []
    window.close()


def test_single_keys_can_be_switched_off(tmp_path: Path) -> None:
    window = three(tmp_path)
    window.actions_table.run("single_keys")
    press(window, "J")
    assert shown_name(window) == "Ann Lee"
    press(window, "Down")
    assert shown_name(window) == "Bo Chen"
    window.close()


def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    window = a_window(tmp_path)
    assert window.triage.queue.list.empty_words[0] == "Queue clear."
    window.grab()
    window.close()


def test_a_team_lead_selects_many_and_asks_who_gets_them(tmp_path: Path) -> None:
    leads = [a_lead(name=f"Lead {n}") for n in range(510)]
    window = a_window(tmp_path, *leads, role="lead")
    window.pages.board.table.choose("robin")
    press(window, "Ctrl+A")
    assert len(window.pages.board.list.chosen_ids()) == 510
    press(window, "A")
    question = window.pages.board.panel.form.question
    assert question is not None
    assert question.title == "Move 510 leads"
    window.grab()
    window.close()


def test_a_clear_queue_says_when_what_was_put_off_comes_back(tmp_path: Path) -> None:
    """And not when it was due before."""
    window = a_window(tmp_path, a_lead(name="Cy Dorn", waited=600))
    lead = window.triage.work.lead
    assert lead is not None
    window.desk.snooze(lead, MONDAY + timedelta(hours=3))
    settle()
    at = wall_time(MONDAY + timedelta(hours=3), MONDAY)
    words = window.triage.queue.list.empty_words
    assert words[:2] == ("Queue clear.", f"Next follow-up {at} (Cy Dorn).")
    window.close()


@pytest.mark.parametrize(("width", "scale"), [(1024, 1.0), (1440, 2.0)])
def test_that_who_is_signed_in_is_so_for_this_session_has_room(
    tmp_path: Path, width: int, scale: float
) -> None:
    window = three(tmp_path)
    window.theme.scale_text(scale)
    window.resize(width, 900)
    settle()
    line, now = window.status.sync, window.desk.now()
    state = SyncState(kind="online", synced_at=now, unsent=41, complete=True, token_kept=False)
    line.say(sync_runs(state, now, 0, ""))
    assert "signed in this session only" in line.accessibleName()
    assert line.sizeHint().width() <= line.width()
    window.theme.scale_text(1.0)
    window.close()
