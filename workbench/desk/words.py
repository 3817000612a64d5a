"""What a desk says of a mutation and of a moment, in the words of the field."""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.desk.views import Person
from workbench.domain.lead import Lead

TOUCH_WORDS = {
    "call": "Call",
    "email": "Email",
    "social": "Social message",
    "sms": "SMS",
    "chat": "Chat",
    "note": "Note",
}

FIELDS = {
    "employees": "size",
    "annual_revenue": "revenue",
    "profile_url": "profile",
    "tz": "time zone",
}
"""Facts whose names are not what they are called."""


_OPENERS = ("A", "Do", "It", "No", "Nobody", "The", "They")


def inside(sentence: str) -> str:
    """As it reads behind a colon or a comma: a name that it begins with keeps its capital."""
    first = sentence.partition(" ")[0]
    return sentence[:1].lower() + sentence[1:] if first in _OPENERS else sentence


def moment(at: datetime, now: datetime) -> str:
    """“14:30” today, “Tue 9:00” within a week, else “24 Nov 9:00”, on this computer's clock."""
    there, here = at.astimezone(), now.astimezone()
    clock = f"{there.hour}:{there.minute:02}"
    if there.date() == here.date():
        return clock
    if abs(there.date() - here.date()) < timedelta(days=7):
        return f"{there:%a} {clock}"
    return f"{there.day} {there:%b} {clock}"


def name_of(lead: Lead | None) -> str:
    if lead is None:
        return "a lead no longer here"
    return lead.name or lead.email or lead.phone or "Unknown"


def standing(person: Person | None, away_after: int, now: datetime) -> str:
    """“Available”, “Away until 14:30”; of who was set away, the reason too."""
    if person is None:
        return "Available"
    state = person.availability.capitalize()
    if person.until is not None:
        return f"{state} until {moment(person.until, now)}"
    if person.availability != "away" or not away_after or person.missed < away_after:
        return state
    return f"{state}: {person.missed} clocks in a row passed without an attempt"


def offered(lead: Lead, me: str | None, name: str, now: datetime) -> str:
    """An open offer, to whom it is made and to whose lead it is; `name` is whom it is made to."""
    offer = lead.offer
    if offer is None or not offer.is_open(now) or lead.owner == offer.to:
        return ""
    if offer.to == me:
        until = f" until {moment(offer.until, now)}" if offer.until else ""
        return f"Offered to you{until}: Enter takes it"
    as_well = " as well" if lead.owner else ""
    return f"offered to {name}{as_well} since {moment(offer.since, now)}"


def follow_up(lead: Lead | None, now: datetime) -> str:
    """“Mika Salo, follow-up 14:30”."""
    if lead is None or lead.step is None:
        return name_of(lead)
    return f"{name_of(lead)}, follow-up {moment(lead.step.due_at, now)}"
