"""Activities: the entries of a lead's timeline, and which of them a mutation leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from workbench.domain.cadence import CHANNELS
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Inquiry
from workbench.domain.plain import Plain, to_plain
from workbench.domain.record import Mutation

TOUCHES = frozenset(CHANNELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One entry. `kind`: a touch's kind, `note`, `inquiry`, or the mutation's type.

    `seq` None: made here, not seen by the server yet. `undone`: struck through. `mutation` is
    what to undo.
    """

    id: str
    kind: str
    at: datetime
    user: str | None = None
    seq: int | None = None
    received_at: datetime | None = None
    late: bool = False
    undone: bool = False
    mutation: str | None = None
    args: Mapping[str, Plain] = field(default_factory=dict)


def entries(mutation: Mutation) -> tuple[Activity, ...]:
    """What a mutation adds to the timeline: a disposed call is the call, then its code."""
    from workbench.domain.mutation import Disposed, TouchLogged  # not before a first paint

    match body := mutation.body:
        case TouchLogged():
            return (_entry(mutation, body.activity_id, body.kind, mutation.args, body.at),)
        case Disposed():
            told = {name: item for name, item in mutation.args.items() if name != "touch"}
            code = _entry(mutation, body.activity_id, "disposed", told, None)
            if body.touch is None:
                return (code,)
            touch = body.touch
            args = {**to_plain(touch), "outcome": touch.outcome or body.code}
            return (_entry(mutation, touch.activity_id, touch.kind, args, touch.at), code)
        case _:
            return (_entry(mutation, mutation.id, mutation.type, mutation.args, None),)


def inquiry_entry(inquiry: Inquiry) -> Activity:
    return Activity(
        id=inquiry.id,
        kind="inquiry",
        at=inquiry.received_at,
        received_at=inquiry.stored_at,
        args=to_plain(inquiry),
    )


def _entry(
    mutation: Mutation, id: str, kind: str, args: Mapping[str, Plain], at: datetime | None
) -> Activity:
    return Activity(
        id=id,
        kind=kind,
        at=at or mutation.at,
        user=mutation.user,
        received_at=mutation.received_at,
        mutation=mutation.id,
        args={name: item for name, item in args.items() if name not in ("activity_id", "kind")},
    )
