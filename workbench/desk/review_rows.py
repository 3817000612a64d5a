"""A review's panels that are rows: the reps side by side, what fell through, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from workbench.desk.figures import Of
from workbench.desk.marks import Mark, Panel, length, metric_of, percent, value_of, with_small
from workbench.desk.review import DAYS, Told
from workbench.domain.calendar import day_and_month
from workbench.domain.metrics.changes import WATCHED, Watched
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.metric import Length, Share
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.tongue import tr, tr_n

BY_NAME = {(one.report, one.name): one for one in WATCHED}
MOST = 12
"""Rows of a panel."""


class ReviewRows:
    def __init__(self, told: Told, policy: Policy, now: datetime) -> None:
        self._told, self._policy, self._now = told, policy, now
        self._month = self._ms(policy.calendar.local_day(now) - timedelta(days=DAYS))
        self._names = {one["metric"]: one for one in told["metrics"]["metrics"]}

    # ---- the reps, side by side

    def reps(self) -> list[Panel]:
        return [self._kept(), self._followed_up(), self._work(), self._conversion(),
                self._qualified()]  # fmt: skip

    def _rows(self, report: str) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Id, name and numbers of each; the one with most first."""
        return [
            (row["key"], row["label"], row["values"])
            for row in self._told[report]["rows"]
            if row["key"]
        ][:MOST]

    def _rep_mark(
        self, id: str, name: str, report: str, metric: str, value: Mapping[str, Any],
        notes: tuple[str, ...],
    ) -> Mark:  # fmt: skip
        watched = BY_NAME.get((report, metric))
        found = metric_of(REPORTS[report], metric)
        columns = found.bottom if isinstance(found, Share) else ()
        says = tr("{name}: {value} of {n}", name=name, value=value_of(value), n=value["n"])
        return Mark(
            id=id, label=name, value=value_of(value), says=with_small(says, value),
            meant=self._meant(watched) if watched else tr(found.definition), notes=notes,
            n=value["n"], amount=value["share"] or 0.0,
            of=Of(since=self._month, until=to_ms(self._now) + 1, rep=id, columns=columns),
        )  # fmt: skip

    def _kept(self) -> Panel:
        marks = tuple(
            self._rep_mark(id, name, "promises", "attainment", values["attainment"],
                           (length(values["response"]["median"]),
                            length(values["owner"]["median"])))
            for id, name, values in self._rows("promises")
        )  # fmt: skip
        return self._panel("kept", tr("Promises kept, by rep"), marks,
                           (tr("speed"), tr("owner delay")))  # fmt: skip

    def _followed_up(self) -> Panel:
        skips = {row["user"]: row["share"] for row in self._told["skips"]["rows"]}
        marks = []
        for id, name, values in self._rows("work"):
            touches, skip = values["touches"]["median"], skips.get(id)
            notes = ("–" if touches is None else f"{touches:g}",
                     "–" if skip is None else f"{percent(skip)} %")  # fmt: skip
            kept = values["attempts_kept"]
            marks.append(self._rep_mark(id, name, "work", "attempts_kept", kept, notes))
        return self._panel("followed_up", tr("Minimum attempts kept, by rep"), tuple(marks),
                           (tr("touches"), tr("skipped")))  # fmt: skip

    def _work(self) -> Panel:
        marks = []
        for id, name, values in self._rows("work"):
            mix = "/".join(str(values[kind]["n"]) for kind in ("calls", "emails", "socials"))
            reached = values["contact_rate"]
            marks.append(self._rep_mark(id, name, "work", "contact_rate", reached, (mix,)))
        return self._panel("work", tr("Leads reached, by rep"), tuple(marks),
                           (tr("calls/mails/social"),))  # fmt: skip

    def _conversion(self) -> Panel:
        first = {id: values["response"]["median"] for id, _, values in self._rows("promises")}
        marks = tuple(
            self._rep_mark(id, name, "funnel", "qualification", values["qualification"],
                           (f"{values['sql']['n']:,}", f"{values['won']['n']:,}",
                            length(first.get(id))))
            for id, name, values in self._rows("funnel")
        )  # fmt: skip
        return self._panel("conversion", tr("MQL → SQL, by rep"), marks,
                           (tr("SQL"), tr("won"), tr("first try")))  # fmt: skip

    def _qualified(self) -> Panel:
        marks = tuple(
            self._rep_mark(id, name, "meetings", "over_qualified", values["over_qualified"],
                           (value_of(values["under_qualified"]), value_of(values["show_rate"])))
            for id, name, values in self._rows("meetings")
        )  # fmt: skip
        return self._panel("qualified", tr("Over-qualification, by rep"), marks,
                           (tr("under-qualified"), tr("show rate")))  # fmt: skip

    def _panel(
        self, name: str, title: str, marks: tuple[Mark, ...], heads: tuple[str, ...]
    ) -> Panel:
        said = tr("Leads of the last {days} days; young ones still move.", days=DAYS)
        said = said if marks else tr("Nobody has leads of these days.")
        return Panel(name=name, kind="bars", title=title, said=said, marks=marks, heads=heads)

    # ---- what fell through, what was decided

    def leaks(self) -> Panel:
        found = self._told["leaks"]["classes"]
        most = max((leak["n"] for leak in found), default=0) or 1
        marks = tuple(
            Mark(id=leak["name"], label=leak["label"], value=f"{leak['n']:,}" if leak["n"] else "–",
                 n=leak["n"], says=f"{leak['label']}: {leak['n']}", meant=leak["definition"],
                 amount=leak["n"] / most, leak=leak["name"])
            for leak in found
        )  # fmt: skip
        said = tr("Open leads without an owner, a next step or a live clock.")
        return Panel(name="leaks", kind="bars", title=tr("Fallen through"), marks=marks, said=said)

    def decisions(self) -> Panel:
        rows = self._told["decisions"]["decisions"][:MOST]
        overdue = sum(row["overdue"] for row in rows)
        said = tr_n(
            "{n} decision waits for its outcome, past its day.",
            "{n} decisions wait for their outcomes, past their days.",
            overdue,
        )
        if not overdue:
            said = tr("Each has an owner and a day; its outcome is asked for after the lag.")
        said = said if rows else tr("Nothing was decided yet. D writes a decision down.")
        return Panel(name="decisions", kind="bars", title=tr("What was decided"), said=said,
                     marks=tuple(self._decision(row) for row in rows),
                     heads=(tr("owner"), tr("due"), tr("outcome")))  # fmt: skip

    def _decision(self, row: Mapping[str, Any]) -> Mark:
        due, asked = (
            day_and_month(date.fromisoformat(row[name])) for name in ("due", "outcome_on")
        )
        state = tr("told") if row["outcome"] else tr("overdue") if row["overdue"] else asked
        owner = row["owner_name"] or "–"
        meant = tr("{author} decided it to move “{metric}”. Expected: {expects}.",
                   author=row["author"] or "–", metric=tr(row["label"]),
                   expects=row["expects"].rstrip("."))  # fmt: skip
        came = tr("What came of it: {outcome}", outcome=row["outcome"]) if row["outcome"] else \
            tr("Its outcome is asked for from {day} on.", day=asked)  # fmt: skip
        says = tr("{what}. {owner}, due {due}. {came}", what=row["says"].rstrip("."), owner=owner,
                  due=due, came=came)  # fmt: skip
        return Mark(id=row["id"], label=row["says"], says=says, meant=meant,
                    notes=(owner, due, state), is_under=row["overdue"])  # fmt: skip

    # ---- small

    def _meant(self, watched: Watched) -> str:
        """Its definition, its guard, its lag, and who answers for it."""
        kept = self._names[f"{watched.report}.{watched.name}"]
        said = [tr(watched.metric.definition)]
        guard = watched.metric.guard
        if guard:
            label = next(one.metric.label for one in WATCHED if one.name == guard)
            said.append(tr("Guarded by “{guard}”.", guard=tr(label)))
        if watched.lag:
            said.append(tr("Moves for {days} days after the arrival.", days=watched.lag.days))
        if kept["baseline"] is not None:
            told = {"value": kept["baseline"]}
            said.append(tr("Baseline: {value}.", value=self._value(watched, told)))
        owner = kept["owner_name"] or tr("nobody yet")
        said.append(tr("Answers for it: {owner}.", owner=owner))
        if kept["inputs"]:
            said.append(tr("Made of: {inputs}", inputs=kept["inputs"]))
        return " ".join(said)

    def _day(self, week: str) -> date:
        return date.fromisoformat(f"{week}-1")

    def _ms(self, day: date) -> int:
        return to_ms(self._policy.calendar.begins(day))

    def _value(self, watched: Watched, side: Mapping[str, Any]) -> str:
        if side["value"] is None:
            return "–"
        if isinstance(watched.metric, Length):
            return length(side["value"])
        return f"{percent(side['value'])} %"
