"""What AEs of the sample team make of what they are handed: most held, some missed, some won."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from workbench.domain.handed import handed_at_hand
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.promise import Handed

Made = tuple[str, dict[str, Any]]
NO_SHOW, REJECTED, LEFT_TO_LIE, WON, LOST = 0.15, 0.15, 0.3, 0.3, 0.3
"""Shares; not measured, only plausible."""


def handed_on(
    code: str, at: datetime, ae: str, rng: random.Random, words: Mapping[str, Any]
) -> dict[str, Any]:
    """What a call that ended with a handoff has told: the meeting, unless it was transferred."""
    handoff = {"handoff_id": str(uuid.uuid4()), "ae": ae, "summary": rng.choice(words["summaries"])}
    if code != "MTG":
        return {"handoff": handoff}
    begins_at = _on_a_workday(at + timedelta(days=rng.randint(1, 5)))
    meeting = {"meeting_id": str(uuid.uuid4()), "at": to_ms(begins_at),
               "length_min": rng.choice([30, 30, 45]), "ae": ae}  # fmt: skip
    return {"handoff": handoff, "meeting": meeting}


def next_word_at(lead: Lead, at: datetime, rng: random.Random) -> datetime | None:
    """When the AE next tells something of the lead; None where nothing is theirs to tell."""
    handed = handed_at_hand(lead)
    if handed is None:
        return None
    if handed.is_open:
        return handed.since + timedelta(hours=rng.uniform(0.1, 7))
    return at + timedelta(days=rng.uniform(2, 9))


def told_by_ae(lead: Lead, rng: random.Random, words: Mapping[str, Any]) -> list[Made]:
    handed = handed_at_hand(lead)
    if handed is None:
        return []
    return _decided(handed, rng, words) if handed.is_open else [_deal(lead, rng, words)]


def _decided(handed: Handed, rng: random.Random, words: Mapping[str, Any]) -> list[Made]:
    made: list[Made] = []
    if handed.meeting_id is not None:
        result = "no_show" if rng.random() < NO_SHOW else "held"
        made.append(("meeting_resolved", {"meeting_id": handed.meeting_id, "result": result}))
        if result == "no_show":
            return made
    decision: dict[str, Any] = {"handoff_id": handed.id}
    if rng.random() < REJECTED:
        code, note = rng.choice(words["rejected"])
        decision |= {"decision": "rejected", "code": code, "note": note}
    else:
        quality, note = rng.choice(words["accepted"])
        decision |= {"decision": "accepted", "quality": quality, "note": note}
    return [*made, ("handoff_decided", decision)]


def _deal(lead: Lead, rng: random.Random, words: Mapping[str, Any]) -> Made:
    known = lead.opportunity
    amount = known.amount if known else rng.randint(8, 60) * 500.0
    told: dict[str, Any] = {"stage": rng.choice(words["stages"]), "amount": amount,
                            "currency": "EUR"}  # fmt: skip
    end = rng.random()
    if known is not None and end < WON:
        told |= {"stage": "Closed won", "outcome": "won"}
    elif known is not None and end < WON + LOST:
        told |= {"stage": "Closed lost", "outcome": "lost", "reason": rng.choice(words["lost"])}
    return "opportunity_updated", told


def _on_a_workday(at: datetime) -> datetime:
    """On a half hour."""
    while at.weekday() >= 5:
        at += timedelta(days=1)
    return at.replace(minute=30 * (at.minute // 30), second=0, microsecond=0)
