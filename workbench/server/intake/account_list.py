"""The team's list of accounts: what a company is to it, by its mail domain, else by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from workbench.domain.lead import Account, Lead
from workbench.domain.plain import Plain, from_ms
from workbench.domain.quantity import money, people
from workbench.server import schema
from workbench.server.clean.company_name import industry
from workbench.server.clean.normalise import country_code
from workbench.server.ledger.rows import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An account with what its row says of the company, column by column as it stood there."""

    account: Account
    at: datetime
    facts: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class AccountList:
    """The part of the list that some leads may be on; an `enriching.Enricher` of theirs."""

    by_domain: Mapping[str, Listed] = field(default_factory=dict)
    by_key: Mapping[str, Listed] = field(default_factory=dict)
    name: str = "account list"

    def find(self, lead: Lead) -> Listed | None:
        found = self.by_domain.get(lead.domain or "")
        if found is not None:
            return found
        named = self.by_key.get(lead.company_key or "")
        # A name is shared easily: nobody with a domain of their own is turned away for it.
        if named is not None and lead.domain and named.account.kind == "competitor":
            return None
        return named

    def facts(self, lead: Lead) -> Mapping[str, Any]:
        listed = self.find(lead)
        if listed is None:
            return {}
        told = {"company": listed.account.name}
        for name, read in READ.items():
            if name in listed.facts and (value := read(str(listed.facts[name]))):
                told[name] = value
        return told


def accounts_of(
    connection: Connection, team: str, domains: Collection[str], keys: Collection[str]
) -> AccountList:
    """The accounts of these mail domains and company keys."""
    if not domains and not keys:
        return AccountList()
    given = {"team": team, "domains": sorted(domains), "keys": sorted(keys)}
    rows = read_rows(connection, _LISTED, given)
    by_domain = {row.domain: _listed(row) for row in rows if row.domain in domains}
    by_key = {row.company_key: _listed(row) for row in rows if row.company_key in keys}
    return AccountList(by_domain, by_key)


def _listed(row: Any) -> Listed:
    return Listed(
        account=Account(name=row.name, kind=row.kind, owner=row.owner),
        at=from_ms(row.at),
        facts=json.loads(row.facts),
    )


def _amount(text: str) -> float | None:
    found = money(text)
    return found.amount if found else None


READ: Mapping[str, Callable[[str], Any]] = {
    "employees": people,
    "annual_revenue": _amount,
    "industry": industry,
    "country": country_code,
    "region": str.strip,
    "tech": lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
}
"""Columns that are facts of a lead too, and how each is understood."""

_account = schema.account.c
_LISTED = (
    select(schema.account)
    .where(
        _account.team == bindparam("team"),
        or_(
            _account.domain.in_(bindparam("domains", expanding=True)),
            _account.company_key.in_(bindparam("keys", expanding=True)),
        ),
    )
    .order_by(_account.domain.desc())
)
