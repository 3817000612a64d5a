"""A report as it is answered: its numbers as a whole and cut, each with its definition.

A rep's or an AE's answer is of their own leads, with the middle of what the team's reps have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from workbench.domain.metrics.arrivals import CUTS
from workbench.domain.metrics.definitions import LOGGING, REPORTS
from workbench.domain.metrics.measuring import central, described, told
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.reports import rollup
from workbench.server.reports.binding import TOUCH_CUTS
from workbench.server.reports.figures import Cohort, Figures, figures
from workbench.server.reports.touching import logged

PEOPLE = frozenset({"rep", "ae"})
"""Cuts whose keys are people."""
IN_TIME = frozenset({"hour", "day", "week"})
"""Cuts whose keys stand in their own order; all others by how many there are."""
NAMES = (*REPORTS, LOGGING.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`cohort` is the caller's slice; `by` None: the report's own cut."""

    cohort: Cohort
    policy: Policy
    by: str | None = None


def cuts_of(name: str) -> tuple[str, ...]:
    return TOUCH_CUTS if name == LOGGING.name else CUTS


def answer(name: str, asked: Asked) -> dict[str, Plain]:
    report = REPORTS.get(name, LOGGING)
    cohort, by = asked.cohort, asked.by or report.by
    rules = asked.policy.reports
    found = _figures(report, asked, by)
    cut = {key: told(report, one, rules) for key, one in found.cut.items()}
    names = names_of(cohort.connection, cohort.team) if by in PEOPLE else _labels(by, asked.policy)
    return {
        "definition": report.definition,
        "now": to_ms(cohort.now),
        "by": by,
        "lag_days": report.lag_days,
        "small_n": rules.small_n,
        "behind": rollup.behind(cohort.connection, cohort.team),
        "metrics": [described(metric) for metric in report.metrics],
        "total": told(report, found.whole, rules),
        "rows": [
            {"key": key or None, "label": names.get(key, key) or None, "values": cut[key]}
            for key in _in_order(cut, by, report)
        ],
        "team": _of_the_team(report, asked) if cohort.only else None,
    }


def _figures(report: Report, asked: Asked, by: str) -> Figures:
    if report is LOGGING:
        return logged(asked.cohort, by, asked.policy)
    return figures(asked.cohort, report, by)


def _of_the_team(report: Report, asked: Asked) -> dict[str, Plain]:
    """The middle of what each rep of the team has."""
    everybody = replace(asked, cohort=replace(asked.cohort, only={}))
    reps = {
        rep: told(report, one, asked.policy.reports)
        for rep, one in _figures(report, everybody, "rep").cut.items()
        if rep
    }
    return {metric.name: central(reps, metric) for metric in report.metrics}


def _in_order(cut: Mapping[str, Mapping[str, Plain]], by: str, report: Report) -> Iterable[str]:
    if by in IN_TIME:
        return sorted(cut)
    first = next((one.name for one in report.metrics if one.kind == "count"), None)
    return sorted(cut, key=lambda key: (-cut[key][first]["n"] if first else 0, key))


def _labels(by: str, policy: Policy) -> dict[str, str]:
    match by:
        case "type":
            return {name: kind.label for name, kind in policy.types.items()}
        case "code":
            return {code.code: code.label for code in policy.dispositions}
        case _:
            return {}


def names_of(connection: Connection, team: str) -> dict[str, str]:
    users = schema.users.c
    named = select(users.id, users.name).where(users.team == team)
    return dict(connection.execute(named).all())
