"""Others at a lead's company, as its document names them: no contact data, no foreign row."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from workbench.domain.lead import AtCompany, Lead
from workbench.domain.plain import from_ms
from workbench.server import schema

MOST = 5


def others_at_company(connection: Connection, team: str, lead: Lead) -> tuple[AtCompany, ...]:
    """Those of the same mail domain or the same company name, last worked first."""
    table, users = schema.lead.c, schema.users
    same = []
    if lead.domain:
        same.append(table.domain == lead.domain)
    if lead.company:
        same.append(func.lower(table.company) == lead.company.lower())
    if not same:
        return ()
    rows = connection.execute(
        select(table.name, table.title, table.last_touch_at, users.c.name.label("owner"))
        .select_from(schema.lead.outerjoin(users, users.c.id == table.owner))
        .where(table.team == team, or_(*same), table.id != lead.id, table.name.is_not(None))
        .order_by(func.coalesce(table.last_touch_at, 0).desc(), table.id)
        .limit(MOST)
    )
    return tuple(
        AtCompany(
            name=row.name,
            title=row.title,
            owner=row.owner,
            last_touch_at=None if row.last_touch_at is None else from_ms(row.last_touch_at),
        )
        for row in rows
    )
