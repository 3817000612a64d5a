"""What the clocks did, told on a lead's timeline: of which promise, how late, to whom, and why."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from workbench.domain.alarms import LADDER, Alarm
from workbench.domain.clock import calendar_for, spoken
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.server import schema
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.entries import entry
from workbench.server.ledger.writing import Writing
from workbench.server.routing.route import Route


class Telling:
    """The entries of one writing. Names are not asked of the rotation, which locks the turns."""

    def __init__(self, writing: Writing, policies: Policies) -> None:
        team = {"team": writing.team}
        names, answering = (writing.connection.execute(one, team) for one in (_NAMES, _ANSWERING))
        self._names: dict[str, str] = dict(names.all())
        self._answering: dict[str, str | None] = dict(answering.all())
        self._writing = writing
        self._now = writing.now
        self._policies = policies

    def name(self, user: str | None) -> str:
        return self._names.get(user or "", "somebody")

    def answering(self, pool: str | None) -> str | None:
        """The team lead who answers for a pool, if one alone does."""
        return self._answering.get(pool or "")

    def failed(self, lead: Lead, alarm: Alarm, policy: Policy) -> str:
        """What the owner has not done by this step of the ladder."""
        rungs = policy.type(clock_of(lead, alarm).type).escalate_min
        within = spoken(timedelta(minutes=rungs[LADDER.index(alarm.kind)]))
        return f"{self.name(lead.owner)} made no attempt within {within}."

    def log(
        self,
        effect: Effect,
        lead: Lead,
        kind: str,
        reason: str,
        *,
        alarm: Alarm | None = None,
        route: Route | None = None,
        to: str | None = None,
    ) -> None:
        """`late_min` in it are business minutes after the promise."""
        to = to or (route.owner if route else None)
        args: dict[str, Plain] = {"reason": reason, "owner": lead.owner, "to": to}
        if alarm is not None:
            args |= self._of_clock(lead, clock_of(lead, alarm))
        if lead.owner is not None:
            args["owner_name"] = self.name(lead.owner)
        if to is not None:
            args["to_name"] = self.name(to)
        if route is not None:
            args |= {"pool": route.pool, "passed": list(route.passed), "rule": route.rule}
            args |= {"candidates": list(route.candidates)}
            args |= {"offered_to": route.offer.to} if route.offer else {}
        if kind == "reassigned":
            self._writing.audit(kind, lead=lead.id, reason=reason, to=to)
        effect.log(lead.id, (entry(self._now, kind, **args),))

    def _of_clock(self, lead: Lead, clock: Clock) -> dict[str, Plain]:
        calendar = calendar_for(clock, self._policies.of(lead))
        late = calendar.between(clock.due_at, self._now) if self._now > clock.due_at else None
        minutes = round(late.total_seconds() / 60, 1) if late else 0
        return {"type": clock.type, "inquiry": clock.inquiry, "late_min": minutes}


def clock_of(lead: Lead, alarm: Alarm) -> Clock:
    """The clock for which an alarm of its ladder rings."""
    return next(clock for clock in lead.clocks if clock.inquiry == alarm.clock)


_users, _pool = schema.users.c, schema.pool.c
_NAMES = select(_users.id, _users.name).where(_users.team == bindparam("team"))
_ANSWERING = select(_pool.id, _pool.lead).where(_pool.team == bindparam("team"))
