"""Who gets a lead, and why it came to that: FIELD.md §7, in its order.

Exclusions (a customer's inquiry goes to the account's owner) → who has it already, if they are
there in time → the owner of a named account → the pool that a rule of the policy names, else the
default pool → there, whoever speaks the lead's language → the rotation of those who are here, under
their caps and in hours → for hand-raisers an open pool that theirs passes on to → the same rotation
out of hours → the pool's own audience, from where a timer takes it to the team leads.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workbench.domain.activity import Activity
from workbench.domain.clock import start_clock
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.plain import Misfit, Plain
from workbench.domain.policy import Policy
from workbench.domain.rules import LeadType
from workbench.domain.watch import Offer
from workbench.server.rotation import Pool, Rep, Roster, Rotation, language_code
from workbench.server.territory import territory_of
from workbench.server.worth import is_barred


@dataclass(frozen=True, slots=True)
class Route:
    """Where a lead goes and why.

    `rule` names what decided; `candidates` could have had it, and `passed` says who could not,
    each with the reason. `calendar` and `zone` are those on which its clock runs.
    """

    owner: str | None
    pool: str | None
    reason: str
    passed: tuple[str, ...] = ()
    rule: str = ""
    candidates: tuple[str, ...] = ()
    calendar: str = ""
    zone: str | None = None
    offer: Offer | None = None

    def place(self, lead: Lead, now: datetime) -> Lead:
        """The lead where this takes it; with the owner it had, nothing begins anew."""
        if self.owner is not None and self.owner == lead.owner:
            return replace(lead, pool=self.pool)
        since = now if self.owner else None
        return replace(lead, owner=self.owner, pool=self.pool, assigned_at=since, offer=self.offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of a rotation. Not `live`: of an import, which caps and hours do not bind."""

    type: LeadType
    language: str
    live: bool = True
    besides: Collection[str] = ()


class Rota:
    """The routing of one transaction. `close` writes down whose turn it was."""

    def __init__(
        self,
        connection: Connection,
        team: str,
        policy: Policy,
        now: datetime,
        roster: Roster | None = None,
    ) -> None:
        self.rotation = Rotation(connection, team, policy, now, roster)
        self._policy = policy
        self._now = now

    def close(self) -> None:
        self.rotation.close()

    def route(self, lead: Lead, inquiry: Inquiry, *, known: str | None = None) -> Route:
        """Where `lead` goes with this inquiry, which it has got already.

        `known`: who has it, as an import or a desk says; they are followed, caps or not.
        """
        found = self._without_rotation(lead, inquiry, known)
        if found is not None:
            return found
        passed: list[str] = []
        for rule, user, said in self._theirs(lead):
            pool = self._home_pool(lead, user)
            refusal = self._refusal(user, lead, inquiry, pool)
            if refusal is None:
                if inquiry.live:
                    self.rotation.count(user, self._policy.type(inquiry.type))
                return self._on_clock(lead, Route(user, _id(pool), said, tuple(passed), rule))
            passed.append(f"{self.rotation.name(user)} {refusal}")
        route = self._by_territory(lead, inquiry)
        return replace(route, passed=(*passed, *route.passed))

    def next_for(self, lead: Lead, pool: str | None, *, besides: Collection[str]) -> Route:
        """Whose turn it is for a lead in a pool (None: the default one), `besides` not asked.

        The turn counts once `close` is called; whoever only offers the lead leaves that out.
        """
        asked = _Asked(
            type=self._policy.type(lead.type),
            language=language_code(lead.language or ""),
            besides=besides,
        )
        start = self.rotation.pool(pool)
        return self._on_clock(lead, self._turn(asked, start) if start else NO_POOL)

    def assigned(self, route: Route) -> Activity:
        """The entry of the timeline, in which the decision can be read back."""
        args: dict[str, Plain] = {"to": route.owner, "pool": route.pool, "reason": route.reason}
        told: dict[str, Plain] = {
            "to_name": self.rotation.name(route.owner) if route.owner else None,
            "pool_name": self._pool_name(route.pool),
            "rule": route.rule,
            "candidates": list(route.candidates),
            "passed": list(route.passed),
            "calendar": route.calendar,
            "zone": route.zone,
        }
        if route.offer is not None:
            told["offered_to"] = route.offer.to
            told["offered_name"] = self.rotation.name(route.offer.to)
        args |= {name: value for name, value in told.items() if value}
        id, now = str(uuid.uuid4()), self._now
        return Activity(id=id, kind="assigned", at=now, received_at=now, args=args)

    # ---- before any rotation

    def _without_rotation(self, lead: Lead, inquiry: Inquiry, known: str | None) -> Route | None:
        if is_barred(lead):
            said = "Do not contact: it stands with the team leads."
            return Route(None, None, said, rule="do not contact")
        if lead.owner is None and known is not None:
            said = f"{self.rotation.name(known)} has it already."
            pool = _id(self.rotation.pool_of(known))
            return self._on_clock(lead, Route(known, pool, said, rule="known owner"))
        if len(lead.inquiries) > 1 and not (inquiry.live and inquiry.verdict == "work"):
            return Route(lead.owner, lead.pool, "It stays where it was.", rule="re-inquiry")
        match inquiry.verdict:
            case "work":
                return None
            case "nurture":
                said = "Nobody works it now: it is on marketing's list."
                return Route(None, None, said, rule="nurture")
            case "disqualify":
                return Route(None, None, "Nobody works it.", rule="exclusion")

    def _theirs(self, lead: Lead) -> Iterator[tuple[str, str, str]]:
        """Who has a claim on it before any rotation: the rule, the user, the sentence."""
        account = lead.account
        owner = account.owner if account else None
        if account and owner and account.kind == "customer":
            said = f"{account.name} is a customer of {self.rotation.name(owner)}."
            yield "customer", owner, said
        if lead.owner is not None:
            yield "re-inquiry", lead.owner, f"It stays with {self.rotation.name(lead.owner)}."
        if account and owner and account.kind in ("named", "target"):
            said = f"{account.name} is an account of {self.rotation.name(owner)}."
            yield "named account", owner, said

    def _refusal(self, user: str, lead: Lead, inquiry: Inquiry, pool: Pool | None) -> str | None:
        """Why somebody cannot have it within its promise; its owner needs no room under a cap."""
        calendar, zone = self._calendar(lead, user, pool)
        clock = start_clock(inquiry, self._policy, calendar=calendar, zone=zone)
        return self.rotation.refusal(
            user,
            self._policy.type(inquiry.type),
            live=inquiry.live and user != lead.owner,
            by=clock.due_at if clock else None,
        )

    def _home_pool(self, lead: Lead, user: str) -> Pool | None:
        """The pool behind somebody who is given a lead for who they are."""
        if user == lead.owner and lead.pool is not None:
            return self.rotation.pool(lead.pool)
        return self.rotation.pool_of(user)

    # ---- the rotation of a pool

    def _by_territory(self, lead: Lead, inquiry: Inquiry) -> Route:
        pools = self.rotation.pools.values()
        found = territory_of(lead, inquiry, self._policy, {pool.name for pool in pools})
        named = next((pool for pool in pools if pool.name == found.pool), None)
        start = named or self.rotation.pool(None)
        asked = _Asked(
            type=self._policy.type(inquiry.type),
            language=language_code(lead.language or ""),
            live=inquiry.live,
        )
        route = self._turn(asked, start) if start else NO_POOL
        if inquiry.live and self._policy.routing.mode == "offer":
            route = self.offered(route)
        elif route.owner is not None and inquiry.live:
            self.rotation.count(route.owner, asked.type)
        said = " ".join((route.reason, *found.said))
        return self._on_clock(lead, replace(route, reason=said, rule=found.rule))

    def offered(self, route: Route) -> Route:
        """The same route as an offer: it stands with the pool until somebody claims it."""
        if route.owner is None:
            return route
        minutes = self._policy.routing.offer_min
        until = self._now + timedelta(minutes=minutes)
        offer = Offer(to=route.owner, since=self._now, until=until)
        said = f"It is offered to {self.rotation.name(route.owner)} for {minutes:g} min."
        return replace(route, owner=None, offer=offer, reason=said)

    def _turn(self, asked: _Asked, start: Pool) -> Route:
        """The turn of whoever is next; the pool's own where nobody can take it."""
        ready, passed = self._ready(asked, start, in_hours=asked.live)
        if ready:
            return self._given(asked, start, ready, passed, "")
        elsewhere: list[str] = []
        for pool in self._passed_on(asked, start):
            ready, others = self._ready(asked, pool, in_hours=True)
            if ready:
                how = f" in {pool.name}, as nobody in {start.name} can take it"
                return self._given(asked, pool, ready, [*passed, *others], how)
            elsewhere += others
        ready, passed = self._ready(asked, start, in_hours=False)
        if ready:
            return self._given(asked, start, ready, [*passed, *elsewhere], ", out of hours")
        said = "Nobody can take it now: it waits for the pool."
        return Route(None, start.id, said, (*passed, *elsewhere), "rotation")

    def _passed_on(self, asked: _Asked, start: Pool) -> Iterator[Pool]:
        """The open pools that a hand-raiser may be passed on to, each named by the one before."""
        asked_already, pool = {start.id}, start
        while (
            asked.live and asked.type.hand_raiser and pool.passes_to not in (None, *asked_already)
        ):
            following = self.rotation.pools.get(pool.passes_to or "")
            if following is None:
                return
            if self.rotation.is_open(following):
                yield following
            asked_already.add(following.id)
            pool = following

    def _ready(self, asked: _Asked, pool: Pool, *, in_hours: bool) -> tuple[list[Rep], list[str]]:
        """Who of a pool can take it now, and why others cannot."""
        ready: list[Rep] = []
        passed: list[str] = []
        for rep in self.rotation.reps(pool):
            refusal = self.rotation.refusal(rep.id, asked.type, live=asked.live)
            if rep.id in asked.besides:
                refusal = "has had it already"
            elif refusal is None and in_hours and not self.rotation.is_in_hours(rep, pool):
                refusal = "is out of hours"
            if refusal is None:
                ready.append(rep)
            else:
                passed.append(f"{rep.name} {refusal}")
        return ready, passed

    def _given(
        self, asked: _Asked, pool: Pool, ready: Sequence[Rep], passed: Sequence[str], how: str
    ) -> Route:
        among, said = self._speakers(asked, ready)
        passed = [
            *passed,
            *(f"{rep.name} does not speak “{asked.language}”" for rep in ready if rep not in among),
        ]
        chosen = self.rotation.take_turn(pool, ready, among)
        reason = f"It is the turn of {chosen.name}{how}.{said}"
        names = tuple(rep.name for rep in among)
        return Route(chosen.id, pool.id, reason, tuple(passed), "rotation", names)

    def _speakers(self, asked: _Asked, ready: Sequence[Rep]) -> tuple[Sequence[Rep], str]:
        """Those who speak the lead's language, if any do, and what to say about it."""
        tongues = {rep.person.languages for rep in ready}
        if not self._policy.routing.by_language or not any(tongues):
            return ready, ""
        if not asked.language:
            return ready, " Language is blank: all were asked." if len(tongues) > 1 else ""
        among = [rep for rep in ready if asked.language in rep.person.languages]
        if not among:
            return ready, f" Nobody who can take it speaks “{asked.language}”."
        return among, "" if len(among) == len(ready) else f" The lead speaks “{asked.language}”."

    # ---- the clock that follows

    def _on_clock(self, lead: Lead, route: Route) -> Route:
        pool = self.rotation.pools.get(route.pool or "")
        calendar, zone = self._calendar(lead, route.owner, pool)
        return replace(route, calendar=calendar, zone=zone)

    def _calendar(self, lead: Lead, owner: str | None, pool: Pool | None) -> tuple[str, str | None]:
        """The name of the calendar on which a clock of this lead runs, and in which zone."""
        pools = pool.calendar if pool else ""
        match self._policy.runs_on:
            case "team":
                return "", None
            case "pool":
                return pools, None
            case "rep":
                person = self.rotation.person(owner or "")
                return (person.calendar if person else "") or pools, None
            case "lead":
                return self._calendar_there(lead), self._zone_there(lead)

    def _calendar_there(self, lead: Lead) -> str:
        places = (f"{lead.country}-{lead.region}", lead.country)
        named = {calendar.region: name for name, calendar in self._policy.calendars.items()}
        return next((named[place] for place in places if place and place in named), "")

    def _zone_there(self, lead: Lead) -> str | None:
        try:
            return lead.tz and self._policy.calendar.in_zone(lead.tz).zone
        except Misfit:
            return None  # as somebody typed it

    def _pool_name(self, id: str | None) -> str | None:
        pool = self.rotation.pools.get(id or "")
        return pool.name if pool else None


NO_POOL = Route(None, None, "This team has no pool: it stands with the team leads.", rule="no pool")


def _id(pool: Pool | None) -> str | None:
    return pool.id if pool else None
