"""What the dashboard shows, as plain numbers: counted from the cache, kept for the next look."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

from workbench.cache import arrivals
from workbench.desk.counting import Look, Over, cohort, count_all
from workbench.desk.desk import Desk
from workbench.desk.figures import Cohort, Of
from workbench.domain.calendar import week_of
from workbench.domain.frozen import dataclass
from workbench.domain.metrics.definitions import PROMISES, WORK
from workbench.domain.metrics.goals import leads_for, likely, period_of
from workbench.domain.metrics.measuring import Tally, told
from workbench.domain.metrics.metric import Report
from workbench.domain.metrics.outcome_reports import CLOSINGS, FUNNEL, MEETINGS, RESULTS
from workbench.domain.metrics.shared_counts import LEADS
from workbench.domain.plain import Plain, to_ms

Span: TypeAlias = Literal["today", "week", "four_weeks", "quarter"]
SPANS: tuple[Span, ...] = get_args(Span)
DAYS: Mapping[Span, int] = {"today": 1, "week": 7, "four_weeks": 28, "quarter": 91}
WAITS_MIN = (1, 2, 3, 4, 5, 7, 10, 15, 30, 60, 240)
"""Where one bar of the waits ends and the next begins, business minutes."""
TREND_WEEKS = 13
CONVERSION_DAYS = 182
"""So far back the team's own conversion is looked at for what a goal takes."""
VERSION = 1
_NONE: Mapping[str, Plain] = {"n": 0, "count": 0, "share": None}
SLOW_S = 3.0
"""After so long of counting what is known until then is told."""


def _only(report: Report, *names: str) -> Report:
    return replace(report, metrics=tuple(one for one in report.metrics if one.name in names))


_WHOLE: tuple[Report, ...] = (PROMISES, WORK, FUNNEL, MEETINGS, RESULTS)
_TOGETHER = Report(
    name="all", definition="", metrics=tuple(one for report in _WHOLE for one in report.metrics)
)
"""They are summed at once: each question goes through all the arrivals."""
_KEPT = _only(PROMISES, "attainment")
_BY = {"hours": (_KEPT, "hour"), "sources": (_only(RESULTS, "leads", "won"), "source"),
       "codes": (_only(CLOSINGS, "leads", "reached"), "code"),
       "funnel_sources": (_only(FUNNEL, "sql"), "source")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`rep`: whose numbers; empty is everybody whose leads are at this desk."""

    span: Span = "four_weeks"
    rep: str = ""

    @property
    def name(self) -> str:
        return f"{VERSION} {self.span} {self.rep}"


def recalled(desk: Desk, view: View) -> Plain:
    """As it was counted last; None before the first time."""
    return arrivals.recall(desk._caches.shown, view.name)


def count(desk: Desk, view: View) -> None:
    """In a thread; `counted` is told with the view and its numbers, more than once while it is
    long.
    """
    threading.Thread(target=_count, args=(desk, view), name="counting", daemon=True).start()


def leads_of(desk: Desk, of: Of) -> list[str]:
    look = Look(since=of.since, until=of.until, now=to_ms(desk.now()), rep=of.rep)
    with cohort(desk, look) as asked:
        return asked.leads(of)


def _count(desk: Desk, view: View) -> None:
    done = False
    while not done:
        with desk._counting:
            try:
                done = count_all(desk, SLOW_S)
                numbers = numbers_of(desk, view)
                if done:
                    arrivals.keep(desk._caches.shown, view.name, numbers)
            except Over:
                return
        desk._facts.tell("counted", view, numbers)


def numbers_of(desk: Desk, view: View) -> dict[str, Plain]:
    """All that one look needs, told as `domain.metrics.measuring` tells it."""
    now, cache = desk.now(), desk._caches.shown
    today = desk.policy.calendar.local_day(now)
    since, days = today - timedelta(days=DAYS[view.span] - 1), DAYS[view.span]
    before = since - timedelta(days=28 if days == 1 else days)
    look = Look(since=_ms(desk, since), until=to_ms(now) + 1, now=to_ms(now), rep=view.rep)
    with cohort(desk, look) as these:
        those = replace(these, since=_ms(desk, before), until=look.since)
        numbers: dict[str, Plain] = {
            "span": view.span, "rep": view.rep, "since": look.since, "until": look.until,
            "before": those.since, "as_of": to_ms(now), "unsent": len(these.patched),
            "uncounted": arrivals.uncounted(cache), "whole": cache.cursor.complete,
            "leads": _cached(these),
            "now": _told_whole(desk, these), "then": _told_whole(desk, those),
            "waits": _waits(these), "waits_then": _waits(those),
        }  # fmt: skip
        for name, (report, by) in _BY.items():
            numbers[name] = _told_cut(desk, these, report, by)
        numbers["weeks"] = _weeks(desk, these, today)
        numbers["goals"] = _goals(desk, these, today)
    return numbers


def _cached(these: Cohort) -> int:
    return int(these.connection.execute("SELECT count(*) FROM trait").fetchone()[0])


def _told_whole(desk: Desk, asked: Cohort) -> dict[str, Plain]:
    """Metric by report and name: "promises" → "attainment" → its numbers."""
    tally = asked.tallies(_TOGETHER).get("", Tally())
    return {report.name: told(report, tally, desk.policy.reports) for report in _WHOLE}


def _told_cut(desk: Desk, asked: Cohort, report: Report, by: str) -> dict[str, Plain]:
    rules = desk.policy.reports
    return {key: told(report, tally, rules) for key, tally in asked.tallies(report, by).items()}


def _waits(asked: Cohort) -> list[list[int]]:
    """For each bar how many kept their promise, and how many did not."""
    bars = [[0, 0] for _ in range(len(WAITS_MIN) + 1)]
    for ms, in_time in asked.lengths("response_ms", "answered_in_time"):
        place = sum(ms > edge * 60_000 for edge in WAITS_MIN)
        bars[place][0 if in_time else 1] += 1
    return bars


def _weeks(desk: Desk, asked: Cohort, today: date) -> list[dict[str, Plain]]:
    """Promises kept in each of the last weeks, between which shares that is likely to lie."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=TREND_WEEKS - 1)
    told_by_week = _told_cut(desk, replace(asked, since=_ms(desk, first)), _KEPT, "week")
    weeks = []
    for n in range(TREND_WEEKS):
        day = first + timedelta(weeks=n)
        key = week_of(day)
        values = told_by_week.get(key)
        kept = values["attainment"] if values else _NONE
        low, high = likely(kept["count"], kept["n"])
        weeks.append({
            "key": key, "since": _ms(desk, day),
            "until": _ms(desk, day + timedelta(weeks=1)), **kept, "low": low, "high": high,
        })  # fmt: skip
    return weeks


def _goals(desk: Desk, asked: Cohort, today: date) -> list[dict[str, Plain]]:
    """What the period has brought, what it should, and the leads that the rest takes."""
    goals = desk.policy.goals
    first, last = period_of(today, goals.period)
    reps = 1 if asked.rep else sum(person.role == "rep" for person in desk.people())
    these = replace(asked, since=_ms(desk, first))
    lately = replace(asked, since=_ms(desk, today - timedelta(days=CONVERSION_DAYS)), rep="")
    done, brought = these.brought(), lately.brought()
    came = lately.tallies(_only(FUNNEL, LEADS.name)).get("", Tally()).sums[LEADS.columns[0]]
    wanted = {"meetings": goals.meetings, "sqo": goals.sqo, "won": goals.won}
    return [
        {
            "goal": name, "done": done.get(name, 0), "wanted": each * reps,
            "since": these.since, "until": these.until,
            "by_now": each * reps * _gone(desk, first, last, today),
            "period": goals.period, "reps": reps, "brought": brought.get(name, 0), "came": came,
            "leads": leads_for(each * reps - done.get(name, 0), leads=came,
                               brought=brought.get(name, 0)),
        }
        for name, each in wanted.items()
    ]  # fmt: skip


def _gone(desk: Desk, first: date, last: date, today: date) -> float:
    """The share of the period's working days that have begun."""
    between, a_day = desk.policy.calendar.workdays_between, timedelta(days=1)
    return between(first - a_day, today) / max(between(first - a_day, last - a_day), 1)


def _ms(desk: Desk, day: date) -> int:
    return to_ms(desk.policy.calendar.begins(day))
