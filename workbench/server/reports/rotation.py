"""How fair the rotation was, and which rules sent leads the wrong way."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import median

from sqlalchemy import ColumnElement, case, func, literal_column, select

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.reports.answers import Asked, names_of
from workbench.server.reports.figures import Cohort
from workbench.server.reports.turning import turns


def fairness(asked: Asked) -> dict[str, Plain]:
    """Of what the rotation gave or offered: who received how much of what they could expect."""
    cohort, only = asked.cohort, _only(asked)
    received: Counter[str] = Counter()
    expected: defaultdict[str, float] = defaultdict(float)
    for to, weights, count in turns(replace(cohort, only={})):
        received[to] += count
        for user, weight in weights.items():
            expected[user] += count * weight / sum(weights.values())
    ratios = {user: received[user] / expected[user] for user in expected}
    names = names_of(cohort.connection, cohort.team)
    rows: list[Plain] = [
        {
            "user": user,
            "name": names.get(user, "somebody"),
            "n": received[user],
            "expected": round(expected[user], 2),
            "ratio": round(ratios[user], 3),
        }
        for user in sorted(expected, key=lambda user: names.get(user, ""))
        if only in (None, user)
    ]
    return {
        "definition": (
            "Leads that the rotation gave or offered to a rep ÷ leads they could expect: of each"
            " lead, their weight ÷ the weights of all who were here, in hours and under their caps"
            " then. 1 is fair."
        ),
        "n": received.total(),
        "median": round(median(ratios.values()), 3) if ratios else None,
        "rows": rows,
    }


def routing(asked: Asked) -> dict[str, Plain]:
    """Per rule: leads it routed, and those that were reassigned because it was wrong."""
    cohort, only = asked.cohort, _only(asked)
    routed = schema.routed
    every = replace(cohort, only={} if only is None else {"to": only}).of(routed)
    ones = routed.c.of_rule if only is None else literal_column("1")
    by_rule = (
        select(routed.c.rule, func.sum(ones), func.sum(ones * routed.c.wrong))
        .where(every)
        .group_by(routed.c.rule)
        .order_by(routed.c.rule)
    )
    rows: list[Plain] = [
        _misrouting(rule, int(n), int(wrong))
        for rule, n, wrong in cohort.connection.execute(by_rule)
        if n
    ]
    return {
        "definition": (
            "Leads that were reassigned because of "
            + " or ".join(f"“{reason}”" for reason in asked.policy.routing.misrouted)
            + " ÷ leads that the rule had routed, by the day the inquiry came that it answered. The"
            " newest routing before it counts."
        ),
        **_misrouting("all", *_leads(cohort, every, only)),
        "rows": rows,
    }


def _leads(cohort: Cohort, every: ColumnElement[bool], only: str | None) -> tuple[int, int]:
    """How many, and how many of them were routed wrongly."""
    routed = schema.routed.c
    if only is None:
        told = select(func.sum(routed.of_lead), func.sum(routed.of_lead * routed.wrong))
        n, wrong = cohort.connection.execute(told.where(every)).one()
        return int(n or 0), int(wrong or 0)
    wrong_lead = case((routed.wrong == 1, routed.lead))
    told = select(func.count(routed.lead.distinct()), func.count(wrong_lead.distinct()))
    n, wrong = cohort.connection.execute(told.where(every)).one()
    return int(n), int(wrong)


def _misrouting(rule: str, routed: int, misrouted: int) -> dict[str, Plain]:
    share = round(misrouted / routed, 4) if routed else None
    return {"rule": rule, "n": routed, "misrouted": misrouted, "share": share}


def _only(asked: Asked) -> str | None:
    """The one person whose own numbers are told, beside the team's."""
    return next(iter(asked.cohort.only.values()), None)
