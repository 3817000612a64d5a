"""Amends: what a clock set off is taken back once somebody tells of the touch that met it before.

A touch that was logged late counts at its moment. What rang after that moment had no reason to, so
the lead goes back to whoever had it, unless the one who was given it has worked it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.domain.record import undone_ids
from workbench.domain.settle import settle
from workbench.domain.watch import Fired
from workbench.server.clocks import misses
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing
from workbench.server.routing import offers
from workbench.server.team import accounts

LADDERS = frozenset({"offer", "tell", "reassign", "unowned"})


def after_work(writing: Writing, before: Lead, lead: Lead, policy: Policy, effect: Effect) -> Lead:
    """The lead after somebody's work on it: amends made, and no offer left that has no reason."""
    worked = lead
    for clock in lead.clocks:
        if _is_newly_met(clock, before):
            lead = _make_good(writing, lead, clock, policy, effect)
    lead = offers.after_work(writing, before, lead, effect)
    return lead if lead is worked else settle(lead, policy)


def _is_newly_met(clock: Clock, before: Lead) -> bool:
    """Met by what has just come, or met earlier than was known."""
    met_at = next((c.met_at for c in before.clocks if c.inquiry == clock.inquiry), None)
    return clock.met_at is not None and (met_at is None or clock.met_at < met_at)


def _make_good(writing: Writing, lead: Lead, clock: Clock, policy: Policy, effect: Effect) -> Lead:
    rash = [one for one in lead.fired if _is_rash(one, clock)]
    if not rash or clock.met_at is None:
        return lead
    now = writing.now
    kept = [replace(one, withdrawn=True) if one in rash else one for one in lead.fired]
    lead = replace(lead, fired=tuple(kept))
    moves = [one for one in rash if one.kind in ("reassign", "unowned")]
    misses.take_back(writing.connection, [one.owner for one in moves if one.owner])
    local = clock.met_at.astimezone(policy.calendar.tz)
    said = f"Logged late: the clock was met at {local:%H:%M}."
    owner = moves[0].owner if moves else None
    if owner is None:
        effect.log(lead.id, (entry(now, "made_good", reason=said),))
        return lead
    if _is_in_other_hands(lead, moves, clock.received_at):
        said = f"{said} It stays where it is worked."
        effect.log(lead.id, (entry(now, "made_good", reason=said),))
        return lead
    name = accounts.name_of(writing.connection, owner) or "somebody"
    said = f"{said} It is {name}'s again."
    effect.log(lead.id, (entry(now, "reassigned", to=owner, to_name=name, reason=said),))
    writing.audit("reassigned", lead=lead.id, reason=said, to=owner)
    return replace(lead, owner=owner, assigned_at=now)


def _is_rash(fired: Fired, clock: Clock) -> bool:
    """Whether it rang for this clock though that was met before."""
    return (
        fired.kind in LADDERS
        and fired.clock == clock.inquiry
        and not fired.withdrawn
        and clock.met_at is not None
        and fired.at > clock.met_at
    )


def _is_in_other_hands(lead: Lead, moves: Sequence[Fired], since: datetime) -> bool:
    """Whether it was moved on by somebody, or worked by one of those who were given it."""
    given, undone = {one.to for one in moves if one.to}, undone_ids(lead.record)
    return lead.owner != moves[-1].to or any(
        item.user in given and item.at >= since and item.id not in undone for item in lead.record
    )
