"""The sums of a report: counted by the database in one statement, lengths put in order here.

A database that orders a million lengths for each of six medians takes several times as long.
`domain.metrics.measuring` does the same from arrivals one by one; tests compare.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select

from workbench.domain.metrics.measuring import Spread, Tally
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import to_ms
from workbench.server import schema

Number: TypeAlias = ColumnElement[int]
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
    table = schema.arrival
    summed = {name: _number(name, cohort.now) for name in dict.fromkeys(report.columns())}
    found = sums(cohort, table, by, summed)
    add_spreads(found, cohort, table, by, list(report.lengths()))
    if money := list(report.money()):
        _add_money(found, cohort, by, money)
    return found


def sums(cohort: Cohort, table: Table, by: str, summed: Mapping[str, Number]) -> Figures:
    columns = [func.sum(number).label(name) for name, number in summed.items()]
    chosen = select(table.c[by].label("key"), *columns).where(cohort.of(table))
    found = Figures()
    for row in cohort.connection.execute(chosen.group_by(table.c[by])).mappings():
        tally = found.cut[row["key"]] = Tally()
        for name in summed:
            tally.sums[name] = int(row[name] or 0)
        found.whole.sums.update(tally.sums)
    return found


def add_spreads(
    found: Figures, cohort: Cohort, table: Table, by: str, lengths: Sequence[str]
) -> None:
    """Medians and P90s."""
    if not lengths:
        return
    groups: dict[str, list[array[int]]] = {key: [array("q") for _ in lengths] for key in found.cut}
    columns = [table.c[name] for name in lengths]
    is_any_known = or_(*(column.is_not(None) for column in columns))
    chosen = select(table.c[by], *columns).where(cohort.of(table), is_any_known)
    for key, *values in cohort.connection.execute(chosen).yield_per(TOGETHER):
        for kept, value in zip(groups[key], values, strict=True):
            if value is not None:
                kept.append(value)
    for place, name in enumerate(lengths):
        of_all = list(chain.from_iterable(group[place] for group in groups.values()))
        if of_all:
            found.whole.spreads[name] = Spread.of(of_all)
        for key, group in groups.items():
            if group[place]:
                found.cut[key].spreads[name] = Spread.of(group[place])


def _add_money(found: Figures, cohort: Cohort, by: str, columns: Sequence[str]) -> None:
    table = schema.arrival
    chosen = (
        select(table.c[by], table.c.currency, *(func.sum(table.c[name]) for name in columns))
        .where(cohort.of(table))
        .where(_sum_of(table, columns) > 0)
        .group_by(*{table.c[by], table.c.currency})
    )
    for key, currency, *cents in cohort.connection.execute(chosen):
        for name, amount in zip(columns, cents, strict=True):
            for tally in (found.cut[key], found.whole) if amount else ():
                sums = tally.money.setdefault(name, {})
                sums[currency] = sums.get(currency, 0) + int(amount)


def _sum_of(table: Table, names: Sequence[str]) -> Number:
    total: Number = table.c[names[0]]
    for name in names[1:]:
        total = total + table.c[name]
    return total


def _number(column: str, now: datetime) -> Number:
    due_at = schema.arrival.c.overdue_at
    if column == "overdue":
        return case((due_at <= to_ms(now), 1), else_=0)
    if column == "waiting":
        return case((due_at > to_ms(now), 1), else_=0)
    return schema.arrival.c[column]
