"""The dashboard's panels: its numbers in words, each with its definition and its leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.desk.dashboard import WAITS_MIN
from workbench.desk.figures import Of
from workbench.desk.leading import Leak
from workbench.desk.marks import (
    Mark,
    Panel,
    basis_of,
    length,
    metric_of,
    percent,
    value_of,
    with_small,
)
from workbench.desk.panel_rows import Rows, leaks_panel
from workbench.domain.calendar import day_and_month
from workbench.domain.metrics.definitions import MISSED, PROMISES, WORK
from workbench.domain.metrics.metric import Report
from workbench.domain.metrics.outcome_reports import MEETINGS
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.domain.tongue import tr

_NONE: Mapping[str, Any] = {"n": 0, "share": None}


def panels(
    numbers: Mapping[str, Any],
    policy: Policy,
    *,
    server: Mapping[str, Any],
    leaks: Sequence[Leak] | None,
    is_lead: bool,
) -> tuple[Panel, ...]:
    """`server`: its reports by name, as it answered them; `leaks` None where it has not."""
    told = _Told(numbers, policy, server)
    found = [told.tiles(), told.waits(), told.hours(), told.funnel(), told.goals(),
             told.sources(), told.codes(), told.trend()]  # fmt: skip
    return (*found, leaks_panel(leaks)) if is_lead else tuple(found)


class _Told(Rows):
    def tiles(self) -> Panel:
        return Panel(name="tiles", kind="tiles", title=tr("The numbers"), marks=(
            self._tile(PROMISES, "response", self._of(length="response_ms")),
            self._tile(PROMISES, "attainment", self._of(columns=("met", *MISSED))),
            self._tile(WORK, "contact_rate", self._of(columns=("attempted",))),
            self._tile(MEETINGS, "ae_acceptance", self._of(columns=("held", "transfers"))),
        ))  # fmt: skip

    def _tile(self, report: Report, name: str, of: Of) -> Mark:
        metric = metric_of(report, name)
        now = self._numbers["now"][report.name][name]
        then = self._numbers["then"][report.name][name]
        notes = [tr("baseline {value}", value=value_of(then)), basis_of(now)]
        notes += self._of_the_server(report, name)
        return Mark(
            id=name, label=tr(metric.label), value=value_of(now), meant=tr(metric.definition),
            notes=tuple(notes), n=now["n"], of=of,
            says=". ".join((f"{tr(metric.label)}: {value_of(now)}", *notes)),
        )  # fmt: skip

    def _of_the_server(self, report: Report, name: str) -> Iterator[str]:
        """What it says of the same days, and what the middle of the team's reps have."""
        answer = self._server.get(report.name)
        if answer is None:
            return
        value = answer["total"].get(name)
        if value is not None:
            yield tr("server: {value}, n {n}", value=value_of(value), n=f"{value['n']:,}")
        middle = (answer.get("team") or {}).get(name)
        if middle is not None:
            share = {"n": 1, "share": middle} if "share" in value else {"n": 1, "median": middle}
            yield tr("middle of the team {value}", value=value_of(share))

    # ---- charts

    def waits(self) -> Panel:
        response = self._numbers["now"]["promises"]["response"]
        bars, then = self._numbers["waits"], self._numbers["waits_then"]
        n, n_then = _total(bars), _total(then)
        most = max([sum(bar) / n for bar in bars] if n else [0.0], default=0.0)
        most = max([most, *(sum(bar) / n_then for bar in then)] if n_then else [most]) or 1.0
        marks = tuple(
            self._wait(place, bar, n, most, sum(old) / n_then / most if n_then else None)
            for place, (bar, old) in enumerate(zip(bars, then, strict=True))
        )
        said = tr("Percent of {n} answered, by business time to the first attempt.", n=f"{n:,}")
        said = tr("Nothing was answered in these days.") if not n else said
        if n and n_then:
            drawn = tr("Hatched: late. Dashed: the days before.")
            said = f"{said} {drawn}"
        within = response["within"]
        ends = (
            tr("median {median}, P90 {p90}", median=length(response["median"]),
               p90=length(response["p90"])),
            tr("{percent} % within their target", percent=percent(within)),
        ) if n else ()  # fmt: skip
        return Panel(name="waits", kind="waits", title=tr("How long they waited"),
                     said=with_small(said, response), marks=marks, ends=ends)  # fmt: skip

    def _wait(self, place: int, bar: Sequence[int], n: int, most: float, old: float | None) -> Mark:
        count, late = sum(bar), bar[1]
        label = _bar_label(place)
        low = WAITS_MIN[place - 1] * 60_000 + 1 if place else None
        high = WAITS_MIN[place] * 60_000 + 1 if place < len(WAITS_MIN) else None
        share = count / n if n else 0.0
        says = tr("{label}: {count} inquiries, {percent} % of {n}; {late} of them past the promise",
                  label=_bar_said(place), count=count, percent=round(100 * share), n=n,
                  late=late)  # fmt: skip
        return Mark(
            id=str(place), label=label, value=f"{100 * share:.0f}" if count else "", says=says,
            meant=tr(metric_of(PROMISES, "response").definition), amount=share / most, n=count,
            late=late / n / most if n else 0.0, before=old,
            of=self._of(length="response_ms", low=low, high=high),
        )  # fmt: skip

    def hours(self) -> Panel:
        metric, goal = metric_of(PROMISES, "attainment"), self._policy.goals.promises
        few = self._policy.reports.small_n
        by_hour = self._numbers["hours"]
        hours = sorted(int(key) for key, told in by_hour.items() if told["attainment"]["n"])
        most = max((by_hour[f"{hour:02}"]["attainment"]["n"] for hour in hours), default=1)
        marks = []
        for hour in range(hours[0], hours[-1] + 1) if hours else ():
            key = f"{hour:02}"
            told: Mapping[str, Any] = by_hour[key]["attainment"] if key in by_hour else _NONE
            share, n = told["share"], told["n"]
            says = tr("{hour} o’clock: {share} kept, n {n}", hour=hour, share=value_of(told), n=n)
            marks.append(Mark(
                id=key, label=str(hour), value="" if told.get("small") else percent(share), n=n,
                late=n / most,
                amount=share or 0.0, is_under=share is not None and share < goal,
                is_known=bool(n), says=with_small(says, told), meant=tr(metric.definition),
                of=self._of(cut="hour", key=key, columns=("met", *MISSED)),
            ))  # fmt: skip
        said = tr("Dots: percent kept, filled from {goal} % on, without a figure under n {few}."
                  " Bars: n.", goal=round(100 * goal), few=few)  # fmt: skip
        said = said if marks else tr("No promise has come due in these days.")
        return Panel(name="hours", kind="hours", title=tr("Promises kept by hour of the inquiry"),
                     said=said, marks=tuple(marks), goal=goal)  # fmt: skip

    def trend(self) -> Panel:
        metric, goal = metric_of(PROMISES, "attainment"), self._policy.goals.promises
        marks = []
        for week in self._numbers["weeks"]:
            day = day_and_month(self._policy.calendar.local_day(from_ms(week["since"])))
            says = tr("Week of {day}: {share} kept, n {n}", day=day, share=value_of(week),
                      n=week["n"])  # fmt: skip
            if week["n"]:
                says = tr("{says}; likely {low} to {high} %", says=says,
                          low=round(100 * week["low"]), high=round(100 * week["high"]))  # fmt: skip
            marks.append(Mark(
                id=week["key"], label=day, value=percent(week["share"]) if week["n"] else "",
                says=says, n=week["n"], amount=week["share"] or 0.0, low=week["low"],
                high=week["high"], is_known=bool(week["n"]), meant=tr(metric.definition),
                is_under=week["share"] is not None and week["share"] < goal,
                of=Of(since=week["since"], until=week["until"], rep=self._numbers["rep"],
                      columns=("met", *MISSED)),
            ))  # fmt: skip
        return Panel(name="trend", kind="trend", title=tr("Promises kept, week by week"),
                     said=tr("Band: where the true share lies 95 times in 100, given n."),
                     marks=tuple(marks), goal=goal)  # fmt: skip


def _total(bars: Sequence[Sequence[int]]) -> int:
    return sum(sum(bar) for bar in bars)


def _bar_label(place: int) -> str:
    if place == len(WAITS_MIN):
        return tr("later")
    low, high = (WAITS_MIN[place - 1] if place else 0), WAITS_MIN[place]
    return f"{low // 60}–{high // 60} h" if high > 60 else f"{low}–{high}"


def _bar_said(place: int) -> str:
    if place == len(WAITS_MIN):
        return tr("More than {hours} hours", hours=WAITS_MIN[-1] // 60)
    low = WAITS_MIN[place - 1] if place else 0
    return tr("{low} to {high} minutes", low=low, high=WAITS_MIN[place])
