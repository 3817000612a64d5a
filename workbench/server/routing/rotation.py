"""The reps of a team, pool by pool: who could take one lead more, and whose turn it is.

Those who are here, in hours and under their caps share by weight: the next lead goes to the least
turns for their weight. The count of turns stands in the database and moves in the transaction that
assigns. Who could not take theirs joins again at the median of those who could, so that no flood
follows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from statistics import median

from sqlalchemy import Connection, bindparam, select, update

from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.rules import LeadType
from workbench.server import schema
from workbench.server.ledger.rows import read_rows, write_rows
from workbench.server.routing.capacity import Counts, counts_of
from workbench.server.routing.person import Person, person_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """`calendar` names one of the policy, empty: the team's. `passes_to`: the pool that gets its
    hand-raisers while nobody here can take them.
    """

    id: str
    name: str
    is_default: bool
    calendar: str
    passes_to: str | None


@dataclass(slots=True, eq=False)
class Rep:
    """Somebody's place in the rotation of a pool."""

    person: Person
    weight: int
    turns: int

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def share(self) -> float:
        return self.turns / self.weight


@dataclass(slots=True)
class Roster:
    """What a rotation knows of the team, good while the team's seq is still `seq`."""

    seq: int | None = None
    people: dict[str, Person] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)

    def keep(self, seq: int) -> None:
        """What was known holds on: the writing that led to `seq` was our own."""
        if self.seq is not None:
            self.seq = seq

    def doubt(self) -> None:
        """What is known is enough for this writing, not for the next."""
        self.seq = None

    def forget(self, seq: int) -> None:
        self.seq = seq
        for known in (self.people, self.pools, self.counts):
            known.clear()


class Rotation:
    """The team as one transaction sees it; its members' turns are locked from the first question,
    unless somebody is only `looking`.

    `close` writes the turns down: without it nobody has had theirs.
    """

    def __init__(
        self,
        connection: Connection,
        team: str,
        policy: Policy,
        now: datetime,
        roster: Roster | None = None,
        *,
        looking: bool = False,
    ) -> None:
        self.policy = policy
        self._members = _MEMBERS if looking else _OUR_MEMBERS
        self._connection = connection
        self._team = team
        self._now = now
        self._roster = roster or Roster()
        self._reps: dict[str, list[Rep]] | None = None
        self._moved: dict[tuple[str, str], Rep] = {}

    # ---- people and pools

    @property
    def pools(self) -> Mapping[str, Pool]:
        self._load()
        return self._roster.pools

    def pool(self, id: str | None) -> Pool | None:
        """The pool of this id, else the team's default."""
        found = self.pools.get(id or "")
        return found or next((pool for pool in self.pools.values() if pool.is_default), None)

    def pool_of(self, user: str) -> Pool | None:
        """The pool that somebody works in, the default one before others."""
        mine = [p for p in self.pools.values() if any(rep.id == user for rep in self.reps(p))]
        return max(mine, key=lambda pool: pool.is_default, default=None)

    @property
    def people(self) -> Mapping[str, Person]:
        self._load()
        return self._roster.people

    def person(self, user: str) -> Person | None:
        return self.people.get(user)

    def name(self, user: str) -> str:
        person = self.person(user)
        return person.name if person else "somebody"

    def absence(self, user: str, by: datetime | None = None) -> str | None:
        """Why somebody cannot take a lead by a moment, now if none is given; None if they can."""
        person = self.person(user)
        if person is None or person.disabled:
            return "no longer here"
        until = person.available_until
        is_back = until is not None and until <= to_ms(by or self._now)
        return None if person.availability == "available" or is_back else person.availability

    def reps(self, pool: Pool) -> Sequence[Rep]:
        """Those who share its leads."""
        self._load()
        return (self._reps or {}).get(pool.id, ())

    # ---- who could take one more

    def refusal(
        self, user: str, lead_type: LeadType, *, live: bool, by: datetime | None = None
    ) -> str | None:
        """Why somebody cannot take a lead, as the end of a sentence; None if they can.

        Caps bind what comes in, not what an import brings along.
        """
        absence = self.absence(user, by)
        if absence is not None:
            return f"is {absence}"
        return self.counts(user).refusal(lead_type, self.policy.caps) if live else None

    def is_in_hours(self, rep: Rep, pool: Pool) -> bool:
        return self._is_open(rep.person.calendar or pool.calendar)

    def is_open(self, pool: Pool) -> bool:
        return self._is_open(pool.calendar)

    def _is_open(self, calendar: str) -> bool:
        return self.policy.calendar_of(calendar).is_open(self._now)

    def take_turn(
        self, pool: Pool, ready: Collection[Rep], among: Collection[Rep],
        besides: Collection[str] = (),
    ) -> Rep:  # fmt: skip
        """Whose turn it is `among` some of those who are `ready`; it counts for them.

        `besides`: who is not asked for this one lead; their turn stays owed to them.
        """
        chosen = min(among, key=lambda rep: (rep.share, rep.id))
        floor = min(rep.share for rep in ready)
        chosen.turns += 1
        self._moved[pool.id, chosen.id] = chosen
        middle = median(rep.share for rep in ready)
        for rep in self.reps(pool):
            # Whoever could not take their turn is not owed it: they come back in the middle.
            if rep not in ready and rep.id not in besides and rep.share < floor:
                rep.turns = ceil(middle * rep.weight)
                self._moved[pool.id, rep.id] = rep
        return chosen

    def count(self, user: str, lead_type: LeadType) -> None:
        """They have one lead more."""
        if lead_type.hand_raiser:
            counts = self.counts(user)
            counts.untouched += 1
            counts.on_cadence += 1

    def doubt(self) -> None:
        """See `Roster.doubt`."""
        self._roster.doubt()

    def close(self) -> None:
        """Write down the turns that were taken."""
        turns = [
            {"in_pool": pool, "member": user, "turns": rep.turns}
            for (pool, user), rep in self._moved.items()
        ]
        write_rows(self._connection, _TURN, turns)
        self._moved.clear()

    # ---- what the database says

    def _load(self) -> None:
        if self._reps is not None:
            return
        team = {"team": self._team}
        members = read_rows(self._connection, self._members, team)
        # Only once the turns are ours: what was known may have changed while we waited for them.
        [[seq]] = read_rows(self._connection, _SEQ, team)
        if seq != self._roster.seq:
            self._roster.forget(seq)
            people = self._connection.execute(_PEOPLE, team).mappings()
            self._roster.people.update({row["id"]: person_of(row) for row in people})
            pools = self._connection.execute(_POOLS, team).mappings()
            self._roster.pools.update({row["id"]: Pool(**row) for row in pools})
        self._reps = {}
        for row in members:
            person = self._roster.people[row.user]
            if row.weight > 0 and not person.disabled:
                place = Rep(person, row.weight, row.turns)
                self._reps.setdefault(row.pool, []).append(place)

    def counts(self, user: str) -> Counts:
        """What they have already, against their caps."""
        known = self._roster.counts
        if user not in known:
            members = {rep.id for reps in (self._reps or {}).values() for rep in reps}
            asked = {user} | (members - known.keys())
            known.update(counts_of(self._connection, asked, self.policy, self._now))
        return known[user]


_SEQ = select(schema.team.c.seq).where(schema.team.c.id == bindparam("team"))
_PEOPLE = select(
    *(schema.users.c[name] for name in ("id", "name", "availability", "available_until")),
    *(schema.users.c[name] for name in ("disabled_at", "calendar", "languages")),
).where(schema.users.c.team == bindparam("team"))
_POOLS = select(
    *(schema.pool.c[name] for name in ("id", "name", "is_default", "calendar", "passes_to"))
).where(schema.pool.c.team == bindparam("team"))
# All pools at once and in order: two who each lock one and then the other's would wait for ever.
_MEMBERS = (
    select(schema.pool_member)
    .join(schema.pool, schema.pool.c.id == schema.pool_member.c.pool)
    .where(schema.pool.c.team == bindparam("team"))
    .order_by(schema.pool_member.c.pool, schema.pool_member.c.user)
)
_OUR_MEMBERS = _MEMBERS.with_for_update(of=schema.pool_member)
_TURN = (
    update(schema.pool_member)
    .where(
        schema.pool_member.c.pool == bindparam("in_pool"),
        schema.pool_member.c.user == bindparam("member"),
    )
    .values(turns=bindparam("turns"))
)
