"""Others at a lead's company, as its document names them: no contact data, no foreign row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from workbench.domain.lead import AtCompany, Lead
from workbench.domain.plain import from_ms
from workbench.server import schema

MOST = 5


def others_at_company(connection: Connection, team: str, lead: Lead) -> tuple[AtCompany, ...]:
    """Those of the same mail domain, else of the same cleaned company name; last worked first."""
    statement, same = (_BY_DOMAIN, lead.domain) if lead.domain else (_BY_NAME, lead.company_key)
    if not same:
        return ()
    rows = connection.execute(statement, {"team": team, "same": same, "lead": lead.id})
    return tuple(_other(row) for row in rows)


def others_by_domain(
    connection: Connection, team: str, domains: Collection[str]
) -> dict[str, tuple[AtCompany, ...]]:
    """The same for many new leads at once, by their mail domains."""
    if not domains:
        return {}
    found: dict[str, tuple[AtCompany, ...]] = dict.fromkeys(domains, ())
    for row in connection.execute(_BY_DOMAINS, {"team": team, "domains": sorted(domains)}):
        found[row.domain] = (*found[row.domain], _other(row))
    return found


def _other(row: Row[Any]) -> AtCompany:
    return AtCompany(
        name=row.name,
        title=row.title,
        owner=row.owner,
        last_touch_at=None if row.last_touch_at is None else from_ms(row.last_touch_at),
    )


def _others(column: Any) -> Select[Any]:
    lead, users = schema.lead.c, schema.users.c
    return (
        select(lead.name, lead.title, lead.last_touch_at, users.name.label("owner"))
        .select_from(schema.lead.outerjoin(schema.users, users.id == lead.owner))
        .where(lead.team == bindparam("team"), column == bindparam("same"))
        .where(lead.id != bindparam("lead"), lead.name.is_not(None), lead.status != "merged")
        .order_by(func.coalesce(lead.last_touch_at, 0).desc(), lead.id)
        .limit(MOST)
    )


def _of_domains() -> Select[Any]:
    lead, users = schema.lead.c, schema.users.c
    newest = func.coalesce(lead.last_touch_at, 0).desc()
    place = func.row_number().over(partition_by=lead.domain, order_by=(newest, lead.id))
    ranked = (
        select(lead.domain, lead.name, lead.title, lead.last_touch_at, lead.owner)
        .add_columns(place.label("place"))
        .where(lead.team == bindparam("team"), lead.name.is_not(None), lead.status != "merged")
        .where(lead.domain.in_(bindparam("domains", expanding=True)))
        .subquery()
    )
    one = ranked.c
    return (
        select(one.domain, one.name, one.title, one.last_touch_at, users.name.label("owner"))
        .select_from(ranked.outerjoin(schema.users, users.id == one.owner))
        .where(one.place <= MOST)
        .order_by(one.domain, one.place)
    )


_BY_DOMAINS = _of_domains()
_BY_DOMAIN = _others(schema.lead.c.domain)
_BY_NAME = _others(schema.lead.c.company_key)
