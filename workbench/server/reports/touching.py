"""What is told of touches, not of arrivals: how soon they are logged, and who reaches somebody."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import case, literal_column

from workbench.domain.metrics.definitions import LOGGING
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.reports.figures import Cohort, Figures, add_spreads, sums


def logged(cohort: Cohort, by: str, policy: Policy) -> Figures:
    """One's own touches are those one made, of whosever leads."""
    if "ae" in cohort.only:
        cohort = replace(cohort, only={"rep": cohort.only["ae"]})
    touch = schema.touch.c
    most = round(policy.reports.log_within_s * 1000)
    summed = {
        "touches": literal_column("1"),
        "dials": case((touch.dial, 1), else_=0),
        "connects": case((touch.connect, 1), else_=0),
        "logged_in_time": case((touch.log_ms <= most, 1), else_=0),
    }
    found = sums(cohort, schema.touch, by, summed)
    add_spreads(found, cohort, schema.touch, by, list(LOGGING.lengths()))
    return found
