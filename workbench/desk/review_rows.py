"""A review's panels that are rows: what fell through, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from workbench.desk.marks import Mark, Panel, length, metric_of, percent
from workbench.desk.review import DAYS, Told
from workbench.domain.calendar import day_and_month
from workbench.domain.metrics.changes import WATCHED, Watched
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.metric import Length, Metric, Share
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
        said = " ".join(filter(None, (said, self._unanswered())))
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

    def _unanswered(self) -> str:
        """Said once: of each number it would fill the page."""
        without = [one["metric"] for one in self._names.values() if not one["owner_name"]]
        return tr_n("{n} number has nobody yet who answers for it.",
                    "{n} numbers have nobody yet who answers for them.",
                    len(without)) if without else ""  # fmt: skip

    # ---- small

    def _meant(self, report: str, name: str) -> str:
        """Its definition, its guard, its lag, and who answers for it."""
        metric, kept = metric_of(REPORTS[report], name), self._names[f"{report}.{name}"]
        said = [tr(metric.definition)]
        if isinstance(metric, Share | Length) and metric.guard:
            guard = next(m for r in REPORTS.values() for m in r.metrics if m.name == metric.guard)
            said.append(tr("Guarded by “{guard}”.", guard=tr(guard.label)))
        if kept["lag_days"]:
            said.append(tr("Moves for {days} days after the arrival.", days=kept["lag_days"]))
        if kept["baseline"] is not None:
            baseline = _number_of(metric, kept["baseline"])
            said.append(tr("Baseline: {value}.", value=baseline))
        if kept["owner_name"]:
            said.append(tr("Answers for it: {owner}.", owner=kept["owner_name"]))
        if kept["inputs"]:
            said.append(tr("Made of: {inputs}", inputs=kept["inputs"]))
        return " ".join(said)

    def _day(self, week: str) -> date:
        return date.fromisoformat(f"{week}-1")

    def _ms(self, day: date) -> int:
        return to_ms(self._policy.calendar.begins(day))

    def _value(self, watched: Watched, side: Mapping[str, Any]) -> str:
        return "–" if side["value"] is None else _number_of(watched.metric, side["value"])


def _number_of(metric: Metric, value: float) -> str:
    return length(value) if isinstance(metric, Length) else f"{percent(value)} %"
