"""What is told of touches, not of arrivals: how soon they are logged, and who reaches somebody."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import case, literal_column

from workbench.domain.metrics.definitions import LOGGING
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.reports.binding import ROWS
from workbench.server.reports.figures import Cohort, Figures, gathered
from workbench.server.reports.sheaves import Summed


def logged(cohort: Cohort, by: str, policy: Policy) -> Figures:
    """One's own touches are those one made, of whosever leads."""
    if "ae" in cohort.only:
        cohort = replace(cohort, only={"rep": cohort.only["ae"]})
    touch = schema.touch.c
    most = round(policy.reports.log_within_s * 1000)
    in_time = case((touch.log_ms <= most, 1), else_=0)
    summed = (
        Summed(name="touches", number=literal_column("1"), column=ROWS),
        Summed(name="dials", number=case((touch.dial, 1), else_=0), column="dial"),
        Summed(name="connects", number=case((touch.connect, 1), else_=0), column="connect"),
        Summed(name="logged_in_time", number=in_time, column="log_ms", most=most),
    )
    return gathered(cohort, schema.touch, by, summed, list(LOGGING.lengths()))
