"""Accounts as they are put on the team's list, and the open leads that follow."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args, get_type_hints

from sqlalchemy import bindparam, insert, or_, select, update

from workbench.domain.lead import OPEN, Account
from workbench.domain.plain import Plain, to_ms
from workbench.domain.score import score
from workbench.domain.settle import settle
from workbench.server import schema
from workbench.server.clean.company_name import company_key
from workbench.server.clean.normalise import company_domain
from workbench.server.intake.account_list import accounts_of
from workbench.server.intake.enriching import informed
from workbench.server.ledger import trail
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.policy import policies
from workbench.server.problems import Problem, invalid
from workbench.server.team.accounts import new_id
from workbench.wire import compact

KINDS: tuple[str, ...] = get_args(get_type_hints(Account)["kind"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of one account. `owner` is a user's id; `facts` stay as they were written."""

    domain: str
    name: str
    kind: str
    owner: str | None = None
    facts: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def key(self) -> str | None:
        return company_key(self.name)


def entry(
    domain: str, name: str, kind: str, owner: str | None = None, facts: Mapping[str, Any] = {}
) -> Entry:
    """Raises Problem for a domain that is no company's, or an unknown kind."""
    address = domain.strip().lower().removeprefix("https://").removeprefix("http://")
    host = address.partition("/")[0].rpartition("@")[2].removeprefix("www.")
    known = company_domain(f"account@{host}") if "." in host else None
    if known is None:
        said = f"“domain” needs a company’s own, as halden.example; it says “{domain}”."
        raise invalid("domain", said)
    wanted = "_".join(kind.split()).lower()
    if wanted not in KINDS:
        raise invalid("kind", f"“kind” needs one of {', '.join(KINDS)}; it says “{kind}”.")
    return Entry(domain=known, name=name.strip() or known, kind=wanted, owner=owner, facts=facts)


def enter(writing: Writing, entries: Collection[Entry], *, again: bool = False) -> list[str]:
    """Put them on the list; returns their ids. With `again`, one that is there already is changed,
    and facts that are not said again stay. Raises Problem 409 without.
    """
    return [_enter(writing, one, again) for one in entries]


def _enter(writing: Writing, one: Entry, again: bool) -> str:
    table, connection = schema.account, writing.connection
    mine = (table.c.team == writing.team) & (table.c.domain == one.domain)
    row = connection.execute(select(table).where(mine).with_for_update()).one_or_none()
    if row is not None and not again:
        raise Problem(409, "account_exists", f"{row.name} has the domain {one.domain} already.")
    facts = {**(json.loads(row.facts) if row else {}), **one.facts}
    told = {"name": one.name, "kind": one.kind, "owner": one.owner, "company_key": one.key}
    values = {**told, "facts": compact(facts)}
    if row is None:
        id, at = new_id(), to_ms(writing.now)
        mine_too = {"id": id, "team": writing.team, "domain": one.domain, "at": at}
        connection.execute(insert(table).values(**mine_too, **values))
        writing.audit("account_added", id, name=one.name, domain=one.domain, kind=one.kind)
        return id
    if any(row._mapping[name] != value for name, value in values.items()):
        change = update(table).where(mine).values(**values, at=to_ms(writing.now))
        connection.execute(change)
        changes = trail.differences(row._mapping, values, ("name", "kind", "owner", "facts"))
        writing.audit("account_changed", row.id, name=row.name, changes=changes)
    return str(row.id)


def follow(
    ledger: Ledger, team: str, now: datetime, domains: Collection[str], keys: Collection[str]
) -> int:
    """Let the open leads of these accounts know it, part by part; returns how many changed."""
    given = {"team": team, "domains": sorted(domains), "keys": sorted(keys), "most": MOST_LEADS}
    last, changed = "", 0
    while True:
        with ledger.write(team, now) as writing:
            ids = writing.connection.execute(_LEADS, {**given, "after": last}).scalars().all()
            changed += _inform(writing, ids, domains, keys)
        if len(ids) < MOST_LEADS:
            return changed
        last = ids[-1]


def _inform(
    writing: Writing, ids: Collection[str], domains: Collection[str], keys: Collection[str]
) -> int:
    stored, now = writing.lock(ids), writing.now
    accounts = accounts_of(writing.connection, writing.team, domains, keys)
    held, changed = policies.in_force(writing.connection, writing.team), 0
    for id in ids:
        lead = stored[id].lead
        known = informed(lead, accounts, now)
        if known is not lead:
            policy = held.of(known)
            known = settle(replace(known, score=score(known, policy, now)), policy)
            with writing.effect(savepoint=False) as effect:
                effect.put(known)
            changed += 1
    return changed


_lead = schema.lead.c
_LEADS = (
    select(_lead.id)
    .where(
        _lead.team == bindparam("team"),
        _lead.status.in_(sorted(OPEN)),
        or_(
            _lead.domain.in_(bindparam("domains", expanding=True)),
            _lead.company_key.in_(bindparam("keys", expanding=True)),
        ),
        _lead.id > bindparam("after"),
    )
    .order_by(_lead.id)
    .limit(bindparam("most"))
)
