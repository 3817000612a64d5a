"""Two leads made one, and taken apart again: the master's facts, timeline and guests.

The timeline of the merged lead is copied under ids that follow from the merge, so that a copy can
be found and struck through again; both leads keep their own entries.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

from sqlalchemy import RowMapping, select

from workbench.domain.activity import Activity
from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.merging import STAYS, joined, merging_of, parted
from workbench.domain.policies import Policies
from workbench.domain.record import Mutation
from workbench.domain.score import score
from workbench.domain.settle import settle
from workbench.server import schema
from workbench.server.clean.normalise import renewed
from workbench.server.intake.enriching import looked_up
from workbench.server.ledger.audiences import user_audience
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Writing
from workbench.wire import read_activity

NOT_COPIED = STAYS | {"assigned", "possible_duplicate", "undone"}
"""Entries that tell of the merged lead's own place."""


class Merging:
    def __init__(self, writing: Writing, policies: Policies) -> None:
        self._writing = writing
        self._policies = policies

    def join(self, other: Lead, merging: Mutation, effect: Effect) -> None:
        """Give a lead that `merging` has just merged to its master, whom the caller has locked."""
        before = self._writing.leads[str(merging.args["master"])].lead
        master = self._settled(_placed(joined(before, other), other, merging), before)
        effect.put(master)
        effect.log(master.id, [*self._copies(other, merging, effect), _told(other, merging)])
        for ae in aes_of(master) - aes_of(before):
            effect.grant(user_audience(ae), master.id)

    def part(self, other: Lead, merging: Mutation, effect: Effect) -> Lead:
        """Take back what its masters had of a lead that is none of theirs any more."""
        copied = [entry.id for entry in self._timeline(other.id, effect)]
        while True:
            master_id = str(merging.args["master"])
            before = self._writing.lock([master_id])[master_id].lead
            remaining, other = parted(before, other)
            master = self._settled(_replaced(remaining, merging), before)
            effect.put(master)
            copied = [_copy_id(merging, id) for id in copied]
            for id in copied:
                effect.strike(id)
            for ae in aes_of(before) - aes_of(master):
                effect.evict(user_audience(ae), master.id)
            following = merging_of(master)
            if following is None:
                return settle(other, self._policies.of(other))
            merging = following

    def strike(self, mutation: str, lead: Lead, effect: Effect) -> None:
        """Show what a mutation left as struck through, on whatever lead there is a copy."""
        table = schema.activity.c
        copies = select(table.lead).where(table.mutation == mutation, table.lead != lead.id)
        others = set(self._writing.connection.execute(copies.distinct()).scalars())
        self._writing.lock(others)
        effect.strike(mutation)
        for id in sorted(others & self._writing.leads.keys()):
            effect.log(id, ())

    def _settled(self, lead: Lead, before: Lead) -> Lead:
        policy = self._policies.of(lead)
        if lead.known != before.known:
            writing = self._writing
            lead = looked_up(writing.connection, writing.team, renewed(lead), writing.now)
        return settle(replace(lead, score=score(lead, policy, self._writing.now)), policy)

    def _copies(self, other: Lead, merging: Mutation, effect: Effect) -> Iterator[Activity]:
        for entry in self._timeline(other.id, effect):
            if entry.kind not in NOT_COPIED and entry.mutation != merging.id:
                yield replace(entry, id=_copy_id(merging, entry.id))

    def _timeline(self, id: str, effect: Effect) -> list[Activity]:
        """All its entries, those of this write too."""
        table = schema.activity
        stored = select(table).where(table.c.lead == id).order_by(table.c.seq, table.c.id)
        rows: list[RowMapping | dict[str, object]] = [
            *self._writing.connection.execute(stored).mappings(),
            *(
                row
                for marks in (*self._writing.effects, effect.marks)
                for row in marks.activities
                if row["lead"] == id
            ),
        ]
        struck = {id for marks in self._writing.effects for id in marks.struck}
        return [
            replace(
                read_activity(json.loads(str(row["doc"]))),
                undone=bool(row["undone"]) or not struck.isdisjoint((row["mutation"], row["id"])),
            )
            for row in rows
        ]


def _placed(master: Lead, other: Lead, merging: Mutation) -> Lead:
    """A master that nobody has goes to who had the other."""
    if master.owner or master.pool or not (other.owner or other.pool):
        return master
    return replace(master, owner=other.owner, pool=other.pool, assigned_at=merging.at)


def _replaced(master: Lead, merging: Mutation) -> Lead:
    """The same taken back, where nobody has moved it since."""
    if master.assigned_at != merging.at:
        return master
    return replace(master, owner=None, pool=None, assigned_at=None)


def _told(other: Lead, merging: Mutation) -> Activity:
    """The merge as the master's timeline tells it."""
    return Activity(
        id=_copy_id(merging, other.id),
        kind="merged",
        at=merging.at,
        user=merging.user,
        received_at=merging.received_at,
        mutation=merging.id,
        args={"lead": other.id, "name": other.name},
    )


def _copy_id(merging: Mutation, id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{merging.id} {id}"))


def aes_of(lead: Lead) -> set[str]:
    """Who sees it because it was handed to them."""
    return {handed.ae for handed in lead.handoffs if handed.decision != "rejected"}


def is_merged_by(mutation: str, lead: Lead) -> bool:
    merging = merging_of(lead)
    return merging is not None and merging.id == mutation
