"""What an alarm does when it rings, each told on the lead's timeline in words.

escalation = Escalation(writing)
with writing.effect() as effect:
    for one in escalation.expect(stored):
        escalation.ring(one, effect)
    escalation.store(effect)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, assert_never

from sqlalchemy import bindparam, update

from workbench.domain.alarms import LADDER, Alarm, alarms, due
from workbench.domain.clock import calendar_for, spoken
from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.score import score
from workbench.domain.settle import settle
from workbench.domain.watch import Fired, Offer
from workbench.server import schema
from workbench.server.clocks import misses
from workbench.server.clocks.telling import Telling, clock_of
from workbench.server.intake.recycling import recycle
from workbench.server.ledger.audiences import user_audience
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Writing
from workbench.server.policy import policies
from workbench.server.routing.offers import withdrawn
from workbench.server.routing.past_owners import besides, past_owners
from workbench.server.routing.rota import Rota

GIVING = frozenset({"offer", "offer_ends", "reassign"})
"""Alarms that show a lead to somebody else."""


class Escalation:
    """The alarms of one writing."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._now = writing.now
        self._policies = policies.in_force(writing.connection, writing.team)
        self._had: dict[str, list[str]] = {}
        self._changed: list[Lead] = []
        self._moved: list[dict[str, Any]] = []
        self._telling = Telling(writing, self._policies)
        self._ask_anew()

    def _ask_anew(self) -> None:
        """Two rotations: who is only offered a lead has not had their turn by it."""
        writing, rules = self._writing, self._policies.current
        self._giving = Rota(writing.connection, writing.team, rules, self._now)
        self._offering = Rota(writing.connection, writing.team, rules, self._now)

    def expect(self, leads: Sequence[Stored]) -> list[Stored]:
        """Learn what ringing these locked leads needs; returns those that can be rung now.

        Whoever misses a clock is counted, so locked; while they are pushing, their own touch may
        be on its way, and the lead is left for the next look.
        """
        waiting = {one.id: self._waiting(one.lead) for one in leads}
        connection = self._writing.connection
        self._had = past_owners(connection, [id for id, kinds in waiting.items() if kinds & GIVING])
        missing = {one.owner for one in leads if one.owner and "reassign" in waiting[one.id]}
        busy = missing - misses.lock(connection, missing) if missing else set()
        now = [one for one in leads if not (one.owner in busy and "reassign" in waiting[one.id])]
        # Those that lock the turns come last, so that intake waits the shorter.
        return sorted(now, key=lambda one: bool(waiting[one.id] & GIVING))

    def _waiting(self, lead: Lead) -> set[str]:
        policy = self._policies.of(lead)
        return {alarm.kind for alarm in alarms(lead, policy) if alarm.at <= self._now}

    def ring(self, stored: Stored, effect: Effect) -> int:
        """Ring what is due of one lead, in order; returns how many rang."""
        lead, before, rung = stored.lead, None, 0
        policy = self._policies.of(lead)
        while (alarm := due(lead, policy, self._now)) is not None:
            if alarm == before:
                raise RuntimeError(f"“{alarm.kind}” has rung and is due again.")
            lead = self._act(lead, alarm, policy, effect)
            before, rung = alarm, rung + 1
        if rung:
            self._changed.append(settle(lead, policy))
        else:
            # What moved it left its document alone: it is set right without telling anybody.
            waiting = alarms(lead, policy)
            at = to_ms(waiting[0].at) if waiting else None
            self._moved.append({"lead_id": lead.id, "rings_at": at})
        return rung

    def store(self, effect: Effect) -> None:
        """Store what was rung, all at once, and whose turn it is now."""
        changed, self._changed = self._changed, []
        effect.put_all(changed)
        moved, self._moved = self._moved, []
        if moved:
            self._writing.connection.execute(_SET_ALARM, moved)
        self._giving.close()

    def _act(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        match alarm.kind:
            case "warn":
                return self._warn(lead, alarm, policy, effect)
            case "offer":
                return self._offer(lead, alarm, policy, effect)
            case "offer_ends":
                return self._end_offer(lead, alarm, policy, effect)
            case "tell":
                return self._tell(lead, alarm, policy, effect)
            case "reassign":
                return self._reassign(lead, alarm, policy, effect)
            case "unowned":
                return self._hand_to_team_leads(lead, alarm, policy, effect)
            case "hold_ends":
                self._telling.log(effect, lead, "hold_ended", "The hold is over.")
                return settle(self._rung(lead, alarm), policy)
            case "revisit":
                return self._revisit(self._rung(lead, alarm), effect)
            case "decay":
                return replace(lead, score=score(lead, policy, self._now))
            case "handoff_warn" | "handoff_tell":
                return self._ask_for_decision(lead, alarm, effect)
            case _:
                assert_never(alarm.kind)

    # ---- the ladder of a clock

    def _warn(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        clock = clock_of(lead, alarm)
        if self._now < clock.due_at:
            left = calendar_for(clock, policy).between(self._now, clock.due_at)
            promised = spoken(timedelta(minutes=clock.target_min))
            said = f"{spoken(left)} of {promised} left, and no attempt yet."
        else:
            said = "No attempt yet, and the promise is past."
        self._telling.log(effect, lead, "warned", said, alarm=alarm)
        return self._rung(lead, alarm)

    def _offer(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        lead = withdrawn(lead, effect)
        rung = self._rung(lead, alarm)
        rungs = [a for a in alarms(rung, policy) if a.clock == alarm.clock and a.kind in LADDER]
        until = rungs[0].at if rungs else None
        said = self._telling.failed(lead, alarm, policy)
        if until is not None and until <= self._now:
            said += " It is offered to nobody: the next step is due, too."
            self._telling.log(effect, lead, "offered", said, alarm=alarm)
            return rung
        route = self._offering.next_for(lead, lead.pool, besides=self._besides(lead, policy))
        if route.owner is None:
            said += " Nobody else can take it now."
            self._telling.log(effect, lead, "offered", said, alarm=alarm, route=route)
            return rung
        said += f" It is offered to {self._telling.name(route.owner)}, too."
        self._telling.log(effect, lead, "offered", said, alarm=alarm, route=route)
        effect.grant(user_audience(route.owner), lead.id)
        offer = Offer(to=route.owner, since=self._now, until=until)
        return replace(self._rung(lead, alarm, to=route.owner), offer=offer)

    def _end_offer(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        """Nobody took it up; a lead that nobody has is offered to the next one."""
        to = lead.offer.to if lead.offer else None
        said = f"{self._telling.name(to)} did not take it up."
        lead = self._rung(withdrawn(lead, effect), alarm, to=to)
        if lead.owner is not None or policy.routing.mode != "offer":
            self._telling.log(effect, lead, "offer_ended", said, to=to)
            return lead
        came_at = lead.newest_inquiry.received_at
        asked = {f.to for f in lead.fired if f.kind == "offer_ends" and f.at >= came_at and f.to}
        route = self._giving.hand_out(lead, besides=asked | self._besides(lead, policy))
        said = f"{said} {route.reason}"
        self._telling.log(effect, lead, "offer_ended", said, route=route, to=to)
        return replace(lead, offer=route.offer)

    def _tell(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        to = self._telling.answering(lead.pool)
        whom = f"{self._telling.name(to)} was" if to else "The team leads were"
        said = f"{self._telling.failed(lead, alarm, policy)} {whom} told."
        self._telling.log(effect, lead, "told", said, alarm=alarm, to=to)
        return self._rung(lead, alarm, to=to)

    def _reassign(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        """To the next who can; else to the pool, if there is anybody else; else to team leads."""
        lead = withdrawn(lead, effect)
        asked = self._besides(lead, policy)
        route = self._giving.next_for(lead, lead.pool, besides=asked)
        rotation = self._giving.rotation
        pool = rotation.pools.get(route.pool or "")
        others = [rep for rep in rotation.reps(pool) if rep.id not in asked] if pool else []
        if route.owner is None and not others:
            said = "Nobody else is in its pool: the team leads have it."
            route = replace(route, pool=None, reason=said)
        said = f"{self._telling.failed(lead, alarm, policy)} {route.reason}"
        self._telling.log(effect, lead, "reassigned", said, alarm=alarm, route=route)
        if lead.owner is not None:
            self._miss(lead, lead.owner, effect)
        rung = self._rung(lead, alarm, to=route.owner)
        return replace(rung, owner=route.owner, pool=route.pool, assigned_at=self._now)

    def _miss(self, lead: Lead, user: str, effect: Effect) -> None:
        most = self._policies.current.routing.away_after_missed
        missed = misses.add(self._writing, effect, user, most=most)
        if missed is not None:
            said = f"{self._telling.name(user)} let {missed} clocks in a row pass and is set away."
            self._telling.log(effect, lead, "set_away", said, to=user)
            self.store(effect)
            self._ask_anew()

    def _hand_to_team_leads(self, lead: Lead, alarm: Alarm, policy: Policy, effect: Effect) -> Lead:
        minutes = spoken(timedelta(minutes=policy.routing.alarm_min))
        said = f"Nobody took it within {minutes}: the team leads have it."
        lead = withdrawn(lead, effect)
        self._telling.log(effect, lead, "reassigned", said, alarm=alarm)
        return replace(self._rung(lead, alarm), pool=None, assigned_at=self._now)

    # ---- what is no clock's

    def _revisit(self, lead: Lead, effect: Effect) -> Lead:
        said = f"It was to be looked at again on {lead.revisit_on:%d %b %Y}."
        self.store(effect)
        recycle(self._writing, lead, effect, said)
        self._ask_anew()
        return self._writing.leads[lead.id].lead

    def _ask_for_decision(self, lead: Lead, alarm: Alarm, effect: Effect) -> Lead:
        ae = next(handed.ae for handed in lead.handoffs if handed.id == alarm.clock)
        said = f"{self._telling.name(ae)} has not decided on the handoff yet."
        if alarm.kind == "handoff_warn":
            self._telling.log(effect, lead, "warned", said, to=ae)
        else:
            self._telling.log(effect, lead, "told", f"{said} The team leads were told.")
        return self._rung(lead, alarm, to=ae)

    # ---- what they share

    def _besides(self, lead: Lead, policy: Policy) -> frozenset[str]:
        return besides(lead, self._had.get(lead.id, ()), policy.routing.former_owners)

    def _rung(self, lead: Lead, alarm: Alarm, *, to: str | None = None) -> Lead:
        fired = Fired(
            kind=alarm.kind,
            clock=alarm.clock,
            at=self._now,
            number=alarm.number,
            owner=lead.owner,
            to=to,
        )
        return replace(lead, fired=(*lead.fired, fired))


_SET_ALARM = (
    update(schema.lead)
    .where(schema.lead.c.id == bindparam("lead_id"))
    .values(alarm_at=bindparam("rings_at"))
)
