"""Which pool a lead belongs to: the first of the policy's routing rules that matches decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.rules import RoutingRule
from workbench.server.routing.person import language_code

DEFAULT = "default pool"


@dataclass(frozen=True, slots=True)
class Territory:
    """`pool`: its name, None for the default one. `said`: sentences on what decided."""

    rule: str
    pool: str | None
    said: tuple[str, ...] = ()


def territory_of(lead: Lead, inquiry: Inquiry, policy: Policy, pools: Collection[str]) -> Territory:
    """`pools`: the names of those there are. A blank matches nothing, and where it decides that
    is said.
    """
    facts = _facts(lead, inquiry, policy)
    blanks: dict[str, list[str]] = {}
    said: list[str] = []
    for rule in policy.routing.rules:
        missing = _missing(rule, facts, lead.employees)
        if missing is None:
            continue
        if missing:
            blanks.setdefault(missing, []).append(f"“{rule.name}”")
        elif rule.pool not in pools:
            said.append(f"“{rule.name}” names the pool {rule.pool}, which is not there.")
        else:
            said.append(f"“{rule.name}” sends it to {rule.pool}.")
            return Territory(rule.name, rule.pool, (*said, *_of_blanks(blanks)))
    return Territory(DEFAULT, None, (*said, *_of_blanks(blanks)))


def _missing(
    rule: RoutingRule, facts: dict[str, frozenset[str]], employees: int | None
) -> str | None:
    """None where the rule does not match; else the names of blanks that keep it from deciding."""
    blank = []
    for name, has in facts.items():
        wanted = {str(value).casefold() for value in getattr(rule, name)}
        if wanted and not has:
            blank.append(_SINGULAR[name])
        elif wanted and has.isdisjoint(wanted):
            return None
    if rule.employees:
        if employees is None:
            blank.append("size")
        elif not rule.employees[0] <= employees <= rule.employees[1]:
            return None
    return " and ".join(blank)


def _facts(lead: Lead, inquiry: Inquiry, policy: Policy) -> dict[str, frozenset[str]]:
    region = (lead.region, f"{lead.country}-{lead.region}") if lead.region else ()
    language = (lead.language, language_code(lead.language)) if lead.language else ()
    # Not to be on the list of accounts is no blank.
    account = lead.account.kind if lead.account else "none"
    return {
        "types": _words(inquiry.type),
        "sources": _words(inquiry.source),
        "countries": _words(lead.country),
        "regions": _words(*region),
        "products": _words(*_products(inquiry, policy)),
        "languages": _words(*language),
        "account": _words(account),
    }


def _products(inquiry: Inquiry, policy: Policy) -> Iterator[str | None]:
    """The product that was asked about, as it was said and as the policy calls it."""
    yield inquiry.product
    told = f"{inquiry.product or ''} {inquiry.page or ''}".casefold()
    for name, product in policy.products.items():
        if any(word.casefold() in told for word in (name, *product.words)):
            yield name


def _words(*values: str | None) -> frozenset[str]:
    return frozenset(value.casefold() for value in values if value)


def _of_blanks(blanks: dict[str, list[str]]) -> Iterator[str]:
    for names, rules in blanks.items():
        be = "are" if " and " in names else "is"
        yield f"{names.capitalize()} {be} blank, so {', '.join(rules)} could not decide."


_SINGULAR = {
    "types": "type",
    "sources": "source",
    "countries": "country",
    "regions": "region",
    "products": "product",
    "languages": "language",
    "account": "account",
}
