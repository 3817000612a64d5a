"""Whether a lead may be called or written to at a moment, and if not, why in one sentence.

The window holds in the lead's own local time. What the queue leaves out and what a button refuses
is decided here, so that both say the same, offline too. A call that happened is always logged.
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workbench.domain.calendar import WEEKDAYS, is_zone, weekday
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.record import undone_ids
from workbench.domain.rules import CallingWindow
from workbench.domain.tongue import mark, tr, tr_n

ASKED_EARLY = timedelta(minutes=10)
ASKED_LATE = timedelta(minutes=60)
"""How long before and after the time that somebody asked for it is still that time."""

RETIRED = "phone"
"""Beside the channels in `lead.barred`: the number was wrong or disconnected."""

_NOT_TO = {
    "call": mark("{name} asked not to be called."),
    "email": mark("{name} asked not to be mailed."),
    "sms": mark("{name} asked not to be sent an SMS."),
    "social": mark("{name} asked not to be written to on social media."),
    "chat": mark("{name} asked not to be written to in a chat."),
}
_GUESSED = frozenset({mark("region"), mark("country")})
_PLACES = frozenset({"phone", "country", "region"})
"""Facts from which the server judges the time zone."""


class Area(NamedTuple):
    """What decides when somebody may be called; `zone` is empty where it is not known."""

    zone: str = ""
    country: str = ""
    region: str = ""

    @property
    def key(self) -> str:
        return "|".join(self)

    @classmethod
    def of_key(cls, key: str) -> Area:
        return cls(*key.split("|", 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """`no_call` and `no_mail` say why not, each in one sentence; empty where it may be.

    `opens_at`: when calls begin, None while they may be made or never may. `closes_at`: when the
    window that is open ends. `local`: the time there, None where the zone is unknown. `judged`:
    what a guessed zone was taken from. `note`: why a call may be made outside the window.
    """

    no_call: str = ""
    no_mail: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    local: datetime | None = field(default=None, compare=False)
    judged: str = ""
    note: str = ""


def calling(lead: Lead, policy: Policy, now: datetime) -> Calling:
    area = area_of(lead)
    span = _span(area, policy, now)
    opens_at = span[0] if span is not None and span[0] > now else None
    no_call, note = refusal(lead, "call"), ""
    if not no_call and (span is None or opens_at is not None):
        if _is_asked_for(lead, now):
            note = tr("Outside calling hours there, but they asked for this time.")
        else:
            no_call = _closed(area, lead, policy, now, opens_at)
    return Calling(
        no_call=no_call,
        no_mail=refusal(lead, "email"),
        opens_at=opens_at,
        closes_at=span[1] if span is not None and opens_at is None else None,
        local=now.astimezone(ZoneInfo(area.zone)) if area.zone else None,
        judged=lead.tz_basis or "" if area.zone and lead.tz_basis in _GUESSED else "",
        note=note,
    )


def refusal(lead: Lead, channel: str) -> str:
    """Why a channel is never offered, whatever the hour; empty where it is."""
    if RETIRED in lead.barred and channel in ("call", "sms") and not lead.is_barred:
        if lead.email:
            return tr("This number was retired; write instead.")
        return tr("This number was retired.")
    if channel in lead.barred:
        who = next(iter((lead.name or "").split()), "") or tr("They")
        if lead.is_barred:
            return tr("{name} asked not to be contacted.", name=who)
        return tr(_NOT_TO[channel], name=who)
    if channel in ("call", "sms") and not can_dial(lead.phone):
        return tr("There is no number to call.")
    if channel == "email" and not lead.email:
        return tr("There is no address to write to.")
    return ""


def can_dial(number: str | None) -> bool:
    """“Ask at the desk” is none."""
    return any(map(str.isdigit, number or ""))


def area_of(lead: Lead) -> Area:
    zone = lead.tz or ""
    if zone and (_is_unheard(lead) or not is_zone(zone)):
        zone = ""
    return Area(zone, lead.country or "", lead.region or "")


def is_open(area: Area, policy: Policy, now: datetime) -> bool:
    """Whether calls may be made there; the hours of a zone that is not known are the team's."""
    window = policy.window_for(area.country, area.region)
    return _is_in(window, _zone_of(area, policy).key, now.replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)  # a queue asks for hundreds of areas, which share a few zones and windows
def _is_in(window: CallingWindow, zone: str, minute: datetime) -> bool:
    """Windows open and close on whole minutes."""
    local = minute.astimezone(ZoneInfo(zone))
    opens, closes = window.hours
    return WEEKDAYS[local.weekday()] in window.days and opens <= local.time() < closes


def _span(area: Area, policy: Policy, now: datetime) -> tuple[datetime, datetime] | None:
    """The window that is open, or else the next; None where calls are never allowed."""
    window, zone = policy.window_for(area.country, area.region), _zone_of(area, policy)
    today = now.astimezone(zone).date()
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        if WEEKDAYS[day.weekday()] in window.days:
            opens, closes = (datetime.combine(day, at, zone).astimezone(UTC) for at in window.hours)
            if now < closes:
                return opens, closes
    return None


def _closed(
    area: Area, lead: Lead, policy: Policy, now: datetime, opens_at: datetime | None
) -> str:
    if opens_at is None:
        place = lead.region or lead.country or tr("anybody")
        return tr("The team’s rules allow no calls to {place}.", place=place)
    there = opens_at.astimezone(_zone_of(area, policy))
    opens, wait = f"{there.hour}:{there.minute:02}", _in_words(opens_at - now)
    if there.date() != now.astimezone(there.tzinfo).date():
        opens = f"{weekday(there)} {opens}"
    if not area.zone:
        said = mark("No calls before {time} ({wait}): zone unknown, so by the team’s clock.")
        return tr(said, time=opens, wait=wait)
    if lead.tz_basis in _GUESSED:
        said = mark("No calls before {time} there ({wait}), judged by the {basis}.")
        return tr(said, time=opens, wait=wait, basis=tr(lead.tz_basis))
    return tr("No calls before {time} there ({wait}).", time=opens, wait=wait)


def _in_words(length: timedelta) -> str:
    minutes = -(-length // timedelta(minutes=1))
    if minutes < 100:
        return tr("in {minutes} min", minutes=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return tr("in {hours} h", hours=hours)
    return tr_n("in {n} day", "in {n} days", round(hours / 24))


def _is_asked_for(lead: Lead, now: datetime) -> bool:
    """Whether the callback that is promised for now is one that the lead asked for."""
    at = lead.callback_at
    if at is None or not at - ASKED_EARLY <= now < at + ASKED_LATE:
        return False
    undone = undone_ids(lead.record)
    return any(
        item.type == "disposed"
        and item.args.get("callback_at") == to_ms(at)
        and item.id not in undone
        for item in lead.record
    )


def _is_unheard(lead: Lead) -> bool:
    """Whether a fact behind the zone was edited and the server has not judged it anew."""
    return lead.tz_basis != "said" and any(
        item.type == "lead_edited"
        and item.received_at is None
        and not _PLACES.isdisjoint(item.args)
        for item in lead.record
    )


def _zone_of(area: Area, policy: Policy) -> ZoneInfo:
    return ZoneInfo(area.zone) if is_zone(area.zone) else policy.calendar.tz
