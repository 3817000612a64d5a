"""A nurtured lead comes back, by a signal or on its day: the server makes an inquiry for it."""

from __future__ import annotations

from workbench.domain.inquiry import Reading
from workbench.domain.lead import Inquiry, Lead
from workbench.identity import new_id
from workbench.server.intake.arrivals import Arrival
from workbench.server.intake.entering import Intake, Taken
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing
from workbench.server.policy import policies


def recycle(writing: Writing, lead: Lead, effect: Effect, why: str) -> Taken:
    """Let a locked lead in again: scored, left to its owner or routed, with a clock and a cadence.

    `why` is the sentence that its timeline tells. An inquiry that nobody should work (an excluded
    person, one outside the ICP) leaves the lead where it is, as it would anybody's.
    """
    now = writing.now
    held = policies.in_force(writing.connection, writing.team)
    last = lead.newest_inquiry
    inquiry = Inquiry(
        id=new_id(),
        type=held.of(lead).recycled_type,
        received_at=now,
        stored_at=now,
        source=last.source,
        product=last.product,
    )
    intake = Intake(writing, held)
    taken = intake.readmit(lead, Arrival(reading=Reading(inquiry=inquiry), lead_id=lead.id), effect)
    effect.log(lead.id, (entry(now, "recycled", reason=why),))
    intake.close()
    return taken
