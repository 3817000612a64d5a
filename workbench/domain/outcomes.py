"""Outcomes: what became of a lead, as the system that it came from is told.

An outcome says how a touch, a disposition, a meeting, a handoff, the opportunity or the stage
stands now. One that changes is told again under its id, one that was undone as `undone`: whoever
keeps the newest word of each id knows what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.mutation import Disposed, Touch, TouchLogged
from workbench.domain.plain import Plain, to_plain
from workbench.domain.promise import Handed
from workbench.domain.record import Mutation, told_of

KINDS = ("touch", "disposition", "meeting", "handoff", "opportunity", "stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`id` is that of what it tells, `kind` one of KINDS; ids and codes, no name and no text."""

    kind: str
    id: str
    told: Mapping[str, Plain]
    undone: bool = False


Outcomes = dict[tuple[str, str], Outcome]
"""By kind and id."""


def outcomes_of(lead: Lead) -> Outcomes:
    """All that stands of a lead, in the order in which it came about; its stage last."""
    told = (*_worked(lead), *_handed(lead), *_became(lead))
    return {(one.kind, one.id): one for one in told}


def news(before: Outcomes, after: Outcomes) -> list[Outcome]:
    """What is to be told of a lead that has changed."""
    gone = [_undone(one) for key, one in before.items() if key not in after]
    return gone + [one for key, one in after.items() if before.get(key) != one]


def _undone(one: Outcome) -> Outcome:
    return Outcome(kind=one.kind, id=one.id, told=one.told, undone=True)


def _worked(lead: Lead) -> Iterator[Outcome]:
    for item in told_of(lead.record, {"touch_logged", "disposed"}):
        match body := item.body:
            case TouchLogged() if body.kind != "note":
                yield _touch(item, body)
            case Disposed():
                if body.touch is not None:
                    yield _touch(item, body.touch, body.code)
                yield _outcome(
                    "disposition", body.activity_id, code=body.code, reason=body.reason,
                    revisit_on=body.revisit_on, at=item.at, user=item.user,
                )  # fmt: skip
            case _:
                pass


def _touch(item: Mutation, touch: Touch, code: str | None = None) -> Outcome:
    return _outcome(
        "touch", touch.activity_id, channel=touch.kind, direction=touch.direction,
        outcome=touch.outcome or code, duration_s=touch.duration_s, at=touch.at or item.at,
        user=item.user,
    )  # fmt: skip


def _handed(lead: Lead) -> Iterator[Outcome]:
    for one in lead.handoffs:
        if one.meeting_id is not None:
            yield _outcome(
                "meeting", one.meeting_id, result=one.result or "booked", at=one.meeting_at,
                length_min=one.length_min, ae=one.ae, user=one.by,
            )  # fmt: skip
        if _is_handoff(one):
            yield _outcome(
                "handoff", one.id, decision=one.decision or "open", code=one.code,
                quality=one.quality, ae=one.ae, user=one.by, at=one.ended_at or one.told_at,
            )  # fmt: skip


def _is_handoff(one: Handed) -> bool:
    """Not a meeting that came to nothing, and was nothing else."""
    return one.id != one.meeting_id or one.decision is not None


def _became(lead: Lead) -> Iterator[Outcome]:
    sale = lead.opportunity
    if sale is not None:
        yield _outcome(
            "opportunity", sale.external_id or lead.id, stage=sale.stage, outcome=sale.outcome,
            amount=sale.amount, currency=sale.currency, closed_on=sale.closed_on,
            reason=sale.reason, at=sale.at,
        )  # fmt: skip
    yield _outcome(
        "stage", lead.id, stage=lead.status, code=lead.code, reason=lead.reason,
        revisit_on=lead.revisit_on,
    )  # fmt: skip


def _outcome(kind: str, id: str, **told: Any) -> Outcome:
    """What is None in `told` is left out."""
    return Outcome(
        kind=kind, id=id, told={k: to_plain(v) for k, v in told.items() if v is not None}
    )
