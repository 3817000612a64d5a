"""What has been done about a lead, as whoever opens the card reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtCore import QPoint

from tests.builders import MONDAY, POLICY, a_lead, an_id
from tests.desk.seats import PEOPLE, StoppedClock, a_desk
from tests.ui.windows import a_window, the_theme
from workbench.desk.desk import Desk
from workbench.desk.views import Card
from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.mutation import BODIES
from workbench.domain.rules import SignalKind
from workbench.ui.runs import spoken
from workbench.ui.story import Line, Section, Story, Words
from workbench.ui.timeline import timeline

pytestmark = pytest.mark.usefixtures("qtbot")


def read(card: Card | None, now_after: timedelta = timedelta()) -> list[str]:
    """Every line, newest first, as it is read aloud; icons are what tests of icons look at."""
    assert card is not None
    told = timeline(card, POLICY, MONDAY + now_after, PEOPLE, "robin")
    return [item.text if isinstance(item, Words) else f"{item.time} {spoken(item.runs)}"
            for item in told]  # fmt: skip


def words(lines: list[str]) -> list[str]:
    return [line.partition(" ")[2] for line in lines]


def entry(kind: str, *, user: str | None = None, **args: object) -> Activity:
    return Activity(id=an_id(), kind=kind, at=MONDAY, user=user, args=args)


def told(*activities: Activity) -> list[str]:
    lead = a_lead()
    card = Card(lead=lead, activities=activities, why_first=(), owner_name="")
    return words(read(card))


def opened(directory: Path, **fields: Any) -> tuple[Desk, Lead, StoppedClock]:
    clock = StoppedClock()
    lead = a_lead(**fields)
    return a_desk(directory, lead, clock=clock), lead, clock


def test_who_has_it_is_said_once_with_the_reason() -> None:
    turn = "It is the turn of Robin Berg, out of hours."
    assert told(entry("assigned", to="robin", reason=turn)) == [
        "Assigned to you, by turn, out of hours"
    ]
    assert told(entry("assigned", to="sam", reason="It is the turn of Sam Kaya.")) == [
        "Assigned to Sam Kaya, by turn"
    ]
    waits = "Nobody can take it now: it waits for the pool."
    assert told(entry("assigned", pool="p", reason=waits, passed=["Sam Kaya is away"])) == [
        "Waits for the pool, nobody can take it now, Sam Kaya is away"
    ]
    moved = entry("reassigned", user="sam", to="robin", reason="called in sick")
    assert told(moved) == ["Assigned to you, called in sick, by Sam Kaya"]


def test_a_reply_is_called_one_and_what_came_back_is_told_once() -> None:
    mail = {"kind": "email", "user": "robin", "message_id": "<a@halden.example>"}
    assert told(entry(**mail, direction="in"))[0] == "Reply, email"
    assert told(entry(**mail))[0] == "Email, you"
    assert told(entry("email", user="robin", direction="in"))[0] == "Email, came in, you"
    gone = entry("lead_edited", user="robin", email={"old": "ann@halden.example", "new": None})
    note = entry("note", user="robin", message_id="<b@mx.example>", note="Why.", tells=[gone.id])
    assert told(gone, note) == ["A mail came back", ""]
    undone = replace(gone, undone=True)
    assert len(told(undone, note)) == 3


def test_what_happens_by_itself_is_one_sentence_each() -> None:
    late = "Ana Silva made no attempt within 5:00."
    lines = told(
        entry("warned", reason="2:30 of 5:00 left, and no attempt yet."),
        entry("offered", to="sam", to_name="Sam Kaya", reason=f"{late} It is offered to Sam, too."),
        entry("offered", reason=f"{late} Nobody else can take it now."),
        entry("offer_ended", to="sam", reason="Sam Kaya did not take it up."),
        entry("told", reason=f"{late} The team leads were told."),
        entry("reassigned", to="robin", reason=f"{late} It is the turn of Robin Berg."),
        entry("signal", signal="page_view", page="/pricing"),
        entry("merged", lead="x", name="Ann Li"),
        entry("recycled", reason="Looked at the price."),
        entry("acknowledged", to="ann@halden.example", subject="Your request"),
        entry("acknowledged", error="no such mailbox"),
        entry("made_of_glass", reason="A newer server says so."),
    )
    assert lines == [
        "Reminder, 2:30 of 5:00 left, and no attempt yet",
        "Offered to Sam Kaya, Ana Silva made no attempt within 5:00",
        "Offered to nobody, Ana Silva made no attempt within 5:00",
        "The offer ended, Sam Kaya did not take it up",
        "The team leads told, Ana Silva made no attempt within 5:00",
        "Given to you, Ana Silva made no attempt within 5:00, by turn",
        "Looked at a page, /pricing",
        "Merged with Ann Li",
        "Came back, Looked at the price",
        "Acknowledgement sent, automatic, stops no clock",
        "Acknowledgement not sent, no such mailbox",
        "Made of glass, A newer server says so",
    ]


def test_what_somebody_did_is_a_sentence_of_theirs() -> None:
    edited = {"phone": {"old": None, "new": "+49 30 1"}, "employees": {"old": 5, "new": 50}}
    assert told(
        entry("claimed", user="robin"),
        entry("released", user="sam"),
        entry("lead_edited", user="robin", **edited),
        entry("opted_out", user="gone", channels=["email"]),
        entry("undone", user="robin", mutation="of a lead that was pulled without it"),
    ) == [
        "You claimed it",
        "Sam Kaya released it to the pool",
        "You changed it, phone: +49 30 1, size: 5 → 50",
        "Somebody noted an opt-out, no more email",
        "You took something back",
    ]


def test_no_code_of_the_wire_is_read_by_a_person() -> None:
    answers = {"form": "bant", "question": "need", "answer": "asked"}
    codes = {"decision": "rejected", "result": "no_show", "outcome": "left_a_message"}
    given = [
        entry(kind, user="robin", **(answers if kind == "qualification_answered" else codes))
        for kind in BODIES
    ]
    shown = told(*given, *(entry("signal", signal=kind) for kind in get_args(SignalKind)))
    assert not any("_" in line for line in shown)
    assert "You said what came of the meeting, rejected, no-show" in shown
    assert "Signal" not in shown


def test_a_fact_is_told_as_it_is_called() -> None:
    edited = {
        "type": {"old": "content", "new": "demo"},
        "tech": {"old": [], "new": ["Kafka", "Oracle"]},
    }
    old, new = (POLICY.types[kind].label for kind in ("content", "demo"))
    assert told(
        entry("call", user="robin", outcome="connected"),
        entry("lead_edited", user="robin", **edited),
        entry("disposed", user="robin", code="NOW", revisit_on="2027-03-01"),
    ) == [
        "Connected, call, you",
        f"You changed it, type: {old} → {new}, tech: Kafka, Oracle",
        "Not now, again 1 Mar 2027, you",
    ]


def test_a_call_is_one_line_with_its_code_reason_and_note(tmp_path: Path) -> None:
    desk, lead, clock = opened(tmp_path)
    call = desk.start_call(lead.id)
    clock.pass_by(seconds=42)
    desk.end_call(call.call_id)
    long = "They sign in March. " * 30
    desk.dispose(lead.id, "NI", reason="no budget", note=long)
    lines = read(desk.card(lead.id), timedelta(seconds=42))
    local = MONDAY.astimezone()
    assert lines[:2] == [
        f"{local.hour}:{local.minute:02} Promise met, 0:00 of 5:00",
        f"{local.hour}:{local.minute:02} Not interested, unsent, call, 0:42, no budget, you",
    ]
    assert lines[2] == long.strip()
    assert not any("started" in line for line in lines)


def test_a_code_given_to_a_touch_that_was_logged_before_stands_on_its_line(tmp_path: Path) -> None:
    desk, lead, clock = opened(tmp_path)
    desk.log_touch(lead.id, "call", duration_s=30, note="spoke to the front desk")
    clock.pass_by(minutes=1)
    desk.dispose(lead.id, "GK", note="asked for Lena")
    lines = words(read(desk.card(lead.id)))
    assert lines[1] == "Gatekeeper, live message left, unsent, call, 0:30, you"
    assert "asked for Lena" in read(desk.card(lead.id))[2]


def test_what_was_undone_stays_and_says_so_once(tmp_path: Path) -> None:
    desk, lead, _ = opened(tmp_path)
    desk.log_touch(lead.id, "email")
    desk.undo()
    assert words(read(desk.card(lead.id)))[0] == "Email, undone, unsent, you"
    assert not any("took" in line for line in read(desk.card(lead.id)))


def test_another_day_shows_its_date_and_the_time_beside_it(tmp_path: Path) -> None:
    desk, lead, _ = opened(tmp_path)
    desk.log_touch(lead.id, "email")
    [line] = [text for text in read(desk.card(lead.id), timedelta(days=3)) if "Email" in text]
    local = MONDAY.astimezone()
    assert line.startswith(f"{local.day} {local:%b} Email")
    assert f"{local.hour}:{local.minute:02}" in line
    [old] = [text for text in read(desk.card(lead.id), timedelta(days=400)) if "Email" in text]
    assert old.startswith(f"{local:%b} {local.year} Email")


def test_a_promise_that_was_answered_late_is_not_called_met(tmp_path: Path) -> None:
    desk, lead, _ = opened(tmp_path, waited=30)
    desk.log_touch(lead.id, "email")
    assert words(read(desk.card(lead.id)))[0] == "Answered late, after 30 min, 5:00 were promised"


def test_a_planned_follow_up_says_for_when(tmp_path: Path) -> None:
    desk, lead, _ = opened(tmp_path)
    desk.promise_callback(lead.id, MONDAY + timedelta(hours=2), note="ask for Jana")
    lines = read(desk.card(lead.id))
    assert lines[0].partition(" ")[2].startswith("You planned a follow-up, unsent, ")
    assert lines[1] == "ask for Jana"


def test_a_line_without_room_for_its_words_shows_them_all_under_the_pointer() -> None:
    story = Story(the_theme())
    story.resize(400, 100)
    card = Card(
        lead=a_lead(), activities=(entry("inquiry", type="demo", campaign="a campaign " * 9),),
        why_first=(), owner_name="",
    )  # fmt: skip
    lines = timeline(card, POLICY, MONDAY, PEOPLE, "robin")
    assert isinstance(lines[0], Line)
    story.tell([Section("TIMELINE", lines)])
    assert "a campaign a campaign" in story.tip_at(QPoint(300, 10))
    story.resize(4000, 100)
    assert story.tip_at(QPoint(300, 10)) == ""


def test_the_card_shows_the_timeline_of_its_lead(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee")
    window = a_window(tmp_path, lead)
    window.desk.claim(lead.id) if lead.owner is None else window.desk.release(lead.id)
    window.triage.card.refresh()
    assert "You released it to the pool" in window.triage.card.history.accessibleName()
    window.close()
