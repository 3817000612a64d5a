"""What a review asks of the server, kept on this computer for when there is no network."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from workbench.cache import arrivals
from workbench.desk.counting import Look, cohort
from workbench.desk.desk import Desk
from workbench.desk.figures import Of
from workbench.domain.plain import to_ms
from workbench.domain.policies import is_in_half

Told: TypeAlias = Mapping[str, Any]
"""Name of what was asked → its answer; `at`: when."""

WEEKS = 26
"""So far back changes of the policy are shown; the shares' weeks go as far."""
DAYS = 28
"""Of which the reps are compared."""
REP_REPORTS = ("promises", "follow_up", "work", "funnel", "meetings")
"""Told by rep."""
_NAME = "review 2"


def questions(today: date) -> dict[str, tuple[str, dict[str, str]]]:
    """Name → path and parameters."""
    until = (today + timedelta(days=1)).isoformat()
    half_year = {"from": (today - timedelta(weeks=WEEKS)).isoformat(), "to": until}
    month = {"from": (today - timedelta(days=DAYS)).isoformat(), "to": until, "by": "rep"}
    reports = {name: (f"/v1/reports/{name}", month) for name in REP_REPORTS}
    days = {name: month[name] for name in ("from", "to")}
    return {
        "changes": ("/v1/reports/changes", half_year),
        "trends": ("/v1/reports/trends", {}),
        **reports,
        "skips": ("/v1/reports/skips", days),
        "habits": ("/v1/reports/habits", days),
        "leaks": ("/v1/leaks", {"limit": "0"}),
        "decisions": ("/v1/decisions", {}),
        "metrics": ("/v1/metrics", {}),
    }


def recalled(desk: Desk) -> Told:
    """As it was told last; empty before the first time."""
    return arrivals.recall(desk._caches.shown, _NAME) or {}


def remember(desk: Desk, told: Told) -> None:
    threading.Thread(target=_remember, args=(desk, told), name="remembering", daemon=True).start()


def _remember(desk: Desk, told: Told) -> None:
    with desk._counting:
        if not desk._closed:
            arrivals.begin(desk._caches.shown, desk.policy)
            arrivals.keep(desk._caches.shown, _NAME, dict(told))


def leads_of(desk: Desk, of: Of, trial: int = 0) -> list[str]:
    """Those at this desk; `trial`: of a version's trial, those that went by it."""
    look = Look(since=of.since, until=of.until, now=to_ms(desk.now()), rep=of.rep)
    with desk._counting, cohort(desk, look) as asked:
        return [id for id in asked.leads(of) if not trial or is_in_half(id, trial)]
