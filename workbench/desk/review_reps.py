"""A review's panels of reps side by side: how they follow up, what comes of it, what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.desk.figures import Of
from workbench.desk.marks import Mark, Panel, length, metric_of, percent, value_of, with_small
from workbench.desk.review import DAYS
from workbench.desk.review_rows import MOST, ReviewRows
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.metric import Share
from workbench.domain.plain import to_ms
from workbench.domain.tongue import mark, tr

Values = Mapping[str, Any]
_HABITS = {"more": mark("more often"), "less": mark("less often")}


class ReviewReps(ReviewRows):
    """Panels are named “rep report.metric”."""

    def reps(self) -> list[Panel]:
        """As the meeting goes: promises, the follow-up, what came of it beside what differs."""
        return [
            self._kept(), self._steps(), self._attempts(), self._answers(), self._rang(),
            self._reached(), self._conversion(), self._hours(), self._codes(), self._qualified(),
        ]  # fmt: skip

    def _kept(self) -> Panel:
        return self._panel(
            "promises", "attainment", tr("Promises kept, by rep"), (tr("speed"), tr("owner delay")),
            lambda _id, v: (length(v["response"]["median"]), length(v["owner"]["median"])),
        )  # fmt: skip

    def _steps(self) -> Panel:
        return self._panel(
            "follow_up", "steps_kept", tr("Steps on time, by rep"), (tr("skipped"),),
            lambda _id, v: (value_of(v["steps_passed"]),),
        )  # fmt: skip

    def _attempts(self) -> Panel:
        def notes(id: str, values: Values) -> tuple[str, ...]:
            touches, skip = values["touches"]["median"], skips.get(id)
            return ("–" if touches is None else f"{touches:g}",
                    "–" if skip is None else f"{percent(skip)} %")  # fmt: skip

        skips = {row["user"]: row["share"] for row in self._told["skips"]["rows"]}
        return self._panel("work", "attempts_kept", tr("Minimum attempts kept, by rep"),
                           (tr("touches"), tr("top passed over")), notes)  # fmt: skip

    def _answers(self) -> Panel:
        return self._panel(
            "follow_up", "answers_filled", tr("Answers filled at the handoff, by rep"),
            (tr("asked in vain"), tr("not asked")),
            lambda _id, v: (value_of(v["answers_unknown"]), value_of(v["answers_blank"])),
        )  # fmt: skip

    def _rang(self) -> Panel:
        title = tr("Unanswered calls that rang {seconds} s, by rep",
                   seconds=f"{self._policy.reports.ring_least_s:g}")  # fmt: skip
        return self._panel("follow_up", "rang_enough", title, (), lambda _id, _values: ())

    def _reached(self) -> Panel:
        return self._panel(
            "work", "contact_rate", tr("Leads reached, by rep"), (tr("calls/mails/social"),),
            lambda _id, v: ("/".join(str(v[k]["n"]) for k in ("calls", "emails", "socials")),),
        )  # fmt: skip

    def _conversion(self) -> Panel:
        first = {id: v["response"]["median"] for id, _, v in self._rows("promises")}
        return self._panel(
            "funnel", "qualification", tr("MQL → SQL, by rep"),
            (tr("SQL"), tr("won"), tr("first try")),
            lambda id, v: (f"{v['sql']['n']:,}", f"{v['won']['n']:,}", length(first.get(id))),
        )  # fmt: skip

    def _qualified(self) -> Panel:
        return self._panel(
            "meetings", "over_qualified", tr("Over-qualification, by rep"),
            (tr("under-qualified"), tr("show rate")),
            lambda _id, v: (value_of(v["under_qualified"]), value_of(v["show_rate"])),
        )  # fmt: skip

    # ---- of one metric

    def _panel(
        self, report: str, metric: str, title: str, heads: tuple[str, ...],
        notes: Callable[[str, Values], tuple[str, ...]],
    ) -> Panel:  # fmt: skip
        team = self._told[report]["total"][metric]["share"]
        rows = sorted(self._rows(report), key=lambda row: -row[2][metric]["n"])
        marks = tuple(
            self._rep_mark(id, name, report, metric, values[metric], notes(id, values), team)
            for id, name, values in rows[:MOST]
        )
        said = _of_team(team, len(rows))
        return self._of_reps(f"{report}.{metric}", title, marks, ("n", *heads), said)

    def _of_reps(
        self, name: str, title: str, marks: tuple[Mark, ...], heads: tuple[str, ...], team: str
    ) -> Panel:
        said = tr("Leads of the last {days} days; young ones still move.", days=DAYS)
        said = f"{team} {said}".strip() if marks else tr("Nobody has leads of these days.")
        name = f"rep {name}"  # not a text
        return Panel(name=name, kind="bars", title=title, said=said, marks=marks, heads=heads)

    def _rows(self, report: str) -> list[tuple[str, str, Values]]:
        """Id, name and numbers of each; the one with most first."""
        return [
            (row["key"], row["label"], row["values"])
            for row in self._told[report]["rows"]
            if row["key"]
        ]

    def _rep_mark(
        self, id: str, name: str, report: str, metric: str, value: Values, notes: tuple[str, ...],
        team: float | None,
    ) -> Mark:  # fmt: skip
        found = metric_of(REPORTS[report], metric)
        assert isinstance(found, Share)  # the panels above name no other
        low, high = likely(value["count"], value["n"])
        says = _said(name, value["count"], value["n"], low, high)
        return Mark(
            id=id, label=name, value=value_of(value), says=with_small(says, value),
            meant=self._meant(report, metric), notes=(f"{value['n']:,}", *notes), n=value["n"],
            amount=value["share"] or 0.0, low=low, high=high if value["n"] else 0.0, before=team,
            of=Of(since=self._month, until=to_ms(self._now) + 1, rep=id, columns=found.bottom),
        )  # fmt: skip

    # ---- what differs

    def _hours(self) -> Panel:
        rows = [row for row in self._told["habits"]["rows"] if row["dials"]]
        dials, connects = (sum(row[name] for row in rows) for name in ("dials", "connects"))
        team = connects / dials if dials else None
        rows = sorted(rows, key=lambda row: -row["dials"])
        marks = tuple(self._called(row, team) for row in rows[:MOST])
        return self._of_reps(
            "work.connect_rate", tr("Calls answered live, by who dialled"), marks,
            ("n", tr("half before"), tr("best hour")), _of_team(team, len(rows)),
        )  # fmt: skip

    def _called(self, row: Values, team: float | None) -> Mark:
        id, name, n, middle = row["user"] or "", row["name"], row["dials"], row["middle"]
        hours = ", ".join(
            tr("{hour}:00 {count} of {n}", hour=one["hour"], count=one["count"], n=one["n"])
            for one in row["hours"]
        )
        says = tr("{says}. By the hour: {hours}", hours=hours,
                  says=_said(name, row["connects"], n, row["low"], row["high"]))  # fmt: skip
        least = self._told["habits"]["small_n"]
        best = tr("An hour is told as the best from {n} calls on.", n=least)
        return Mark(
            id=id, label=name, value=f"{percent(row['share'])} %",
            says=with_small(says, {"n": n, "small": n < least}),
            meant=" ".join((self._meant("work", "connect_rate"), best)),
            notes=(f"{n:,}", _hour(middle), _hour(_best_hour(row["hours"], least))),
            n=n, amount=row["share"] or 0.0, low=row["low"], high=row["high"], before=team,
            of=Of(since=self._month, until=to_ms(self._now) + 1, rep=id, columns=("dials",)),
        )  # fmt: skip

    def _codes(self) -> Panel:
        rows = [one for one in self._told["habits"]["codes"] if one["verdict"] in _HABITS][:MOST]
        said = tr("Against what the others give to leads of the same type and score (the tick).")
        none = tr("Nobody gives a code to like leads more or less often than chance does.")
        name = "rep codes"  # not a text
        return Panel(
            name=name, kind="bars", title=tr("Codes on like leads"), said=said if rows else none,
            marks=tuple(self._code(one) for one in rows),
            heads=(tr("rep"), "n", tr("others")),
        )  # fmt: skip

    def _code(self, one: Values) -> Mark:
        code = self._policy.find(one["code"])
        label = code.label if code else one["code"]
        named = tr("{name}, {code}", name=one["name"], code=label)
        others = f"{percent(one['expected'])} %"
        says = tr("{says}; {how} than the others, who give it to {others} of such leads",
                  says=_said(named, one["count"], one["n"], one["low"], one["high"]),
                  how=tr(_HABITS[one["verdict"]]), others=others)  # fmt: skip
        meant = tr(
            "Leads that were given the code ÷ the rep’s leads of types and scores that others have"
            " too, beside what the others would have given to this mix. Of what is told here, one"
            " in twenty is expected to be chance."
        )
        share = one["count"] / one["n"]
        return Mark(
            id=f"{one['user']} {one['code']}", label=label, value=f"{percent(share)} %",
            says=says, meant=meant, n=one["n"], amount=share,
            notes=(one["name"], f"{one['n']:,}", others),
            low=one["low"], high=one["high"], before=one["expected"], leads=tuple(one["leads"]),
        )  # fmt: skip


def _best_hour(hours: Sequence[Values], least: int) -> float | None:
    many = [one for one in hours if one["n"] >= least]
    best = max(many, key=lambda one: one["count"] / one["n"], default=None)
    return None if best is None else best["hour"]


def _hour(hour: float | None) -> str:
    return "–" if hour is None else f"{int(hour)}:00"


def _said(name: str, count: int, n: int, low: float, high: float) -> str:
    if not n:
        return tr("{name}: nothing to tell yet", name=name)
    return tr("{name}: {count} of {n}, likely {low} to {high} %", name=name, count=f"{count:,}",
              n=f"{n:,}", low=percent(low), high=percent(high))  # fmt: skip


def _of_team(share: float | None, reps: int) -> str:
    tick = "" if share is None else tr("Tick: the team, {share} %.", share=percent(share))
    if reps <= MOST:
        return tick
    shown = tr("The {most} of {all} reps with the highest n.", most=MOST, all=reps)
    return f"{tick} {shown}".strip()
