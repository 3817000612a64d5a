"""The times of a mutation put right: a device's clock may run ahead, behind, or be years off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from workbench.domain.activity import TOUCHES, Activity, entries
from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation, Refusal
from workbench.domain.plain import Plain, from_ms, to_ms

AHEAD = timedelta(seconds=2)
"""How far a corrected time may lie in the future before it is clamped."""
LATE = timedelta(seconds=60)
"""What reached the server longer after it was done is flagged as logged late."""
CLAMPED = "clamped"
"""The arg that marks a time which lay in the future."""


def corrected(mutation: Mutation, *, offset_ms: float, speed: float, now: datetime) -> Mutation:
    """With what the device knew of the server's clock: when it was done, when its touch began."""
    shift, tolerance = timedelta(milliseconds=offset_ms), AHEAD * max(1.0, speed)

    def put_right(at: datetime) -> tuple[datetime, bool]:
        try:
            at += shift
        except OverflowError:
            raise _no_time() from None
        return (now, True) if at > now + tolerance else (at, False)

    def began(touch: dict[str, Plain]) -> tuple[dict[str, Plain], bool]:
        told = touch.get("at")
        if isinstance(told, bool) or not isinstance(told, int | float):
            return touch, False
        try:
            begun = from_ms(told)
        except OverflowError:
            raise _no_time() from None
        at, clamped = put_right(begun)
        return {**touch, "at": to_ms(at)}, clamped

    at, clamped = put_right(mutation.at)
    args: dict[str, Any] = dict(mutation.args)
    touch_clamped = False
    if mutation.type == "touch_logged":
        args, touch_clamped = began(args)
    elif isinstance(args.get("touch"), dict):
        args["touch"], touch_clamped = began(args["touch"])
    if (clamped or touch_clamped) and mutation.type != "lead_edited":  # its args are its changes
        args[CLAMPED] = True
    return replace(mutation, at=at, args=args, received_at=now)


def flagged(mutation: Mutation, lead: Lead, *, speed: float, now: datetime) -> list[Activity]:
    """The entries of a corrected mutation; `late` where it came late or its time cannot be."""
    came_late = CLAMPED in mutation.args or now - mutation.at > LATE * max(1.0, speed)
    first = min((inquiry.received_at for inquiry in lead.inquiries), default=mutation.at)
    return [
        replace(entry, late=True)
        if came_late or (entry.kind in TOUCHES and entry.at < first)
        else entry
        for entry in entries(mutation)
    ]


def _no_time() -> Refusal:
    return Refusal("malformed", "Its time is outside the calendar.")
