"""Reports by name, each for a stretch of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from workbench.domain.plain import Plain, to_ms
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.policy import policies
from workbench.server.problems import invalid, not_found
from workbench.server.reports import answers, rollup
from workbench.server.reports.answers import Asked
from workbench.server.reports.attribution import WAYS, attribution
from workbench.server.reports.changing import changes
from workbench.server.reports.desks import unsynced
from workbench.server.reports.figures import Cohort
from workbench.server.reports.habits import side_by_side
from workbench.server.reports.insights import insights, proposal
from workbench.server.reports.rotation import fairness, routing
from workbench.server.reports.skips import skips
from workbench.server.reports.trending import trends

router = APIRouter(prefix="/v1/reports", tags=["reports"])

DAYS = 30
"""How far back a report goes that is asked for no stretch."""

REPORTS: Mapping[str, Callable[[Asked], Plain]] = {
    **{name: partial(answers.answer, name) for name in answers.NAMES},
    "attribution": attribution,
    "changes": changes,
    "fairness": fairness,
    "habits": side_by_side,
    "insights": insights,
    "proposal": proposal,
    "routing": routing,
    "skips": skips,
    "trends": trends,
    "unsynced": unsynced,
}
CUTS: Mapping[str, tuple[str, ...]] = {
    **{name: answers.cuts_of(name) for name in answers.NAMES},
    "attribution": tuple(WAYS),
}


@router.get("/{name}")
def report(
    office: AnOffice,
    caller: ACaller,
    name: str,
    from_: Annotated[str | None, Query(alias="from")] = None,
    to: str | None = None,
    by: str | None = None,
) -> Plain:
    """`promises`, `work`, `follow_up`, `funnel`, `meetings`, `results`, `closings`, `logging`:
    leads that came from `from` on and before `to` (days of the team's zone, or instants with
    offset; by default the last 30 days), as a whole in `total` and in `rows` by a cut:

        {name, definition, from, to, now, by, lag_days, small_n, behind,
         metrics: [{name, label, kind, definition, unit?, guard?}],
         total: {metric: number}, rows: [{key, label, values: {metric: number}}], team}

    A number is by its metric's `kind`: `share` {n, count, share, small} · `length` {n, median,
    p90, within, small} · `count` {n} · `money` {sums: {currency: amount}}. `small`: n is below
    `small_n`. `behind`: leads whose last change is not counted yet. A rep and an AE hear of their
    own leads, and in `team` of the middle of what the team's reps have: {metric: number}.

    `attribution` has `rows: [{key, first, last, said, spend, cost}]`; `changes` a row for each
    version of the policy that began in these days: {version, reason, author, began_at, ended_at,
    state, review_by, overdue, evidence: halves | before_after, numbers: [{report, name, verdict:
    early | few | same | better | worse, old: {n, value}, new: {n, value}, by, low, high, days:
    {old, old_until, new, new_until}}]}; `trends` the watched shares in `weeks: {report.name: [{key,
    count, n}]}` and a row for each that drifts: {report, name, campaign, turns: better | worse,
    since, baseline, share, n, in_band}; `fairness`, `routing`, `skips` and `unsynced` rows of their
    own; `habits` the hours at which each rep dials and the codes that they give to like leads:
    {user, name, dials, connects, low, high, share, middle, hours: [{hour, n, count}]}, {user, name,
    code, n, count, low, high, verdict: few | same | more | less, others, expected, leads}.
    Leads are named to who leads the team.
    `insights` and `proposal` are for who leads the team: `values`, `steps` and `reasons`, each
    with n, low and high; points with how they do on newer leads, and the policy's text with them.
    """
    make = REPORTS.get(name)
    if make is None:
        raise not_found("report")
    if by is not None and by not in CUTS.get(name, ()):
        known = ", ".join(CUTS.get(name, ())) or "nothing else"
        raise invalid("by", f"“{name}” is told by {known}.")
    rollup.catch_up(office.store, caller.team)
    with office.store.read() as connection:
        policy = policies.current(connection, caller.team)
        zone, now = policy.calendar.tz, office.moment.now()
        until = instant("to", to, zone) or now
        cohort = Cohort(
            connection=connection,
            team=caller.team,
            since=instant("from", from_, zone) or until - timedelta(days=DAYS),
            until=until,
            now=now,
            only={caller.role: caller.id} if caller.role in ("rep", "ae") else {},
        )
        told = make(Asked(cohort=cohort, policy=policy, by=by))
    if callable(told):
        told = told()
    if caller.role not in ("lead", "ops"):
        told = _unnamed(told)
    return {"name": name, "from": to_ms(cohort.since), "to": to_ms(cohort.until), **told}


def _unnamed(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without the leads that findings name: not all of them are the caller's to see."""
    return {
        name: [_unnamed_row(row) for row in part] if isinstance(part, list) else part
        for name, part in told.items()
    }


def _unnamed_row(row: Any) -> Any:
    names_some = isinstance(row, dict) and isinstance(row.get("leads"), list)
    return {**row, "leads": []} if names_some else row


def instant(field: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """Raises Problem for what is neither; None where nothing is said."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        if len(text) == len("2026-11-23"):
            at = at.replace(tzinfo=zone)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise invalid(field, f"“{field}” needs a day like 2026-11-23, or an instant with offset.")
