"""The .ics text: what stands in it, and that any calendar can read it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY
from workbench.domain.invitation import FOLDED_AT, Invitation, escaped, folded, ics

MEETING = Invitation(
    uid="b1b5",
    sequence=0,
    made_at=MONDAY,
    begins_at=MONDAY + timedelta(days=1, hours=4, minutes=30),
    length=timedelta(minutes=30),
    summary="Ann Lee, Halden Freight; demo",
    description="Tue 24 Nov 15:30 in Berlin,\n09:30 in New York",
    organizer=("robin@sample.example", "Robin Hale"),
    attendees=(("ann@halden.example", 'Ann "Annie" Lee'),),
)


def lines_of(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    """What a calendar makes of a TEXT value."""
    chars = iter(text)
    return "".join(
        char if char != "\\" else "\n" if (after := next(chars)) in "nN" else after
        for char in chars
    )


def test_an_invitation_says_when_who_and_what() -> None:
    assert lines_of(ics(MEETING)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Workbench//Workbench//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:b1b5",
        "SEQUENCE:0",
        "DTSTAMP:20261123T100000Z",
        "DTSTART:20261124T143000Z",
        "DTEND:20261124T150000Z",
        r"SUMMARY:Ann Lee\, Halden Freight\; demo",
        r"DESCRIPTION:Tue 24 Nov 15:30 in Berlin\,\n09:30 in New York",
        'ORGANIZER;CN="Robin Hale":mailto:robin@sample.example',
        "ATTENDEE;CN=\"Ann 'Annie' Lee\":mailto:ann@halden.example",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_moved_meeting_is_the_same_one_with_a_higher_sequence() -> None:
    moved = lines_of(ics(replace(MEETING, sequence=1, begins_at=MONDAY)))
    assert {"UID:b1b5", "SEQUENCE:1", "DTSTART:20261123T100000Z"} <= set(moved)


def test_what_comes_from_outside_adds_no_line_of_its_own() -> None:
    lead = 'x"\r\nATTENDEE:mailto:eve@evil.example'
    text = ics(replace(MEETING, summary=lead, description=lead, attendees=((lead, lead),)))
    assert len(lines_of(text)) == len(lines_of(ics(MEETING)))


@given(st.text())
def test_no_line_is_longer_than_a_calendar_takes_and_none_loses_a_character(text: str) -> None:
    line = "DESCRIPTION:" + escaped(text)
    pieces = folded(line).split("\r\n ")
    assert all(len(piece.encode()) <= FOLDED_AT - (n > 0) for n, piece in enumerate(pieces))
    assert "".join(pieces) == line


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \n,;\\")))
def test_a_text_is_read_again_as_it_was_written(text: str) -> None:
    assert unescaped(escaped(text)) == text
