"""The watched shares week by week, and which of them drift: the team's, and each campaign's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, func, select

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
    " whole, and as old as the number’s lag. A row is a share whose weeks keep to one side of the"
    " baseline for longer than chance does: all that is watched together alarms falsely once in 20"
    " times. in_band: no week by itself would have told it."
)
_DAY = timedelta(days=1)


def trends(asked: Asked) -> dict[str, Plain]:
    """Always as of now, whatever days are asked for."""
    shares = [one for one in WATCHED if isinstance(one.metric, Share)]
    summed = _summed(shares, asked)
    found = [(one, (_keys(one, asked), summed[one])) for one in shares]
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


def _mondays(one: Watched, asked: Asked) -> list[datetime]:
    """Of its weeks, and the one that ends them."""
    until = _monday(asked.cohort.now - one.lag, asked)
    return [until - timedelta(weeks=n) for n in range(BASELINE_WEEKS + WATCHED_WEEKS, -1, -1)]


def _keys(one: Watched, asked: Asked) -> list[str]:
    weeks = (monday.isocalendar() for monday in _mondays(one, asked)[:-1])
    return [f"{week.year}-W{week.week:02}" for week in weeks]


def _summed(shares: Sequence[Watched], asked: Asked) -> dict[Watched, Series]:
    """In one question: each share's weeks end with its lag, and all of them overlap."""
    table, cohort = schema.arrival, asked.cohort
    mondays = [monday for one in shares for monday in _mondays(one, asked)]
    chosen = (
        select(table.c.campaign, table.c.week, *(s for one in shares for s in _sums(one, asked)))
        .where(table.c.team == cohort.team)
        .where(table.c.received_at >= to_ms(min(mondays)))
        .where(table.c.received_at < to_ms(max(mondays)))
        .group_by(table.c.campaign, table.c.week)
    )
    for name, value in cohort.only.items():
        chosen = chosen.where(table.c[name] == value)
    found: dict[Watched, defaultdict[str, dict[str, Week]]] = {
        one: defaultdict(dict) for one in shares
    }
    for campaign, key, *sums in cohort.connection.execute(chosen):
        for place, one in enumerate(shares):
            count, n = (int(value or 0) for value in sums[2 * place : 2 * place + 2])
            found[one][campaign][key] = Week(key=key, count=count, n=n)
    return dict(found)


def _sums(one: Watched, asked: Asked) -> list[ColumnElement[int]]:
    metric = one.metric
    assert isinstance(metric, Share)  # `trends` asks for no other
    return [
        func.sum(_total([number_of(name, asked.cohort.now) for name in names]))
        for names in (metric.top, metric.bottom)
    ]


def _total(numbers: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    total = numbers[0]
    for number in numbers[1:]:
        total = total + number
    return total


def _monday(at: datetime, asked: Asked) -> datetime:
    """When the week began in which that was, where the team is."""
    local = at.astimezone(asked.policy.calendar.tz)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - local.weekday() * _DAY
