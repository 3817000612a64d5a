from __future__ import annotations

from pathlib import Path

from tests.builders import a_lead
from tests.desk.seats import a_desk
from tests.ui.windows import a_window, press, settle, type_in
from workbench.domain.lead import Lead
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
    assert qualify.entry.accessibleName() == "Role: Who decides this, and who else has a say?"
    press(window, "Enter", "Esc")
    settle()
    assert "Role: Asked, not known yet. Problem: not asked" in qualify.accessibleName()
