"""Others at a lead's company, as its document names them: no contact data, no foreign row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from workbench.domain.lead import AtCompany, Lead
from workbench.domain.plain import from_ms
from workbench.server import schema

MOST = 5


def others_at_company(connection: Connection, team: str, lead: Lead) -> tuple[AtCompany, ...]:
    """Those of the same mail domain, else of the same company name; last worked first."""
    statement, same = (_BY_DOMAIN, lead.domain) if lead.domain else (_BY_NAME, lead.company)
    if not same:
        return ()
    rows = connection.execute(statement, {"team": team, "same": same, "lead": lead.id})
    return tuple(
        AtCompany(
            name=row.name,
            title=row.title,
            owner=row.owner,
            last_touch_at=None if row.last_touch_at is None else from_ms(row.last_touch_at),
        )
        for row in rows
    )


def _others(column: Any) -> Select[Any]:
    lead, users = schema.lead.c, schema.users.c
    return (
        select(lead.name, lead.title, lead.last_touch_at, users.name.label("owner"))
        .select_from(schema.lead.outerjoin(schema.users, users.id == lead.owner))
        .where(lead.team == bindparam("team"), column == bindparam("same"))
        .where(lead.id != bindparam("lead"), lead.name.is_not(None))
        .order_by(func.coalesce(lead.last_touch_at, 0).desc(), lead.id)
        .limit(MOST)
    )


_BY_DOMAIN = _others(schema.lead.c.domain)
_BY_NAME = _others(schema.lead.c.company)
