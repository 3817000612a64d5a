"""How much a rep has already, against the caps of the policy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Function, and_, bindparam, case, func, select

from workbench.domain.lead import OPEN
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.rules import Caps, LeadType
from workbench.server import schema

ON_CADENCE = timedelta(days=14)
"""How long a hand-raiser is worked by its cadence: ten business days."""


@dataclass(slots=True)
class Counts:
    """What counts against a rep's caps."""

    untouched: int = 0
    on_cadence: int = 0
    worked: int = 0

    def refusal(self, lead_type: LeadType, caps: Caps) -> str | None:
        """What keeps them from one lead more; None if nothing does."""
        if lead_type.hand_raiser and self.untouched >= caps.untouched_hand_raisers:
            return f"has {self.untouched} untouched hand-raisers"
        if lead_type.hand_raiser and self.on_cadence >= caps.on_hand_raiser_cadence:
            return f"has {self.on_cadence} hand-raisers on the cadence"
        if self.worked >= caps.worked_a_month:
            return f"has worked {self.worked} leads this month"
        return None


def counts_of(
    connection: Connection, owners: Collection[str], policy: Policy, now: datetime
) -> dict[str, Counts]:
    month = policy.calendar.local_day(now).replace(day=1)
    began = datetime(month.year, month.month, 1, tzinfo=policy.calendar.tz).astimezone(UTC)
    cadence = now - ON_CADENCE
    given = {
        "owners": sorted(owners),
        "types": [name for name, kind in policy.types.items() if kind.hand_raiser],
        "open": sorted(OPEN),
        "month": to_ms(began),
        "cadence": to_ms(cadence),
        "since": to_ms(min(began, cadence)),
    }
    found = {owner: Counts(*counts) for owner, *counts in connection.execute(_COUNTS, given)}
    return {owner: found.get(owner, Counts()) for owner in owners}


_lead = schema.lead.c
_raised = _lead.type.in_(bindparam("types", expanding=True))


def _sum(*conditions: ColumnElement[bool]) -> Function[int]:
    return func.sum(case((and_(*conditions), 1), else_=0))


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
