"""What the cache keeps of a lead that was told: of the document alone, or of the lead itself.

Who takes thousands in need not make each of them whole: that is eight times the work. Both ways
tell the same; what few leads have is left to the lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from workbench.cache.columns import asked_of, columns
from workbench.cache.search import searched_words, words_of
from workbench.cache.traits import beside
from workbench.domain.calendar import is_zone
from workbench.domain.calling import Area
from workbench.domain.fitting import fits
from workbench.domain.lead import OPEN, Lead, Score
from workbench.domain.plain import Plain
from workbench.wire import read_lead


class Told(NamedTuple):
    """`values` by the names of `leads` and `traits`; `words` are searched."""

    values: Mapping[str, Any]
    words: str


def told(document: Plain) -> Told:
    """Raises Misfit where it is no lead that this desk can read."""
    if not fits(Lead)(document) or _is_rare(document):
        return told_of(read_lead(document))
    get = document.get
    inquiries = get("inquiries", ())
    newest = max(inquiries, key=_arrival) if inquiries else _NOTHING
    words = words_of(get("name"), get("company"), get("email"), get("phone_e164"), get("phone"))
    return Told(_values(document, newest), words)


def told_of(lead: Lead) -> Told:
    return Told({**columns(lead), **beside(lead)}, searched_words(lead))


_NOTHING: dict[str, Plain] = {}


def _is_rare(document: Mapping[str, Plain]) -> bool:
    """Whether more than these rules decides about its columns."""
    if "handoffs" in document:
        return True
    return "tz" in document and any(
        item["type"] == "lead_edited" and "received_at" not in item
        for item in document.get("record", ())
    )


def _arrival(inquiry: Mapping[str, Plain]) -> tuple[int, str]:
    return inquiry["received_at"], inquiry["id"]


def _clock(clocks: Sequence[Mapping[str, Plain]]) -> tuple[Mapping[str, Plain], bool]:
    """The one at hand, and whether it runs; see `Lead.clock`."""
    running = [one for one in clocks if "met_at" not in one and not one.get("voided")]
    if running:
        return min(running, key=lambda one: one["due_at"]), True
    return max(clocks, key=lambda one: one["received_at"], default=_NOTHING), False


def _values(document: Mapping[str, Plain], newest: Mapping[str, Plain]) -> dict[str, Any]:
    get = document.get
    clock, runs = _clock(get("clocks", ()))
    standing, step, score = get("standing", _NOTHING), get("step"), get("score", _NOTHING)
    offer = get("offer", _NOTHING)
    if offer and offer["to"] == get("owner"):
        offer = _NOTHING
    pause = clock["pauses"][-1] if clock.get("pauses") else _NOTHING
    zone = get("tz") or ""
    area = Area(zone if zone and is_zone(zone) else "", get("country") or "", get("region") or "")
    status, waits = get("status", "new"), standing.get
    return {
        "id": document["id"],
        "seq": get("seq", 0),
        "name": get("name") or get("email") or get("phone") or "",
        "company": get("company") or "",
        "type": get("type", ""),
        "asked": asked_of(newest.get("message"), newest.get("asset"), newest.get("page")),
        "step": step["label"] if step and get("attempts") else None,
        "status": status,
        "owner": get("owner"),
        "is_open": status in OPEN,
        "score": Score(fit=score.get("fit", 0), intent=score.get("intent", 0)).shown,
        "arrived_at": newest.get("received_at", 0),
        "is_clock": runs,
        "starts_at": clock["started_at"] if runs else None,
        "due_at": clock["due_at"] if runs else step["due_at"] if step else None,
        "target_min": clock.get("target_min", 0),
        "calendar": clock.get("calendar", "") if clock else None,
        "clock_zone": clock.get("zone"),
        "paused_from": pause.get("since"),
        "paused_until": pause.get("until"),
        "met_after_s": clock["taken"]["business_s"] if clock.get("taken") else None,
        "callback_at": get("callback_at"),
        "offer_to": offer.get("to"),
        "offer_from": offer.get("since"),
        "offer_until": offer.get("until"),
        "area": area.key,
        "queue_from": waits("queue_from"),
        "lift": waits("lift", 0),
        "worth": waits("chance", 0) * waits("reach", 0),
        "rank_min": waits("target_min", 0) or 1,
        "waiting_since": waits("waiting_since"),
        "boost_from": waits("boost_from"),
        "boost_until": waits("boost_until"),
        "channel": waits("channel"),
        "handed_to": None,
        "decide_by": None,
        "meets_at": None,
        "meets_min": 0,
        "pool": get("pool"),
        "source": newest.get("source"),
        "country": get("country"),
    }
