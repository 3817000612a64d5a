"""The invitation to a meeting as an .ics file (RFC 5545), which any calendar takes in.

A meeting that was moved keeps its UID and has a higher SEQUENCE, so that the calendar moves its
entry and makes no second one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FOLDED_AT = 75
"""Octets of a line, its break left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`attendees`: addresses and names. `sequence`: how often the meeting was moved."""

    uid: str
    sequence: int
    made_at: datetime
    begins_at: datetime
    length: timedelta
    summary: str
    description: str
    organizer: tuple[str, str]
    attendees: tuple[tuple[str, str], ...] = ()


def ics(invitation: Invitation) -> str:
    """The file's text; its lines end as the format wants it, with CR and LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Workbench//Workbench//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escaped(invitation.uid)}",
        f"SEQUENCE:{invitation.sequence}",
        f"DTSTAMP:{_utc(invitation.made_at)}",
        f"DTSTART:{_utc(invitation.begins_at)}",
        f"DTEND:{_utc(invitation.begins_at + invitation.length)}",
        f"SUMMARY:{escaped(invitation.summary)}",
        f"DESCRIPTION:{escaped(invitation.description)}",
        _person("ORGANIZER", *invitation.organizer),
        *(_person("ATTENDEE", *attendee) for attendee in invitation.attendees),
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """As a TEXT value holds it: on one line, without what a calendar may not read."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in "\\;,":
        plain = plain.replace(char, f"\\{char}")
    return "".join(c for c in plain.replace("\n", "\\n") if c == "\t" or c.isprintable())


def folded(line: str) -> str:
    """In pieces of 75 octets at most; no character is cut in two."""
    pieces, piece, room = [], "", FOLDED_AT
    for char in line:
        if len((piece + char).encode()) > room:
            pieces.append(piece)
            piece, room = "", FOLDED_AT - 1  # the blank that begins what goes on is one of them
        piece += char
    return "\r\n ".join([*pieces, piece])


def _person(kind: str, address: str, name: str) -> str:
    """A name stands in quotes, in which a parameter allows no quote and no control character."""
    said = "".join("'" if c == '"' else c for c in name if c.isprintable())
    to = "".join(c for c in address if c.isprintable() and not c.isspace())
    return f'{kind};CN="{said}":mailto:{to}' if said else f"{kind}:mailto:{to}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
