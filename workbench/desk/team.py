"""What a team lead's board counts: how much each person of the team carries, from the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.cache.leads import LIST_LIMIT
from workbench.desk.desk import Desk
from workbench.domain.calendar import day_and_month
from workbench.domain.plain import to_ms
from workbench.domain.tongue import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Open leads of one owner: all, due now, at risk within 30 minutes, past their promise."""

    open: int = 0
    due: int = 0
    at_risk: int = 0
    breached: int = 0


def loads(desk: Desk) -> Mapping[str | None, Load]:
    """By owner's id; None are the leads that nobody owns."""
    now = to_ms(desk.now())
    rows = desk._caches.shown.database.connection.execute(
        "SELECT owner, count(*), coalesce(sum(queue_from <= :now), 0),"
        " coalesce(sum(is_clock AND due_at > :now AND due_at <= :now + 1800000"
        " AND starts_at <= :now), 0), coalesce(sum(is_clock AND due_at <= :now), 0)"
        " FROM lead WHERE is_open GROUP BY owner",
        {"now": now},
    )
    return {
        owner: Load(open=count, due=due, at_risk=at_risk, breached=breached)
        for owner, count, due, at_risk, breached in rows
    }


def review_missed(desk: Desk) -> str:
    """“policy due for review since 3 Nov”, once it is past; else nothing."""
    day = desk.policies.review_missed(desk.now())
    return tr("policy due for review since {day}", day=day_and_month(day)) if day else ""


def open_leads(desk: Desk, owner: str | None) -> list[str]:
    """Ids of one owner's open leads, what is due first first; None: of nobody."""
    rows = desk._caches.shown.database.connection.execute(
        "SELECT id FROM lead WHERE is_open AND owner IS :owner"
        " ORDER BY due_at IS NULL, due_at, id LIMIT :most",
        {"owner": owner, "most": LIST_LIMIT},
    )
    return [id for (id,) in rows]
