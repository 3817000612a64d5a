"""Who gets a lead: the rotation of the team's default pool, and why it came to that.

Those who are here and under their caps share by weight: the next lead goes to the least turns for
their weight. The count of turns stands in the database and moves in the transaction that assigns.
Who was away joins again at the median of those who were not, so that no flood follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from workbench.domain.lead import OPEN
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.rules import LeadType
from workbench.server import schema

ON_CADENCE = timedelta(days=14)
"""How long a hand-raiser is worked by its cadence: ten business days."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a lead goes and why; `passed` says who was passed over, each with the reason."""

    owner: str | None
    pool: str | None
    reason: str
    passed: tuple[str, ...] = ()


@dataclass(slots=True)
class Counts:
    """What counts against a rep's caps."""

    untouched: int = 0
    on_cadence: int = 0
    worked: int = 0


@dataclass(slots=True)
class Rep:
    """One of the rotation, with what counts against the caps."""

    id: str
    name: str
    weight: int
    turns: int
    absence: str | None
    counts: Counts

    @property
    def share(self) -> float:
        return self.turns / self.weight

    @property
    def is_away(self) -> str | None:
        return None if self.absence is None else f"{self.name} is {self.absence}"

    def refusal(self, lead_type: LeadType, policy: Policy) -> str | None:
        """Why they cannot take one more; None if they can."""
        caps = policy.caps
        if self.absence is not None:
            return self.is_away
        if lead_type.hand_raiser and self.counts.untouched >= caps.untouched_hand_raisers:
            return f"{self.name} has {self.counts.untouched} untouched hand-raisers"
        if lead_type.hand_raiser and self.counts.on_cadence >= caps.on_hand_raiser_cadence:
            return f"{self.name} has {self.counts.on_cadence} hand-raisers on the cadence"
        if self.counts.worked >= caps.worked_a_month:
            return f"{self.name} has worked {self.counts.worked} leads this month"
        return None


@dataclass(slots=True)
class Roster:
    """What a rota knows of the team; good for as long as nothing else is written there."""

    users: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, Counts] | None = None


@dataclass(slots=True)
class Rota:
    """The team as one transaction sees it."""

    connection: Connection
    team: str
    policy: Policy
    now: datetime
    roster: Roster = field(default_factory=Roster)
    _reps: list[Rep] | None = None
    _pool: str | None = None
    _moved: set[str] = field(default_factory=set)

    def name(self, user: str) -> str:
        return str(self._known()[user].name) if user in self._known() else "somebody"

    def absence(self, user: str, by: datetime | None = None) -> str | None:
        """Why somebody cannot take a lead by a moment, now if none is given; None if they can."""
        known = self._known().get(user)
        if known is None or known.disabled_at is not None:
            return "no longer here"
        back = known.available_until
        is_back = back is not None and back <= to_ms(by or self.now)
        return None if known.availability == "available" or is_back else str(known.availability)

    def next(self, lead_type: LeadType, *, live: bool = True) -> Route:
        """The turn of whoever is next; the pool's own where nobody can take it.

        Caps hold what comes in, not what an import brings along.
        """
        passed, ready = [], []
        for rep in self.reps:
            refusal = rep.refusal(lead_type, self.policy) if live else rep.is_away
            if refusal is None:
                ready.append(rep)
            else:
                passed.append(refusal)
        if not ready:
            reason = "Nobody can take it now: it waits for the pool."
            return Route(None, self._pool, reason, tuple(passed))
        chosen = min(ready, key=lambda rep: (rep.share, rep.id))
        self._turn(chosen, ready)
        if live and lead_type.hand_raiser:
            chosen.counts.untouched += 1
            chosen.counts.on_cadence += 1
        hours = "" if self.policy.calendar.is_open(self.now) else ", out of hours"
        return Route(chosen.id, None, f"It is the turn of {chosen.name}{hours}.", tuple(passed))

    def _turn(self, chosen: Rep, ready: list[Rep]) -> None:
        chosen.turns += 1
        self._moved.add(chosen.id)
        floor = min(rep.share for rep in ready)
        middle = median(rep.share for rep in ready)
        for rep in self.reps:
            # Whoever could not take their turn is not owed it: they come back in the middle.
            if rep not in ready and rep.share < floor:
                rep.turns = ceil(middle * rep.weight)
                self._moved.add(rep.id)

    def close(self) -> None:
        """Write down the turns that were taken."""
        turns = [
            {"in_pool": self._pool, "member": rep.id, "turns": rep.turns}
            for rep in self._reps or ()
            if rep.id in self._moved
        ]
        if turns:
            self.connection.execute(_TURN, turns)

    def _known(self) -> dict[str, Any]:
        if not self.roster.users:
            rows = self.connection.execute(_USERS, {"team": self.team})
            self.roster.users = {row.id: row for row in rows}
        return self.roster.users

    @property
    def reps(self) -> list[Rep]:
        """Those of the default pool, with what they have."""
        if self._reps is None:
            members = self.connection.execute(_MEMBERS, {"team": self.team}).all()
            self._pool = members[0].pool if members else self._default_pool()
            users = self._known()
            here = [m for m in members if m.weight > 0 and users[m.user].disabled_at is None]
            counts = self._counts([member.user for member in here])
            self._reps = [
                Rep(
                    id=member.user,
                    name=self.name(member.user),
                    weight=member.weight,
                    turns=member.turns,
                    absence=self.absence(member.user),
                    counts=counts.setdefault(member.user, Counts()),
                )
                for member in here
            ]
        return self._reps

    def _default_pool(self) -> str | None:
        table = schema.pool.c
        default = select(table.id).where(table.team == self.team, table.is_default)
        return self.connection.execute(default).scalar()

    def _counts(self, reps: list[str]) -> dict[str, Counts]:
        if self.roster.counts is None:
            month = self.policy.calendar.local_day(self.now).replace(day=1)
            zone = self.policy.calendar.tz
            began = datetime(month.year, month.month, 1, tzinfo=zone).astimezone(UTC)
            cadence = self.now - ON_CADENCE
            given = {
                "owners": reps,
                "types": [name for name, kind in self.policy.types.items() if kind.hand_raiser],
                "open": sorted(OPEN),
                "month": to_ms(began),
                "cadence": to_ms(cadence),
                "since": to_ms(min(began, cadence)),
            }
            self.roster.counts = {
                owner: Counts(*counts) for owner, *counts in self.connection.execute(_COUNTS, given)
            }
        return self.roster.counts


_lead = schema.lead.c
_raised = _lead.type.in_(bindparam("types", expanding=True))


def _sum(*conditions: Any) -> Any:
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = whole & condition
    return func.sum(case((whole, 1), else_=0))


_COUNTS = (
    select(
        _lead.owner,
        _sum(_raised, _lead.due_at.is_not(None)).label("untouched"),
        _sum(
            _raised,
            _lead.status.in_(bindparam("open", expanding=True)),
            _lead.received_at >= bindparam("cadence"),
        ).label("on_cadence"),
        _sum(_lead.attempts > 0, _lead.received_at >= bindparam("month")).label("worked"),
    )
    .where(
        _lead.owner.in_(bindparam("owners", expanding=True)),
        _lead.received_at >= bindparam("since"),
    )
    .group_by(_lead.owner)
)
_USERS = select(
    schema.users.c.id,
    schema.users.c.name,
    schema.users.c.availability,
    schema.users.c.available_until,
    schema.users.c.disabled_at,
).where(schema.users.c.team == bindparam("team"))
_MEMBERS = (
    select(schema.pool_member)
    .join(schema.pool, schema.pool.c.id == schema.pool_member.c.pool)
    .where(schema.pool.c.team == bindparam("team"), schema.pool.c.is_default)
    .order_by(schema.pool_member.c.pool, schema.pool_member.c.user)
    .with_for_update(of=schema.pool_member)
)
_TURN = (
    update(schema.pool_member)
    .where(
        schema.pool_member.c.pool == bindparam("in_pool"),
        schema.pool_member.c.user == bindparam("member"),
    )
    .values(turns=bindparam("turns"))
)
