"""The dashboard's panels and marks: numbers in words, each with its definition and its leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from workbench.desk.dashboard import WAITS_MIN
from workbench.desk.figures import Of
from workbench.desk.leading import Leak
from workbench.domain.calendar import day_and_month
from workbench.domain.clock import spoken
from workbench.domain.frozen import dataclass
from workbench.domain.metrics.definitions import (
    CLOSINGS,
    FUNNEL,
    MEETINGS,
    MISSED,
    PROMISES,
    RESULTS,
    WORK,
)
from workbench.domain.metrics.metric import Metric, Report
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr, tr_n

Kind: TypeAlias = Literal["tiles", "waits", "hours", "bars", "goals", "trend"]
_NONE: Mapping[str, Any] = {"n": 0, "share": None}
ROWS_MOST = 8
"""Of sources and codes so many have a row; the others are summed in one."""
STAGES = (("mql", "MQL"), ("sal", "SAL"), ("sql", "SQL"), ("sqo", "SQO"), ("won", mark("Won")))
GOALS = {"meetings": mark("Meetings booked"), "sqo": mark("SQO"), "won": mark("Won")}
PERIODS = {"week": mark("this week"), "month": mark("this month"), "quarter": mark("this quarter")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One number. `amount` is how long it is drawn, 0…1, `late` the part of it past the promise and
    `before` where its baseline stands; `low` and `high` bound what is likely.

    `is_under`: short of its goal. `of`: its leads; `leak`: the class whose leads the server knows.
    """

    id: str
    label: str
    value: str = ""
    says: str = ""
    meant: str = ""
    notes: tuple[str, ...] = ()
    amount: float = 0.0
    late: float = 0.0
    before: float | None = None
    n: int = 0
    low: float = 0.0
    high: float = 0.0
    is_under: bool = False
    is_known: bool = True
    of: Of | None = None
    leak: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`heads` stand above the notes of its marks; `goal` is a line across them, 0…1."""

    name: str
    kind: Kind
    title: str
    said: str = ""
    marks: tuple[Mark, ...] = ()
    heads: tuple[str, ...] = ()
    goal: float = 0.0
    ends: tuple[str, ...] = ()


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
    return (*found, _leaks(leaks)) if is_lead else tuple(found)


class _Told:
    def __init__(
        self, numbers: Mapping[str, Any], policy: Policy, server: Mapping[str, Any]
    ) -> None:
        self._numbers = numbers
        self._policy = policy
        self._server = server
        self._all = Of(since=numbers["since"], until=numbers["until"], rep=numbers["rep"])

    # ---- the four numbers

    def tiles(self) -> Panel:
        return Panel(name="tiles", kind="tiles", title=tr("The numbers"), marks=(
            self._tile(PROMISES, "response", self._of(length="response_ms")),
            self._tile(PROMISES, "attainment", self._of(columns=("met", *MISSED))),
            self._tile(WORK, "contact_rate", self._of(columns=("attempted",))),
            self._tile(MEETINGS, "ae_acceptance", self._of(columns=("held", "transfers"))),
        ))  # fmt: skip

    def _tile(self, report: Report, name: str, of: Of) -> Mark:
        metric = _metric(report, name)
        now = self._numbers["now"][report.name][name]
        then = self._numbers["then"][report.name][name]
        notes = [tr("baseline {value}", value=_value(then)), _basis(now)]
        notes += self._of_the_server(report, name)
        return Mark(
            id=name, label=tr(metric.label), value=_value(now), meant=tr(metric.definition),
            notes=tuple(notes), n=now["n"], of=of,
            says=". ".join((f"{tr(metric.label)}: {_value(now)}", *notes)),
        )  # fmt: skip

    def _of_the_server(self, report: Report, name: str) -> Iterator[str]:
        """What it says of the same days, and what the middle of the team's reps have."""
        answer = self._server.get(report.name)
        if answer is None:
            return
        value = answer["total"].get(name)
        if value is not None:
            yield tr("server: {value}, n {n}", value=_value(value), n=f"{value['n']:,}")
        middle = (answer.get("team") or {}).get(name)
        if middle is not None:
            share = {"n": 1, "share": middle} if "share" in value else {"n": 1, "median": middle}
            yield tr("middle of the team {value}", value=_value(share))

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
        said = tr("Share of {n} answered inquiries by business time to the first attempt.",
                  n=f"{n:,}")  # fmt: skip
        said = tr("Nothing was answered in these days.") if not n else said
        within = response["within"]
        ends = (
            tr("median {median}, P90 {p90}", median=_length(response["median"]),
               p90=_length(response["p90"])),
            tr("{percent} % within their target", percent=_percent(within)),
        ) if n else ()  # fmt: skip
        return Panel(name="waits", kind="waits", title=tr("How long they waited"),
                     said=_with_small(said, response), marks=marks, ends=ends)  # fmt: skip

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
            meant=tr(_metric(PROMISES, "response").definition), amount=share / most, n=count,
            late=late / n / most if n else 0.0, before=old,
            of=self._of(length="response_ms", low=low, high=high),
        )  # fmt: skip

    def hours(self) -> Panel:
        metric, goal = _metric(PROMISES, "attainment"), self._policy.goals.promises
        by_hour = self._numbers["hours"]
        hours = sorted(int(key) for key, told in by_hour.items() if told["attainment"]["n"])
        most = max((by_hour[f"{hour:02}"]["attainment"]["n"] for hour in hours), default=1)
        marks = []
        for hour in range(hours[0], hours[-1] + 1) if hours else ():
            key = f"{hour:02}"
            told: Mapping[str, Any] = by_hour[key]["attainment"] if key in by_hour else _NONE
            share, n = told["share"], told["n"]
            says = tr("{hour} o’clock: {share} kept, n {n}", hour=hour, share=_value(told), n=n)
            marks.append(Mark(
                id=key, label=str(hour), value=_percent(share) if n else "", n=n, late=n / most,
                amount=share or 0.0, is_under=share is not None and share < goal,
                is_known=bool(n), says=_with_small(says, told), meant=tr(metric.definition),
                of=self._of(cut="hour", key=key, columns=("met", *MISSED)),
            ))  # fmt: skip
        said = tr("Dots: percent kept, filled where the goal of {goal} % is met. Bars: n.",
                  goal=round(100 * goal))  # fmt: skip
        said = said if marks else tr("No promise has come due in these days.")
        return Panel(name="hours", kind="hours", title=tr("Promises kept by hour of the inquiry"),
                     said=said, marks=tuple(marks), goal=goal)  # fmt: skip

    def funnel(self) -> Panel:
        told = self._numbers["now"]["funnel"]
        first = told["leads"]["n"]
        marks = [self._stage("leads", tr("Lead"), told["leads"]["n"], first, ("", ""))]
        for name, label in STAGES:
            rate, to = told[f"{name}_rate"], told[f"to_{name}"]
            lost = rate["n"] - rate["count"]
            notes = (_value(rate), f"−{lost:,}" if lost else "", _length(to["median"]))
            marks.append(self._stage(name, tr(label), told[name]["n"], first, notes))
        came = told["inquiries"]["n"]
        said = tr_n("From {n} inquiry. {open} are still open and may move.",
                    "From {n} inquiries. {open} are still open and may move.", came,
                    open=told["open"]["n"])  # fmt: skip
        return Panel(name="funnel", kind="bars", title=tr("From inquiry to won"), said=said,
                     marks=tuple(marks),
                     heads=(tr("step rate"), tr("dropped"), tr("median")))  # fmt: skip

    def _stage(
        self, name: str, label: str, n: int, first: int, notes: tuple[str, ...]
    ) -> Mark:  # fmt: skip
        told = [tr("{label}: {n} of {first} leads", label=label, n=n, first=first)]
        if notes[0]:
            told.append(tr("step rate {rate}", rate=notes[0]))
        return Mark(
            id=name, label=label, value=f"{n:,}", says=", ".join(told), notes=notes, n=n,
            amount=n / first if first else 0.0, meant=tr(_metric(FUNNEL, name).definition),
            of=self._of(columns=(name,)),
        )  # fmt: skip

    def goals(self) -> Panel:
        goals = self._numbers["goals"]
        marks = tuple(self._goal(one) for one in goals if one["wanted"])
        reps, period = goals[0]["reps"], tr(PERIODS[goals[0]["period"]])
        said = tr_n("{period}, goals of {n} rep. Tick: where it should be by tonight.",
                    "{period}, goals of {n} reps. Tick: where it should be by tonight.", reps,
                    period=period.capitalize())  # fmt: skip
        said = said if marks else tr("The policy has no goals; [goals] sets them.")
        return Panel(name="goals", kind="goals", title=tr("Against the goals"), said=said,
                     marks=marks, heads=(tr("leads it takes"),))  # fmt: skip

    def _goal(self, one: Mapping[str, Any]) -> Mark:
        label, wanted = tr(GOALS[one["goal"]]), one["wanted"]
        needed = "–" if one["leads"] is None else f"{one['leads']:,}"
        rate = tr("{brought} from the last {came} leads", brought=one["brought"],
                  came=f"{one['came']:,}")  # fmt: skip
        few = one["brought"] < self._policy.reports.small_n
        basis = tr("Leads that the rest takes: missing × leads ÷ what they brought, {rate} in 26"
                   " weeks.", rate=rate)  # fmt: skip
        if few:
            basis = " ".join((basis, tr("That is few to judge by.")))
        says = tr("{label}: {done} of {wanted}, {needed} more leads needed", label=label,
                  done=one["done"], wanted=_number(wanted), needed=needed)  # fmt: skip
        of = Of(since=one["since"], until=one["until"], rep=self._numbers["rep"],
                goal=one["goal"])  # fmt: skip
        return Mark(
            id=one["goal"], label=label, value=f"{one['done']} / {_number(wanted)}", says=says,
            meant=f"{tr(_GOAL_MEANT[one['goal']])} {basis}", n=one["done"], of=of,
            amount=min(one["done"] / wanted, 1.0), before=min(one["by_now"] / wanted, 1.0),
            is_under=one["done"] < one["by_now"], notes=(f"~{needed}" if few else needed,),
        )  # fmt: skip

    def sources(self) -> Panel:
        found, meant = self._numbers["sources"], tr(_metric(RESULTS, "leads").definition)
        rows = [(key, told["leads"]["n"]) for key, told in found.items() if told["leads"]["n"]]
        stages = self._numbers["funnel_sources"]

        def notes(key: str) -> tuple[str, ...]:
            sql, won = stages[key]["sql"]["n"], found[key]["won"]["n"]
            return (f"{sql:,}" if sql else "–", f"{won:,}" if won else "–")

        marks = self._rows(rows, "source", ("leads",), meant, notes, tr("no source told"))
        return Panel(name="sources", kind="bars", title=tr("Sources"), marks=marks,
                     said=tr("Leads by the source of the inquiry, and what they came to."),
                     heads=(tr("SQL"), tr("won")))  # fmt: skip

    def codes(self) -> Panel:
        found, meant = self._numbers["codes"], tr(CLOSINGS.definition)
        rows = [(key, told["leads"]["n"]) for key, told in found.items() if key]
        labels = {code.code: code.label for code in self._policy.dispositions}

        def notes(key: str) -> tuple[str, ...]:
            return (_value(found[key]["reached"]),)

        marks = self._rows([row for row in rows if row[1]], "code", ("leads",), meant, notes,
                           "", labels)  # fmt: skip
        said = tr("Leads by the code that closed them last.")
        return Panel(name="codes", kind="bars", title=tr("Dispositions"), marks=marks,
                     said=said if marks else tr("No lead of these days is closed."),
                     heads=(tr("reached first"),))  # fmt: skip

    def _rows(
        self,
        rows: list[tuple[str, int]],
        cut: str,
        columns: tuple[str, ...],
        meant: str,
        notes: Any,
        blank: str,
        labels: Mapping[str, str] | None = None,
    ) -> tuple[Mark, ...]:
        rows = sorted(rows, key=lambda row: (-row[1], row[0]))
        most = rows[0][1] if rows else 1
        return tuple(
            Mark(
                id=key, label=(labels or {}).get(key, key) or blank, value=f"{n:,}", n=n,
                amount=n / most, notes=notes(key), meant=meant,
                says=tr_n("{label}: {n} lead", "{label}: {n} leads", n,
                          label=(labels or {}).get(key, key) or blank),
                of=self._of(cut=cut, key=key, columns=columns),
            )
            for key, n in rows[:ROWS_MOST]
        )  # fmt: skip

    def trend(self) -> Panel:
        metric, goal = _metric(PROMISES, "attainment"), self._policy.goals.promises
        marks = []
        for week in self._numbers["weeks"]:
            day = day_and_month(from_ms(week["since"]).astimezone(self._policy.calendar.tz).date())
            says = tr("Week of {day}: {share} kept, n {n}", day=day, share=_value(week),
                      n=week["n"])  # fmt: skip
            if week["n"]:
                says = tr("{says}; likely {low} to {high} %", says=says,
                          low=round(100 * week["low"]), high=round(100 * week["high"]))  # fmt: skip
            marks.append(Mark(
                id=week["key"], label=day, value=_percent(week["share"]) if week["n"] else "",
                says=says, n=week["n"], amount=week["share"] or 0.0, low=week["low"],
                high=week["high"], is_known=bool(week["n"]), meant=tr(metric.definition),
                is_under=week["share"] is not None and week["share"] < goal,
                of=Of(since=week["since"], until=week["until"], rep=self._numbers["rep"],
                      columns=("met", *MISSED)),
            ))  # fmt: skip
        return Panel(name="trend", kind="trend", title=tr("Promises kept, week by week"),
                     said=tr("Band: where the true share lies 95 times in 100, given n."),
                     marks=tuple(marks), goal=goal)  # fmt: skip

    def _of(self, **what: Any) -> Of:
        return replace(self._all, **what)


_GOAL_MEANT = {
    "meetings": mark("Meetings booked in these days, whenever the lead came."),
    "sqo": mark("Leads that an AE accepted in these days, whenever they came."),
    "won": mark("Opportunities won in these days, whenever the lead came."),
}


def _leaks(leaks: Sequence[Leak] | None) -> Panel:
    most = max((leak.n for leak in leaks or ()), default=0) or 1
    marks = tuple(
        Mark(id=leak.name, label=leak.label, value=f"{leak.n:,}" if leak.n else "–", n=leak.n,
             says=f"{leak.label}: {leak.n}", meant=leak.definition, amount=leak.n / most,
             leak=leak.name)
        for leak in leaks or ()
    )  # fmt: skip
    said = tr("Open leads without an owner, a next step or a live clock. From the server.")
    said = said if leaks is not None else tr("The server has not told them yet.")
    return Panel(name="leaks", kind="bars", title=tr("Leaks now"), marks=marks, said=said)


def _metric(report: Report, name: str) -> Metric:
    return next(one for one in report.metrics if one.name == name)


def _value(told: Mapping[str, Any]) -> str:
    if "median" in told and "share" not in told:
        return _length(told["median"])
    return "–" if told["share"] is None else f"{_percent(told['share'])} %"


def _basis(told: Mapping[str, Any]) -> str:
    if "p90" in told:
        said = tr("P90 {p90}, n {n}", p90=_length(told["p90"]), n=f"{told['n']:,}")
    else:
        said = tr("{count} of {n}", count=f"{told['count']:,}", n=f"{told['n']:,}")
    return _with_small(said, told)


def _with_small(said: str, told: Mapping[str, Any]) -> str:
    few = told["n"] and told.get("small")
    return tr("{said} (few)", said=said) if few else said


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"


def _length(seconds: float | None) -> str:
    return "–" if seconds is None else spoken(timedelta(seconds=seconds))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


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
