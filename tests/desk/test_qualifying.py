from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import a_desk
from workbench.desk.desk import open_desk
from workbench.desk.views import Filed, NeedsTouch
from workbench.domain.record import Refusal

MTG = POLICY.disposition("MTG")


def test_an_answer_is_filed_shown_at_once_and_named_in_the_toast(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    desk.save_answer(lead.id, "timing", "Before the renewal")
    filed = desk.answer(lead.id, "timing", "Before the renewal")
    assert (filed.done, filed.detail) == ("Timing noted", "Ann Lee")
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.answers["timing"].text == "Before the renewal"
    assert card.typed == {}
    assert desk.undoable() == "Timing, Ann Lee"


def test_an_answer_being_typed_is_no_answer_yet_and_apart_from_the_notes(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    desk.save_draft(lead.id, "Their macro broke.")
    desk.save_answer(lead.id, "role", "Deci")
    desk.save_answer(lead.id, "role", "Decides")
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.answers == {}
    assert card.typed == {"role": "Decides"}
    assert card.draft == "Their macro broke."
    desk.save_answer(lead.id, "role", "")
    card = desk.card(lead.id)
    assert card is not None
    assert card.typed == {}


def test_who_is_killed_while_typing_an_answer_finds_it_again(tmp_path: Path) -> None:
    lead = a_lead()
    a_desk(tmp_path, lead).close()
    typing = f"""
import sys, time
from pathlib import Path
from workbench.desk.desk import open_desk
desk = open_desk(Path({str(tmp_path)!r}))
desk.answer({lead.id!r}, "role", "Decides with the CFO")
for length in range(1, 19):
    desk.save_answer({lead.id!r}, "timing", "Before the renewal"[:length])
print("typed", flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", typing], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "typed\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=10)
    card = open_desk(tmp_path).card(lead.id)
    assert card is not None
    assert card.typed == {"timing": "Before the renewal"}
    assert card.lead.answers["role"].text == "Decides with the CFO"


def test_a_handoff_tells_what_is_unasked_and_brings_its_summary(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    for question in ("role", "problem", "tools", "limits", "resonated"):
        desk.answer(lead.id, question, "asked")
    desk.save_draft(lead.id, "CFO signs above 20k.")
    handing = desk.handing(lead.id, MTG)
    assert handing is not None
    assert handing.unasked == "2 of 7 unasked: timing, why now"
    assert [question.id for question in handing.unmet] == ["timing"]
    assert "Role: asked, not known yet" in handing.summary
    assert "Note: CFO signs above 20k." in handing.summary
    assert desk.handing(lead.id, POLICY.disposition("NA")) is None


def test_a_meeting_takes_the_missing_answers_with_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    desk.start_call(lead.id)
    at = MONDAY + timedelta(days=1)
    with pytest.raises(Refusal, match="needs these asked first"):
        desk.dispose(lead.id, "MTG", meeting=at, ae="kim")
    assert len(desk.running_calls()) == 1
    told = dict.fromkeys(("role", "problem", "timing", "limits"), "unknown")
    filed = desk.dispose(lead.id, "MTG", meeting=at, ae="kim", summary="Ready.", answers=told)
    assert isinstance(filed, Filed)
    shown = desk.lead(lead.id)
    assert shown is not None
    assert shown.status == "meeting_booked"
    assert shown.answers.keys() == told.keys()
    [sent] = [entry for entry in desk._outbox.entries("1") if entry.type == "disposed"]
    assert sent.mutation(None).args["handoff"]["summary"] == "Ready."


def test_answers_wait_for_the_touch_that_a_code_needs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, lead := a_lead())
    at = MONDAY + timedelta(days=1)
    told = {"role": "Decides"}
    assert isinstance(desk.dispose(lead.id, "MTG", meeting=at, ae="kim", answers=told), NeedsTouch)
    shown = desk.lead(lead.id)
    assert shown is not None
    assert shown.answers == {}
