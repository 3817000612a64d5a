"""Offers that are open: who is shown a lead beside its owner, until somebody has taken it up."""

from __future__ import annotations

from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.server.ledger.audiences import user_audience
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing


def withdrawn(lead: Lead, effect: Effect) -> Lead:
    """The lead, to be put, without its offer; who was offered it is its guest no more."""
    if lead.offer is None:
        return lead
    effect.evict(user_audience(lead.offer.to), lead.id)
    return replace(lead, offer=None)


def after_work(writing: Writing, before: Lead, lead: Lead, effect: Effect) -> Lead:
    """The lead after somebody's work: an offer ends that was taken up, or has lost its reason."""
    offer = lead.offer
    has_moved = lead.owner != before.owner
    if offer is None or not (has_moved or not _is_waiting(lead)):
        return lead
    if not has_moved:
        said = "It was worked meanwhile."
        effect.log(lead.id, (entry(writing.now, "offer_ended", to=offer.to, reason=said),))
        fired = tuple(
            replace(one, withdrawn=True) if (one.kind, one.to) == ("offer", offer.to) else one
            for one in lead.fired
        )
        lead = replace(lead, fired=fired)
    return withdrawn(lead, effect)


def _is_waiting(lead: Lead) -> bool:
    return lead.is_open and any(clock.is_running for clock in lead.clocks)
