"""An inquiry comes in: whose it is, what it is worth, who works it, and by when.

intake = Intake(writing, policies)
intake.expect(arrivals)
for arrival in arrivals:
    with writing.effect() as effect:
        taken = intake.take(arrival, effect)
intake.close()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from workbench.domain.activity import inquiry_entry
from workbench.domain.frozen import replace
from workbench.domain.inquiry import opened_lead
from workbench.domain.lead import FACTS, AtCompany, Inquiry, Lead
from workbench.domain.plain import Plain, to_plain
from workbench.domain.policies import Policies
from workbench.domain.promise import Clock
from workbench.domain.score import points_at_capture, score
from workbench.domain.settle import settle
from workbench.server.intake.account_list import AccountList, accounts_of
from workbench.server.intake.arrivals import Arrival
from workbench.server.intake.company import others_at_company, others_by_domain
from workbench.server.intake.enriching import informed, said_again
from workbench.server.intake.matching import (
    Key,
    claim,
    is_same_person,
    master_of,
    merged_into,
    pass_on,
)
from workbench.server.intake.namesakes import Namesakes, wanted_names
from workbench.server.intake.signals import HeardBefore, signal_entries
from workbench.server.intake.worth import clock_for, judge
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing
from workbench.server.letters.acknowledging import Acknowledging
from workbench.server.routing.offers import withdrawn
from workbench.server.routing.rota import Rota
from workbench.server.routing.rotation import Roster

CLOSED = frozenset({"nurture", "disqualified", "won", "lost", "merged"})
FOUND_BY = {
    "person_id": "person id", "email": "e-mail", "phone": "phone number",
    "name": "name at this company",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of it. `merged`: it joined a lead that was there; `why` are sentences."""

    inquiry_id: str
    lead_id: str
    owner: str | None
    pool: str | None
    due_at: datetime | None
    score: int
    merged: bool
    why: tuple[str, ...]

    @property
    def answer(self) -> dict[str, Plain]:
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        del told["merged"]
        return {name: to_plain(value) for name, value in told.items()}


class Intake:
    """The intake of one writing."""

    def __init__(self, writing: Writing, policies: Policies, roster: Roster | None = None) -> None:
        self._writing = writing
        self._policies = policies
        self._holders: dict[Key, str] = {}
        self._companies: dict[str, tuple[AtCompany, ...]] = {}
        self._accounts = AccountList()
        self._namesakes = Namesakes(writing.connection, writing.team)
        self.roster = roster or Roster()
        self._heard_before = HeardBefore(writing.connection, writing.team)
        self._acknowledging = Acknowledging(writing.connection, writing.team, policies)
        # Whose turn it is goes by the one policy in force: a trial is of leads, not of reps.
        rules = policies.current
        self._rota = Rota(writing.connection, writing.team, rules, writing.now, self.roster)

    def expect(self, arrivals: Iterable[Arrival]) -> None:
        """Claim the keys of all that is to be taken and lock the leads they lead to, in order."""
        arrivals = tuple(arrivals)
        wanted: dict[Key, str] = {}
        for arrival in arrivals:
            for one in arrival.keys:
                wanted.setdefault(one, arrival.lead_id)
        connection, team = self._writing.connection, self._writing.team
        by_name = wanted_names(arrivals)
        self._holders = claim(connection, team, wanted | by_name)
        known = {self._holders[k] for k in wanted if self._holders[k] != wanted[k]}
        self._writing.lock(known | merged_into(connection, team, known))
        self._namesakes.expect(by_name, self._holders)
        facts = [arrival.reading.facts for arrival in arrivals]
        domains = {each["domain"] for each in facts if "domain" in each}
        keys = {each["company_key"] for each in facts if "company_key" in each}
        self._heard_before.expect(wanted)
        self._companies = others_by_domain(connection, team, domains)
        self._accounts = accounts_of(connection, team, domains, keys)

    def take(self, arrival: Arrival, effect: Effect) -> Taken:
        """Let an expected arrival in: a new lead, or one more inquiry of a known one."""
        found = self._find(arrival)
        if found is None:
            taken = self._open(arrival, effect)
        else:
            lead, by = found
            taken = self._join(lead, by, arrival, effect)
            self._namesakes.of(arrival, lead.id)
        leads = self._writing.leads
        free = [k for k in arrival.keys if self._holders[k] not in leads]
        pass_on(self._writing.connection, self._writing.team, free, taken.lead_id)
        self._holders |= dict.fromkeys(free, taken.lead_id)
        return taken

    def readmit(self, lead: Lead, arrival: Arrival, effect: Effect) -> Taken:
        """One more inquiry of a locked lead that came by no key: the server itself made it."""
        return self._inquire_again(lead, Key("lead", lead.id), arrival, effect)

    def close(self) -> None:
        """Write down whose turn it is now, and the letters that are owed."""
        self._rota.close()
        self._acknowledging.close()

    def _find(self, arrival: Arrival) -> tuple[Lead, Key] | None:
        for one in arrival.keys:
            stored = self._writing.leads.get(self._holders[one])
            if stored is not None:
                lead = master_lead(self._writing, stored.lead)
                if one.kind != "phone" or is_same_person(lead, arrival.reading):
                    return lead, one
        return None

    # ---- a new lead

    def _open(self, arrival: Arrival, effect: Effect) -> Taken:
        policy, now = self._policies.for_new(arrival.lead_id), self._writing.now
        lead = opened_lead(arrival.reading, id=arrival.lead_id, clock=None)
        lead = informed(lead, self._accounts, now)
        lead = self._heard_before.join(lead, arrival.keys)
        lead = replace(lead, score=score(lead, policy, now), policy_version=policy.version)
        verdict, why = judge(lead, arrival, policy)
        points = points_at_capture(lead.score)
        inquiry = replace(arrival.reading.inquiry, verdict=verdict, points=points)
        route = self._rota.route(lead, inquiry, known=arrival.owner)
        clock, no_clock = clock_for(lead, inquiry, policy, calendar=route.calendar, zone=route.zone)
        lead = replace(
            route.place(lead, now),
            inquiries=(inquiry,),
            clocks=(clock,) if clock else (),
            at_company=self._at_company(lead),
        )
        lead = settle(lead, policy)
        effect.put(lead)
        effect.log(lead.id, (inquiry_entry(inquiry), self._rota.assigned(route)))
        effect.log(lead.id, signal_entries((), lead.signals, now))
        self._acknowledging.acknowledge(lead, inquiry)
        why += [*no_clock, route.reason, *route.passed]
        namesake = self._namesakes.of(arrival, lead.id)
        if namesake is not None:
            effect.log(lead.id, (namesake.entry(now),))
            why.append(namesake.said)
        return _taken(lead, inquiry, clock, why, merged=False)

    def _at_company(self, lead: Lead) -> tuple[AtCompany, ...]:
        if lead.domain is not None:
            return self._companies[lead.domain]
        return others_at_company(self._writing.connection, self._writing.team, lead)

    # ---- one that is known

    def _join(self, lead: Lead, by: Key, arrival: Arrival, effect: Effect) -> Taken:
        new = arrival.reading.inquiry
        for old in lead.inquiries:
            if by.kind == "row" or old.id == new.id or _is_record(old, new):
                return self._renew(lead, old, arrival, effect)
        return self._inquire_again(lead, by, arrival, effect)

    def _renew(self, lead: Lead, old: Inquiry, arrival: Arrival, effect: Effect) -> Taken:
        """The vendor's record again: what it says now counts, except where somebody edited."""
        new, facts = arrival.reading.inquiry, arrival.reading.facts
        kept = {"id", "type", "came_as", "came_to", "points", "stored_at", "verdict", "live"}
        if "received_at" not in new.flags and new.received_at == new.stored_at:
            kept.add("received_at")  # it said none
        inquiry = replace(new, **{name: getattr(old, name) for name in kept})
        said = {k: v for k, v in facts.items() if k not in lead.said and getattr(lead, k) != v}
        if (inquiry == old and not said) or arrival.row is not None:
            return _taken(lead, old, None, ("This record was here already; nothing is new.",))
        changed = [
            f.name for f in fields(Inquiry) if getattr(inquiry, f.name) != getattr(old, f.name)
        ]
        inquiries = tuple(inquiry if one.id == old.id else one for one in lead.inquiries)
        lead = said_again(replace(lead, inquiries=inquiries), said)
        policy = self._policies.of(lead)
        lead = settle(replace(lead, score=score(lead, policy, self._writing.now)), policy)
        effect.put(lead)
        told = {"inquiry": old.id, "changed": sorted({*changed, *said})}
        effect.log(lead.id, (entry(self._writing.now, "inquiry_updated", **told),))
        return _taken(lead, inquiry, None, ("The same record as before: it was updated.",))

    def _inquire_again(self, lead: Lead, by: Key, arrival: Arrival, effect: Effect) -> Taken:
        policy, reading = self._policies.of(lead), arrival.reading
        found = FOUND_BY.get(by.kind, "record")
        why = [f"Known by the {found}: one more inquiry of the same lead."]
        was_worked = lead.status not in CLOSED
        facts = {
            k: v
            for k, v in reading.facts.items()
            if (not getattr(lead, k) or k in lead.known) and k not in lead.said
        }
        differs = {
            k: v
            for k, v in reading.facts.items()
            if k in FACTS and k not in facts and getattr(lead, k) not in (v, None)
        }
        inquiry = reading.inquiry
        if differs:
            # What was known first stays; what they say now is kept beside it.
            inquiry = replace(inquiry, extra={**inquiry.extra, "also": to_plain(differs)})
        asked = (*lead.inquiries, inquiry)
        lead = replace(lead, inquiries=asked, policy_version=policy.version)
        lead = informed(said_again(lead, facts), self._accounts, self._writing.now)
        before = lead
        lead = self._heard_before.join(lead, arrival.keys)
        lead = replace(lead, score=score(lead, policy, self._writing.now))
        verdict, judged = judge(lead, arrival, policy, was_worked=was_worked)
        points = points_at_capture(lead.score)
        inquiry = replace(inquiry, verdict=verdict, points=points)
        route = self._rota.route(lead, inquiry, known=arrival.owner)
        clock, no_clock = clock_for(lead, inquiry, policy, calendar=route.calendar, zone=route.zone)
        self.roster.doubt()  # the lead may have counted against its owner's caps already
        clocks = (*lead.clocks, clock) if clock else lead.clocks
        lead = replace(lead, inquiries=(*lead.inquiries[:-1], inquiry), clocks=clocks)
        if lead.owner is not None and route.owner != lead.owner:
            lead = withdrawn(lead, effect)  # of the backup beside an owner who has it no more
        lead = settle(route.place(lead, self._writing.now), policy)
        effect.put(lead)
        effect.log(lead.id, (inquiry_entry(inquiry), self._rota.assigned(route)))
        effect.log(lead.id, signal_entries(before.signals, lead.signals, self._writing.now))
        self._acknowledging.acknowledge(lead, inquiry)
        why += [*judged, *no_clock, route.reason, *route.passed]
        return _taken(lead, inquiry, clock, why)


def master_lead(writing: Writing, lead: Lead) -> Lead:
    """The lead that a merged one became, locked like it."""
    seen: set[str] = set()
    while (master := master_of(lead)) and master not in seen:
        seen.add(master)
        stored = writing.lock([master]).get(master)
        if stored is None:
            break
        lead = stored.lead
    return lead


def _is_record(old: Inquiry, new: Inquiry) -> bool:
    return new.external_id is not None and (old.source, old.external_id) == (
        new.source,
        new.external_id,
    )


def _taken(
    lead: Lead, inquiry: Inquiry, clock: Clock | None, why: Iterable[str], *, merged: bool = True
) -> Taken:
    return Taken(
        inquiry_id=inquiry.id,
        lead_id=lead.id,
        owner=lead.owner,
        pool=lead.pool,
        due_at=clock.due_at if clock else None,
        score=lead.score.shown,
        merged=merged,
        why=tuple(why),
    )
