"""The sums of a report, by the database: two statements however many rows there are.

`domain.metrics.measuring` does the same from arrivals one by one; tests compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from workbench.domain.metrics.measuring import Spread, Tally
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import to_ms
from workbench.server import schema

Number: TypeAlias = ColumnElement[int]
WHOLE: ColumnElement[str] = literal_column("''")
"""The key of what is not cut."""


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


def figures(cohort: Cohort, report: Report, by: str | None) -> dict[str, Tally]:
    """Key of the cut → its sums; without a cut, all under the empty key."""
    table = schema.arrival
    summed = {name: _number(name, cohort.now) for name in dict.fromkeys(report.columns())}
    lengths = {name: table.c[name] for name in report.lengths()}
    found = sums(cohort, table, by, summed)
    add_spreads(found, cohort, table, by, lengths)
    if money := list(report.money()):
        _add_money(found, cohort, by, money)
    return found


def sums(
    cohort: Cohort, table: Table, by: str | None, summed: Mapping[str, Number]
) -> dict[str, Tally]:
    cut = table.c[by] if by else WHOLE
    columns = [func.sum(number).label(name) for name, number in summed.items()]
    chosen = select(cut.label("key"), *columns).where(cohort.of(table))
    rows = cohort.connection.execute(chosen.group_by(table.c[by]) if by else chosen).mappings()
    tallies: dict[str, Tally] = {}
    for row in rows:
        tally = tallies[row["key"]] = Tally()
        for name in summed:
            tally.sums[name] = int(row[name] or 0)
    return tallies


def add_spreads(
    found: Mapping[str, Tally],
    cohort: Cohort,
    table: Table,
    by: str | None,
    lengths: Mapping[str, Number],
) -> None:
    """Medians and P90s: the database numbers the values of each group and tells three of them."""
    if not lengths:
        return
    cut = table.c[by] if by else WHOLE
    told = union_all(*(_places(cohort, table, cut, name, of) for name, of in lengths.items()))
    groups: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for name, key, value, place, n in cohort.connection.execute(told):
        groups.setdefault((name, key), []).append((place, value, n))
    for (name, key), values in groups.items():
        found[key].spreads[name] = _spread(values)


def _places(
    cohort: Cohort, table: Table, cut: ColumnElement[str], name: str, length: Number
) -> Any:
    group = None if cut is WHOLE else cut
    ordered = (
        select(
            cut.label("key"),
            length.label("value"),
            func.row_number().over(partition_by=group, order_by=length).label("place"),
            func.count().over(partition_by=group).label("n"),
        )
        .where(cohort.of(table), length.is_not(None))
        .subquery()
    )
    place, n = ordered.c.place, ordered.c.n
    # The places of `measuring.places`; a division of whole numbers, cut off.
    wanted = (place == (n + 1) // 2) | (place == n // 2 + 1) | (place == (n * 9 + 9) // 10)
    return select(literal(name).label("name"), ordered.c.key, ordered.c.value, place, n).where(
        wanted
    )


def _spread(values: Sequence[tuple[int, int, int]]) -> Spread:
    at = {place: value for place, value, _ in values}
    n = values[0][2]
    return Spread(n, (at[(n + 1) // 2] + at[n // 2 + 1]) / 2, at[(9 * n + 9) // 10])


def _add_money(
    found: Mapping[str, Tally], cohort: Cohort, by: str | None, columns: Iterable[str]
) -> None:
    table = schema.arrival
    cut = table.c[by] if by else WHOLE
    names = list(columns)
    chosen = (
        select(cut.label("key"), table.c.currency, *(func.sum(table.c[name]) for name in names))
        .where(cohort.of(table))
        .where(_sum_of(table, names) > 0)
        .group_by(*([table.c[by]] if by else []), table.c.currency)
    )
    for key, currency, *cents in cohort.connection.execute(chosen):
        for name, amount in zip(names, cents, strict=True):
            if amount:
                found[key].money.setdefault(name, {})[currency] = int(amount)


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
