"""Why a mutation cannot be this caller's to make, though the rules of the field allow it."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from workbench.domain.apply import SHIFT
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    Body,
    Claimed,
    Disposed,
    Merged,
    Mutation,
    Reassigned,
    Refusal,
    Released,
    Undone,
)
from workbench.domain.policies import Policies
from workbench.server import roles, schema
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.writing import Writing
from workbench.server.team import accounts
from workbench.server.team.sessions import Caller
from workbench.server.work.holdings import Holdings
from workbench.server.work.line import engaged


class Objections:
    def __init__(
        self, writing: Writing, caller: Caller, holdings: Holdings, policies: Policies
    ) -> None:
        self._writing = writing
        self._caller = caller
        self._holdings = holdings
        self._policies = policies

    def check(self, body: Body, lead: Lead, mutation: Mutation) -> None:
        """What `domain.apply` does not ask: whose it is. Raises Refusal."""
        role, me = self._caller.role, self._caller.id
        match body:
            case Reassigned():
                if role in roles.OWN_ONLY and lead.owner != me:
                    raise Refusal("not_yours", "You can hand over your own leads only.")
                self._check_line(lead)
                self.check_owner(body.to)
            case Released():
                if role not in roles.LEADS and lead.owner != me:
                    raise self.taken(self._writing.leads[lead.id])
            case Claimed():
                self._check_line(lead)
                self.check_owner(me)
            case Undone():
                target = next((item for item in lead.record if item.id == body.mutation), None)
                if target is not None and role not in roles.LEADS:
                    self._check_takes_back(target, mutation.at)
            case Disposed(master=str(master)) | Merged(master=master):
                self._check_master(lead, master)
            case _:
                pass

    def _check_line(self, lead: Lead) -> None:
        connection, now = self._writing.connection, self._writing.now
        said = engaged(connection, lead, now, besides=self._caller.id)
        if said is not None:
            raise Refusal("on_call", said)

    def check_owner(self, id: str | None) -> None:
        """Whether leads can be given to somebody. Raises Refusal."""
        if id is None:
            return
        users, writing = schema.users.c, self._writing
        known = select(users.id).where(users.id == id, accounts.may_have_leads(writing.team))
        if writing.connection.execute(known).first() is None:
            raise Refusal("unknown_user", "Nobody in this team can be given leads by that name.")

    def taken(self, stored: Stored) -> Refusal:
        """That somebody else has it, and since when."""
        if stored.owner is None:
            return Refusal("owner_changed", "Nobody has this lead any more; claim it first.")
        name = accounts.name_of(self._writing.connection, stored.owner)
        when = ""
        calendar = self._policies.current.calendar
        if stored.lead.assigned_at is not None:
            at = stored.lead.assigned_at.astimezone(calendar.tz)
            is_today = at.date() == calendar.local_day(self._writing.now)
            when = f" since {at:%H:%M}" if is_today else f" since {at:%d %b, %H:%M}"
        return Refusal("owner_changed", f"{name or 'Somebody else'} has this lead{when}.")

    def _check_takes_back(self, target: Mutation, at: datetime) -> None:
        """Reps take back what they did themselves; an opt-out or a merge in the same shift."""
        if target.user != self._caller.id:
            raise Refusal("not_yours", "Only who did this can take it back.")
        if self._is_grave(target) and at - target.at > SHIFT:
            said = "This can be taken back in the same shift only; later a team lead can."
            raise Refusal("not_yours", said)

    def _is_grave(self, target: Mutation) -> bool:
        disposition = self._policies.current.find(str(target.args.get("code")))
        bars = disposition is not None and disposition.bars_channels
        return bars or target.type == "opted_out" or bool(target.args.get("master"))

    def _check_master(self, lead: Lead, id: str) -> None:
        """One of theirs, or one that the lead was said to be a possible duplicate of."""
        master = self._writing.leads.get(id)
        if (
            master is None
            or master.id == lead.id
            or master.lead.status == "merged"
            or not (self._holdings.covers(master) or self._was_offered(lead.id, id))
        ):
            said = "A duplicate needs another lead of yours that it is a duplicate of."
            raise Refusal("unknown_master", said)

    def _was_offered(self, id: str, master: str) -> bool:
        table = schema.activity.c
        offers = select(table.doc).where(table.lead == id, table.doc.contains("possible_duplicate"))
        told = map(json.loads, self._writing.connection.execute(offers).scalars())
        return any((one["kind"], one.get("lead")) == ("possible_duplicate", master) for one in told)
