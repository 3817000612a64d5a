"""Leads that came to nothing are forgotten when the team's policy says so, each with a receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from workbench.domain.plain import to_ms
from workbench.domain.retention import ENDED
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies
from workbench.server.work.privacy import forget

TOGETHER = 25
"""Of a team at a time: what else names them is looked for in all that the team keeps."""


def forget_past(ledger: Ledger, now: datetime) -> None:
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
        kept = {team: policies.current(connection, team) for team in teams}
    for team, policy in kept.items():
        days = policy.retention.lead_days
        if not days:
            continue
        past = _past(team, now - timedelta(days=days))
        with ledger.store.read() as connection:
            chosen = select(schema.lead.c.id).where(past).order_by(schema.lead.c.id)
            ids = connection.execute(chosen.limit(TOGETHER)).scalars().all()
        for id in ids:
            forget(ledger, team, id, past, now, days=days, version=policy.version)


def _past(team: str, before: datetime) -> ColumnElement[bool]:
    """Came to nothing, and has been quiet since; nothing is planned with it.

    Whoever must not be called or written to stays known, or nobody would know it any more.
    """
    lead, signal, ms = schema.lead.c, schema.signal.c, to_ms(before)
    return (
        (lead.team == team)
        & lead.status.in_(ENDED)
        & lead.alarm_at.is_(None)
        & (lead.received_at < ms)
        & or_(lead.last_touch_at.is_(None), lead.last_touch_at < ms)
        & lead.doc.not_like('%"barred":%')
        & ~exists().where(signal.lead == lead.id, signal.at >= ms)
    )
