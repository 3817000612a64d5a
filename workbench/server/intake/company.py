"""Others at a lead's company, as its document names them: no contact data, no foreign row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Select, Subquery, bindparam, func, select

from workbench.domain.lead import AtCompany, Lead
from workbench.domain.plain import from_ms
from workbench.server import schema
from workbench.server.ledger.rows import read_rows

MOST = 5
CANDIDATES = 8
"""Some of them have no name, or were merged into another."""


def others_at_company(connection: Connection, team: str, lead: Lead) -> tuple[AtCompany, ...]:
    """Those of the same mail domain, else of the same cleaned company name; last worked first."""
    statement, same = (_BY_DOMAIN, lead.domain) if lead.domain else (_BY_NAME, lead.company_key)
    if not same:
        return ()
    rows = connection.execute(statement, {"team": team, "same": same, "lead": lead.id})
    return tuple(_other(row) for _, *row in rows)


def others_by_domain(
    connection: Connection, team: str, domains: Collection[str]
) -> dict[str, tuple[AtCompany, ...]]:
    """The same for many new leads at once, by their mail domains."""
    if not domains:
        return {}
    found: dict[str, list[AtCompany]] = {domain: [] for domain in domains}
    given = {"team": team, "domains": sorted(domains)}
    for domain, *row in read_rows(connection, _BY_DOMAINS, given):
        others = found[domain]
        if len(others) < MOST:
            others.append(_other(row))
    return {domain: tuple(others) for domain, others in found.items()}


def _other(row: Iterable[Any]) -> AtCompany:
    name, title, last_touch_at, last_touch, owner = row
    return AtCompany(
        name=name,
        title=title,
        owner=owner,
        last_touch_at=None if last_touch_at is None else from_ms(last_touch_at),
        last_touch=last_touch,
    )


def _others(column: Any) -> Select[Any]:
    """The candidates come from an index alone: their rows are long, and there may be thousands."""
    lead = schema.lead.c
    nearest = (
        select(lead.id)
        .where(lead.team == bindparam("team"), column == bindparam("same"))
        .where(lead.id != bindparam("lead"))
        .order_by(_NEWEST, lead.id)
        .limit(CANDIDATES)
        .subquery()
    )
    return _told(nearest).order_by(_NEWEST, lead.id).limit(MOST)


def _of_domains() -> Select[Any]:
    lead = schema.lead.c
    place = func.row_number().over(partition_by=lead.domain, order_by=(_NEWEST, lead.id))
    ranked = (
        select(lead.id, place.label("place"))
        .where(lead.team == bindparam("team"))
        .where(lead.domain.in_(bindparam("domains", expanding=True)))
        .subquery()
    )
    nearest = select(ranked.c.id).where(ranked.c.place <= CANDIDATES).subquery()
    return _told(nearest).order_by(lead.domain, _NEWEST, lead.id)


def _told(nearest: Subquery) -> Select[Any]:
    lead, users = schema.lead.c, schema.users.c
    named = schema.lead.outerjoin(schema.users, users.id == lead.owner)
    return (
        select(
            lead.domain,
            lead.name,
            lead.title,
            lead.last_touch_at,
            lead.last_touch,
            users.name.label("owner"),
        )
        .select_from(named)
        .where(lead.id.in_(select(nearest.c.id)))
        .where(lead.name.is_not(None), lead.status != "merged")
    )


_NEWEST = func.coalesce(schema.lead.c.last_touch_at, 0).desc()
_BY_DOMAINS = _of_domains()
_BY_DOMAIN = _others(schema.lead.c.domain)
_BY_NAME = _others(schema.lead.c.company_key)
