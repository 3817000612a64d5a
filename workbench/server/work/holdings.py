"""Which of a push's leads are the caller's, which were, and which have become another lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, func, select

from workbench.domain.lead import Lead
from workbench.domain.merging import merging_of
from workbench.domain.mutation import Mutation, Refusal
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.intake.matching import merged_into
from workbench.server.ledger.audiences import everyone_audience, slice_of
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.effect import ERASED
from workbench.server.ledger.rows import read_rows
from workbench.server.ledger.writing import Writing
from workbench.server.team.sessions import Caller
from workbench.wire import compact

STRANGE = "This lead is not one of yours."


class Holdings:
    def __init__(self, writing: Writing, caller: Caller) -> None:
        self._writing = writing
        self._caller = caller
        self._slice = slice_of(writing.connection, caller.id, caller.role, caller.team)
        self._joined: dict[str, str] = {}
        self._invited: set[str] = set()
        self._left: dict[str, int] = {}

    def lock(self, ids: Iterable[str]) -> None:
        """Lock the leads of these ids, and learn which the caller was invited to or has left."""
        named = set(ids)
        guest, evict = schema.guest.c, schema.evict.c
        connection, team = self._writing.connection, self._caller.team
        joined = read_rows(connection, _JOINED, {"team": team, "ids": list(named)})
        self._joined |= {row.value: row.lead for row in joined}
        known = {self._joined.get(id, id) for id in named}
        known |= merged_into(connection, team, known)
        leads = self._writing.lock(known)
        foreign = [id for id in known if id in leads and not self._slice.covers(leads[id].home)]
        if foreign:
            mine = self._slice.audiences
            invited = select(guest.lead).where(guest.audience.in_(mine), guest.lead.in_(foreign))
            self._invited |= set(connection.execute(invited).scalars())
            left = select(evict.lead, func.max(evict.at)).where(
                evict.audience.in_(mine), evict.lead.in_(foreign)
            )
            self._left |= dict(connection.execute(left.group_by(evict.lead)).all())

    def join(self, id: str, lead: str) -> None:
        """What was added under `id` is `lead`, which was there before."""
        self._joined[id] = lead

    def leave(self, id: str) -> None:
        """A lead that the caller saw was changed by them: do they still?"""
        if not self.covers(self._writing.leads[id]):
            self._left[id] = to_ms(self._writing.now)

    def covers(self, stored: Stored) -> bool:
        """Whether the caller sees it now."""
        return self._slice.covers(stored.home) or stored.id in self._invited

    def find(self, mutation: Mutation) -> tuple[Stored, bool]:
        """The lead that a mutation changes, and whether the caller's word on it counts.

        Where it is the master of the one that was named, it may be another's: then what was done
        is kept there. Raises Refusal where the named one never was the caller's.
        """
        named = self._named(mutation)
        stored = list(self._masters(named, mutation))[-1]
        moved = mutation.lead in self._joined or stored is not named
        try:
            return stored, self._counts(stored, mutation)
        except Refusal:
            if not moved:
                raise
            if mutation.lead not in self._joined:
                self._counts(named, mutation)
            return stored, False

    def _named(self, mutation: Mutation) -> Stored:
        id = mutation.lead or ""
        stored = self._writing.leads.get(self._joined.get(id, id))
        if stored is None:
            raise self._unknown(id)
        return stored

    def _unknown(self, id: str) -> Refusal:
        evict = schema.evict.c
        erased = select(evict.lead).where(
            evict.lead == id,
            evict.audience == everyone_audience(self._caller.team),
            evict.told == compact(ERASED),
        )
        if self._writing.connection.execute(erased).first() is None:
            return Refusal("not_yours", STRANGE)
        return Refusal("erased", "The person behind this lead was erased; nothing of it is kept.")

    def _masters(self, stored: Stored, mutation: Mutation) -> Iterator[Stored]:
        """The lead, and what it was merged into; to take that back, it stands for itself."""
        seen: set[str] = set()
        undone = mutation.args.get("mutation") if mutation.type == "undone" else None
        following: Stored | None = stored
        while following is not None and following.id not in seen:
            yield following
            seen.add(following.id)
            lead = following.lead
            merging = merging_of(lead)
            if merging is None or merging.id == undone:
                return
            master = str(merging.args["master"])
            following = self._writing.lock([master]).get(master)

    def _counts(self, stored: Stored, mutation: Mutation) -> bool:
        """Theirs now, or when they did it. Raises Refusal where it never was."""
        if self.covers(stored) or self._takes_back_gift(stored.lead, mutation):
            return True
        left_at = self._left.get(stored.id)
        if left_at is None:
            raise Refusal("not_yours", STRANGE)
        return to_ms(mutation.at) < left_at

    def _takes_back_gift(self, lead: Lead, mutation: Mutation) -> bool:
        """Who handed a lead over may take it back while nobody has worked it since."""
        last = lead.record[-1] if lead.record else None
        return (
            last is not None
            and last.type == "reassigned"
            and last.user == self._caller.id
            and mutation.type == "undone"
            and mutation.args.get("mutation") == last.id
        )


_key = schema.lead_key.c
_JOINED = select(_key.value, _key.lead).where(
    _key.team == bindparam("team"),
    _key.kind == "lead",
    _key.value.in_(bindparam("ids", expanding=True)),
)
