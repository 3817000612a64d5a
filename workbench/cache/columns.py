"""What stands beside a lead's document in the cache: what a row shows and what ranks it.

Instants are epoch milliseconds.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from workbench.domain.calling import area_of
from workbench.domain.handed import handed_at_hand
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms

ASKED_MOST = 120
"""Characters of what they asked that a row keeps; the document holds the rest."""
FROM = "from "
"""Before a page, where a row tells no more of what they asked."""


def columns(lead: Lead) -> dict[str, Any]:
    """What stands beside the document; an overlaid lead shows and ranks by the same values, and so
    does a lead's mirror.
    """
    clock, standing, handed = lead.clock, lead.standing, handed_at_hand(lead)
    running = clock is not None and clock.is_running
    pause = clock.pauses[-1] if clock and clock.pauses else None
    offer = lead.offer if lead.offer and lead.offer.to != lead.owner else None
    due_at = clock.due_at if clock and running else lead.step.due_at if lead.step else None
    return {
        "id": lead.id,
        "seq": lead.seq,
        "name": lead.name or lead.email or lead.phone or "",
        "company": lead.company or "",
        "type": lead.type,
        "asked": _asked_of(lead),
        "step": lead.step.label if lead.step and lead.attempts else None,
        "status": lead.status,
        "owner": lead.owner,
        "is_open": lead.is_open,
        "score": lead.score.shown,
        "arrived_at": _ms(lead.newest_inquiry.received_at) if lead.inquiries else 0,
        "is_clock": running,
        "starts_at": _ms(clock.started_at if clock and running else None),
        "due_at": _ms(due_at),
        "target_min": clock.target_min if clock else 0,
        "calendar": clock.calendar if clock else None,
        "clock_zone": clock.zone if clock else None,
        "paused_from": _ms(pause.since if pause else None),
        "paused_until": _ms(pause.until if pause else None),
        "met_after_s": clock.taken.business_s if clock and clock.taken else None,
        "callback_at": _ms(lead.callback_at),
        "offer_to": offer.to if offer else None,
        "offer_from": _ms(offer.since if offer else None),
        "offer_until": _ms(offer.until if offer else None),
        "area": area_of(lead).key,
        "queue_from": _ms(standing.queue_from),
        "lift": standing.lift,
        "worth": standing.chance * standing.reach,
        "rank_min": standing.target_min or 1,
        "waiting_since": _ms(standing.waiting_since),
        "boost_from": _ms(standing.boost_from),
        "boost_until": _ms(standing.boost_until),
        "channel": standing.channel,
        "handed_to": handed.ae if handed else None,
        "decide_by": _ms(handed.due_at if handed and handed.is_open else None),
        "meets_at": _ms(handed.meeting_at if handed else None),
        "meets_min": handed.length_min if handed else 0,
    }


def _asked_of(lead: Lead) -> str:
    inquiry = lead.newest_inquiry if lead.inquiries else None
    return asked_of(inquiry.message, inquiry.asset, inquiry.page) if inquiry else ""


def asked_of(message: str | None, asset: str | None, page: str | None) -> str:
    """An inquiry in a few words: its message's first sentence, its asset or its page."""
    if message and message.strip():
        line = message.strip().partition("\n")[0]
        sentence = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0]
        return f"“{' '.join(sentence.split())[:ASKED_MOST].removesuffix('.')}”"
    about = asset or (f"{FROM}{page}" if page else "")
    return " ".join(about.split())[:ASKED_MOST]


def _ms(at: datetime | None) -> int | None:
    """A mirror's instants are milliseconds."""
    return to_ms(at) if isinstance(at, datetime) else at
