"""The watched shares week by week, and which of them drift: the team's, and each campaign's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import func, select

from workbench.domain.metrics.changes import WATCHED, Watched
from workbench.domain.metrics.drifting import (
    BASELINE_WEEKS,
    WATCHED_WEEKS,
    Drift,
    Week,
    drift_of,
)
from workbench.domain.metrics.measuring import described
from workbench.domain.metrics.metric import Share
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.reports.answers import Asked
from workbench.server.reports.figures import number_of

Series: TypeAlias = Mapping[str, Mapping[str, Week]]
"""Campaign → key of the week → its week."""

DEFINITION = (
    f"{BASELINE_WEEKS} weeks of arrivals as the baseline, and the {WATCHED_WEEKS} weeks since; all"
    " whole, and as old as the number's lag. A row is a share whose weeks keep to one side of the"
    " baseline for longer than chance does: all that is watched together alarms falsely once in 20"
    " times. in_band: no week by itself would have told it."
)
_DAY = timedelta(days=1)


def trends(asked: Asked) -> dict[str, Plain]:
    """Always as of now, whatever days are asked for."""
    shares = [one for one in WATCHED if isinstance(one.metric, Share)]
    found = [(one, _weeks_of(one, asked)) for one in shares]
    series = sum(len(of) + 1 for _, (_, of) in found)
    return {
        "definition": DEFINITION,
        "now": to_ms(asked.cohort.now),
        "metrics": [{**described(one.metric), "report": one.report} for one in shares],
        "weeks": {
            f"{one.report}.{one.name}": [
                {"key": week.key, "count": week.count, "n": week.n}
                for week in _whole(keys, by_campaign)
            ]
            for one, (keys, by_campaign) in found
        },
        "rows": [row for one, of in found for row in _drifts(one, *of, series=series, asked=asked)],
    }


def _drifts(
    one: Watched, keys: Sequence[str], found: Series, *, series: int, asked: Asked
) -> list[Plain]:
    parts = {"": _whole(keys, found)} | {
        campaign: [weeks.get(key, Week(key=key, count=0, n=0)) for key in keys]
        for campaign, weeks in found.items()
        if campaign
    }
    least = asked.policy.reports.small_n
    drifts = {name: drift_of(weeks, least=least, series=series) for name, weeks in parts.items()}
    return [_told(one, name, drift) for name, drift in drifts.items() if drift is not None]


def _told(one: Watched, campaign: str, drift: Drift) -> dict[str, Plain]:
    return {
        "report": one.report,
        "name": one.name,
        "campaign": campaign or None,
        "turns": "better" if (drift.way == "down") == one.wants_less else "worse",
        "since": drift.since,
        "baseline": drift.baseline,
        "share": drift.share,
        "n": drift.n,
        "in_band": drift.in_band,
    }


def _whole(keys: Sequence[str], found: Series) -> list[Week]:
    every = [[weeks[key] for weeks in found.values() if key in weeks] for key in keys]
    return [
        Week(key=key, count=sum(week.count for week in of), n=sum(week.n for week in of))
        for key, of in zip(keys, every, strict=True)
    ]


def _weeks_of(one: Watched, asked: Asked) -> tuple[list[str], Series]:
    """Keys of its weeks in order, and what came in them."""
    until = _monday(asked.cohort.now - one.lag, asked)
    mondays = [until - timedelta(weeks=n) for n in range(BASELINE_WEEKS + WATCHED_WEEKS, 0, -1)]
    keys = ["{}-W{:02}".format(*monday.isocalendar()[:2]) for monday in mondays]
    table, metric, cohort = schema.arrival, one.metric, asked.cohort
    assert isinstance(metric, Share)  # `trends` asks for no other
    count, n = (
        func.sum(sum((number_of(name, cohort.now) for name in names[1:]),
                     number_of(names[0], cohort.now)))
        for names in (metric.top, metric.bottom)
    )  # fmt: skip
    chosen = (
        select(table.c.campaign, table.c.week, count, n)
        .where(table.c.team == cohort.team)
        .where(table.c.received_at >= to_ms(mondays[0]), table.c.received_at < to_ms(until))
        .group_by(table.c.campaign, table.c.week)
    )
    for name, value in cohort.only.items():
        chosen = chosen.where(table.c[name] == value)
    found: defaultdict[str, dict[str, Week]] = defaultdict(dict)
    for campaign, key, top, bottom in cohort.connection.execute(chosen):
        found[campaign][key] = Week(key=key, count=int(top or 0), n=int(bottom or 0))
    return keys, found


def _monday(at: datetime, asked: Asked) -> datetime:
    """When the week began in which that was, where the team is."""
    local = at.astimezone(asked.policy.calendar.tz)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - local.weekday() * _DAY
