"""Whether a lead may be called or written to at a moment, and if not, why in one sentence.

The window holds in the lead's own local time. What the queue leaves out and what a button refuses
is decided here, so that both say the same, offline too. A call that happened is always logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workbench.domain.calendar import WEEKDAYS, is_zone
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.record import undone_ids
from workbench.domain.rules import CallingWindow

ASKED_EARLY = timedelta(minutes=10)
ASKED_LATE = timedelta(minutes=60)
"""How long before and after the time that somebody asked for it is still that time."""

RETIRED = "phone"
"""Beside the channels in `lead.barred`: the number was wrong or disconnected."""

_NOT_TO = {
    "call": "called",
    "email": "mailed",
    "sms": "sent an SMS",
    "social": "written to on social media",
    "chat": "written to in a chat",
}
_GUESSED = frozenset({"region", "country"})
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
            note = "Outside calling hours there, but they asked for this time."
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
        return "This number was retired" + ("; write instead." if lead.email else ".")
    if channel in lead.barred:
        who = next(iter((lead.name or "").split()), "They")
        return f"{who} asked not to be {'contacted' if lead.is_barred else _NOT_TO[channel]}."
    if channel in ("call", "sms") and not lead.phone:
        return "There is no number to call."
    if channel == "email" and not lead.email:
        return "There is no address to write to."
    return ""


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
        return f"The team’s rules allow no calls to {lead.region or lead.country or 'anybody'}."
    there = opens_at.astimezone(_zone_of(area, policy))
    day = "" if there.date() == now.astimezone(there.tzinfo).date() else f"{there:%a} "
    said = f"No calls before {day}{there.hour}:{there.minute:02}"
    if not area.zone:
        return f"{said} ({_in_words(opens_at - now)}): zone unknown, so by the team’s clock."
    basis = f", judged by the {lead.tz_basis}" if lead.tz_basis in _GUESSED else ""
    return f"{said} there ({_in_words(opens_at - now)}){basis}."


def _in_words(length: timedelta) -> str:
    minutes = -(-length // timedelta(minutes=1))
    if minutes < 100:
        return f"in {minutes} min"
    hours = round(minutes / 60)
    return f"in {hours} h" if hours < 48 else f"in {round(hours / 24)} days"


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
