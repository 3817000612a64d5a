"""What others than the person know of a lead's company, each fact with its source and date.

It fills what the person left blank. What they say later, or somebody of the team edits, stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from workbench.domain.frozen import replace
from workbench.domain.lead import Known, Lead
from workbench.server.clean.normalise import country_code, renewed
from workbench.server.clean.vocabulary import table
from workbench.server.intake.account_list import AccountList, accounts_of
from workbench.server.intake.company import others_at_company


class Enricher(Protocol):
    """A source of facts, asked inside the transaction that stores the lead: one that has to ask a
    network fetches before it, for all leads at once, and answers from what it has then.
    """

    @property
    def name(self) -> str: ...

    def facts(self, lead: Lead) -> Mapping[str, Any]:
        """Field of the lead → value, as a lead holds it."""


class DomainFacts:
    """What a mail domain says by itself: nothing but who may register its ending."""

    name = "mail domain"

    def facts(self, lead: Lead) -> Mapping[str, Any]:
        if lead.domain is None:
            return {}
        known = table("domains")
        endings = lead.domain.split(".")[1:]
        told: dict[str, Any] = {}
        ending = endings[-1]
        country = known["countries"].get(ending)
        if len(ending) == 2 and ending not in known["anywhere"]:
            country = country or country_code(ending)
        if country:
            told["country"] = country
        for industry, words in known["industries"].items():
            if endings[0] in words and (len(endings) > 1 or endings[0] not in known["anywhere"]):
                told["industry"] = industry
        return told


def informed(lead: Lead, accounts: AccountList, now: datetime) -> Lead:
    """The lead with its account, and with what that and its domain say of the company."""
    listed = accounts.find(lead)
    if listed is not None and listed.account != lead.account:
        since = Known(source=accounts.name, at=listed.at)
        lead = replace(lead, account=listed.account, known={**lead.known, "account": since})
    return enriched(lead, (accounts, DomainFacts()), now)


def looked_up(connection: Connection, team: str, lead: Lead, now: datetime) -> Lead:
    """A lead whose company may be another now: its account, what that says, who else is there."""
    domains, keys = ({fact} if fact else set() for fact in (lead.domain, lead.company_key))
    accounts = accounts_of(connection, team, domains, keys)
    lead = informed(replace(lead, account=None), accounts, now)
    return replace(lead, at_company=others_at_company(connection, team, lead))


def enriched(lead: Lead, enrichers: Sequence[Enricher], now: datetime) -> Lead:
    """The first of `enrichers` that knows a fact is believed, over what a later one has said."""
    found: dict[str, Any] = {}
    known: dict[str, Known] = {}
    for place, enricher in enumerate(enrichers):
        weaker = {each.name for each in enrichers[place:]}
        for name, value in enricher.facts(lead).items():
            if name not in found and value != getattr(lead, name) and _is_open(lead, name, weaker):
                found[name] = value
                known[name] = Known(source=enricher.name, at=now)
    if not found:
        return lead
    return renewed(replace(lead, known={**lead.known, **known}, **found))


def _is_open(lead: Lead, name: str, weaker: set[str]) -> bool:
    """Whether a fact may be filled in: it is blank, or no better source gave it."""
    if name in lead.said:
        return False
    known = lead.known.get(name)
    return not getattr(lead, name) or (known is not None and known.source in weaker)


def said_again(lead: Lead, facts: Mapping[str, Any]) -> Lead:
    """The lead once the person said these facts: what others knew of them gives way."""
    spoken = facts.keys() & lead.known.keys()
    known = {name: source for name, source in lead.known.items() if name not in spoken}
    lead = replace(lead, known=known, **facts)
    return renewed(lead) if spoken else lead
