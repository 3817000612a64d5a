"""Where leads come from, told three ways side by side, and what it cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from workbench.domain.metrics.definitions import ATTRIBUTION
from workbench.domain.metrics.measuring import CENTS, Tally, described, told
from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.reports.answers import Asked
from workbench.server.reports.figures import Cohort, figures

WAYS = {
    "source": {"first": "first_source", "last": "last_source", "said": "heard_from"},
    "campaign": {"first": "first_campaign", "last": "last_campaign", "said": "heard_from"},
}
"""By what is told → way → the cut of an arrival."""


def attribution(asked: Asked) -> dict[str, Plain]:
    """Spend is known by campaign; costs are those of first touch, in one currency each."""
    by = asked.by or ATTRIBUTION.by
    is_whole = not asked.cohort.only  # a rep's own leads are no measure of what a campaign cost
    ways = _ways(asked, WAYS[by]) if is_whole else _own_ways(asked.cohort, WAYS[by])
    spent = _spent(asked) if by == "campaign" and is_whole else {}
    rules, none = asked.policy.reports, Tally()
    keys = {key for found in ways.values() for key in found} | spent.keys()
    rows: list[Plain] = []
    for key in sorted(keys, key=lambda key: (-ways["first"].get(key, none).sums["leads"], key)):
        values = {
            way: told(ATTRIBUTION, found.get(key, none), rules) for way, found in ways.items()
        }
        spend = {name: cents / CENTS for name, cents in sorted(spent.get(key, {}).items())}
        row = {"key": key or None, **values, "spend": spend, "cost": _cost(spend, values["first"])}
        rows.append(row)
    return {
        "definition": ATTRIBUTION.definition,
        "by": by,
        "metrics": [described(metric) for metric in ATTRIBUTION.metrics],
        "rows": rows,
    }


def _ways(asked: Asked, cuts: Mapping[str, str]) -> dict[str, Mapping[str, Tally]]:
    return {way: figures(asked.cohort, ATTRIBUTION, cut).cut for way, cut in cuts.items()}


def _own_ways(cohort: Cohort, cuts: Mapping[str, str]) -> dict[str, Mapping[str, Tally]]:
    """In one question: one's own leads stand in no sheaf, and may be half of the team's."""
    arrival, names = schema.arrival.c, dict.fromkeys(ATTRIBUTION.columns())
    money = list(ATTRIBUTION.money())
    keys = [arrival[cut] for cut in cuts.values()]
    summed = [func.sum(arrival[name]).label(name) for name in (*names, *money)]
    chosen = select(*keys, arrival.currency, *summed).where(cohort.of(schema.arrival))
    ways: dict[str, defaultdict[str, Tally]] = {way: defaultdict(Tally) for way in cuts}
    for row in cohort.connection.execute(chosen.group_by(*{*keys, arrival.currency})).mappings():
        for way, cut in cuts.items():
            tally = ways[way][row[cut]]
            tally.sums.update({name: int(row[name]) for name in names})
            for name in money:
                if row[name]:
                    sums = tally.money.setdefault(name, {})
                    sums[row["currency"]] = sums.get(row["currency"], 0) + int(row[name])
    return dict(ways)


def _cost(spend: dict[str, float], first: dict[str, Plain]) -> dict[str, dict[str, float]]:
    """Per lead, SQL and won, by currency; where there is none of them, nothing."""
    return {
        name: {currency: round(sum_ / first[name]["n"], 2) for currency, sum_ in spend.items()}
        for name in ("leads", "sql", "won")
        if first[name]["n"] and spend
    }


def _spent(asked: Asked) -> dict[str, dict[str, int]]:
    """Campaign → currency → cents, on the team's days from the first to the last asked for."""
    cohort, spend = asked.cohort, schema.spend.c
    local_day = asked.policy.calendar.local_day
    last = local_day(cohort.until - timedelta(milliseconds=1))
    rows = cohort.connection.execute(
        select(spend.campaign, spend.currency, func.sum(spend.cents))
        .where(spend.team == cohort.team)
        .where(spend.day.between(local_day(cohort.since).isoformat(), last.isoformat()))
        .group_by(spend.campaign, spend.currency)
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for campaign, currency, cents in rows:
        found[campaign][currency] = int(cents)
    return found
