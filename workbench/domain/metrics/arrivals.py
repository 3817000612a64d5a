"""A lead as reports count it: a row for each inquiry, with what it came to, and one for each touch.

Inquiries that came while a lead was open belong to one **round** with the inquiry that opened it:
each has its clock, and what became of the lead counts once, with the one that opened the round.
A row stands on the day its inquiry came, whatever is heard of the lead later.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workbench.domain.calendar import week_of
from workbench.domain.lead import OPEN, Inquiry, Lead, Opportunity
from workbench.domain.metrics.following import count_follow_up
from workbench.domain.metrics.rounds import Round, is_spam, rep_of, rounds_of
from workbench.domain.metrics.touches import is_connect, is_dial
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock, Handed
from workbench.domain.score import mql_at
from workbench.domain.worked import Worked

CUTS = (
    "type", "source", "campaign", "persona", "industry", "country", "rep", "ae", "hour", "day",
    "week", "code", "reason", "first_source", "first_campaign", "last_source", "last_campaign",
    "heard_from", "currency", "band",
)  # fmt: skip
"""By what arrivals are told apart; empty for a blank."""

COUNTS = (
    "inquiries", "spam", "clocks", "met", "met_late", "voided", "logged_late", "answered_in_time",
    "leads", "attempted", "contacted", "dials", "connects", "calls", "emails", "socials", "smses",
    "chats", "inbound", "mql", "sal", "sql", "sqo", "won", "lost", "beside_sql", "beside_won",
    "rejected", "open", "closed", "closed_then_won", "given_up", "tried_enough", "booked",
    "held", "no_shows", "cancelled", "moved", "unresolved", "handed", "transfers", "ae_accepted",
    "ae_rejected", "pipeline_cents", "won_cents", "steps_done", "steps_in_time", "steps_skipped",
    "form_known", "form_asked", "form_unknown", "form_blank", "rang", "rang_enough",
)  # fmt: skip
"""How often, of one arrival; what belongs to a round is told by the arrival that opened it."""

LENGTHS = (
    "response_ms", "wall_ms", "intake_ms", "routing_ms", "owner_ms", "contact_ms", "touches",
    "to_mql_ms", "to_sal_ms", "to_sql_ms", "to_sqo_ms", "to_won_ms", "close_days",
)  # fmt: skip
"""How long, or how many, where that is known."""

CHANNEL_COUNTS = {
    "call": "calls", "email": "emails", "social": "socials", "sms": "smses", "chat": "chats",
}  # fmt: skip
WITH_AE = frozenset({"qualified", "meeting_booked", "accepted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`overdue_at`: when a clock that still runs is missed. `ae_code`: why an AE sent it back last.
    See CUTS, COUNTS and LENGTHS; counts
    that are 0 may be left out.
    """

    lead: str
    inquiry: str
    received_at: datetime
    overdue_at: datetime | None = None
    ae_code: str = ""
    cuts: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)


def arrivals_of(lead: Lead, policy: Policy) -> tuple[Arrival, ...]:
    """In order of time. A lead that was merged tells nothing: its master tells it."""
    if lead.status == "merged" or not lead.inquiries:
        return ()
    rounds = rounds_of(lead, policy)
    won_since = [any(later.won_at for later in rounds[n + 1 :]) for n in range(len(rounds))]
    told = _Lead(lead, policy, rounds)
    return tuple(
        told.arrival(one, inquiry, came_back_won)
        for one, came_back_won in zip(rounds, won_since, strict=True)
        for inquiry in one.inquiries
    )


@dataclass(frozen=True, slots=True)
class _Lead:
    lead: Lead
    policy: Policy
    rounds: tuple[Round, ...]

    def arrival(self, one: Round, inquiry: Inquiry, came_back_won: bool) -> Arrival:
        """A round of spam is told as spam and as nothing else."""
        opens = inquiry is one.inquiries[0]
        clock = next((c for c in self.lead.clocks if c.inquiry == inquiry.id), None)
        counts: Counter[str] = Counter()
        lengths: dict[str, int] = {}
        if is_spam(one):
            counts["spam"] = 1
        else:
            counts["inquiries"] = 1
            lengths |= _promise(clock, counts)
            if opens:
                lengths |= self._outcome(one, counts)
                counts["closed_then_won"] = counts["closed"] and came_back_won
        running = clock is not None and clock.is_running and not counts["spam"]
        return Arrival(
            lead=self.lead.id,
            inquiry=inquiry.id,
            received_at=inquiry.received_at,
            overdue_at=clock.due_at if clock and running else None,
            ae_code=_sent_back(one) if opens and not counts["spam"] else "",
            cuts=self._cuts(one, inquiry),
            counts={name: int(n) for name, n in counts.items() if n},
            lengths=lengths,
        )

    def _cuts(self, one: Round, inquiry: Inquiry) -> dict[str, str]:
        lead, closing = self.lead, one.closing
        local = inquiry.received_at.astimezone(self.policy.calendar.tz)
        first, last = self.rounds[0].inquiries[0], self._last(one)
        said = (i.heard_from for part in self.rounds for i in part.inquiries if i.heard_from)
        cuts = {
            "type": inquiry.type,
            "source": inquiry.source,
            "campaign": inquiry.campaign,
            "persona": lead.persona,
            "industry": lead.industry,
            "country": lead.country,
            "rep": rep_of(lead, one),
            "ae": max(one.handed, key=lambda h: (h.told_at, h.id)).ae if one.handed else None,
            "hour": f"{local.hour:02}",
            "day": local.date().isoformat(),
            "week": week_of(local),
            "code": closing.disposition.code if closing and closing.disposition else None,
            "reason": closing.disposed.reason if closing and closing.disposed else None,
            "first_source": first.source,
            "first_campaign": first.campaign,
            "last_source": last.source,
            "last_campaign": last.campaign,
            "heard_from": next(said, None),
            "currency": one.opportunity.currency if one.opportunity else None,
            "band": band_of(one.inquiries[0].points),
        }
        return {name: value for name, value in cuts.items() if value}

    def _last(self, one: Round) -> Inquiry:
        """The newest before they were qualified; of a round that was not, the newest."""
        sql_at = min((h.told_at for h in one.handed), default=None)
        before = [i for i in one.inquiries if sql_at is None or i.received_at <= sql_at]
        return (before or one.inquiries)[-1]

    def _outcome(self, one: Round, counts: Counter[str]) -> dict[str, int]:
        touches, closing = one.touches, one.closing
        reached = [item.at for item in touches if item.is_contact]
        counts["leads"] = 1
        counts["attempted"] = bool(one.attempts)
        counts["contacted"] = bool(reached and one.attempts)
        code = closing.disposition if closing else None
        counts["closed"] = code is not None and code.closes != "merged"
        if code and counts["closed"] and not reached and not code.voids_clock:
            counts["given_up"] = 1
            least = self.policy.type(one.inquiries[0].type).attempts
            counts["tried_enough"] = len(one.attempts) >= least
        counts["open"] = one.until is None and self.lead.status in OPEN | WITH_AE
        _count_touches(touches, counts, self.policy)
        _count_handed(one.handed, counts)
        count_follow_up(self.lead, one, self.policy, counts)
        lengths = self._stages(one, counts)
        if one.opportunity is not None:
            lengths |= self._money(one, one.opportunity, counts)
        if reached:
            lengths["contact_ms"] = _ms(min(reached) - one.opened_at)
        if one.attempts:
            lengths["touches"] = len(touches)
        return lengths

    def _stages(self, one: Round, counts: Counter[str]) -> dict[str, int]:
        """When each stage was reached; who reached one has passed those before it."""
        came = mql_at(self.lead, one.inquiries, self.policy)
        told, sqo, won = one.opportunity, one.sqo_at, one.won_at
        sql = _first([h.told_at for h in one.handed] + ([sqo] if sqo else []))
        sal = _first([item.at for item in one.attempts] + ([sql] if sql else []))
        counts["rejected"] = sal is None and one.closing is not None
        counts["lost"] = told is not None and told.outcome == "lost"
        if came is None:
            counts["beside_sql"], counts["beside_won"] = sql is not None, won is not None
            return {}
        reached = {"mql": came, "sal": sal, "sql": sql, "sqo": sqo, "won": won}
        lengths, before = {}, one.opened_at
        for stage, at in reached.items():
            if at is not None:
                counts[stage] = 1
                lengths[f"to_{stage}_ms"] = _ms(at - before)
                before = max(before, at)
        return lengths

    def _money(self, one: Round, told: Opportunity, counts: Counter[str]) -> dict[str, int]:
        cents = round((told.amount or 0) * 100)
        if told.outcome is None:
            counts["pipeline_cents"] = cents
        if told.outcome != "won":
            return {}
        counts["won_cents"] = cents
        local = self.policy.calendar.local_day
        closed_on = told.closed_on or local(told.at)
        return {"close_days": max(0, (closed_on - local(one.opened_at)).days)}


def band_of(points: int | None) -> str:
    """The score at capture as people see it, by twos; empty where there was none."""
    if points is None:
        return ""
    upper = max(2, min(10, 2 * math.ceil(points / 20)))
    return f"{upper - 1}–{upper}"


def _promise(clock: Clock | None, counts: Counter[str]) -> dict[str, int]:
    """What became of the clock: met, met too late or voided, and how long the answer took."""
    if clock is None:
        return {}
    counts["clocks"] = 1
    counts["voided"] = clock.voided
    if clock.voided or clock.met_at is None:
        return {}
    counts["met"], counts["met_late"] = not clock.is_missed, clock.is_missed
    counts["logged_late"] = clock.logged_late
    taken = clock.taken
    if taken is None:
        return {}
    counts["answered_in_time"] = taken.business_s <= clock.target_min * 60
    return {
        "response_ms": round(taken.business_s * 1000),
        "wall_ms": round(taken.wall_s * 1000),
        "intake_ms": round(taken.intake_s * 1000),
        "routing_ms": round(taken.routing_s * 1000),
        "owner_ms": round(taken.owner_s * 1000),
    }


def _count_touches(touches: Iterable[Worked], counts: Counter[str], policy: Policy) -> None:
    for item in touches:
        if item.touch is None:
            continue
        if item.touch.direction == "in":
            counts["inbound"] += 1
        else:
            counts[CHANNEL_COUNTS[item.touch.kind]] += 1
        counts["dials"] += is_dial(item)
        counts["connects"] += is_connect(item, policy)


def _sent_back(one: Round) -> str:
    rejected = [h for h in one.handed if h.decision == "rejected"]
    newest = max(rejected, key=lambda h: (h.ended_at or h.told_at, h.id), default=None)
    return newest.code or "" if newest else ""


def _count_handed(handed: Sequence[Handed], counts: Counter[str]) -> None:
    meetings = [one for one in handed if one.meeting_id is not None]
    counts["booked"] = len(meetings)
    for result, name in (("held", "held"), ("no_show", "no_shows"), ("cancelled", "cancelled")):
        counts[name] = sum(one.result == result for one in meetings)
    counts["unresolved"] = sum(one.result is None for one in meetings)
    counts["moved"] = sum(one.moved for one in meetings)
    counts["handed"] = len(handed)
    counts["transfers"] = len(handed) - len(meetings)
    counts["ae_accepted"] = sum(one.decision == "accepted" for one in handed)
    counts["ae_rejected"] = sum(one.decision == "rejected" for one in handed)


def _first(moments: Sequence[datetime]) -> datetime | None:
    return min(moments, default=None)


def _ms(length: timedelta) -> int:
    return max(0, round(length / timedelta(milliseconds=1)))
