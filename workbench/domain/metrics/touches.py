"""A lead's touches as reports count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workbench.domain.lead import Lead
from workbench.domain.metrics.rounds import Round, is_spam, rounds_of
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.worked import Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One touch; `received_at` is that of the round it belongs to, and `log_ms` the time from
    hang-up to the saved disposition, of a call whose length is known.
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
    log_ms: int | None = None


def touches_of(lead: Lead, policy: Policy) -> tuple[Touched, ...]:
    """Of all rounds that are not spam, in order of time."""
    if lead.status == "merged" or not lead.inquiries:
        return ()
    users = {item.id: item.user or "" for item in lead.record}
    return tuple(
        _touched(lead, one, item, users, policy)
        for one in rounds_of(lead, policy)
        if not is_spam(one)
        for item in one.touches
    )


def _touched(
    lead: Lead, one: Round, item: Worked, users: Mapping[str, str], policy: Policy
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
