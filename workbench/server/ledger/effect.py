"""One effect: what belongs together and travels to desks as one seq."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ScalarSelect, case, update

from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.ledger.audiences import Audience, everyone_audience, home_of
from workbench.server.ledger.documents import Stored, activity_doc, lead_columns
from workbench.server.ledger.stamping import Marks
from workbench.wire import compact

if TYPE_CHECKING:
    from workbench.server.ledger.writing import Writing


@dataclass(frozen=True, slots=True)
class Again:
    """Since when leads were somebody's before: each its moment (ms), and where it is stored."""

    since: Mapping[str, int | None]
    stored: ScalarSelect[int]


ERASED = {"erased": True}
"""What those are told who saw a lead whose person was erased."""


class Effect:
    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self.marks = Marks()

    def put(self, lead: Lead, *, home: Audience | None = None) -> None:
        """Store `lead`, new or known (then it has to be locked), and with it who sees it.

        Without `home` that is its owner, else its pool, else the team leads. A change of home
        evicts the old one and grants the new one the lead with its history.
        """
        self.put_all((lead,), home=home)

    def put_all(self, leads: Iterable[Lead], *, home: Audience | None = None) -> None:
        """The same for several, in one statement."""
        held = [self._hold(lead, home) for lead in leads]
        self._writing.puts.put([row for row in held if row is not None])

    def _hold(self, lead: Lead, home: Audience | None) -> dict[str, Any] | None:
        """Have it in this writing; returns the row to update, None for a lead that is new."""
        row = None
        writing, at = self._writing, to_ms(self._writing.now)
        known = writing.leads.get(lead.id)
        columns = lead_columns(lead)
        columns["home"] = home or home_of(lead.owner, lead.pool, writing.team)
        if known is None:
            # It is inserted with its seq, when that is known.
            writing.born[lead.id] = columns | {"team": writing.team, "granted_at": at}
            self.marks.born.add(lead.id)
        elif lead.id in writing.born:
            writing.born[lead.id] = writing.born[lead.id] | columns
        else:
            row = {**columns, "lead_id": lead.id}
            del row["id"]
        if known is None or known.home != columns["home"]:
            self._move(lead.id, known, columns["home"])
        self.marks.outcomes += writing.outgoing.rows(known, lead)
        self.marks.leads[lead.id] = columns["home"]
        writing.leads[lead.id] = Stored(
            id=lead.id,
            home=columns["home"],
            owner=lead.owner,
            pool=lead.pool,
            assigned_at=columns["assigned_at"],
            seq=lead.seq,
            granted_at=at if known is None or known.home != columns["home"] else known.granted_at,
            doc=columns["doc"],
            _lead=lead,
        )
        return row

    def hand_over(
        self,
        ids: Iterable[str],
        *,
        owner: str | None,
        pool: str | None,
        home: Audience,
        again: Again | None = None,
    ) -> None:
        """Give many locked leads to one owner at once; their documents stay untouched.

        With an owner they keep the pool that they came through, whatever `pool` says. They count
        as the owner's from now on, or `again` from when they were theirs before.
        """
        writing, at = self._writing, to_ms(self._writing.now)
        moved = sorted(ids)
        change: dict[str, Any] = {"owner": owner, "home": home}
        change |= {} if owner else {"pool": pool}
        since = dict.fromkeys(moved, at) if again is None else again.since
        table = schema.lead
        # A ladder begins anew with an owner: the timers look at once, and set the alarm right.
        looked = case((table.c.due_at.is_not(None), at), else_=table.c.alarm_at)
        moving = update(table).where(table.c.id.in_(moved)).values(**change, alarm_at=looked)
        assigned_at = at if again is None else again.stored
        writing.connection.execute(moving.values(assigned_at=assigned_at))
        for id in moved:
            if id in writing.born:
                writing.born[id] = writing.born[id] | change | {"assigned_at": since[id]}
            known = writing.leads[id]
            if known.home != home:
                self._move(id, known, home)
            self.marks.leads[id] = home
            writing.leads[id] = Stored(
                id=id, home=home, owner=owner, pool=known.pool if owner else pool,
                assigned_at=since[id], seq=known.seq,
                granted_at=known.granted_at if known.home == home else at, doc=known.doc,
            )  # fmt: skip

    def tell(self, lead_id: str, told: Plain) -> None:
        """What those are told from whom this effect takes a lead: who has it now, and why."""
        self.marks.told[lead_id] = compact(told)

    def log(self, lead_id: str, activities: Iterable[Activity]) -> None:
        """Entries of a stored lead's timeline; one that is there already stays as it is."""
        self._show(lead_id)
        self.marks.activities += [
            {
                "id": activity.id,
                "team": self._writing.team,
                "lead": lead_id,
                "mutation": activity.mutation,
                "undone": activity.undone,
                "doc": activity_doc(activity),
            }
            for activity in activities
        ]

    def strike(self, mutation: str) -> None:
        """Strike through the entry of this id, or what this mutation left on the timeline."""
        self.marks.struck.append(mutation)

    def config(self, kind: str, key: str, doc: Plain) -> None:
        """What every desk of the team has; None where it is gone."""
        self.marks.config[kind, key] = None if doc is None else compact(doc)

    def grant(self, audience: Audience, lead_id: str) -> None:
        """Show a stored lead to a guest, with its history."""
        self.marks.guests[audience, lead_id] = to_ms(self._writing.now)
        self.marks.sight[audience, lead_id] = True
        self._show(lead_id)

    def evict(self, audience: Audience, lead_id: str) -> None:
        """Take a lead from a guest."""
        self.marks.guests[audience, lead_id] = None
        self.marks.sight[audience, lead_id] = False
        self._show(lead_id)

    def erase(self, lead_id: str) -> None:
        """Take a lead that is no more from everyone: no desk keeps anything about it."""
        self.marks.leads[lead_id] = self._writing.leads[lead_id].home
        self.marks.sight[everyone_audience(self._writing.team), lead_id] = False
        self.tell(lead_id, ERASED)

    def rescope(self, user: str) -> None:
        """What this user may see is another thing from here on; their desk starts over."""
        table = schema.users
        version = {"scope_version": table.c.scope_version + 1}
        # Now, not with the stamps: whoever locks users and the counter locks users first.
        self._writing.connection.execute(update(table).where(table.c.id == user).values(version))
        self.marks.scopes.add(user)

    def answer(self, row: dict[str, Any]) -> None:
        """Keep a row of `schema.mutation`, stamped with this effect's seq."""
        self.marks.mutations.append(row)

    def _move(self, lead_id: str, known: Stored | None, home: Audience) -> None:
        if known is not None:
            self.marks.sight[known.home, lead_id] = False
        self.marks.sight[home, lead_id] = True
        self.marks.granted.add(lead_id)

    def _show(self, lead_id: str) -> None:
        self.marks.leads.setdefault(lead_id, self._writing.leads[lead_id].home)
