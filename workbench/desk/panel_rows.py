"""The dashboard's panels that are rows: funnel, goals, sources, dispositions, leaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.desk.figures import Of
from workbench.desk.leading import Leak
from workbench.desk.marks import Mark, Panel, length, metric_of, number, value_of
from workbench.domain.metrics.outcome_reports import CLOSINGS, FUNNEL, RESULTS
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr, tr_n

ROWS_MOST = 8
"""Of sources and codes so many have a row, the largest."""
STAGES = (("mql", "MQL"), ("sal", "SAL"), ("sql", "SQL"), ("sqo", "SQO"), ("won", mark("Won")))
GOALS = {"meetings": mark("Meetings booked"), "sqo": mark("SQO"), "won": mark("Won")}
PERIODS = {"week": mark("this week"), "month": mark("this month"), "quarter": mark("this quarter")}
_GOAL_MEANT = {
    "meetings": mark("Meetings booked in these days, whenever the lead came."),
    "sqo": mark("Leads that an AE accepted in these days, whenever they came."),
    "won": mark("Opportunities won in these days, whenever the lead came."),
}


class Rows:
    """Of `numbers` as `desk.dashboard` counts them; `server`: its reports, by name."""

    def __init__(
        self, numbers: Mapping[str, Any], policy: Policy, server: Mapping[str, Any]
    ) -> None:
        self._numbers = numbers
        self._policy = policy
        self._server = server
        self._all = Of(since=numbers["since"], until=numbers["until"], rep=numbers["rep"])

    def funnel(self) -> Panel:
        told = self._numbers["now"]["funnel"]
        first = told["leads"]["n"]
        marks = [self._stage("leads", tr("Lead"), told["leads"]["n"], first, ("", ""))]
        for name, label in STAGES:
            rate, to = told[f"{name}_rate"], told[f"to_{name}"]
            lost = rate["n"] - rate["count"]
            notes = (value_of(rate), f"−{lost:,}" if lost else "", length(to["median"]))
            marks.append(self._stage(name, tr(label), told[name]["n"], first, notes))
        came = told["inquiries"]["n"]
        said = tr_n("From {came} inquiry. {open} are still open and may move.",
                    "From {came} inquiries. {open} are still open and may move.", came,
                    came=f"{came:,}", open=f"{told['open']['n']:,}")  # fmt: skip
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
            amount=n / first if first else 0.0, meant=tr(metric_of(FUNNEL, name).definition),
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
        is_few = one["brought"] < self._policy.reports.small_n
        note = f"~{needed}" if is_few and one["leads"] is not None else needed
        basis = tr("Leads that the rest takes: missing × leads ÷ what they brought, {rate} in 26"
                   " weeks.", rate=rate)  # fmt: skip
        if is_few:
            basis = " ".join((basis, tr("That is few to judge by.")))
        says = tr("{label}: {done} of {wanted}, {needed} more leads needed", label=label,
                  done=one["done"], wanted=number(wanted), needed=needed)  # fmt: skip
        of = Of(since=one["since"], until=one["until"], rep=self._numbers["rep"],
                goal=one["goal"])  # fmt: skip
        return Mark(
            id=one["goal"], label=label, value=f"{one['done']} / {number(wanted)}", says=says,
            meant=f"{tr(_GOAL_MEANT[one['goal']])} {basis}", n=one["done"], of=of,
            amount=min(one["done"] / wanted, 1.0), before=min(one["by_now"] / wanted, 1.0),
            is_under=one["done"] < one["by_now"], notes=(note,),
        )  # fmt: skip

    def sources(self) -> Panel:
        found, meant = self._numbers["sources"], tr(metric_of(RESULTS, "leads").definition)
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
            return (value_of(found[key]["reached"]),)

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
        notes: Callable[[str], tuple[str, ...]],
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

    def _of(self, **what: Any) -> Of:
        return replace(self._all, **what)


def leaks_panel(leaks: Sequence[Leak] | None) -> Panel:
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
