"""Status is derived, never set: from parts that merge in any order, all without what was undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.domain.lead import Status


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
