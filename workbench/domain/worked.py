"""What was done about a lead, gathered in one walk over its record.

The walk goes in order of time and id and leaves out what was undone, so that what it gathers does
not depend on the order in which work arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from workbench.domain.cadence import Channel
from workbench.domain.disposition import Disposition
from workbench.domain.mutation import (
    CallbackPromised,
    Disposed,
    Held,
    LeadEdited,
    Mutation,
    OptedOut,
    Snoozed,
    Touch,
    TouchLogged,
)
from workbench.domain.policy import Policy
from workbench.domain.record import undone_ids

CHANNELS: tuple[Channel, ...] = get_args(Channel)
CALLBACK_EARLY = timedelta(minutes=10)
"""An attempt this long before a promised callback is that callback."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A touch with the code that was given to it, or a code that stands alone."""

    at: datetime
    touch: Touch | None
    disposition: Disposition | None
    disposed: Disposed | None
    id: str

    @property
    def is_note(self) -> bool:
        return self.touch is not None and self.touch.kind == "note"

    @property
    def is_touch(self) -> bool:
        return self.touch is not None and self.touch.kind != "note"

    @property
    def is_attempt(self) -> bool:
        return self.touch is not None and self.is_touch and self.touch.direction == "out"

    @property
    def is_contact(self) -> bool:
        if self.touch is None:
            return False
        if self.disposition is not None:
            return self.disposition.contact
        spoke = self.touch.outcome == "connected"
        return spoke or (self.touch.direction == "in" and self.touch.kind == "call")

    def answers(self, policy: Policy) -> bool:
        """Whether it stops the first-response clock."""
        if self.touch is None or self.touch.kind not in policy.answering:
            return False
        if self.disposition is not None:
            return self.disposition.stops_clock
        return self.is_attempt or self.is_contact


@dataclass(slots=True)
class Work:
    """`touches` by the id of the touch, or of the mutation for a code that stands alone."""

    touches: dict[str, Worked] = field(default_factory=dict)
    edits: dict[str, Any] = field(default_factory=dict)
    callback_at: datetime | None = None
    snoozed_until: datetime | None = None
    held_until: datetime | None = None
    phone_retired: bool = False
    opted_out: set[str] = field(default_factory=set)

    @property
    def barred(self) -> tuple[str, ...]:
        return tuple(sorted(self.opted_out | ({"call"} if self.phone_retired else set())))

    @property
    def in_order(self) -> list[Worked]:
        return sorted(self.touches.values(), key=lambda worked: (worked.at, worked.id))


def work_of(record: Sequence[Mutation], policy: Policy) -> Work:
    undone = undone_ids(record)
    work = Work()
    for item in sorted(record, key=lambda item: (item.at, item.id)):
        if item.id in undone:
            continue
        match body := item.body:
            case TouchLogged():
                code = policy.find(body.outcome)
                touch_at = body.at or item.at
                _take(work, body.activity_id, Worked(touch_at, body, code, None, item.id))
            case Disposed():
                _dispose(work, item, body, policy)
            case CallbackPromised():
                work.callback_at = body.at
            case Snoozed():
                work.snoozed_until = body.until
            case Held():
                work.held_until = body.until
            case OptedOut():
                work.opted_out |= set(body.channels)
            case LeadEdited():
                work.edits |= {name: change.get("new") for name, change in body.changes.items()}
                work.phone_retired &= "phone" not in body.changes
            case _:
                pass  # begun calls and changes of owner leave nothing here
    return work


def _dispose(work: Work, item: Mutation, body: Disposed, policy: Policy) -> None:
    code = policy.find(body.code)
    if body.touch_id in work.touches:
        given = replace(work.touches[body.touch_id], disposition=code, disposed=body, id=item.id)
        _take(work, body.touch_id, given)
    else:
        touch_at = (body.touch.at if body.touch else None) or item.at
        key = body.touch.activity_id if body.touch else item.id
        _take(work, key, Worked(touch_at, body.touch, code, body, item.id))
    if code is None:
        return
    work.phone_retired |= code.retires_phone
    if code.bars_channels:
        work.opted_out |= set(CHANNELS)
    if code.follow.what == "callback":
        work.callback_at = body.callback_at


def _take(work: Work, key: str, worked: Worked) -> None:
    work.touches[key] = worked
    if worked.is_note:
        return
    work.snoozed_until = work.held_until = None
    if work.callback_at is not None and (
        worked.is_contact or worked.at >= work.callback_at - CALLBACK_EARLY
    ):
        work.callback_at = None
