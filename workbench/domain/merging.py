"""Two leads that are one person: what the master takes over, and what it gives back.

The merged lead stays as it is, closed and under its own id; the master holds copies of its history
under the same ids, so that merging twice changes nothing and an undo knows whose is what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.domain.frozen import replace
from workbench.domain.lead import FACTS, Inquiry, Known, Lead
from workbench.domain.record import Mutation, undone_ids
from workbench.domain.settle import fact

STAYS = frozenset(
    {"claimed", "released", "reassigned", "lead_edited", "snoozed", "held", "merged"}
)  # fmt: skip
"""What is about a lead's own place and facts: it is no part of what a master takes over."""
SHARED = (*(name for name in FACTS if name != "tz"), "person_id")
"""Facts that fill the master's blanks; its time zone follows from them."""


def merging_of(lead: Lead) -> Mutation | None:
    """What merged this lead into its master, None where nothing did that still holds."""
    if lead.status != "merged":
        return None
    undone = undone_ids(lead.record)
    merges = [item for item in lead.record if item.args.get("master") and item.id not in undone]
    return merges[-1] if merges else None


def joined(master: Lead, other: Lead) -> Lead:
    """The master with the other's history and, where it knows nothing, its facts; not settled.

    Each inquiry keeps its clock, so that the earliest arrival keeps its promise.
    """
    known = {inquiry.id for inquiry in master.inquiries}
    new = [inquiry for inquiry in other.inquiries if inquiry.id not in known]
    came = {inquiry.id for inquiry in new}
    facts = {
        name: getattr(other, name)
        for name in SHARED
        if getattr(other, name) and not getattr(master, name) and name not in master.said
    }
    at = other.newest_inquiry.received_at
    return replace(
        master,
        inquiries=(*master.inquiries, *(_as_foreign(inquiry, other) for inquiry in new)),
        clocks=(*master.clocks, *(clock for clock in other.clocks if clock.inquiry in came)),
        record=_union(_history(other), master.record),  # the master's own last word stays last
        signals=_union(master.signals, other.signals),
        fired=(*master.fired, *(fired for fired in other.fired if fired.clock in came)),
        known={**master.known, **dict.fromkeys(facts, Known(source=_source(other), at=at))},
        **facts,
    )


def parted(master: Lead, other: Lead) -> tuple[Lead, Lead]:
    """Both as they were, but for what was done about the master since; neither is settled."""
    theirs = {inquiry.id: inquiry.came_to for inquiry in other.inquiries}
    works = {item.id for item in other.record}
    heard = {signal.id for signal in other.signals}
    taken_back = [item for item in master.record if item.args.get("mutation") in works]
    gone = works | {item.id for item in taken_back}
    rung = [fired for fired in master.fired if fired.clock in theirs]
    current = {one.id: replace(one, came_to=theirs.get(one.id)) for one in master.inquiries}
    remaining = replace(
        _without_facts(master, other),
        inquiries=tuple(one for one in master.inquiries if one.id not in theirs),
        clocks=tuple(clock for clock in master.clocks if clock.inquiry not in theirs),
        record=tuple(item for item in master.record if item.id not in gone),
        signals=tuple(signal for signal in master.signals if signal.id not in heard),
        fired=tuple(fired for fired in master.fired if fired.clock not in theirs),
    )
    return remaining, replace(
        other,
        inquiries=tuple(current.get(one.id, one) for one in other.inquiries),
        record=_union(other.record, taken_back),
        fired=(*other.fired, *(fired for fired in rung if fired not in other.fired)),
    )


def _without_facts(master: Lead, other: Lead) -> Lead:
    """Those that the other had filled in are blank again, under an edit too."""
    given = {name for name, known in master.known.items() if known.source == _source(other)}
    return replace(
        master,
        known={name: known for name, known in master.known.items() if name not in given},
        said={name: None if name in given else value for name, value in master.said.items()},
        **{name: fact(name, None) for name in given - master.said.keys()},
    )


def _history(other: Lead) -> list[Mutation]:
    return [item for item in other.record if item.type not in STAYS and not item.args.get("master")]


def _as_foreign(inquiry: Inquiry, other: Lead) -> Inquiry:
    return replace(inquiry, came_to=inquiry.came_to or other.id)


def _union(ours: Sequence[Any], theirs: Iterable[Any]) -> tuple[Any, ...]:
    known = {item.id for item in ours}
    return (*ours, *(item for item in theirs if item.id not in known))


def _source(other: Lead) -> str:
    return f"lead {other.id}"  # not a text
