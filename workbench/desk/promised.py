"""What was promised to a lead, what became of it, and what rang meanwhile: a clock read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.domain.clock import owner_clock, spoken
from workbench.domain.lead import Lead
from workbench.domain.promise import Clock
from workbench.domain.rules import LeadType
from workbench.domain.tongue import mark, tr
from workbench.domain.watch import Fired

if TYPE_CHECKING:
    from workbench.desk.why import Asker

_RANG = {
    "warn": mark("warned"), "offer": mark("offered to {name}"),
    "offer_ends": mark("{name} did not take it up"), "tell": mark("{name} told"),
    "reassign": mark("given to {name}"), "unowned": mark("given to the team leads"),
    "hold_ends": mark("the hold ended"), "revisit": mark("came back"),
    "handoff_warn": mark("AE reminded"),
    "handoff_tell": mark("{name} told of the undecided handoff"),
}  # fmt: skip
_TO_NOBODY = {
    "offer": mark("offered to nobody, nobody could take it"), "tell": mark("the team leads told"),
    "reassign": mark("given to the pool"), "offer_ends": mark("the offer ended"),
    "handoff_tell": mark("the team leads told of the undecided handoff"),
}  # fmt: skip


def promised(lead: Lead, asker: Asker) -> tuple[str, tuple[str, ...]]:
    """What became of the clock, and what stood behind that."""
    clock, policy = lead.clock, asker.policies.of(lead)
    if clock is None:
        kind = policy.types.get(lead.type)
        return _no_clock(lead, kind), _rang(lead, asker)
    told = [*_calendar(clock, asker), *_changes(clock, lead, asker), *_taken(clock)]
    owners = owner_clock(lead, policy)
    if owners is not None and owners.due_at != clock.due_at:
        since, due = asker.at(owners.started_at), asker.at(owners.due_at)
        told.append(
            tr("Your own clock runs since {since}, due {due}.", since=since, due=due)
            if owners.owner == asker.me
            else tr(
                "{name}’s own clock runs since {since}, due {due}.",
                name=asker.name(owners.owner), since=since, due=due,
            )
        )  # fmt: skip
    return _promise(clock, asker), (*told, *_rang(lead, asker))


def _no_clock(lead: Lead, kind: LeadType | None) -> str:
    if kind is not None and kind.target_min is None:
        return tr("{kind} promises no answer.", kind=kind.label)
    if lead.inquiries and not lead.newest_inquiry.live:
        return tr("None runs, it was imported.")
    return tr("None runs, no promise.")


def _promise(clock: Clock, asker: Asker) -> str:
    promised = spoken(timedelta(minutes=clock.target_min))
    if clock.voided:
        return tr("Void: neither met nor missed.")
    if clock.met_at is None:
        due = asker.at(clock.due_at)
        if asker.now >= clock.due_at:
            return tr("{promise} promised, was due {time}.", promise=promised, time=due)
        return tr("{promise} promised, due {time}.", promise=promised, time=due)
    took = spoken(timedelta(seconds=clock.taken.business_s if clock.taken else 0))
    if clock.is_missed:
        said = mark("Answered after {time} of business time, {promise} were promised.")
    elif clock.logged_late:
        said = mark("Met in {time} of {promise}, logged late.")
    else:
        said = mark("Met in {time} of {promise}.")
    return tr(said, time=took, promise=promised)


def _calendar(clock: Clock, asker: Asker) -> Iterator[str]:
    name = (
        tr("the calendar “{name}”", name=clock.calendar)
        if clock.calendar
        else tr("the team’s calendar")
    )
    since, zone = asker.at(clock.started_at), clock.zone
    if zone:
        said = mark("Started {time} on {calendar}, in the hours of {zone}.")
        yield tr(said, time=since, calendar=name, zone=zone)
    else:
        yield tr("Started {time} on {calendar}.", time=since, calendar=name)


def _changes(clock: Clock, lead: Lead, asker: Asker) -> Iterator[str]:
    types = asker.policies.of(lead).types
    for earlier in clock.earlier:
        label = types[earlier.type].label if earlier.type in types else earlier.type
        promised = spoken(timedelta(minutes=earlier.target_min))
        yield tr(
            "As {kind} it promised {promise}, due {time}.",
            kind=label, promise=promised, time=asker.at(earlier.due_at),
        )  # fmt: skip
    for item in clock.pauses:
        reason = f": {item.reason.rstrip('.')}" if item.reason else ""
        since, until = asker.at(item.since), asker.at(item.until)
        is_on = item.since <= asker.now < item.until
        said = (
            tr("On hold, resumes {until}", until=until)
            if is_on
            else tr("Paused {since}–{until}", since=since, until=until)
        )
        yield f"{said}{reason}."


def _taken(clock: Clock) -> Iterator[str]:
    if clock.taken is None:
        return
    wall, intake, routing, owner = (
        spoken(timedelta(seconds=seconds))
        for seconds in (
            clock.taken.wall_s, clock.taken.intake_s, clock.taken.routing_s, clock.taken.owner_s,
        )
    )  # fmt: skip
    yield tr(
        "{wall} by the wall: intake {intake}, routing {routing}, owner {owner}.",
        wall=wall, intake=intake, routing=routing, owner=owner,
    )  # fmt: skip


def _rang(lead: Lead, asker: Asker) -> tuple[str, ...]:
    rang = [item for item in lead.fired if item.kind in _RANG]
    told = [f"{asker.at(item.at)} {_rung(item, asker)}" for item in rang]
    return (in_a_row(told),) if told else ()


def _rung(fired: Fired, asker: Asker) -> str:
    said = _TO_NOBODY.get(fired.kind) if fired.to is None else None
    told = tr(said or _RANG[fired.kind], name=asker.name(fired.to))
    return tr("{told}, taken back", told=told) if fired.withdrawn else told


def in_a_row(parts: Sequence[str]) -> str:
    """Lines break between them, never inside one."""
    return "\u00a0· ".join(part.replace(" ", "\u00a0") for part in parts)
