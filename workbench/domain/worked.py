"""What was done about a lead, gathered in one walk over its record.

The walk goes in order of time and id and leaves out what was undone, so that what it gathers does
not depend on the order in which work arrived.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from workbench.domain.cadence import CHANNELS
from workbench.domain.disposition import Disposition
from workbench.domain.frozen import dataclass, replace
from workbench.domain.lead import Inquiry
from workbench.domain.mutation import (
    CallbackPromised,
    CallStarted,
    Disposed,
    Held,
    LeadEdited,
    Merged,
    Mutation,
    OptedOut,
    Snoozed,
    Touch,
    TouchLogged,
)
from workbench.domain.policy import Policy
from workbench.domain.promise import Pause
from workbench.domain.record import undone_ids
from workbench.domain.watch import OnCall

CALLBACK_EARLY = timedelta(minutes=10)
"""An attempt this long before a promised callback is that callback."""
CALL_LONGEST = timedelta(minutes=60)
"""How long a call that was begun keeps others from the lead, if nothing more is heard of it."""

Said: TypeAlias = tuple[datetime, datetime]
"""When it was said, and the moment that it names."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A touch with the code that was given to it, or a code that stands alone."""

    at: datetime
    touch: Touch | None
    disposition: Disposition | None
    disposed: Disposed | None
    id: str
    filed_at: datetime
    """When the code was given, or the touch logged: news of a lead go by it, clocks by `at`."""
    known_at: datetime | None = None
    """When the server heard of it."""

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
        if policy.answered_by == "contact":
            return self.is_contact
        if self.disposition is not None:
            return self.disposition.stops_clock
        return self.is_attempt or self.is_contact


class Hold(NamedTuple):
    said_at: datetime
    until: datetime
    reason: str


@dataclasses.dataclass(slots=True)
class Work:
    """`touches` by the id of the touch, or of the mutation for a code that stands alone."""

    touches: dict[str, Worked] = dataclasses.field(default_factory=dict)
    edits: dict[str, Any] = dataclasses.field(default_factory=dict)
    promised: Said | None = None
    snoozed: Said | None = None
    holds: list[Hold] = dataclasses.field(default_factory=list)
    retyped: list[tuple[datetime, str]] = dataclasses.field(default_factory=list)
    calls: dict[str, OnCall] = dataclasses.field(default_factory=dict)
    phone_retired: bool = False
    opted_out: set[str] = dataclasses.field(default_factory=set)
    merged: list[datetime] = dataclasses.field(default_factory=list)

    @property
    def barred(self) -> tuple[str, ...]:
        return tuple(
            sorted(self.opted_out | ({"call", "sms", "phone"} if self.phone_retired else set()))
        )

    @property
    def in_order(self) -> list[Worked]:
        return sorted(self.touches.values(), key=lambda worked: (worked.at, worked.id))

    @property
    def callback_at(self) -> datetime | None:
        """What was promised and not kept: a contact keeps it, a try does at its time."""
        if self.promised is None:
            return None
        said_at, at = self.promised
        for item in self.touches.values():
            if item.disposition is not None and item.disposition.closes and item.filed_at > said_at:
                return None
            if not item.is_touch or item.at <= said_at:
                continue
            if item.is_contact or (item.is_attempt and item.at >= at - CALLBACK_EARLY):
                return None
        return at

    @property
    def on_call(self) -> OnCall | None:
        """The newest call that was begun and that nothing done since has named."""
        if not self.calls:
            return None
        named = {item.touch.call_id for item in self.touches.values() if item.touch}
        running = [call for id, call in self.calls.items() if id not in named]
        return max(running, key=lambda call: (call.since, call.call_id), default=None)

    def pauses(self, inquiries: Sequence[Inquiry]) -> list[Pause]:
        """Its holds; each ends with the next touch, inquiry or hold, if that comes first."""
        if not self.holds:
            return []
        ends = [item.at for item in self.touches.values() if not item.is_note]
        ends += [inquiry.received_at for inquiry in inquiries]
        ends += [hold.said_at for hold in self.holds]
        return [
            Pause(
                since=hold.said_at,
                until=min(
                    (at for at in ends if hold.said_at < at < hold.until), default=hold.until
                ),
                reason=hold.reason,
            )
            for hold in self.holds
        ]

    def until(self, said: Said | None) -> datetime | None:
        """A snooze's end; None once the lead was worked after it was said."""
        if said is None:
            return None
        worked = any(item.at > said[0] and not item.is_note for item in self.touches.values())
        return None if worked else said[1]


def work_of(record: Sequence[Mutation], policy: Policy) -> Work:
    undone = undone_ids(record)
    work = Work()
    # Touches first: a code may name one that a clock set back since has put behind it.
    for item in sorted(record, key=lambda item: (item.type != "touch_logged", item.at, item.id)):
        if item.id in undone:
            continue
        match body := item.body:
            case TouchLogged():
                code = policy.find(body.outcome)
                touch_at = body.at or item.at
                logged = Worked(touch_at, body, code, None, item.id, item.at, item.received_at)
                work.touches[body.activity_id] = logged
            case Disposed():
                _dispose(work, item, body, policy)
            case CallbackPromised():
                work.promised = item.at, body.at
            case Snoozed():
                work.snoozed = item.at, body.until
            case Held():
                work.holds.append(Hold(item.at, body.until, body.reason))
            case CallStarted():
                until = item.at + CALL_LONGEST
                call = OnCall(call_id=body.call_id, user=item.user, since=item.at, until=until)
                work.calls.setdefault(body.call_id, call)
            case OptedOut():
                work.opted_out |= set(body.channels)
                for channel in body.channels:
                    work.opted_out |= set(policy.opt_outs.get(channel, ()))
            case Merged():
                work.merged.append(item.at)
            case LeadEdited():
                new = {name: change.get("new") for name, change in body.changes.items()}
                if type := new.pop("type", None):
                    work.retyped.append((item.at, str(type)))
                work.edits |= new
                work.phone_retired &= "phone" not in body.changes
            case _:
                pass  # changes of owner leave nothing here
    return work


def _dispose(work: Work, item: Mutation, body: Disposed, policy: Policy) -> None:
    code = policy.find(body.code)
    if body.touch_id in work.touches:
        work.touches[body.touch_id] = replace(
            work.touches[body.touch_id],
            disposition=code,
            disposed=body,
            id=item.id,
            filed_at=item.at,
        )
    else:
        touch_at = (body.touch.at if body.touch else None) or item.at
        key = body.touch.activity_id if body.touch else item.id
        work.touches[key] = Worked(
            touch_at, body.touch, code, body, item.id, item.at, item.received_at
        )
    if code is None:
        return
    work.phone_retired |= code.retires_phone
    if code.closes == "merged":
        work.merged.append(item.at)
    if code.bars_channels:
        work.opted_out |= set(CHANNELS)
    if code.follow.what == "callback" and body.callback_at is not None:
        work.promised = item.at, body.callback_at
