"""Which of a lead's handoffs is at hand; a first paint needs no more of them."""

from __future__ import annotations

from workbench.domain.lead import Lead
from workbench.domain.promise import Handed


def handed_at_hand(lead: Lead) -> Handed | None:
    """The one that somebody still has to tell something of: the undecided one that is due first,
    else the one that was accepted last, until its opportunity is won or lost.
    """
    undecided = [one for one in lead.handoffs if one.is_open]
    if undecided:
        return min(undecided, key=lambda one: (one.due_at, one.id))
    if lead.opportunity is not None and lead.opportunity.outcome is not None:
        return None
    accepted = [one for one in lead.handoffs if one.decision == "accepted"]
    return max(accepted, key=lambda one: (one.ended_at or one.told_at, one.id), default=None)
