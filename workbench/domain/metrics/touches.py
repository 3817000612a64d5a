"""A lead's touches as reports count them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from workbench.domain.cadence import CHANNELS, Channel, steps_done
from workbench.domain.lead import Lead
from workbench.domain.metrics.rounds import Round, is_spam, rounds_of
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.worked import Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One touch; `received_at` is that of the round it belongs to, and `log_ms` the time from
    hang-up to the saved disposition, of a call whose length is known. `step`: the lead type and the
    number of its cadence's step that it did. `contact`: it reached them; `booked`: a meeting or a
    transfer came of it.
    """

    lead: str
    touch: str
    received_at: datetime
    at: datetime
    kind: str
    direction: str
    type: str
    rep: str = ""
    code: str = ""
    hour: str = ""
    dial: bool = False
    connect: bool = False
    step: str = ""
    contact: bool = False
    booked: bool = False
    log_ms: int | None = None


def touches_of(lead: Lead, policy: Policy) -> tuple[Touched, ...]:
    """Of all rounds that are not spam, in order of time."""
    if lead.status == "merged" or not lead.inquiries:
        return ()
    users = {item.id: item.user or "" for item in lead.record}
    return tuple(
        _touched(lead, one, item, step, users, policy)
        for one in rounds_of(lead, policy)
        if not is_spam(one)
        for item, step in zip(one.touches, _steps(one, policy), strict=True)
    )


def _steps(one: Round, policy: Policy) -> Iterator[str]:
    """Of each touch, by the cadence of the type that the round began with."""
    came_as = one.inquiries[0].type
    name = policy.type(came_as).cadence
    channels = [_channel(item) for item in one.touches]
    numbers = (
        steps_done(policy.cadences[name], [channel for channel in channels if channel])
        if name
        else iter(())
    )
    for channel in channels:
        number = next(numbers, 0) if channel else 0
        yield f"{came_as} {number:02}" if number else ""


def _channel(item: Worked) -> Channel | None:
    """Of what a cadence counts: attempts on its channels."""
    kind = item.touch.kind if item.touch is not None and item.is_attempt else None
    return next((channel for channel in CHANNELS if channel == kind), None)


def _touched(
    lead: Lead, one: Round, item: Worked, step: str, users: Mapping[str, str], policy: Policy
) -> Touched:
    touch = item.touch
    assert touch is not None
    code = item.disposition.code if item.disposition else ""
    return Touched(
        lead=lead.id,
        touch=touch.activity_id,
        received_at=one.opened_at,
        at=item.at,
        kind=touch.kind,
        direction=touch.direction,
        type=one.inquiries[0].type,
        rep=users.get(item.id, ""),
        code=code,
        hour=f"{item.at.astimezone(policy.calendar.tz).hour:02}",
        dial=is_dial(item),
        connect=is_connect(item, policy),
        step=step,
        contact=item.is_contact,
        booked=item.disposition is not None and "ae" in item.disposition.needs,
        log_ms=_log_ms(item),
    )


def is_dial(item: Worked) -> bool:
    return item.touch is not None and item.touch.kind == "call" and item.is_attempt


def is_connect(item: Worked, policy: Policy) -> bool:
    code = item.disposition.code if item.disposition else None
    return is_dial(item) and (item.is_contact or code in policy.reports.answered)


def _log_ms(item: Worked) -> int | None:
    touch = item.touch
    if touch is None or item.disposed is None or touch.kind != "call":
        return None
    if touch.duration_s is None:
        return None
    hung_up = to_ms(item.at) + round(touch.duration_s * 1000)
    return max(0, to_ms(item.filed_at) - hung_up)
