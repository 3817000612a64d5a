"""Calls that were started and have no code yet, and the touch that a code describes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workbench.cache.entry import StartedCall
from workbench.domain.lead import Lead
from workbench.domain.mutation import Disposed, Refusal, Touch, TouchLogged
from workbench.domain.record import undone_ids

TOUCH_STILL_MEANT = timedelta(minutes=30)
"""A touch without a code this recent is the one that a code describes."""


def touch_of(call: StartedCall, now: datetime, *, activity_id: str, note: str | None) -> Touch:
    """The call as a touch; one that was not hung up ends now."""
    return Touch(
        activity_id=activity_id,
        kind="call",
        at=call.started_at,
        duration_s=max(round(((call.ended_at or now) - call.started_at).total_seconds(), 1), 0),
        call_id=call.id,
        note=note,
    )


def call_on(lead_id: str, calls: Sequence[StartedCall]) -> StartedCall | None:
    """The newest one with this lead."""
    return next((call for call in reversed(calls) if call.lead == lead_id), None)


def undisposed_touch(lead: Lead | None, user: str | None, now: datetime) -> str | None:
    """The id of the person's own newest touch of late that no code describes yet."""
    if lead is None:
        return None
    undone = undone_ids(lead.record)
    coded: set[str] = set()
    touches: list[tuple[datetime, str]] = []
    for item in lead.record:
        if item.id in undone or item.type not in ("disposed", "touch_logged"):
            continue
        try:
            body = item.body
        except Refusal:
            continue
        if isinstance(body, Disposed) and body.touch_id is not None:
            coded.add(body.touch_id)
        elif isinstance(body, TouchLogged) and body.kind != "note" and item.user == user:
            touches.append((body.at or item.at, body.activity_id))
    recent = [(at, id) for at, id in touches if id not in coded and at >= now - TOUCH_STILL_MEANT]
    return max(recent)[1] if recent else None
