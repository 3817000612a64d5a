"""The dashboard's numbers as CSV: in its head what they are counted from and what each means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.domain.metrics.definitions import PROMISES, WORK
from workbench.domain.metrics.outcome_reports import CLOSINGS, FUNNEL, MEETINGS, RESULTS
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr

COLUMNS = ("part", "key", "metric", "n", "count", "share", "median", "p90", "within", "baseline")
_REPORTS = (PROMISES, WORK, FUNNEL, MEETINGS, RESULTS)
_PARTS = {"hours": ("hour", PROMISES), "sources": ("source", RESULTS), "codes": ("code", CLOSINGS)}


def as_csv(numbers: Mapping[str, Any], whose: str, basis: str) -> str:
    """Lengths are seconds, days or touches, as their definition says; shares are 0 to 1."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n")
    for line in _head(numbers, whose, basis):
        write.writerow([f"# {line}"])
    write.writerow(COLUMNS)
    write.writerows(_rows(numbers))
    return text.getvalue()


def _head(numbers: Mapping[str, Any], whose: str, basis: str) -> Iterator[str]:
    since, until = (from_ms(numbers[name]).isoformat() for name in ("since", "until"))
    before = from_ms(numbers["before"]).isoformat()
    yield tr("{whose}: leads that came from {since} on and before {until}; baseline from {before}",
             whose=whose, since=since, until=until, before=before)  # fmt: skip
    yield basis
    for report in (*_REPORTS, CLOSINGS):
        for metric in report.metrics:
            yield f"{report.name} {metric.name}: {tr(metric.definition)}"


def _rows(numbers: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for report in _REPORTS:
        for metric in report.metrics:
            told, then = (numbers[when][report.name][metric.name] for when in ("now", "then"))
            yield _row("all", "", f"{report.name} {metric.name}", told, _primary(then))
    for name, (part, report) in _PARTS.items():
        for key, values in sorted(numbers[name].items()):
            for metric, told in values.items():
                yield _row(part, key, f"{report.name} {metric}", told)
    for week in numbers["weeks"]:
        yield _row("week", week["key"], "promises attainment", week)  # not a text
    for goal in numbers["goals"]:
        yield ("goal", goal["goal"], goal["period"], goal["done"], goal["wanted"], *[""] * 5)


def _row(
    part: str, key: str, metric: str, told: Mapping[str, Any], baseline: object = ""
) -> Sequence[object]:
    values = (told.get(name, "") for name in ("n", "count", "share", "median", "p90", "within"))
    return (part, key, metric, *("" if one is None else one for one in values), baseline)


def _primary(told: Mapping[str, Any]) -> object:
    found = (told[name] for name in ("share", "median", "n") if told.get(name) is not None)
    return next(found, "")
