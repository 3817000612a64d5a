"""Who may be the same person under another address: offered to whoever works them, never merged.

A namesake is found by a key of name and company, as a person is by theirs; the first holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from workbench.domain.activity import Activity
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.clean.vocabulary import folded
from workbench.server.intake.arrivals import Arrival
from workbench.server.intake.matching import Key, key, master_of, pass_on
from workbench.server.ledger.documents import read_stored
from workbench.server.ledger.rows import read_rows


class Namesake(NamedTuple):
    id: str
    name: str

    def entry(self, now: datetime) -> Activity:
        return Activity(
            id=new_id(),
            kind="possible_duplicate",
            at=now,
            received_at=now,
            args={"lead": self.id, "name": self.name},
        )

    @property
    def said(self) -> str:
        return f"Possible duplicate of {self.name}, who is known by another address."


def namesake_keys(facts: Mapping[str, Any]) -> tuple[Key, ...]:
    """Of somebody with two names at least, at their mail domain and by the company's name."""
    name = folded(facts.get("name") or "")
    places = dict.fromkeys((facts.get("domain"), facts.get("company_key")))
    if " " not in name:
        return ()
    return tuple(key("namesake", f"{name}, {place}") for place in places if place)


def wanted_names(arrivals: Iterable[Arrival]) -> dict[Key, str]:
    wanted: dict[Key, str] = {}
    for arrival in arrivals:
        for one in namesake_keys(arrival.reading.facts):
            wanted.setdefault(one, arrival.lead_id)
    return wanted


class Namesakes:
    """Those of the arrivals of one writing."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self._holders: dict[Key, str] = {}
        self._known: dict[str, Namesake] = {}

    def expect(self, wanted: Mapping[Key, str], holders: Mapping[Key, str]) -> None:
        """The keys of all that is to be taken: which lead wants each, and which holds it."""
        self._holders = {one: holders[one] for one in wanted}
        held = {id for one, id in self._holders.items() if id != wanted[one]}
        given = {"team": self._team, "ids": sorted(held)}
        for row in read_rows(self._connection, _LEADS, given) if held else ():
            self._known[row.id] = self._master(row)

    def of(self, arrival: Arrival, lead_id: str) -> Namesake | None:
        """Another than the lead that an arrival has come to; what nobody holds is that one's."""
        keys = [one for one in namesake_keys(arrival.reading.facts) if one in self._holders]
        free = [one for one in keys if self._holders[one] not in self._known]
        taken = [one for one in free if self._holders[one] != lead_id]
        pass_on(self._connection, self._team, taken, lead_id)
        self._holders |= dict.fromkeys(free, lead_id)
        self._known.setdefault(lead_id, Namesake(lead_id, arrival.reading.facts.get("name") or ""))
        others = (self._known[self._holders[one]] for one in keys)
        return next((other for other in others if other.id != lead_id), None)

    def _master(self, row: Any) -> Namesake:
        """The lead that holds a key, or the one that it was merged into."""
        seen = {row.id}
        while row.status == "merged":
            doc = select(schema.lead.c.doc).where(schema.lead.c.id == row.id)
            lead = read_stored(self._connection.execute(doc).scalar_one())
            given = {"team": self._team, "ids": [master_of(lead)]}
            following = self._connection.execute(_LEADS, given).first()
            if following is None or following.id in seen:
                break
            seen.add(following.id)
            row = following
        return Namesake(row.id, row.name or "")


_lead = schema.lead.c
_LEADS = select(_lead.id, _lead.name, _lead.status).where(
    schema.unindexed(_lead.team) == bindparam("team"),
    _lead.id.in_(bindparam("ids", expanding=True)),
)
