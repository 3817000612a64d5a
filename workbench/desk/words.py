"""What a desk says of a mutation and of a moment, in the words of the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workbench.desk.views import Person
from workbench.domain.calendar import day_and_month, weekday
from workbench.domain.lead import Lead
from workbench.domain.tongue import mark, tr, tr_n

TOUCH_WORDS = {
    "call": mark("Call"),
    "email": mark("Email"),
    "social": mark("Social message"),
    "sms": mark("SMS"),
    "chat": mark("Chat"),
    "note": mark("Note"),
}

FIELDS = {
    "name": mark("name"),
    "title": mark("title"),
    "email": mark("email"),
    "phone": mark("phone"),
    "company": mark("company"),
    "profile_url": mark("profile"),
    "country": mark("country"),
    "region": mark("region"),
    "language": mark("language"),
    "employees": mark("size"),
    "annual_revenue": mark("revenue"),
    "industry": mark("industry"),
    "tech": mark("tech"),
    "consent": mark("consent"),
    "tz": mark("time zone"),
    "type": mark("type"),
}
"""What is known of a lead, as it is called."""
STATUSES = {
    "new": mark("new"),
    "assigned": mark("assigned"),
    "attempting": mark("attempting"),
    "connected": mark("connected"),
    "qualified": mark("qualified"),
    "meeting_booked": mark("meeting booked"),
    "accepted": mark("accepted"),
    "won": mark("won"),
    "lost": mark("lost"),
    "nurture": mark("nurture"),
    "recycled": mark("recycled"),
    "on_hold": mark("on hold"),
    "disqualified": mark("disqualified"),
    "merged": mark("merged"),
}
STATES = {"available": mark("Available"), "busy": mark("Busy"), "away": mark("Away")}

_OPENERS = ("A", "Do", "It", "No", "Nobody", "The", "They")  # not a text


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
        return tr("{weekday} {time}", weekday=weekday(there), time=clock)
    return tr("{day} {time}", day=day_and_month(there), time=clock)


def name_of(lead: Lead | None) -> str:
    if lead is None:
        return tr("a lead no longer here")
    return lead.name or lead.email or lead.phone or tr("Unknown")


def standing(person: Person | None, away_after: int, now: datetime) -> str:
    """“Available”, “Away until 14:30”; of who was set away, the reason too."""
    if person is None:
        return tr("Available")
    state = tr(STATES.get(person.availability, person.availability))
    if person.until is not None:
        return tr("{state} until {time}", state=state, time=moment(person.until, now))
    if person.availability != "away" or not away_after or person.missed < away_after:
        return state
    return tr_n(
        "{state}: {n} clock in a row passed without an attempt",
        "{state}: {n} clocks in a row passed without an attempt",
        person.missed, state=state,
    )  # fmt: skip


def availability(person: Person) -> str:
    """“busy”, as it stands beside a name."""
    return tr(STATES.get(person.availability, person.availability)).lower()


def offered(lead: Lead, me: str | None, name: str, now: datetime) -> str:
    """An open offer, to whom it is made and to whose lead it is; `name` is whom it is made to."""
    offer = lead.offer
    if offer is None or not offer.is_open(now) or lead.owner == offer.to:
        return ""
    if offer.to == me:
        if offer.until is None:
            return tr("Offered to you: open it to take it")
        return tr("Offered to you until {time}: open it to take it", time=moment(offer.until, now))
    since = moment(offer.since, now)
    if lead.owner:
        return tr("offered to {name} as well since {time}", name=name, time=since)
    return tr("offered to {name} since {time}", name=name, time=since)


def follow_up(lead: Lead | None, now: datetime) -> str:
    """“Mika Salo, follow-up 14:30”."""
    if lead is None or lead.step is None:
        return name_of(lead)
    when = moment(lead.step.due_at, now)
    return tr("{name}, follow-up {time}", name=name_of(lead), time=when)


def stayed(done: str, refused: Sequence[str]) -> str:
    """“Snooze, 3 leads; 1 stayed: …”: what was done, and why not with all of them."""
    if not refused:
        return done
    return tr_n(
        "{done}; {n} stayed: {why}", "{done}; {n} stayed: {why}", len(refused),
        done=done, why=refused[0],
    )  # fmt: skip
