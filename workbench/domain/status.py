"""Status is derived, never set: from parts that merge in any order, all without what was undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from workbench.domain.frozen import dataclass, replace
from workbench.domain.lead import Inquiry, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What decides a status. `news` are the moments that compete, newest (at, id) wins.

    Each of `news` names the status it calls for, None for an inquiry that reopens the lead.
    """

    merged: bool = False
    opportunity: Literal["open", "won", "lost"] | None = None
    accepted: bool = False
    news: tuple[tuple[datetime, str, Status | None], ...] = ()
    held: bool = False
    contacted: bool = False
    attempted: bool = False
    owned: bool = False
    recycled: bool = False


def as_they_count(
    inquiries: Sequence[Inquiry], closed_at: Iterable[datetime]
) -> tuple[Inquiry, ...]:
    """What goes to nurture closes no lead that was open when it came, as two that were merged."""
    if len(inquiries) == 1:
        return tuple(inquiries)
    ordered = sorted(inquiries, key=lambda inquiry: (inquiry.received_at, inquiry.id))
    closed, was_open, counted = tuple(closed_at), False, list[Inquiry]()
    for inquiry in ordered:
        last = counted[-1].received_at if counted else inquiry.received_at
        if any(last <= at < inquiry.received_at for at in closed):
            was_open = False
        if inquiry.verdict == "nurture" and was_open:
            inquiry = replace(inquiry, verdict="work")
        was_open = inquiry.verdict == "work"
        counted.append(inquiry)
    return tuple(counted)


def status(parts: Parts) -> Status:
    if parts.merged:
        return "merged"
    if parts.opportunity is not None and parts.opportunity != "open":
        return parts.opportunity
    if parts.accepted or parts.opportunity == "open":
        return "accepted"
    newest = max(parts.news, key=lambda item: item[:2], default=None)
    if newest is not None and newest[2] is not None:
        return newest[2]
    if parts.held:
        return "on_hold"
    if parts.contacted:
        return "connected"
    if parts.attempted:
        return "attempting"
    if parts.recycled:
        return "recycled"
    return "assigned" if parts.owned else "new"
