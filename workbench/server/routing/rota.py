"""Who gets a lead, and why it came to that: FIELD.md §7, in its order.

Exclusions (a customer's inquiry goes to the account's owner) → who has it already, if they are
there in time → the owner of a named account → the pool that a rule of the policy names, else the
default pool → there, whoever speaks the lead's language → the rotation of those who are here, under
their caps and in hours → for hand-raisers an open pool that theirs passes on to → the same rotation
out of hours → the pool's own audience, from where a timer takes it to the team leads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workbench.domain.activity import Activity
from workbench.domain.clock import start_clock
from workbench.domain.frozen import replace
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.plain import Misfit, Plain
from workbench.domain.policy import Policy
from workbench.domain.watch import Offer
from workbench.identity import new_id
from workbench.server.routing.person import language_code
from workbench.server.routing.rotation import Pool, Roster, Rotation
from workbench.server.routing.route import BY_TURN, NO_POOL, Route
from workbench.server.routing.territory import territory_of
from workbench.server.routing.turns import Asked, Turns


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
        self._turns = Turns(self.rotation)
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
                return self._on_clock(lead, Route(user, _id(pool), said, tuple(passed), rule))
            passed.append(f"{self.rotation.name(user)} {refusal}")
        route = self._by_territory(lead, inquiry)
        return replace(route, passed=tuple(dict.fromkeys((*passed, *route.passed))))

    def next_for(self, lead: Lead, pool: str | None, *, besides: Collection[str]) -> Route:
        """Whose turn it is for a lead in a pool (None: the default one), `besides` not asked.

        The turn counts once `close` is called; whoever only offers the lead leaves that out.
        """
        start = self.rotation.pool(pool)
        asked = self._asked(lead, lead.type, besides=besides)
        route = self._turns.next(asked, start) if start else NO_POOL
        return self._on_clock(lead, replace(route, rule=BY_TURN))

    def hand_out(self, lead: Lead, *, besides: Collection[str]) -> Route:
        """The same for one that stands with a pool, as the policy's mode has it: an offer, too."""
        return self._as_mode_has_it(self.next_for(lead, lead.pool, besides=besides))

    def offered(self, route: Route) -> Route:
        """The same as an offer: it stands with the pool until somebody claims it."""
        if route.owner is None:
            return route
        self.rotation.doubt()  # it counts against nobody's caps before it is claimed
        minutes = self._policy.routing.offer_min
        until = self._now + timedelta(minutes=minutes)
        offer = Offer(to=route.owner, since=self._now, until=until)
        said = f"It is offered to {self.rotation.name(route.owner)} for {minutes:g} min."
        return replace(route, owner=None, offer=offer, reason=said)

    def could_take(self, type: str, pool: str | None) -> bool:
        """Whether anybody has room for a lead of this type that stands with a pool."""
        start = self.rotation.pool(pool)
        return start is not None and self._turns.could_take(
            Asked(type=self._policy.type(type)), start
        )

    def assigned(self, route: Route) -> Activity:
        """The entry of the timeline in which the decision can be read back."""
        args: dict[str, Plain] = {"to": route.owner, "pool": route.pool, "reason": route.reason}
        pool = self.rotation.pools.get(route.pool or "")
        told: dict[str, Plain] = {
            "to_name": self.rotation.name(route.owner) if route.owner else None,
            "pool_name": pool.name if pool else None,
            "rule": route.rule,
            "candidates": list(route.candidates),
            "weights": dict(route.weights),
            "passed": list(route.passed),
            "calendar": route.calendar,
            "zone": route.zone,
        }
        if route.offer is not None:
            told["offered_to"] = route.offer.to
            told["offered_name"] = self.rotation.name(route.offer.to)
        args |= {name: value for name, value in told.items() if value}
        id, now = new_id(), self._now
        return Activity(id=id, kind="assigned", at=now, received_at=now, args=args)

    # ---- before any rotation

    def _without_rotation(self, lead: Lead, inquiry: Inquiry, known: str | None) -> Route | None:
        if lead.is_barred:
            said = "Do not contact: it stands with the team leads."
            return Route(None, None, said, rule="do not contact")
        if lead.owner is None and known is not None:
            pool = _id(self.rotation.pool_of(known))
            said = f"{self.rotation.name(known)} has it already."
            return self._on_clock(lead, Route(known, pool, said, rule="known owner"))
        if len(lead.inquiries) > 1 and not (inquiry.live and inquiry.verdict == "work"):
            return Route(lead.owner, lead.pool, "It stays where it was.", rule="re-inquiry")
        offer = lead.offer if lead.owner is None else None
        if offer is not None and offer.is_open(self._now):
            said = f"It is offered to {self.rotation.name(offer.to)} already."
            stays = Route(None, lead.pool, said, rule="re-inquiry", offer=offer)
            return self._on_clock(lead, stays)
        match inquiry.verdict:
            case "work":
                return None
            case "nurture":
                said = "Nobody works it now: it is on marketing’s list."
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
        kind = self._policy.type(inquiry.type)
        by = max(clock.due_at, self._now) if clock else self._now
        is_new = inquiry.live and user != lead.owner
        refusal = self.rotation.refusal(user, kind, live=is_new, by=by)
        if refusal is None and inquiry.live:
            self.rotation.count(user, kind)
        return refusal

    def _home_pool(self, lead: Lead, user: str) -> Pool | None:
        """The pool behind somebody who is given a lead for who they are."""
        if user == lead.owner and lead.pool is not None:
            return self.rotation.pool(lead.pool)
        return self.rotation.pool_of(user)

    # ---- by rotation

    def _by_territory(self, lead: Lead, inquiry: Inquiry) -> Route:
        pools = {pool.name: pool for pool in self.rotation.pools.values()}
        found = territory_of(lead, inquiry, self._policy, pools.keys())
        start = pools.get(found.pool or "") or self.rotation.pool(None)
        asked = self._asked(lead, inquiry.type, live=inquiry.live)
        route = self._turns.next(asked, start) if start else NO_POOL
        if inquiry.live:
            route = self._as_mode_has_it(route)
        said = " ".join((route.reason, *found.said))
        return self._on_clock(lead, replace(route, reason=said, rule=found.rule))

    def _asked(
        self, lead: Lead, type: str, *, live: bool = True, besides: Collection[str] = ()
    ) -> Asked:
        language = language_code(lead.language or "")
        kind = self._policy.type(type)
        return Asked(type=kind, language=language, live=live, besides=besides)

    def _as_mode_has_it(self, route: Route) -> Route:
        return self.offered(route) if self._policy.routing.mode == "offer" else route

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


def _id(pool: Pool | None) -> str | None:
    return pool.id if pool else None
