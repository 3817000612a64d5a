"""The team's list of accounts, as intake asks it: what a company is to us, by its mail domain."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workbench.domain.lead import Account
from workbench.server import schema


def accounts_by_domain(
    connection: Connection, team: str, domains: Collection[str]
) -> dict[str, Account]:
    """Domain → account, for those of `domains` that are on the list."""
    if not domains:
        return {}
    rows = connection.execute(_BY_DOMAINS, {"team": team, "domains": sorted(domains)})
    return {row.domain: _account(row) for row in rows}


def _account(row: Any) -> Account:
    return Account(name=row.name, kind=row.kind, owner=row.owner)


_accounts = schema.account.c
_BY_DOMAINS = select(_accounts.domain, _accounts.name, _accounts.kind, _accounts.owner).where(
    _accounts.team == bindparam("team"),
    _accounts.domain.in_(bindparam("domains", expanding=True)),
)
