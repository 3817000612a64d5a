from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.builders import POLICY, a_lead, after_asking
from tests.desk.seats import a_desk
from tests.ui.windows import a_window, at_desk, press, settle, type_in
from workbench.cache.answers import answers_typed
from workbench.domain.lead import Lead
from workbench.domain.policy_text import plain_policy
from workbench.ui.window import Window


def answers(window: Window, lead: Lead) -> dict[str, str]:
    shown = window.desk.lead(lead.id)
    assert shown is not None
    return {question: answer.text for question, answer in shown.answers.items()}


def test_q_asks_question_by_question_and_enter_on_an_empty_line_means_asked(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q")
    type_in(window, "Decides with the CFO")
    press(window, "Enter", "Enter", "?")
    assert answers(window, lead) == {
        "role": "Decides with the CFO",
        "problem": "asked",
        "tools": "unknown",
    }
    assert window.triage.card.qualify.at == 3


def test_what_is_typed_is_filed_before_a_code_is_given(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "C", "Q")
    type_in(window, "Runs operations")
    press(window, "Ctrl+1")
    assert answers(window, lead) == {"role": "Runs operations"}
    kinds = [entry.type for entry in window.desk._outbox.entries("1")]
    assert kinds[-2:] == ["qualification_answered", "disposed"]


def test_single_keys_live_again_once_the_line_is_left(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead(), a_lead(name="Bo Chen", email="bo@orbit.example"))
    press(window, "Q")
    type_in(window, "jk")
    press(window, "Esc", "Q")
    assert answers(window, lead) == {"role": "jk"}
    assert window.triage.card.qualify.at == 1
    press(window, "Esc", "C")
    assert [call.lead for call in window.desk.running_calls()] == [lead.id]


def test_the_last_line_gives_the_keys_back(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q", *["Enter"] * 7)
    assert len(answers(window, lead)) == 7
    assert window.triage.card.qualify.at is None
    assert window.focusWidget() is window.triage.queue.list


def test_arrows_and_tab_walk_the_lines_and_leave_them_blank(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q", "Down", "Down")
    assert window.triage.card.qualify.at == 2
    window.triage.card.qualify.focusNextPrevChild(False)
    assert window.triage.card.qualify.at == 1
    press(window, "Esc")
    assert answers(window, lead) == {}


def test_an_answer_is_taken_back_by_z_and_the_notes_stay_as_they_were(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q")
    type_in(window, "Decides")
    press(window, "Esc", "Z")
    assert answers(window, lead) == {}
    assert window.triage.card.notes.is_empty


def test_an_answer_typed_over_with_nothing_is_blank_again(tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q")
    type_in(window, "x")
    press(window, "Esc")
    window.triage.card.qualify.edit(0)
    window.triage.card.qualify.entry.clear()
    window.triage.card.qualify.entry.textEdited.emit("")
    press(window, "Esc")
    assert answers(window, lead) == {}


def test_what_was_being_typed_when_the_program_ended_stands_in_its_line(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead)
    desk.save_answer(lead.id, "timing", "Before the ren")
    desk.close()
    window = a_window(tmp_path, lead)
    qualify = window.triage.card.qualify
    assert qualify.typed == {"timing": "Before the ren"}
    qualify.edit(3)
    settle()
    assert qualify.entry.text() == "Before the ren"


def test_who_cannot_see_hears_each_question_with_what_was_said(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    press(window, "Q")
    qualify = window.triage.card.qualify
    assert qualify.entry.accessibleName() == "Role: Who decides, and with whom?"
    press(window, "Enter", "Esc")
    settle()
    assert "Role: Asked, not known yet. Problem: not asked" in qualify.accessibleName()


def with_an_ae(tmp_path: Path, *leads: Lead) -> Window:
    desk = a_desk(tmp_path, *leads)
    cache = desk._caches.shown
    kim = {"kind": "user", "key": "kim", "seq": 1, "doc": {"name": "Kim Ahn", "role": "ae"}}
    cache.absorb((), [kim], cache.cursor)
    return at_desk(desk, tmp_path)


def test_8_asks_what_was_not_asked_then_time_and_ae_and_hands_the_summary_on(
    tmp_path: Path,
) -> None:
    window = with_an_ae(tmp_path, lead := a_lead())
    press(window, "C", "Q")
    type_in(window, "Decides with the CFO")
    press(window, "Enter", "Enter", "Esc", "8")
    form = window.triage.dock.form
    assert form.question is not None
    assert form.question.note == "5 of 7 unasked: tools, timing, limits, why now, resonated"
    type_in(window, "Before the renewal")
    press(window, "Enter")
    type_in(window, "?")
    press(window, "Enter", "A")
    shown = window.desk.lead(lead.id)
    assert shown is not None
    assert shown.status == "meeting_booked"
    assert answers(window, lead) == {
        "role": "Decides with the CFO",
        "problem": "asked",
        "timing": "Before the renewal",
        "limits": "unknown",
    }
    [sent] = [entry for entry in window.desk._outbox.entries("1") if entry.type == "disposed"]
    handoff = sent.mutation(None).args["handoff"]
    assert handoff["ae"] == "kim"
    assert "Role: Decides with the CFO" in handoff["summary"].splitlines()


def test_the_summary_is_put_right_before_it_goes(tmp_path: Path) -> None:
    window = with_an_ae(tmp_path, lead := after_asking(a_lead()))
    press(window, "C", "9")
    form = window.triage.dock.form
    [area] = [part.area for part in form.parts if part.area is not None]
    assert "Ann Lee, Halden Freight" in area.text()
    area.field.selectAll()
    area.field.setFocus()
    type_in(window, "Call her first.")
    press(window, "Ctrl+Enter")
    assert form.question is not None  # an AE is still to be named
    press(window, "A")
    [sent] = [entry for entry in window.desk._outbox.entries("1") if entry.type == "disposed"]
    assert sent.mutation(None).args["handoff"]["summary"] == "Call her first."
    shown = window.desk.lead(lead.id)
    assert shown is not None
    assert shown.status == "qualified"


def test_a_choice_is_taken_by_its_number(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead)
    cache = desk._caches.shown
    policy = plain_policy(replace(POLICY, form="meddicc"))
    told = {"kind": "policy", "key": "current", "seq": 1, "doc": policy}
    cache.absorb((), [told], cache.cursor)
    window = at_desk(desk, tmp_path)
    press(window, "Q", "Down", "2", "Esc")
    assert answers(window, lead) == {"buyer": "They know who pays"}


def test_what_was_asked_in_one_go_is_one_line_of_the_timeline(tmp_path: Path) -> None:
    window = a_window(tmp_path, a_lead())
    press(window, "C", "Q", "Enter", "Enter", "Esc")
    window.triage.card.refresh()
    assert "You asked, unsent, Role, Problem. " in window.triage.card.history.accessibleName()
    press(window, "Z")
    window.triage.card.refresh()
    said = window.triage.card.history.accessibleName()
    assert "You asked, undone, unsent, Problem: asked. " in said
    assert "You asked, unsent, Role: asked. " in said


def test_each_key_is_on_the_disk_before_the_line_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(tmp_path, lead := a_lead())
    press(window, "Q")
    type_in(window, "Decides")
    qtbot.waitUntil(lambda: answers_typed(window.desk._outbox, lead.id) == {"role": "Decides"})
    assert answers(window, lead) == {}


def test_a_disk_that_takes_nothing_says_so_and_what_was_typed_stays(tmp_path: Path) -> None:
    one, two = a_lead(waited=4), a_lead(waited=1, name="Bo Chen", email="bo@orbit.example")
    window = a_window(tmp_path, one, two)
    qualify = window.triage.card.qualify
    connection = window.desk._outbox.database.connection
    first = window.triage.card.lead
    assert first is not None
    press(window, "Q")
    type_in(window, "Decides")
    connection.execute("PRAGMA query_only = 1")
    press(window, "Esc")
    assert qualify.failed == "NOT SAVED"
    assert qualify.typed == {"role": "Decides"}
    press(window, "J")
    assert window.triage.card.lead != first
    assert qualify.typed == {}
    connection.execute("PRAGMA query_only = 0")
    press(window, "K")
    assert qualify.typed == {"role": "Decides"}
    qualify.save()
    shown = window.desk.lead(first)
    assert shown is not None
    assert shown.answers["role"].text == "Decides"
