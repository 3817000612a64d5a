"""What a rep handed to an AE, as it stands at the rep's own desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead, a_mutation, after_asking
from tests.ui.meetings import at_desk, handed_of, met, replace_args
from tests.ui.windows import a_window, press, type_in
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def ann() -> Lead:
    return met("Ann Lee")


def test_a_rep_sees_what_they_booked_and_decides_nothing(tmp_path: Path, ann: Lead) -> None:
    window = at_desk(tmp_path, ann, role="rep")
    assert window.mode == "Triage"
    press(window, "G", "H", "A", "W")
    assert window.mode == "Handoffs"
    assert handed_of(window, ann).decision is None
    press(window, "N")
    assert handed_of(window, ann).result == "no_show"
    window.close()


def test_without_handoffs_a_rep_has_no_such_mode(tmp_path: Path) -> None:
    window = at_desk(tmp_path, a_lead(), role="rep")
    press(window, "G", "H")
    assert window.mode == "Triage"
    window.close()


def test_what_the_ae_sent_back_stands_on_the_rep_s_card_with_its_note(tmp_path: Path) -> None:
    lead = a_lead(waited=60)
    given = apply(lead, a_mutation(lead, "handed_off", after=-30, handoff_id="h", ae="sam"), POLICY)
    made = a_mutation(lead, "handoff_decided", after=-10, user="sam")
    args = {"handoff_id": "h", "decision": "rejected", "code": "no pain"}
    back = apply(given, replace_args(made, args), POLICY)
    window = a_window(tmp_path, back)
    told = window.triage.card.handed.accessibleName()
    assert "Sam Kaya sent it back: no pain" in told
    assert not window.triage.card.handed.isHidden()
    window.close()


def test_what_an_ae_has_that_day_stands_beside_the_time_being_chosen(tmp_path: Path) -> None:
    theirs = met("Bo Chen", hours_ago=-23)  # Tuesday, for Robin
    window = at_desk(tmp_path, ann := after_asking(a_lead(name="Ann Lee")), theirs, role="rep")
    window.show_lead(ann.id)
    press(window, "8")
    begins = next(p for p in window.triage.dock.form.parts if p.group.name == "meeting")
    assert begins.field is not None
    begins.field.setFocus()
    type_in(window, "tomorrow 15:00")
    since = (MONDAY + timedelta(hours=23)).astimezone()
    until = since + timedelta(minutes=30)
    said = f"Robin is busy {since.hour}:{since.minute:02}–{until.hour}:{until.minute:02}"
    assert begins.beside.accessibleName() == said
    type_in(window, "x")
    assert begins.beside.isHidden()
    window.close()


def test_a_no_show_comes_back_to_the_rep_on_top(
    tmp_path: Path,
) -> None:
    lead = a_lead(waited=60)
    at = to_ms(MONDAY - timedelta(hours=2))
    booked = replace_args(
        a_mutation(lead, "meeting_booked", after=-50),
        {"meeting_id": "m", "at": at, "length_min": 45, "ae": "sam"},
    )
    window = at_desk(tmp_path, apply(lead, booked, POLICY), role="rep")
    press(window, "G", "H", "N")
    press(window, "G", "Q")
    assert list(window.desk.queue("now")) == [lead.id]
    assert "Nobody came to the meeting with Sam Kaya: call back" in (
        window.triage.card.handed.accessibleName()
    )
    window.close()
