"""The Handoffs mode with real keys: the list, each verb, what Z takes back, who may what."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.builders import a_lead
from tests.ui.meetings import at_desk, do, handed_of, met
from tests.ui.windows import press, settle, type_in
from workbench.domain.lead import Lead
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def ann() -> Lead:
    return met("Ann Lee")


def names(window: Window) -> list[str]:
    rows = (window.pages.handoffs.model.row(n) for n in range(len(window.pages.handoffs.model.ids)))
    return [row.name for row in rows if row is not None]


def test_an_ae_lands_on_what_they_have_to_decide_due_first(tmp_path: Path, ann: Lead) -> None:
    later, today = met("Bo Chen", hours_ago=-3), met("Cy Dorn", hours_ago=1)
    window = at_desk(tmp_path, later, today, ann, a_lead(name="Dee Fox"))
    assert window.mode == "Handoffs"
    assert names(window) == ["Ann Lee", "Cy Dorn", "Bo Chen"]
    assert "booked by Sam Kaya" in window.pages.handoffs.card.handed.accessibleName()
    window.close()


def test_accepting_asks_how_good_it_was_and_keeps_the_sentence(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(tmp_path, ann)
    press(window, "A", "3")
    type_in(window, "Knew the budget.")
    press(window, "Enter")
    handed = handed_of(window, ann)
    assert (handed.decision, handed.quality) == ("accepted", 3)
    assert "quality 3, good" in window.pages.handoffs.card.handed.accessibleName()
    assert "Knew the budget." in window.pages.handoffs.card.handed.accessibleName()
    window.close()


def test_sending_it_back_is_a_letter_for_the_code_and_the_list_goes_on(
    tmp_path: Path, ann: Lead
) -> None:
    window = at_desk(tmp_path, ann, met("Bo Chen", hours_ago=1))
    press(window, "R")
    press(window, key_of(window, "no pain"))
    assert (handed_of(window, ann).decision, handed_of(window, ann).code) == ("rejected", "no pain")
    settle()
    assert names(window) == ["Bo Chen"]
    window.close()


def key_of(window: Window, code: str) -> str:
    question = window.pages.handoffs.panel.form.question
    assert question is not None
    return next(c.key for c in question.groups[0].choices if c.value == code)


def test_a_sentence_for_the_rep_is_a_tab_away_and_the_letter_still_sends_it(
    tmp_path: Path, ann: Lead
) -> None:
    window = at_desk(tmp_path, ann)
    press(window, "R")
    key = key_of(window, "no pain")
    press(window, "Tab")
    type_in(window, "They wanted a price list.")
    press(window, "Enter")
    assert handed_of(window, ann).decision is None
    press(window, key)
    assert handed_of(window, ann).code == "no pain"
    card = window.desk.card(ann.id)
    assert card is not None
    assert card.activities[0].args["note"] == "They wanted a price list."
    window.close()


@pytest.mark.parametrize(("key", "result"), [("H", "held"), ("N", "no_show"), ("X", "cancelled")])
def test_a_key_says_what_became_of_the_meeting_and_z_takes_it_back(
    tmp_path: Path, ann: Lead, key: str, result: str
) -> None:
    window = at_desk(tmp_path, ann)
    press(window, key)
    assert handed_of(window, ann).result == result
    press(window, "Z")
    assert handed_of(window, ann).result is None
    window.close()


def test_a_meeting_to_come_was_neither_held_nor_missed_but_can_be_moved(tmp_path: Path) -> None:
    lead = met("Ann Lee", hours_ago=-2)
    window = at_desk(tmp_path, lead)
    press(window, "H", "N")
    assert handed_of(window, lead).result is None
    press(window, "M")
    type_in_field(window, "tomorrow 9:00")
    handed = handed_of(window, lead)
    assert handed.moved == 1
    assert handed.meeting_at is not None
    assert handed.meeting_at.astimezone().hour == 9
    window.close()


def type_in_field(window: Window, text: str) -> None:
    field = window.pages.handoffs.panel.form.parts[0].field
    assert field is not None
    field.setFocus()
    type_in(window, text)
    press(window, "Enter")


def test_where_there_is_no_room_for_the_list_keys_walk_and_decide_on_the_card(
    tmp_path: Path, ann: Lead
) -> None:
    window = at_desk(tmp_path, ann, bo := met("Bo Chen", hours_ago=1))
    window.resize(900, 700)
    settle()
    assert not window.pages.handoffs.list.isVisible()
    press(window, "J")
    assert window.pages.handoffs.card.lead == bo.id
    press(window, "H")
    assert handed_of(window, bo).result == "held"
    window.close()


def test_an_accepted_handoff_is_not_taken_back_and_z_says_so(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(tmp_path, ann)
    said: list[str] = []
    window.triage.work.said.connect(said.append)
    press(window, "A", "4", "Enter", "Z")
    assert handed_of(window, ann).decision == "accepted"
    assert said == ["An accepted handoff is not taken back: tell how it ends, won or lost."]
    window.close()


def test_an_accepted_one_is_told_of_until_it_is_won(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(
        tmp_path, do(ann, "handoff_decided", handoff_id="Ann Lee", decision="accepted")
    )
    press(window, "S")
    type_in(window, "Proposal")
    press(window, "Enter")
    row = window.pages.handoffs.model.row(0)
    assert row is not None
    assert "Accepted, Proposal" in row.asks
    press(window, "W")
    type_in(window, "12,000")
    currency = window.pages.handoffs.panel.form.parts[1].field
    assert currency is not None
    currency.setFocus()
    type_in(window, "eur")
    press(window, "Enter")
    lead = window.desk.lead(ann.id)
    assert lead is not None
    assert lead.opportunity is not None
    told = lead.opportunity
    assert (told.outcome, told.amount, told.currency) == ("won", 12000, "EUR")
    assert lead.status == "won"
    settle()
    assert names(window) == []
    window.close()


def test_a_loss_needs_its_reason(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(
        tmp_path, do(ann, "handoff_decided", handoff_id="Ann Lee", decision="accepted")
    )
    press(window, "L", "Enter")
    lead = window.desk.lead(ann.id)
    assert lead is not None
    assert lead.status == "accepted"
    type_in(window, "went with a competitor")
    press(window, "Enter")
    lead = window.desk.lead(ann.id)
    assert lead is not None
    assert lead.opportunity is not None
    assert (lead.status, lead.opportunity.reason) == ("lost", "went with a competitor")
    window.close()


def test_a_team_lead_decides_too(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(tmp_path, ann, role="lead")
    press(window, "G", "H", "A", "2", "Enter")
    assert handed_of(window, ann).decision == "accepted"
    window.close()


def test_a_booked_meeting_goes_to_the_calendar_and_a_moved_one_with_the_same_uid(
    tmp_path: Path, ann: Lead
) -> None:
    window = at_desk(tmp_path, ann)
    said: list[str] = []
    window.triage.work.said.connect(said.append)
    window.actions_table.run("invitation")
    first = QGuiApplication.clipboard().text()
    press(window, "M")
    type_in_field(window, "tomorrow 9:00")
    moved = QGuiApplication.clipboard().text()
    assert ["saved as" in one for one in said] == [True, True]
    assert "UID:Ann Lee\r\nSEQUENCE:0" in first.replace("\n", "\r\n").replace("\r\r", "\r")
    assert "UID:Ann Lee\r\nSEQUENCE:1" in moved.replace("\n", "\r\n").replace("\r\r", "\r")
    paths = {one.partition("saved as ")[2].removesuffix(" and copied.") for one in said}
    [path] = paths
    assert Path(path).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    window.close()
