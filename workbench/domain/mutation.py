"""Mutations: what a person did, as a fact that travels from a desk to the server once.

To add one, touch two places: its class and name in `BODIES` here, and its case in `apply`
(domain/apply.py), where the type check finds what else must know it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit, Plain, from_plain, to_plain
from workbench.domain.record import Mutation, Refusal, brief
from workbench.domain.tongue import tr

# Of the record, for whoever speaks of mutations.
__all__ = ["Mutation", "Refusal", "brief"]  # not a text


TouchKind: TypeAlias = Literal["call", "email", "social", "sms", "chat", "note"]
Direction: TypeAlias = Literal["out", "in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """`over`: the lead that stood on top of their list instead."""

    call_id: str
    over: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A call, a mail, a message; a note is no touch but is logged alike. `at`: when it began."""

    activity_id: str
    kind: TouchKind
    at: datetime | None = None
    duration_s: float | None = None
    call_id: str | None = None
    direction: Direction = "out"
    outcome: str | None = None
    note: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLogged(Touch):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    meeting_id: str
    at: datetime
    length_min: float
    ae: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    handoff_id: str
    ae: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Who a lead referred us to; `lead_id` was made on the desk."""

    lead_id: str
    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    activity_id: str
    code: str
    touch: Touch | None = None
    touch_id: str | None = None
    reason: str | None = None
    callback_at: datetime | None = None
    meeting: Meeting | None = None
    handoff: Handoff | None = None
    revisit_on: date | None = None
    contact: Colleague | None = None
    master: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    expected_owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    expected_owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPromised:
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAdded:
    lead_id: str
    inquiry: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEdited:
    """`changes`: field → {old, new}; on the wire the changes are the args themselves."""

    changes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptedOut:
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """This lead is the person of another one, which takes over its history."""

    master: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationAnswered:
    """`answer`: "asked", "unknown", or what they said; empty makes the question blank again."""

    form: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBooked(Meeting):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResolved:
    """`at`: when a meeting that was moved begins now."""

    meeting_id: str
    result: Literal["held", "no_show", "moved", "cancelled"]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOff(Handoff):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffDecided:
    """`code`: why it was rejected; `quality`: 1 to 4."""

    handoff_id: str
    decision: Literal["accepted", "rejected"]
    code: str | None = None
    quality: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityUpdated:
    stage: str
    external_id: str | None = None
    amount: float | None = None
    currency: str | None = None
    closed_on: date | None = None
    outcome: Literal["won", "lost"] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilitySet:
    state: Literal["available", "busy", "away"]
    until: datetime | None = None
    cover: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    to: str | None
    expected_owner: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    mutation: str


Body: TypeAlias = (
    CallStarted | TouchLogged | Disposed | Claimed | Released | Snoozed | Held | CallbackPromised
    | LeadAdded | LeadEdited | OptedOut | Merged | AvailabilitySet | Reassigned | Undone
    | QualificationAnswered | MeetingBooked | MeetingResolved | HandedOff | HandoffDecided
    | OpportunityUpdated
)  # fmt: skip

BODIES: Mapping[str, type[Any]] = {
    "call_started": CallStarted,
    "touch_logged": TouchLogged,
    "disposed": Disposed,
    "claimed": Claimed,
    "released": Released,
    "snoozed": Snoozed,
    "held": Held,
    "callback_promised": CallbackPromised,
    "lead_added": LeadAdded,
    "lead_edited": LeadEdited,
    "opted_out": OptedOut,
    "merged": Merged,
    "qualification_answered": QualificationAnswered,
    "meeting_booked": MeetingBooked,
    "meeting_resolved": MeetingResolved,
    "handed_off": HandedOff,
    "handoff_decided": HandoffDecided,
    "opportunity_updated": OpportunityUpdated,
    "availability_set": AvailabilitySet,
    "reassigned": Reassigned,
    "undone": Undone,
}
NAMES = {body: name for name, body in BODIES.items()}


def read_body(type_name: str, args: Mapping[str, Plain]) -> Body:
    """Unknown args are ignored here and kept where the mutation is stored. Raises Refusal."""
    kind = BODIES.get(type_name)
    if kind is None:
        said = tr("This server knows no mutation “{type}”.", type=type_name)
        raise Refusal("unknown_type", said)
    if kind is LeadEdited:
        args = {"changes": args}
    if isinstance(args.get("touch"), Mapping) and "activity_id" not in args["touch"]:
        args = {**args, "touch": {**args["touch"], "activity_id": _touch_id(args)}}
    try:
        body: Body = from_plain(kind, args)
    except Misfit as misfit:
        raise Refusal("malformed", f"{type_name}: {misfit}.") from None
    return body


def _touch_id(args: Mapping[str, Plain]) -> str:
    """A touch that came without an id of its own has one that each reader finds again."""
    try:
        return str(uuid.uuid5(uuid.UUID(str(args.get("activity_id"))), "touch"))
    except ValueError:
        return f"{args.get('activity_id')}-touch"


def write_args(body: Body) -> dict[str, Plain]:
    """The args of `body` as they travel."""
    plain: dict[str, Plain] = to_plain(body)
    return plain["changes"] if isinstance(body, LeadEdited) else plain
