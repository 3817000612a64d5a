"""What one pushed mutation does here: who may, on which lead, in full or only kept as an entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from workbench.domain.activity import TOUCHES, Activity
from workbench.domain.apply import apply
from workbench.domain.frozen import replace
from workbench.domain.inquiry import NoInquiry
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    AvailabilitySet,
    Body,
    Colleague,
    Disposed,
    LeadAdded,
    LeadEdited,
    Mutation,
    Reassigned,
    Refusal,
    Released,
    TouchLogged,
    Undone,
)
from workbench.domain.plain import Misfit, Plain, to_ms, to_plain
from workbench.domain.policy import Policy
from workbench.domain.score import FOLLOWING
from workbench.domain.settle import settle
from workbench.server import roles, schema
from workbench.server.clean.normalise import renewed
from workbench.server.clocks import amends, misses
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.enriching import looked_up
from workbench.server.intake.entering import Intake
from workbench.server.intake.matching import claim, contact_keys, key
from workbench.server.intake.merging import Merging, aes_of, is_merged_by
from workbench.server.intake.worth import lifted
from workbench.server.ledger.audiences import user_audience
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing
from workbench.server.moment import Moment
from workbench.server.policy import policies
from workbench.server.team import accounts, pools
from workbench.server.team.sessions import Caller
from workbench.server.work import absences, reassigning
from workbench.server.work.correction import corrected, flagged
from workbench.server.work.holdings import Holdings
from workbench.server.work.objections import Objections
from workbench.wire import compact, read_lead


class Taking:
    """One push's writing, and the caller's place in the team. `is_back`: they let clocks pass."""

    def __init__(self, writing: Writing, caller: Caller, moment: Moment, *, is_back: bool) -> None:
        self.writing = writing
        self.caller = caller
        self.policies = policies.in_force(writing.connection, caller.team)
        self._is_back = is_back
        self._speed = moment.speed
        self._holdings = Holdings(writing, caller)
        self._merging = Merging(writing, self.policies)
        self._objections = Objections(writing, caller, self._holdings, self.policies)

    def lock(self, ids: Iterable[str]) -> None:
        """Lock the leads of these ids before the first of them changes."""
        self._holdings.lock(ids)

    def correct(self, mutation: Mutation, offset_ms: float) -> Mutation:
        return corrected(mutation, offset_ms=offset_ms, speed=self._speed, now=self.writing.now)

    def do(self, mutation: Mutation, effect: Effect) -> str | None:
        """Make it so; returns the note of its result. Raises Refusal."""
        if not roles.may_do(self.caller.role, mutation.type):
            raise Refusal("not_yours", "Your role does not allow this.")
        disabled_at = self.caller.disabled_at
        if disabled_at is not None and to_ms(mutation.at) > disabled_at:
            raise Refusal("account_disabled", "This account was disabled before that.")
        match body := mutation.body:
            case AvailabilitySet():
                self._set_availability(body, effect)
                return None
            case LeadAdded():
                return self._add(body, mutation, effect)
            case _:
                note = self._change(body, mutation, effect)
                if self._is_back and _is_at_work(body):
                    misses.end(self.writing.connection, effect, self.caller.id)
                return note

    def _change(self, body: Body, mutation: Mutation, effect: Effect) -> str | None:
        stored, counts = self._holdings.find(mutation)
        if not counts:
            return self._keep(stored, mutation, effect)
        was_seen = self._holdings.covers(stored)
        self._objections.check(body, stored.lead, mutation)
        lead = self._apply(stored.lead, mutation)
        if isinstance(body, LeadEdited):
            _check_readable(lead)
        if isinstance(body, Released | Reassigned) and lead.owner is None and lead.pool is None:
            pool = pools.default_pool(self.writing.connection, self.writing.team)
            lead = replace(lead, pool=pool)
        if isinstance(body, Undone):
            lead = self._taken_back(stored.lead, lead, body, effect)
        if isinstance(body, LeadEdited | Undone):
            lead = self._renewed(lead)
        if isinstance(body, Reassigned):
            self.writing.audit("reassigned", lead=lead.id, reason=body.reason, to=lead.owner)
        policy = self.policies.of(lead)
        lead = amends.after_work(self.writing, stored.lead, lead, policy, effect)
        lead = self._handed_over(body, lead, policy, effect)
        effect.put(lead)
        effect.log(lead.id, self._entries(mutation, lead))
        self._show_to_aes(stored.lead, lead, effect)
        if is_merged_by(mutation.id, lead):
            self._merging.join(lead, mutation, effect)
        if isinstance(body, Undone):
            self._merging.strike(body.mutation, lead, effect)
        if isinstance(body, Disposed) and body.contact is not None:
            self._refer(body.contact, lead, mutation, effect)
        if stored.lead.on_call is not None and lead.on_call is None:
            reassigning.after_call(self.writing, effect, lead.id)
        if was_seen:
            self._holdings.leave(lead.id)
        return None

    def _taken_back(self, before: Lead, lead: Lead, body: Undone, effect: Effect) -> Lead:
        """What follows beyond the lead's own record from taking something back."""
        target = next(item for item in lead.record if item.id == body.mutation)
        if is_merged_by(target.id, before):
            lead = self._merging.part(lead, target, effect)
        if target.type == "reassigned":
            self.writing.audit("reassignment_undone", lead=lead.id, to=lead.owner)
        if before.is_barred and not lead.is_barred:
            lead = lifted(lead, target, self.policies.of(lead))
        return lead

    def _keep(self, stored: Stored, mutation: Mutation, effect: Effect) -> str:
        """A former owner's touch stays on the timeline; it decides nothing any more."""
        kept = self._entries(mutation, stored.lead)
        if not any(one.kind in TOUCHES or one.kind == "note" for one in kept):
            raise self._objections.taken(stored)
        effect.log(stored.id, kept)
        return "kept_activity_only"

    def _apply(self, lead: Lead, mutation: Mutation) -> Lead:
        try:
            return apply(lead, mutation, self.policies.of(lead))
        except Refusal as refusal:
            if refusal.code == "owner_changed":
                raise self._objections.taken(self.writing.leads[lead.id]) from None
            raise
        except (ValueError, OverflowError) as error:
            raise Refusal("malformed", f"{mutation.type}: {error}.") from None

    def _show_to_aes(self, before: Lead, lead: Lead, effect: Effect) -> None:
        """An AE sees a lead from the handoff until they send it back, or it is taken back."""
        was, now = aes_of(before), aes_of(lead)
        for ae in sorted(now - was):
            self._objections.check_owner(ae)
            effect.grant(user_audience(ae), lead.id)
        for ae in sorted(was - now):
            effect.evict(user_audience(ae), lead.id)

    def _handed_over(self, body: Body, lead: Lead, policy: Policy, effect: Effect) -> Lead:
        """A customer is the account's owner's, if the team's list names one."""
        code = policy.find(body.code) if isinstance(body, Disposed) else None
        owner = lead.account.owner if lead.account else None
        if code is None or not code.to_account_owner or owner in (None, lead.owner):
            return lead
        said = f"{code.label}: the owner of the account has it."
        now = self.writing.now
        given = entry(now, "assigned", to=owner, reason=said, rule="account owner")
        effect.log(lead.id, (given,))
        return settle(replace(lead, owner=owner, assigned_at=now), policy)

    def _renewed(self, lead: Lead) -> Lead:
        """With what follows from edited facts: numbers, zone, company, the keys it is found by."""
        connection, team = self.writing.connection, self.writing.team
        was, lead = lead, renewed(lead)
        changed = [name for name in FOLLOWING if getattr(was, name) != getattr(lead, name)]
        # A score goes on by what followed from the facts as they were said.
        lead = replace(lead, said={n: getattr(was, n) for n in changed} | dict(lead.said))
        claim(connection, team, dict.fromkeys(contact_keys(lead.email, lead.phone_e164), lead.id))
        return looked_up(connection, team, lead, self.writing.now)

    def _add(self, body: LeadAdded, mutation: Mutation, effect: Effect) -> str | None:
        owner = self.caller.id if self.caller.role in ("rep", "ae") else None
        inquiry = {"received_at": to_ms(mutation.at), **body.inquiry}
        return self._take_in(body.lead_id, inquiry, owner, effect)

    def _refer(self, colleague: Colleague, lead: Lead, mutation: Mutation, effect: Effect) -> None:
        """A lead of their own for the one we were referred to, at the same account and owner."""
        told = {
            "type": "referral",
            "name": colleague.name,
            "email": colleague.email,
            "phone": colleague.phone,
            "company": lead.company,
            "country": lead.country,
            "heard_from": lead.name,
            "external_id": f"referral {mutation.id}",
            "received_at": to_ms(mutation.at),
        }
        self._take_in(colleague.lead_id, told, lead.owner, effect)

    def _take_in(
        self, id: str, inquiry: Mapping[str, Plain], owner: str | None, effect: Effect
    ) -> str | None:
        """Open a lead under the id that the desk made, or join the one that is known."""
        connection, team, now = self.writing.connection, self.writing.team, self.writing.now
        stored = connection.execute(select(schema.lead.c.id).where(schema.lead.c.id == id))
        if id in self.writing.leads or stored.first():
            raise Refusal("id_reused", "There is a lead under this id already.")
        try:
            new = arrival(inquiry, self.policies.current, source="desk", now=now, owner=owner)
        except NoInquiry as error:
            raise Refusal("malformed", str(error)) from None
        intake = Intake(self.writing, self.policies)
        new = replace(new, lead_id=id)
        intake.expect([new])
        taken = intake.take(new, effect)
        intake.close()
        if taken.lead_id == id:
            return None
        self._holdings.join(id, taken.lead_id)
        claim(connection, team, {key("lead", id): taken.lead_id})
        return "joined"

    def _set_availability(self, body: AvailabilitySet, effect: Effect) -> None:
        absences.note(self.writing, self.caller.id, body)
        until = None if body.until is None else to_ms(body.until)
        # Whoever says so is at work: what they missed before is no row any more.
        change = {"availability": body.state, "available_until": until, "cover": body.cover}
        change |= {"missed": 0}
        table, connection = schema.users, self.writing.connection
        connection.execute(update(table).where(table.c.id == self.caller.id).values(**change))
        accounts.tell_user(connection, effect, self.caller.id)

    def _entries(self, mutation: Mutation, lead: Lead) -> list[Activity]:
        return flagged(mutation, lead, speed=self._speed, now=self.writing.now)


def _is_at_work(body: Body) -> bool:
    match body:
        case TouchLogged():
            # A mail that came in was read by their desk, whoever sits there.
            was_read = body.direction == "in" and body.message_id is not None
            return body.kind != "note" and not was_read
        case Disposed():
            return body.touch is not None or body.touch_id is not None
        case _:
            return False


def _check_readable(lead: Lead) -> None:
    """An edit may hold anything; what cannot be read again would end all work on the lead."""
    try:
        read_lead(json.loads(compact(to_plain(lead))))
    except (Misfit, ValueError, TypeError) as error:
        raise Refusal("malformed", f"lead_edited: {error}.") from None
