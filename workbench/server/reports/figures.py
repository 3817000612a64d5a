"""The sums of a report: from sheaves, and of the rest by the database; lengths are ordered here.

A database that orders a million lengths for each of six medians takes several times as long.
`domain.metrics.measuring` does the same from arrivals one by one; tests compare.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select

from workbench.domain.metrics.measuring import Tally
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.reports.sheaves import (
    Gathered,
    Number,
    Summed,
    parts_of,
    read_sheaves,
)

Where: TypeAlias = ColumnElement[bool]
RUNNING = ("overdue", "waiting")
"""Columns of clocks that still run: told by when they are due."""
TOGETHER = 10_000
"""Rows that are fetched at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Arrivals from `since` on and before `until`; `only`: cut → value, of those alone."""

    connection: Connection
    team: str
    since: datetime
    until: datetime
    now: datetime
    only: Mapping[str, str] = field(default_factory=dict)

    def of(self, table: Table) -> ColumnElement[bool]:
        found = (
            (table.c.team == self.team)
            & (table.c.received_at >= to_ms(self.since))
            & (table.c.received_at < to_ms(self.until))
        )
        for name, value in self.only.items():
            found &= table.c[name] == value
        return found


@dataclass(slots=True)
class Figures:
    """`cut`: key of the cut → its sums."""

    whole: Tally = field(default_factory=Tally)
    cut: dict[str, Tally] = field(default_factory=dict)


def figures(cohort: Cohort, report: Report, by: str) -> Figures:
    now, names = to_ms(cohort.now), dict.fromkeys(report.columns())
    summed = [
        Summed(name=name, number=number_of(name, cohort.now), column="overdue_at", most=now,
               above=name == "waiting")
        if name in RUNNING
        else Summed(name=name, number=number_of(name, cohort.now), column=name)
        for name in names
    ]  # fmt: skip
    return gathered(
        cohort, schema.arrival, by, summed, list(report.lengths()), list(report.money())
    )


def gathered(
    cohort: Cohort,
    table: Table,
    by: str,
    summed: Sequence[Summed],
    lengths: Sequence[str],
    money: Sequence[str] = (),
) -> Figures:
    """From sheaves where they hold, and from the rows of whatever else came in this time."""
    found, parts = Gathered(), parts_of(cohort)
    read_sheaves(found, cohort, table, by, parts.weeks, summed=summed, lengths=lengths, money=money)
    rest = cohort.of(table) & parts.rest(table)
    _add_sums(found, cohort, table, by, summed, rest)
    if lengths:
        _add_runs(found, cohort, table, by, lengths, rest)
    if money:
        _add_money(found, cohort, by, money, rest)
    found.spreads(lengths)
    return Figures(whole=found.whole(lengths), cut=dict(found.tallies))


def _add_sums(
    found: Gathered, cohort: Cohort, table: Table, by: str, summed: Sequence[Summed], rest: Where
) -> None:
    columns = [func.sum(one.number).label(one.name) for one in summed]
    chosen = select(table.c[by].label("key"), *columns).where(rest).group_by(table.c[by])
    for row in cohort.connection.execute(chosen).mappings():
        tally = found.tallies[row["key"]]
        for one in summed:
            tally.sums[one.name] += int(row[one.name] or 0)


def _add_runs(
    found: Gathered, cohort: Cohort, table: Table, by: str, lengths: Sequence[str], rest: Where
) -> None:
    groups: defaultdict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in lengths])
    columns = [table.c[name] for name in lengths]
    is_any_known = or_(*(column.is_not(None) for column in columns))
    chosen = select(table.c[by], *columns).where(rest, is_any_known)
    for key, *values in cohort.connection.execute(chosen).yield_per(TOGETHER):
        for kept, value in zip(groups[key], values, strict=True):
            if value is not None:
                kept.append(value)
    for key, group in groups.items():
        for name, values in zip(lengths, group, strict=True):
            if values:
                found.runs[name][key].append(array("q", sorted(values)))


def _add_money(
    found: Gathered, cohort: Cohort, by: str, columns: Sequence[str], rest: Where
) -> None:
    table = schema.arrival
    chosen = (
        select(table.c[by], table.c.currency, *(func.sum(table.c[name]) for name in columns))
        .where(rest)
        .where(_sum_of(table, columns) > 0)
        .group_by(*{table.c[by], table.c.currency})
    )
    for key, currency, *cents in cohort.connection.execute(chosen):
        for name, amount in zip(columns, cents, strict=True):
            found.add_money(key, name, currency, int(amount))


def _sum_of(table: Table, names: Sequence[str]) -> Number:
    total: Number = table.c[names[0]]
    for name in names[1:]:
        total = total + table.c[name]
    return total


def number_of(column: str, now: datetime) -> Number:
    """What is summed of an arrival; a clock that runs counts by how it stands now."""
    due_at = schema.arrival.c.overdue_at
    if column == "overdue":
        return case((due_at <= to_ms(now), 1), else_=0)
    if column == "waiting":
        return case((due_at > to_ms(now), 1), else_=0)
    return schema.arrival.c[column]
